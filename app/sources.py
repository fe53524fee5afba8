"""The sources and papers that texts on the screen name: what help lists as the bibliography."""

from __future__ import annotations

from dataclasses import dataclass

from sims.params import N_


@dataclass(frozen=True)
class Source:
    """named: how texts on the screen name it. where: journal, conference or page. address: "" for none.
    short: the word that is enough in a table, of the four texts."""

    named: str
    authors: str
    title: str
    where: str
    address: str = ""
    short: str = ""


#: What the four texts are from which this program was made: its notes say where they are wrong.
SOURCES = (
    Source(N_("the notes “Problems of GANs”"), "", "Problems of GANs", N_("handwritten notes, author unknown"),
           short=N_("the notes")),
    Source(N_("Dong’s slides"), "Hao Dong", "Understanding Generative Adversarial Networks",
           N_("lecture slides, Peking University"), short="Dong"),
    Source(N_("Vadsola’s article"), "Mayank Vadsola", "The math behind GANs (Generative Adversarial Networks)",
           "Medium",
           "https://towardsdatascience.com/the-math-behind-gans-generative-adversarial-networks-3828f3469d9c",
           "Vadsola"),
    Source(N_("Hui’s article"), "Jonathan Hui", "GAN — Why it is so hard to train Generative Adversarial Networks!",
           N_("Medium, 2018; read in a translation"),
           "https://jonathan-hui.medium.com/gan-why-it-is-so-hard-to-train-generative-advisory-networks-819a86b3750b",
           "Hui"),
)


def _paper(named: str, authors: str, title: str, where: str, arxiv: str) -> Source:
    return Source(named, authors, title, where, f"https://arxiv.org/abs/{arxiv}")


PAPERS = (
    _paper("Goodfellow et al. 2014", "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville, Bengio",
           "Generative Adversarial Nets", "NeurIPS 2014", "1406.2661"),
    _paper("Arjovsky and Bottou 2017", "Arjovsky, Bottou",
           "Towards Principled Methods for Training Generative Adversarial Networks", "ICLR 2017", "1701.04862"),
    _paper("Arjovsky et al. 2017 (WGAN)", "Arjovsky, Chintala, Bottou", "Wasserstein GAN", "ICML 2017", "1701.07875"),
    _paper("WGAN-GP 2017", "Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville",
           "Improved Training of Wasserstein GANs", "NeurIPS 2017", "1704.00028"),
    _paper("least squares (LSGAN)", "Mao, Li, Xie, Lau, Wang, Smolley",
           "Least Squares Generative Adversarial Networks", "ICCV 2017", "1611.04076"),
    _paper("BEGAN", "Berthelot, Schumm, Metz", "BEGAN: Boundary Equilibrium Generative Adversarial Networks", "2017",
           "1703.10717"),
    _paper("hinge", "Lim, Ye", "Geometric GAN", "2017", "1705.02894"),
    _paper("spectral norm", "Miyato, Kataoka, Koyama, Yoshida",
           "Spectral Normalization for Generative Adversarial Networks", "ICLR 2018", "1802.05957"),
    _paper("relativistic", "Jolicoeur-Martineau",
           "The relativistic discriminator: a key element missing from standard GAN", "ICLR 2019", "1807.00734"),
    _paper("Mescheder et al. 2018 (R1, the Dirac-GAN)", "Mescheder, Geiger, Nowozin",
           "Which Training Methods for GANs do actually Converge?", "ICML 2018", "1801.04406"),
    _paper("consensus", "Mescheder, Nowozin, Geiger", "The Numerics of GANs", "NeurIPS 2017", "1705.10461"),
    _paper("optimistic", "Daskalakis, Ilyas, Syrgkanis, Zeng", "Training GANs with Optimism", "ICLR 2018",
           "1711.00141"),
    _paper("DRAGAN", "Kodali, Abernethy, Hays, Kira", "On Convergence and Stability of GANs", "2017", "1705.07215"),
    _paper("instance noise", "Sønderby, Caballero, Theis, Shi, Huszár",
           "Amortised MAP Inference for Image Super-resolution", "ICLR 2017", "1610.04490"),
    _paper("Unrolled GAN 2017", "Metz, Poole, Pfau, Sohl-Dickstein", "Unrolled Generative Adversarial Networks",
           "ICLR 2017", "1611.02163"),
    _paper("VEEGAN 2017", "Srivastava, Valkov, Russell, Gutmann, Sutton",
           "VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning", "NeurIPS 2017", "1705.07761"),
    _paper("PacGAN 2018", "Lin, Khetan, Fanti, Oh",
           "PacGAN: The power of two samples in generative adversarial networks", "NeurIPS 2018", "1712.04086"),
)
