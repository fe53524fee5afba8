"""Maps that are worth filling: two parameters of the GAN lab on the axes, a metric as colour. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sims.params import N_


@dataclass(frozen=True)
class Axis:
    """The values of one parameter: `count` of them from lo to hi, evenly spread in the logarithm where log is set; all
    choices of a parameter that has some."""

    name: str
    lo: float = 0.0
    hi: float = 0.0
    count: int = 0
    log: bool = False


@dataclass(frozen=True)
class Map:
    """x, y: the parameters on the axes. metric: a metric of the lab. values: of the other parameters where not default.
    seeds: runs of every cell. steps: of each run."""

    title: str
    help: str
    x: Axis
    y: Axis
    metric: str
    values: Mapping[str, Any] = field(default_factory=dict)
    seeds: int = 2
    steps: int = 2000


MAPS: Mapping[str, Map] = {
    "learning_rates": Map(
        N_("Learning rates of D and G"),
        N_("How much depends on the two step sizes alone: where does G find all modes, and where few or none?"),
        Axis("learning_rate_d", 1e-4, 1e-2, 16, log=True), Axis("learning_rate_g", 1e-4, 1e-2, 16, log=True), "modes"),
    "clip": Map(
        N_("Weight clip and updates of D (WGAN)"),
        N_("How wide may a clipped critic's weights be, and how often must it learn before G moves?"),
        Axis("weight_clip", 3e-3, 1.0, 8, log=True), Axis("n_critic", 1, 8, 8), "w1",
        {"objective": "wgan", "optimizer": "rmsprop", "beta2": 0.99, "learning_rate_d": 5e-4, "learning_rate_g": 5e-4}),
    "r1": Map(
        N_("R1 penalty and learning rate of D"),
        N_("A penalty on D's slope at the data: how strong must it be, and does it make the step size matter less?"),
        Axis("r1", 1e-3, 10.0, 9, log=True), Axis("learning_rate_d", 1e-4, 1e-1, 9, log=True), "modes"),
    "gradient_penalty": Map(
        N_("Gradient penalty and learning rate of D (WGAN)"),
        N_("How much does it matter how strong the penalty λ is, beside how much the step size matters?"),
        Axis("gradient_penalty", 1e-3, 10.0, 9, log=True), Axis("learning_rate_d", 1e-4, 1e-1, 9, log=True), "modes",
        {"objective": "wgan", "n_critic": 5}),
    "clip_and_rate": Map(
        N_("Weight clip and learning rate of D (WGAN)"),
        N_("How much does it matter how wide the clip c is, beside how much the step size matters?"),
        Axis("weight_clip", 1e-3, 10.0, 9, log=True), Axis("learning_rate_d", 1e-4, 1e-1, 9, log=True), "modes",
        {"objective": "wgan", "n_critic": 5, "optimizer": "rmsprop", "beta2": 0.99}),
    "objectives": Map(
        N_("Objective and learning rate of D"),
        N_("Which objectives bear which step sizes, all else equal?"),
        Axis("objective"), Axis("learning_rate_d", 1e-4, 1e-2, 7, log=True), "modes"),
}
