"""Pairs of set-ups that the sources set against each other: equal but for what the pair is about. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sims.gan.presets import PRESETS
from sims.params import N_


@dataclass(frozen=True)
class Pair:
    """Two runs of one seed. first, second: their parameters over the defaults. step: where the difference shows."""

    title: str
    help: str
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    seed: int
    step: int


def _pair(title: str, preset: str, first: Mapping[str, Any], second: Mapping[str, Any], help: str) -> Pair:
    """A preset's set-up twice, with what each has instead."""
    base = PRESETS[preset]
    return Pair(title, help, {**base.values, **first}, {**base.values, **second}, base.seed, base.steps)


PAIRS: Mapping[str, Pair] = {
    "generator_loss": _pair(
        N_("Saturating beside non-saturating"), "vanishing_gradient",
        {"objective": "saturating"}, {"objective": "nonsaturating"},
        N_("The same start and the same D: where G minimises ln(1 − D) its points stand still, where it maximises ln D "
           "they arrive.")),
    "lipschitz": _pair(
        N_("Weight clipping beside the gradient penalty"), "wgan_gp",
        {"gradient_penalty": 0.0, "weight_clip": 0.01}, {},
        N_("Both hold the critic's slope. Look at how sharp the generated points are.")),
    "noise": _pair(
        N_("Without noise beside with noise"), "noise_cure", {"instance_noise": 0.0}, {},
        N_("Noise on real and generated points makes them overlap. Look at the modes that are covered.")),
    "critic_updates": _pair(
        N_("One critic update beside five"), "wgan_gp", {"n_critic": 1}, {"n_critic": 5},
        N_("With one update the critic lags behind what G has become. Look at W₁.")),
    "packing": _pair(
        N_("Packing 1 beside packing 2"), "pacgan", {"pack": 1}, {"pack": 2},
        N_("A D that judges two samples at once sees a lack of variety. Look at the modes that are covered.")),
    "data": _pair(
        N_("64 data points beside 10,000"), "overfitting", {}, {"data_points": 10_000},
        N_("The same D, as far ahead of G, with few and with many data. Look at its accuracy on fresh points.")),
    "r1": _pair(
        N_("Without R1 beside with R1"), "r1", {"r1": 0.0}, {},
        N_("The same game without and with a flat D at the real points. Look at the modes that are covered.")),
    "rates": _pair(
        N_("D ten times slower beside as fast as G"), "bad_balance", {}, {"learning_rate_d": 1e-3},
        N_("The same game and one number. Look at the distance W₁ and the share of good samples.")),
    "unrolling": _pair(
        N_("Unrolled 0 beside unrolled 10"), "unrolled_cure", {"unroll_steps": 0}, {"unroll_steps": 10},
        N_("G looks ten answers of D ahead, or none. Look at whether all points go to one mode together.")),
}

#: The pair that shows what the sentence of a preset compares it with.
PAIR_OF: Mapping[str, str] = {
    "vanishing_gradient": "generator_loss", "rescue_nonsaturating": "generator_loss", "wgan_blur": "lipschitz",
    "wgan_gp": "lipschitz", "noise_cure": "noise", "pacgan": "packing", "r1": "r1", "overfitting": "data",
    "more_data": "data", "bad_balance": "rates", "unrolled_cure": "unrolling"}
