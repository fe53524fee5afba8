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


@dataclass(frozen=True)
class Paper(Source):
    """A paper or a book. cited: how docstrings name it. used: the numbered statements of it that they cite."""

    cited: str = ""
    used: tuple[str, ...] = ()


def _paper(cited: str, nickname: str, authors: str, title: str, where: str, address: str, *used: str) -> Paper:
    """nickname: by which texts on the screen name it, "" for none. address: a number of arXiv, or a whole address."""
    named = f"{cited} ({nickname})" if nickname else cited
    if address and "/" not in address:
        address = f"https://arxiv.org/abs/{address}"
    return Paper(named, authors, title, where, address, cited=cited, used=used)


PAPERS = (
    _paper("Arjovsky and Bottou 2017", "", "Arjovsky, Bottou",
           "Towards Principled Methods for Training Generative Adversarial Networks", "ICLR 2017", "1701.04862",
           "lemma 1", "lemma 2", "theorem 2.4", "theorem 2.5", "theorem 2.6", "theorem 3.3", "figure 2", "figure 3"),
    _paper("Arjovsky et al. 2017", "WGAN", "Arjovsky, Chintala, Bottou", "Wasserstein GAN", "ICML 2017", "1701.07875",
           "eq. 3"),
    _paper("Berthelot et al. 2017", "BEGAN", "Berthelot, Schumm, Metz",
           "BEGAN: Boundary Equilibrium Generative Adversarial Networks", "arXiv, 2017", "1703.10717", "eq. 5",
           "section 3.3"),
    _paper("Daskalakis et al. 2018", "optimistic", "Daskalakis, Ilyas, Syrgkanis, Zeng",
           "Training GANs with Optimism", "ICLR 2018", "1711.00141", "eq. 8", "algorithm 1"),
    _paper("Gidel et al. 2019", "extragradient", "Gidel, Berard, Vignoud, Vincent, Lacoste-Julien",
           "A Variational Inequality Perspective on Generative Adversarial Networks", "ICLR 2019", "1802.10551",
           "algorithm 3"),
    _paper("Goodfellow et al. 2014", "",
           "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville, Bengio",
           "Generative Adversarial Nets", "NeurIPS 2014", "1406.2661", "eq. 1", "proposition 1", "theorem 1",
           "section 3"),
    _paper("Gulrajani et al. 2017", "WGAN-GP 2017", "Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville",
           "Improved Training of Wasserstein GANs", "NeurIPS 2017", "1704.00028", "eq. 3"),
    _paper("He et al. 2015", "first weights", "He, Zhang, Ren, Sun",
           "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification", "ICCV 2015",
           "1502.01852"),
    _paper("Hinton 2012", "RMSprop", "Hinton, Srivastava, Swersky",
           "Neural Networks for Machine Learning, lecture 6", "Coursera, 2012", ""),
    _paper("Huang et al. 2024", "R3GAN", "Huang, Gokaslan, Kuleshov, Tompkin",
           "The GAN is dead; long live the GAN! A Modern GAN Baseline", "NeurIPS 2024", "2501.05441"),
    _paper("Jolicoeur-Martineau 2019", "relativistic", "Jolicoeur-Martineau",
           "The relativistic discriminator: a key element missing from standard GAN", "ICLR 2019", "1807.00734"),
    _paper("Karras et al. 2018", "deviation over the minibatch", "Karras, Aila, Laine, Lehtinen",
           "Progressive Growing of GANs for Improved Quality, Stability, and Variation", "ICLR 2018", "1710.10196",
           "section 3"),
    _paper("Keys 1981", "", "Keys", "Cubic Convolution Interpolation for Digital Image Processing",
           "IEEE Transactions on Acoustics, Speech, and Signal Processing 29, 1981",
           "https://doi.org/10.1109/TASSP.1981.1163711"),
    _paper("Kingma and Ba 2015", "Adam", "Kingma, Ba", "Adam: A Method for Stochastic Optimization", "ICLR 2015",
           "1412.6980", "algorithm 1", "section 3"),
    _paper("Kodali et al. 2017", "DRAGAN", "Kodali, Abernethy, Hays, Kira",
           "On Convergence and Stability of GANs", "arXiv, 2017", "1705.07215"),
    _paper("Lauritzen 1996", "", "Lauritzen", "Graphical Models", "Oxford University Press, 1996", "", "section 4.4"),
    _paper("Lim and Ye 2017", "hinge", "Lim, Ye", "Geometric GAN", "arXiv, 2017", "1705.02894"),
    _paper("Lin et al. 2018", "PacGAN 2018", "Lin, Khetan, Fanti, Oh",
           "PacGAN: The power of two samples in generative adversarial networks", "NeurIPS 2018", "1712.04086"),
    _paper("Mao et al. 2017", "least squares, LSGAN", "Mao, Li, Xie, Lau, Wang, Smolley",
           "Least Squares Generative Adversarial Networks", "ICCV 2017", "1611.04076", "eq. 2", "eq. 5", "eq. 6",
           "eq. 7", "eq. 8"),
    _paper("Mescheder et al. 2017", "consensus", "Mescheder, Nowozin, Geiger", "The Numerics of GANs", "NeurIPS 2017",
           "1705.10461"),
    _paper("Mescheder et al. 2018", "R1, the Dirac-GAN", "Mescheder, Geiger, Nowozin",
           "Which Training Methods for GANs do actually Converge?", "ICML 2018", "1801.04406", "eq. 9"),
    _paper("Metz et al. 2017", "Unrolled GAN 2017", "Metz, Poole, Pfau, Sohl-Dickstein",
           "Unrolled Generative Adversarial Networks", "ICLR 2017", "1611.02163", "eq. 7"),
    _paper("Miyato et al. 2018", "spectral norm", "Miyato, Kataoka, Koyama, Yoshida",
           "Spectral Normalization for Generative Adversarial Networks", "ICLR 2018", "1802.05957", "eq. 16",
           "algorithm 1"),
    _paper("Nikaido and Isoda 1955", "what both would gain", "Nikaidô, Isoda", "Note on non-cooperative convex games",
           "Pacific Journal of Mathematics 5, 1955", "https://doi.org/10.2140/pjm.1955.5.807"),
    _paper("Petzka et al. 2018", "one-sided penalty", "Petzka, Fischer, Lukovnikov",
           "On the regularization of Wasserstein GANs", "ICLR 2018", "1709.08894", "eq. 8"),
    _paper("Polyak 1964", "momentum", "Polyak", "Some methods of speeding up the convergence of iteration methods",
           "USSR Computational Mathematics and Mathematical Physics 4, 1964",
           "https://doi.org/10.1016/0041-5553(64)90137-5"),
    _paper("Salimans et al. 2016", "label smoothing", "Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen",
           "Improved Techniques for Training GANs", "NeurIPS 2016", "1606.03498"),
    _paper("Smirnov 1948", "Kolmogorov-Smirnov", "Smirnov",
           "Table for Estimating the Goodness of Fit of Empirical Distributions",
           "Annals of Mathematical Statistics 19, 1948", "https://doi.org/10.1214/aoms/1177730256"),
    _paper("Smith and van der Walt 2015", "colours of maps", "Smith, van der Walt",
           "A Better Default Colormap for Matplotlib", "SciPy 2015", "https://bids.github.io/colormap"),
    _paper("Sønderby et al. 2017", "instance noise", "Sønderby, Caballero, Theis, Shi, Huszár",
           "Amortised MAP Inference for Image Super-resolution", "ICLR 2017", "1610.04490"),
    _paper("Srivastava et al. 2017", "VEEGAN 2017", "Srivastava, Valkov, Russell, Gutmann, Sutton",
           "VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning", "NeurIPS 2017", "1705.07761"),
    _paper("Villani 2003", "", "Villani", "Topics in Optimal Transportation", "American Mathematical Society, 2003", "",
           "theorem 2.18"),
    _paper("Villani 2009", "", "Villani", "Optimal Transport: Old and New", "Springer, 2009",
           "https://doi.org/10.1007/978-3-540-71050-9", "chapter 6"),
)
