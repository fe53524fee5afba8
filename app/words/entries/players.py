"""Who plays, what they see, and what they are told: the networks, the points, the value and the losses."""

from __future__ import annotations

from app.words.entry import LAB, Entry
from sims.params import N_

#: Simulations whose D is σ of a logit t.
_LOGITS = (*LAB, "generator_losses")

ENTRIES = (
    Entry(N_("discriminator"), N_(
        "The network D that tells real points from generated ones. In the lab D(x) is its logit, a number without "
        "bounds; σ(D(x)) is the probability that it gives x for being real."),
        ("D",), sources=N_(
            "Vadsola’s article calls it the police, who want to catch fake money. The sources write D(x) for the "
            "probability itself, Dong’s slides later also for a critic’s score."),
        see=("generator", "critic", "logit", "best discriminator")),
    Entry(N_("generator"), N_(
        "The network G that makes points of latent noise, x̃ = G(z). It never sees a real point: all it learns comes "
        "through D."), ("G",), sources=N_("Vadsola’s article calls it the counterfeiter."),
        see=("discriminator", "latent point", "generated point")),
    Entry(N_("critic"), N_(
        "What D is called where its number is a score and no logit, as with Wasserstein losses: only differences of "
        "scores mean something."), see=("discriminator", "Lipschitz constant", "Wasserstein distance")),
    Entry(N_("real point"), N_("A point of the data; those of a minibatch are numbered x₁ to xₙ."),
          ("x", "x_i", "x_{1…n}"), see=("data distribution", "minibatch"), only=LAB),
    Entry(N_("generated point"), N_("What the generator makes of a latent point."),
          ("x̃", "x̃_i"), "<i>x̃</i> = <i>G</i>(<i>z</i>)",
          N_("Vadsola’s and Hui’s articles call it fake."), ("generator", "latent point"), LAB),
    Entry(N_("latent point"), N_(
        "The noise that the generator is given, drawn anew for each point from a normal or a uniform distribution."),
        ("z", "z_i", "z_{1…n}"), see=("latent distribution", "generator"), only=(*LAB, "derivation")),
    Entry(N_("data distribution"), N_("What real points are drawn from; D and G know it only by its points."),
          ("p_{data}",), sources=N_("Dong’s slides write P_r and call the supports manifolds, as Arjovsky and Bottou "
                                    "2017 do."), see=("density p", "support")),
    Entry(N_("latent distribution"), N_("What latent points are drawn from: normal or uniform, in as many dimensions "
                                        "as the setting “latent dimensions” says."), ("p_z",),
          sources=N_("The notes “Problems of GANs” write z ~ p_g(z) in the losses; meant is p_z."),
          see=("latent point",)),
    Entry(N_("is drawn from"), N_("x ~ p: x is a random point of the distribution p."), ("~",)),
    Entry(N_("uniform distribution"), N_("U[0, 1]: every number between 0 and 1 is equally likely."), ("U",)),
    Entry(N_("expectation"), N_(
        "The mean over all points of a distribution. A step estimates it by the mean over a minibatch, whose scatter "
        "falls as one over the root of its size."), ("E", "E_p", "E_q", "E_z"),
        see=("minibatch", "data distribution")),
    Entry(N_("minibatch"), N_("The few points, real and generated, from which one step estimates its expectations."),
          see=("expectation", "gradient")),
    Entry(N_("logarithm"), N_("To the base e: of 1 it is 0, and towards 0 it falls to −∞. All divergences are "
                              "therefore in nats; 1 nat is 1.4427 bits."), ("ln",),
          sources=N_("The sources write log.")),
    Entry(N_("exponential"), N_("The number e = 2.71828… to the power that stands above it."), ("e^{−t}", "e")),
    Entry(N_("sigmoid"), N_("Turns a logit, any number, into a probability between 0 and 1; σ(0) = ½. Its slope is "
                            "σ(1 − σ): flat where D is sure."), ("σ",),
          "σ(<i>t</i>) = 1 / (1 + <i>e</i><sup>−<i>t</i></sup>)", see=("logit", "vanishing gradient"), only=_LOGITS),
    Entry(N_("logit"), N_("The number whose sigmoid is a probability: ln of the odds. Above 0 it means “rather real”, "
                          "below 0 “rather generated”."), ("t", "logit"), "<i>t</i> = ln(<i>D</i> / (1 − <i>D</i>))",
          see=("sigmoid", "discriminator"), only=_LOGITS),
    Entry(N_("value of the game"), N_(
        "What D raises and G lowers. Where D can tell nothing it is −2 ln 2 = −1.386294; against the best D it is "
        "2 JS − 2 ln 2."), ("V", "V(D, G)"),
        "<i>V</i> = <b>E</b> ln <i>D</i>(<i>x</i>) + <b>E</b> ln(1 − <i>D</i>(<i>G</i>(<i>z</i>)))",
        N_("Dong’s slides write “L_G = −log 4 + 2 JS”: that is V(D*, G), which also holds D’s part over real points."),
        ("best discriminator", "Jensen–Shannon divergence", "zero-sum game")),
    Entry(N_("best discriminator"), N_(
        "For a generator that stands still: at each place the share of the real density in both. It is 1 where only "
        "real points are, 0 where only generated ones are, ½ where they are alike."), ("D*",),
        "<i>D</i>*(<i>x</i>) = p(<i>x</i>) / (p(<i>x</i>) + q(<i>x</i>))",
        N_("Dong’s slides swap the two cases: D* is 1 on real points and 0 on generated ones. Vadsola’s article adds "
           "that nobody can compute it, as p is not known; here it is known."),
        ("value of the game", "density p", "density q")),
    Entry(N_("binary cross-entropy"), N_(
        "What it costs to say D where the label is y. With label 1 it is −ln D, with label 0 −ln(1 − D): the sum over "
        "real and generated points is −V."), ("BCE",),
        "BCE = −<i>y</i> ln <i>D</i> − (1 − <i>y</i>) ln(1 − <i>D</i>)",
        see=("value of the game", "label")),
    Entry(N_("label"), N_(
        "1 for “real”, 0 for “generated”. D is trained with the true ones; the non-saturating G is trained as if its "
        "points bore the label 1."), ("y",), see=("binary cross-entropy", "label smoothing"),
        only=(*LAB, "derivation")),
    Entry(N_("loss"), N_("What a player’s step lowers."), ("L",), see=("loss of D", "loss of G")),
    Entry(N_("loss of one point"), N_("What one generated point adds to the loss of G; the loss is their mean."),
          ("ℓ",), see=("loss of G", "chain rule"), only=LAB),
    Entry(N_("loss of D"), N_("What D’s step lowers, without its penalties. For the minimax game it is −V."),
          ("L_D",), see=("penalty", "total of D", "value of the game"),
          sources=N_("Dong’s slides give L_D at the best D as 2 JS − log 4; as a loss, which is lowered, it is "
                     "log 4 − 2 JS.")),
    Entry(N_("loss of G"), N_("What G’s step lowers. It is measured against the present D, so it may rise while the "
                              "points get better."), ("L_G",),
          see=("saturating loss", "non-saturating loss", "loss of D")),
    Entry(N_("saturating loss"), N_(
        "G lowers D’s success, E ln(1 − D). Where D is sure of a generated point its slope in the logit is D, nearly "
        "0: the gradient vanishes."), formula="<i>L<sub>G</sub></i> = <b>E</b> ln(1 − <i>D</i>(<i>x̃</i>))",
        sources=N_("Dong’s slides call the game with it Vanilla GAN. The notes “Problems of GANs” give its gradient "
                   "the factor 1/(1−D); it is −1/(1−D) = 1/(D−1)."),
        see=("non-saturating loss", "vanishing gradient")),
    Entry(N_("non-saturating loss"), N_(
        "G raises the chance that D takes its points for real, E ln D. Its slope in the logit is 1 − D: steep just "
        "where D is sure. The fixed point is that of the saturating loss, the way there is not."),
        formula="<i>L<sub>G</sub></i> = −<b>E</b> ln <i>D</i>(<i>x̃</i>)",
        sources=N_("Dong’s slides call it the improved loss and equivalent to the other: only the fixed points are "
                   "the same, and |1/D| exceeds |1/(D−1)| only where D < ½."),
        see=("saturating loss", "gradient", "Kullback–Leibler divergence")),
    Entry(N_("least-squares loss"), N_(
        "LSGAN: D is to give real points one number and generated ones another, and squared errors count, so that "
        "points far on the right side of the border still pull."), see=("loss of D", "χ² divergence")),
    Entry(N_("hinge loss"), N_("D is to score above 1 on real points and below −1 on generated ones; beyond that it "
                               "is left alone."), see=("critic", "spectral normalisation")),
    Entry(N_("relativistic loss"), N_("D is to score each real point above the generated point beside it; only the "
                                      "difference counts."), see=("critic",)),
    Entry(N_("BEGAN"), N_("D is an autoencoder that is to give back real points well and, as far as its balance k "
                          "asks, generated ones badly."), see=("error of the autoencoder", "balance k")),
    Entry(N_("error of the autoencoder"), N_("How far BEGAN’s D is from giving a point back."), ("ℓ",),
          "ℓ(<i>x</i>) = ‖<i>x</i> − <i>D</i>(<i>x</i>)‖", see=("BEGAN", "balance k"), only=LAB),
    Entry(N_("balance k"), N_("How much BEGAN’s D cares about giving generated points back badly. It stays between 0 "
                              "and 1 and rises while γ E ℓ(x) exceeds E ℓ(x̃)."), ("k",),
          "<i>k</i> ← clip(<i>k</i> + λ<i>b</i>, 0, 1), &nbsp; <i>b</i> = γ <b>E</b> ℓ(<i>x</i>) − "
          "<b>E</b> ℓ(<i>x̃</i>)", see=("BEGAN", "rate of the balance"), only=LAB),
    Entry(N_("imbalance"), N_("How far BEGAN’s two errors are from the ratio γ; it moves the balance k."), ("b",),
          see=("balance k",), only=LAB),
    Entry(N_("ratio of errors"), N_("BEGAN’s γ: the error on generated points that is wanted, as a share of that on "
                                    "real points. Smaller is sharper and less diverse."), ("γ",),
          see=("balance k",), only=LAB),
    Entry(N_("rate of the balance"), N_("BEGAN’s λ: how fast the balance k follows the errors."), ("λ",),
          see=("balance k",), only=LAB),
    Entry(N_("measure M"), N_("BEGAN’s measure of convergence: the error on real points plus how far the balance is "
                              "off."), formula="<i>M</i> = ℓ(<i>x</i>) + |γ ℓ(<i>x</i>) − ℓ(<i>x̃</i>)|",
          see=("balance k",)),
)
