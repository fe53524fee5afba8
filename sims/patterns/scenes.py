"""The scenes of the patterns panel as tables and rules: what is drawn from, and which patterns keep the rule.

Concepts 66, 75 and 84 to 86. No torch here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sims.params import N_

SLOTS = 8                       # of the patterns of counting and parity
DOTS = 3                        # that a pattern of counting has
SIDE = 8                        # pixels of a digit, each way
PIXELS_OFF = 2                  # of a digit, at most, for a picture that still is one
NEAR = 0.05                     # how near to the rule of a scene of real numbers a pair must lie to keep it
LEAST_DEPTH = 0.1               # that a generated depth is taken for: below 0 nothing is seen
SPREAD = 0.02                   # standard deviation of the noise of the data of translation


@dataclass(frozen=True)
class Scene:
    """What the data of a scene are.

    label: its visible name. width: numbers in a pattern. table: all patterns (n, width) of 0 and 1, equally likely;
    None where they are real numbers. keeps(patterns (n, width)) -> whether each keeps the rule, as bool (n,).
    says: one sentence about it. conditional: whether G is given the first number and makes the second.
    """

    label: str
    width: int
    keeps: Callable[[np.ndarray], np.ndarray]
    says: str
    table: np.ndarray | None = None
    conditional: bool = False


def all_patterns() -> np.ndarray:
    """The 256 patterns of 8 slots, (256, 8) of 0 and 1, in the order of binary numbers."""
    return np.array(list(itertools.product((0.0, 1.0), repeat=SLOTS)))


def has_three_dots(patterns: np.ndarray) -> np.ndarray:
    return rounded(patterns).sum(1) == DOTS


def has_even_parity(patterns: np.ndarray) -> np.ndarray:
    return rounded(patterns).sum(1) % 2 == 0


def rounded(patterns: np.ndarray) -> np.ndarray:
    """Slots as 0 or 1: a slot is a dot where it is above one half."""
    return (patterns > 0.5).astype(float)


# Digits --------------------------------------------------------------------------------------------------------------

#: The seven segments of a digit in the usual order a to g, each as (rows, columns) of its pixels.
_SEGMENTS = {"a": (slice(0, 1), slice(2, 6)), "b": (slice(1, 4), slice(6, 7)), "c": (slice(4, 7), slice(6, 7)),
             "d": (slice(7, 8), slice(2, 6)), "e": (slice(4, 7), slice(1, 2)), "f": (slice(1, 4), slice(1, 2)),
             "g": (slice(3, 4), slice(2, 6))}
_LIT = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")


def digits() -> np.ndarray:
    """The ten seven-segment digits on 8 x 8 pixels, (10, 64) of 0 and 1, row by row from the top."""
    pictures = np.zeros((10, SIDE, SIDE))
    for picture, lit in zip(pictures, _LIT):
        for segment in lit:
            picture[_SEGMENTS[segment]] = 1
    return pictures.reshape(10, -1)


def nearest_digit(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(class, distance): of pictures (n, 64) the digit that has the fewest pixels unlike theirs, and how many."""
    off = np.abs(rounded(pictures)[:, None] - digits()).sum(2)
    return off.argmin(1), off.min(1)


def is_a_digit(pictures: np.ndarray) -> np.ndarray:
    return nearest_digit(pictures)[1] <= PIXELS_OFF


# Real numbers --------------------------------------------------------------------------------------------------------

def size_at(depth: np.ndarray) -> np.ndarray:
    """The size at which a thing of size 1 is seen from so far away (in its own size): s = 1 / d."""
    return 1 / depth


def translated(x: np.ndarray) -> np.ndarray:
    """f(x) = (3x - x^3) / 2, what the translation of x in [-1, 1] is to be; of tensors, too."""
    return (3 * x - x * x * x) / 2


def is_in_perspective(pairs: np.ndarray) -> np.ndarray:
    depth, size = pairs.T
    return np.abs(size - size_at(np.maximum(depth, LEAST_DEPTH))) < NEAR


def is_translated(pairs: np.ndarray) -> np.ndarray:
    return np.abs(pairs[:, 1] - translated(pairs[:, 0])) < NEAR


SCENES: Mapping[str, Scene] = {
    "counting": Scene(
        N_("counting: three dots"), SLOTS, has_three_dots,
        N_("Every pattern of the data has exactly three dots in eight slots."),
        all_patterns()[all_patterns().sum(1) == DOTS]),
    "parity": Scene(
        N_("parity: even number of dots"), SLOTS, has_even_parity,
        N_("Every pattern of the data has an even number of dots: one slot changed breaks it, wherever it is."),
        all_patterns()[all_patterns().sum(1) % 2 == 0]),
    "perspective": Scene(
        N_("perspective: size and depth"), 2, is_in_perspective,
        N_("What is twice as far away is seen half as large: s = 1/d.")),
    "digits": Scene(
        N_("digits: ten classes"), SIDE * SIDE, is_a_digit,
        N_("Ten seven-segment digits of 8 × 8 pixels, all equally often."), digits()),
    "translation": Scene(
        N_("translation: y for a given x"), 2, is_translated,
        N_("G is given x and is to say y = f(x); that it always says the same y for an x is no fault here."),
        conditional=True),
}
