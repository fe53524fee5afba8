"""How well generated patterns keep the rule of their scene."""

from __future__ import annotations

import math

import numpy as np

from sims.patterns.params import PatternParams
from sims.patterns.scenes import LEAST_DEPTH, SCENES, nearest_digit, rounded, size_at, translated

#: Every metric of the patterns; those that mean nothing for a scene are nan.
NAMES = ("correct", "correlation", "mode_kl", "modes", "map_error", "diversity")


def quality(patterns: np.ndarray, params: PatternParams) -> dict[str, float]:
    """The metrics of patterns (n, width) but for `diversity`, for which one x must be given many times.

    correct: the share that keeps the rule. correlation: of size and 1 / depth. mode_kl: KL(classes || all alike) in
    nats, and modes: how many classes there are, both of the digits among the patterns, whole or not; of slots, modes is
    how many different patterns keep the rule. map_error: mean |y - f(x)|.
    """
    found = dict.fromkeys(NAMES, math.nan)
    keeps = SCENES[params.scene].keeps(patterns)
    found["correct"] = float(keeps.mean())
    if params.scene in ("counting", "parity"):
        found["modes"] = float(len(np.unique(rounded(patterns[keeps]), axis=0)))
    if params.scene == "perspective":
        found["correlation"] = correlation(patterns)
    if params.scene == "digits":
        share = class_shares(patterns)
        found["modes"] = float((share > 0).sum())
        found["mode_kl"] = float((share[share > 0] * np.log(len(share) * share[share > 0])).sum())
    if params.scene == "translation":
        found["map_error"] = float(np.abs(patterns[:, 1] - translated(patterns[:, 0])).mean())
    return found


def class_shares(pictures: np.ndarray) -> np.ndarray:
    """The share of each of the ten classes among pictures (n, 64): of the digit that is nearest to each."""
    return np.bincount(nearest_digit(pictures)[0], minlength=10) / len(pictures)


def correlation(pairs: np.ndarray) -> float:
    """Of s and 1 / d over pairs (n, 2) of depth and size; nan where either does not vary."""
    depth, size = pairs.T
    nearness = size_at(np.maximum(depth, LEAST_DEPTH))
    if nearness.std() == 0 or size.std() == 0:
        return math.nan
    return float(np.corrcoef(nearness, size)[0, 1])


def diversity(answers: np.ndarray) -> float:
    """The standard deviation of y over z, in the mean over x: of answers (x, z)."""
    return float(answers.std(axis=1).mean())
