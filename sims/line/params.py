"""The parameters of a GAN on a line. No torch here."""

from __future__ import annotations

from dataclasses import dataclass

from sims.gan.params import DATA, DISCRIMINATOR, GENERATOR, TrainingParams
from sims.line.curve import parse_curve
from sims.params import N_, param


@dataclass(frozen=True)
class TwoModesParams:
    """Data on a line, half of them about each of two places, and D as a hand may draw it."""

    distance: float = param(4.0, 0.5, 6.0, when="step", group=DATA, basic=True, label=N_("distance of the modes"),
                            help=N_("The two modes lie half as far to the left and to the right of 0."))
    mode_std: float = param(0.3, 0.05, 1.0, when="step", group=DATA, basic=True, label=N_("width of a mode"),
                            help=N_("Standard deviation of either normal distribution."))
    curve: str = param("", scale="text", when="step", accepts=parse_curve, group=DISCRIMINATOR,
                       label=N_("D by hand"),
                       help=N_("D(x) at −4, −3, …, 4, drawn by hand, straight between; empty: D's network plays."))


@dataclass(frozen=True)
class LineParams(TrainingParams, TwoModesParams):
    """Settings of a GAN on a line: the training's own, with a latent of one number."""

    distribution_module = "sims.line.distribution"
    width = 1

    latent_dim: int = param(1, 1, 256, when="restart", group=GENERATOR, label=N_("latent dimension"),
                            help=N_("Dimension of z. With 1 the generated density is exact."))
