"""What can be chosen in the GAN lab beside the objective, as identifiers with visible labels. No torch here.

The functions behind each identifier have the same key in targets, networks and optimizers.
"""

from __future__ import annotations

from collections.abc import Mapping

from sims.params import N_

TARGETS: Mapping[str, str] = {
    "ring": N_("ring of Gaussians"),
    "grid": N_("grid of Gaussians"),
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

#: Standard deviation of the noise around each target where `target_std` is off; 0 for those without noise.
USUAL_STD: Mapping[str, float] = {
    "ring": 0.02, "grid": 0.05, "two_gaussians": 0.3, "two_moons": 0.05, "swiss_roll": 0.25 / 7.5, "spiral": 0.02,
    "circle": 0.0, "line": 0.0, "parallel_line": 0.0,
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
    "at_most_one": N_("at most 1 (WGAN-LP)"),
    "zero": N_("0 (WGAN-GP0)"),
}

#: The labels (generated, real, what G wants) of least squares.
LEAST_SQUARES_LABELS: Mapping[str, str] = {
    "0_1_1": N_("0 and 1; G wants 1"),
    "-1_1_0": N_("−1 and 1; G wants 0"),
}


def least_squares_numbers(labels: str) -> tuple[float, float, float]:
    """(a, b, c) of a key of LEAST_SQUARES_LABELS: the scores wanted of generated and real points, then G's wish."""
    a, b, c = map(float, labels.split("_"))
    return a, b, c
