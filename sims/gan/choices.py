"""What can be chosen in the GAN lab, in words: read by the window, which knows no torch.

The functions behind each word stand under the same key in targets, objectives, networks and optimizers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sims.params import N_

LN2 = 0.6931471805599453


@dataclass(frozen=True)
class Objective:
    """An objective and how its discriminator is to be read.

    output: "probability" where sigmoid(D) is the chance of real, else "score" (a raw number).
    centre: the output that favours neither, or None where only differences mean something (a critic).
    paired: whether G's loss looks at real scores, too.
    equilibrium: (loss_d, loss_g) where the generated distribution is the real one and D is at its optimum; None
    where that loss has no fixed value there.
    """

    label: str
    output: str = "probability"
    centre: float | None = 0.5
    paired: bool = False
    equilibrium: tuple[float | None, float | None] = (None, None)


OBJECTIVES: Mapping[str, Objective] = {
    "saturating": Objective(N_("saturating (minimax)"), equilibrium=(2 * LN2, -LN2)),
    "nonsaturating": Objective(N_("non-saturating"), equilibrium=(2 * LN2, LN2)),
    "wgan": Objective(N_("Wasserstein (WGAN)"), "score", None, equilibrium=(0.0, None)),
    "least_squares": Objective(N_("least squares (LSGAN)"), "score", 0.5, equilibrium=(0.25, 0.125)),
    "hinge": Objective(N_("hinge"), "score", 0.0, equilibrium=(2.0, 0.0)),
    "relativistic": Objective(N_("relativistic (RpGAN)"), "score", None, paired=True, equilibrium=(LN2, LN2)),
    "began": Objective(N_("boundary equilibrium (BEGAN)"), "score", None),
}

TARGETS: Mapping[str, str] = {
    "ring": N_("ring of 8 Gaussians"),
    "grid": N_("grid of 25 Gaussians"),
    "two_gaussians": N_("two Gaussians"),
    "two_moons": N_("two moons"),
    "swiss_roll": N_("Swiss roll"),
    "spiral": N_("two-armed spiral"),
    "circle": N_("circle"),
    "line": N_("line segment"),
    "parallel_line": N_("vertical line at x = 1"),
    "blobs": N_("two disjoint discs"),
    "painted": N_("painted density"),
    "points": N_("points from a file"),
}

ACTIVATIONS: Mapping[str, str] = {
    "relu": N_("ReLU"),
    "leaky_relu": N_("leaky ReLU (0.2)"),
    "tanh": N_("tanh"),
    "elu": N_("ELU"),
}

OPTIMIZERS: Mapping[str, str] = {
    "sgd": N_("SGD"),
    "momentum": N_("SGD with momentum"),
    "rmsprop": N_("RMSProp"),
    "adam": N_("Adam"),
    "ogda": N_("optimistic gradient (OGDA)"),
    "optimistic_adam": N_("optimistic Adam"),
}

UPDATES: Mapping[str, str] = {
    "alternating": N_("alternating"),
    "simultaneous": N_("simultaneous"),
    "extragradient": N_("extragradient"),
}

PENALTY_TARGETS: Mapping[str, str] = {
    "one": N_("1, two-sided (WGAN-GP)"),
    "at_most_one": N_("at most 1, one-sided (WGAN-LP)"),
    "zero": N_("0 (WGAN-GP0)"),
}

#: The labels (generated, real, what G wants) of least squares.
LEAST_SQUARES_LABELS: Mapping[str, str] = {
    "0_1_1": N_("0 and 1; G wants 1"),
    "-1_1_0": N_("−1 and 1; G wants 0"),
}
