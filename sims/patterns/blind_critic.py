"""What a critic that sees patches only cannot tell: the generators that satisfy it, and how few of their patterns
keep the rule.

A critic whose patch is w slots wide sees, at each position, the distribution of the w neighbouring slots and nothing
else. Every generator with the same windows as the data satisfies it.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.optimize import linprog

from sims.patterns.scenes import SCENES, SLOTS, all_patterns

BINARY = ("counting", "parity")     # the scenes for which all patterns can be listed


def correct_least(scene: str, width: int) -> float:
    """The smallest share of patterns that keep the rule under a generator with the windows of the data.

    By a linear programme over the distributions on all 256 patterns. nan for a scene whose patterns cannot be listed.
    """
    return _least(scene, width) if scene in BINARY else math.nan


def correct_blind(scene: str, width: int) -> float:
    """The share under the generator of the greatest entropy among those; nan as `correct_least`.

    Windows of neighbouring slots overlap in chains, so that generator is the Markov chain of order width - 1 with these
    windows: a product of the windows' shares over those of their overlaps (Lauritzen 1996, section 4.4).
    """
    return _blind(scene, width) if scene in BINARY else math.nan


@cache
def _least(scene: str, width: int) -> float:
    patterns, data = all_patterns(), _distribution(scene)
    rows = np.concatenate([_indicators(start, width) for start in range(SLOTS - width + 1)])
    found = linprog(SCENES[scene].keeps(patterns).astype(float), A_eq=rows, b_eq=rows @ data, bounds=(0, 1),
                    method="highs")
    if not found.success:
        raise ArithmeticError(found.message)
    return float(min(1.0, max(0.0, found.fun)))


@cache
def _blind(scene: str, width: int) -> float:
    data = _distribution(scene)
    share = np.ones(len(data))
    for start in range(SLOTS - width + 1):
        share *= _of_each(data, start, width)
        if start:
            overlap = _of_each(data, start, width - 1)
            share = np.divide(share, overlap, out=np.zeros_like(share), where=overlap > 0)
    return float(share @ SCENES[scene].keeps(all_patterns()))


def _distribution(scene: str) -> np.ndarray:
    """The share of each of the 256 patterns in the data."""
    kept = SCENES[scene].keeps(all_patterns()).astype(float)
    return kept / kept.sum()


def _codes(start: int, width: int) -> np.ndarray:
    """Of every pattern a number that says which window it has there."""
    return all_patterns()[:, start:start + width] @ 2.0 ** np.arange(width)


def _indicators(start: int, width: int) -> np.ndarray:
    """(windows, patterns): whether a pattern has this window there."""
    codes = _codes(start, width)
    return (codes == np.unique(codes)[:, None]).astype(float)


def _of_each(data: np.ndarray, start: int, width: int) -> np.ndarray:
    """Of every pattern the share that its window there has in the data."""
    _codes_seen, which = np.unique(_codes(start, width), return_inverse=True)
    return np.bincount(which, data)[which]
