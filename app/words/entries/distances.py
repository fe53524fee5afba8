"""Densities and the distances between them."""

from __future__ import annotations

from app.words.entry import Entry
from sims.params import N_

#: Simulations of the distances whose x is a place on the line.
_LINES = ("distances", "transport", "noise", "critic", "gaussian_fits", "separation", "manifolds", "generator_losses",
          "derivation")
_WIDTHS = ("gaussian_fits", "distances", "separation", "noise")

ENTRIES = (
    Entry(N_("density p"), N_("How densely real points lie at a place; the area below it is 1."), ("p",),
          sources=N_("Dong’s slides write P_r, Vadsola’s article P_data, the notes “Problems of GANs” p_data."),
          see=("density q", "support")),
    Entry(N_("density q"), N_("How densely generated points lie at a place."), ("q",),
          sources=N_("The sources write P_g or p_g; Hui’s article q."), see=("density p",)),
    Entry(N_("place"), N_("A place on the line, or y another one."), ("x", "y"), see=("density p",), only=_LINES),
    Entry(N_("midpoint"), N_("The density m that lies midway between p and q: half of the points real, half "
                             "generated."), ("m",), "m = (p + q) / 2", see=("Jensen–Shannon divergence",),
          only=("derivation",)),
    Entry(N_("part of one place"), N_("f(y): what one place x adds to the value of the game if D says y there; its top "
                                      "is at D*(x)."), ("f", "y"), "f(y) = p ln y + q ln(1 − y)",
          see=("best discriminator",), only=("derivation",)),
    Entry(N_("mean"), N_("The centre of a density; μ_q is that of q, which the steps move."), ("μ", "μ_q"),
          see=("standard deviation",)),
    Entry(N_("standard deviation"), N_("The width of a density: root of the mean squared distance from its mean."),
          ("σ", "σ²"), see=("mean",), only=_WIDTHS),
    Entry(N_("Cauchy law"), N_("The law of a ratio of two centred normal numbers: its tails are so heavy that it has "
                               "no mean and no variance. A mean of such numbers has it again."), ("Cauchy",),
          see=("noise of D",)),
    Entry(N_("noise of D"), N_("The widths of the noise on D, ε, and on its slope, s, at points where the perfect D is "
                               "0 and flat; γ = s/ε is the scale of the Cauchy law."), ("s", "ε", "γ"),
          see=("Cauchy law", "non-saturating loss"), only=("noisy_discriminator",)),
    Entry(N_("support"), N_("The places where a density is not 0. Where two supports do not meet, D can be right "
                            "about every point, and JS is ln 2 however far apart they are."),
          sources=N_("Dong’s slides say manifold where the support is meant, and “no intersection” where Lemma 2 says "
                     "that two thin sets do not align perfectly: they may meet, in a set of measure 0."),
          see=("manifold", "vanishing gradient", "Jensen–Shannon divergence")),
    Entry(N_("manifold"), N_("A curve or surface that is thinner than the space around it; M and P are two of them. "
                             "What G makes of few latent numbers lies on one (Lemma 1)."), ("M",),
          see=("support", "perfect alignment")),
    Entry(N_("perfect alignment"), N_("Two curves share a piece, not only points. Jiggled at random they do so with "
                                      "probability 0 (Lemma 2)."), see=("manifold", "random shift")),
    Entry(N_("probability"), N_("P[…]: how likely it is. P alone is the second of the two curves."), ("P",),
          see=("perfect alignment",), only=("manifolds",)),
    Entry(N_("random shift"), N_("A small random move of a whole curve, drawn anew for each."), ("η", "η′"),
          see=("perfect alignment",), only=("manifolds",)),
    Entry(N_("Kullback–Leibler divergence"), N_(
        "KL(p‖q): how surprised one is by points of p who expects q. Not symmetric: it punishes where q misses p; "
        "KL(q‖p) punishes where q puts junk."), ("KL",),
        "KL(p‖q) = <b>E</b><sub>p</sub> ln(p / q)",
        N_("In Dong’s slides the line for KL(P_g‖P_r) has lost both logarithms: it is E_g ln(1 − D*) − E_g ln D*."),
        ("Jensen–Shannon divergence", "maximum likelihood")),
    Entry(N_("maximum likelihood"), N_("Choosing the model that makes the data most likely; the same as the least "
                                       "KL(p‖q)."), see=("Kullback–Leibler divergence",)),
    Entry(N_("Jensen–Shannon divergence"), N_(
        "The mean of KL from p and from q to their midpoint. Symmetric, from 0 to ln 2 = 0.693147, which it reaches "
        "where the supports do not meet."), ("JS",),
        "JS = ½ KL(p‖½(p + q)) + ½ KL(q‖½(p + q))",
        N_("Hui’s article says that it punishes bad images severely; its integrand never exceeds ½ ln 2. Vadsola’s "
           "article gives 0.336 for a pair that is two widths apart: 0.336831, cut off."),
        ("Kullback–Leibler divergence", "value of the game")),
    Entry(N_("χ² divergence"), N_("The squared difference of two densities over one of them. With the labels "
                                  "(−1, 1, 0) and D at its best, LSGAN’s generator lowers half of that of 2q against "
                                  "p + q."), ("χ²",), formula="χ² = ∫ (p − q)² / (p + q)", see=("least-squares loss",)),
    Entry(N_("total variation"), N_("Half the area between two densities, from 0 to 1; 1 − TV is their overlap."),
          ("TV",), formula="TV = ½ ∫ |p − q|", see=("accuracy of D",)),
    Entry(N_("against"), N_("p‖q: of p against q, in this order."), ("‖",), see=("Kullback–Leibler divergence",),
          only=("distances", "gaussian_fits", "derivation")),
    Entry(N_("divergence"), N_("Any measure of how far q is from p that is 0 only where they are alike."), ("Div",),
          see=("Kullback–Leibler divergence", "Jensen–Shannon divergence", "Wasserstein distance")),
    Entry(N_("Wasserstein distance"), N_(
        "W₁, the earth mover’s distance: the least mean way over which mass is carried to make q of p. It falls with "
        "the distance also where the supports do not meet."), ("W₁", "W"),
        "W<sub>1</sub> = min <b>E</b> |x − y|",
        N_("Dong’s slides give 2 and 6 for two plans: that is work in unit boxes; with masses that sum to 1 they cost "
           "1 and 3, and W₁ is 1."), ("coupling", "duality", "sliced Wasserstein distance")),
    Entry(N_("sliced Wasserstein distance"), N_("The mean of W₁ over the shadows of the points in many directions; "
                                                "fast where there are many points."), see=("Wasserstein distance",)),
    Entry(N_("coupling"), N_("A plan that says how much is carried from x to y; its sums are the two densities."),
          ("γ",), see=("Wasserstein distance", "total mass"), only=("transport",)),
    Entry(N_("total mass"), N_("All boxes together; work divided by it is a distance."), ("m",),
          see=("coupling",), only=("transport",)),
    Entry(N_("duality"), N_("Kantorovich and Rubinstein: W₁ is what the best critic that is nowhere steeper than 1 "
                            "earns; with steepness K it earns K times as much."),
          formula="max (<b>E</b><sub>p</sub> f − <b>E</b><sub>q</sub> f) = K W<sub>1</sub>",
          sources=N_("Dong’s slides drop the factor 1/K on the way."), see=("Lipschitz constant", "critic")),
    Entry(N_("critic function"), N_("A function on the line; the best of steepness K earns K times W₁."), ("f",),
          see=("duality",)),
    Entry(N_("Lipschitz constant"), N_("The steepness that a function nowhere exceeds, between any two places. Of "
                                       "functions one after the other the constants multiply."), ("K", "‖_L"),
          "|f(x) − f(y)| ≤ K |x − y|", see=("weight clipping", "gradient penalty", "duality"), only=("critic",)),
    Entry(N_("bound of Theorem 3.3"), N_(
        "W₁ is at most B, made of the variance V of the noise, the diameter C of both noisy supports and their JS "
        "(Arjovsky and Bottou 2017)."), ("B", "C"), "W ≤ B = 2√V + 2C√JS",
        N_("Dong’s slides do not say that the supports must be bounded: Gaussian noise that is not cut off makes C "
           "infinite."), ("instance noise", "Wasserstein distance")),
    Entry(N_("density with noise"), N_("What the points of p, or q, have after a random ε was added to each."),
          ("p_ε", "q_ε"), see=("instance noise", "bound of Theorem 3.3")),
    Entry(N_("variance of the noise"), N_("The mean square of the noise that is added to both."), ("V",),
          see=("bound of Theorem 3.3",), only=("noise",)),
    Entry(N_("distance θ"), N_("How far apart the two densities stand; below it, the loss by which it is closed."),
          ("θ", "θ_{ln(1−D)}", "θ_{−lnD}"), see=("mean",), only=("noise", "separation")),
    Entry(N_("time"), N_("Of a flow, the limit of ever smaller steps: rate times number of steps."), ("t",),
          see=("learning rate",), only=("separation", "nash")),
)
