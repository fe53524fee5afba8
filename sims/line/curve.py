"""D drawn by hand on the line: a broken line through nine knots, as text in the log of a run. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sims.params import N_, ParameterError

#: Where on the axis a hand holds D; between them D is straight, beyond them it goes on as straight as before.
KNOTS = tuple(float(place) for place in range(-4, 5))
#: D(x) at a knot lies between minus this and this.
LARGEST = 10.0
FLAT = (0.0,) * len(KNOTS)


@lru_cache(maxsize=64)
def parse_curve(text: str) -> tuple[float, ...]:
    """D(x) at each of KNOTS, of numbers with spaces between; none of an empty text: then D's network plays.

    Raises ParameterError where there are more or fewer, or one of them is no number from -10 to 10.
    """
    words = text.split()
    if not words:
        return ()
    try:
        values = tuple(float(word) for word in words)
    except ValueError:
        values = ()
    if len(values) != len(KNOTS) or not all(abs(value) <= LARGEST for value in values):
        raise ParameterError(N_("a curve of D is {count} numbers from −{largest} to {largest}, not '{text}'"),
                             count=len(KNOTS), largest=f"{LARGEST:g}", text=text[:60])
    return values


def curve_text(values: Sequence[float]) -> str:
    """The text that `parse_curve` reads, of D(x) at each of KNOTS."""
    return " ".join(f"{value:.4g}" for value in values)


def bends(values: Sequence[float]) -> tuple[float, float, tuple[float, ...]]:
    """(value at the first knot, first slope, change of slope at each inner knot) of the broken line through KNOTS.

    The line is value + slope (x - k_0) + sum_i change_i max(0, x - k_i), i = 1 ... 7.
    """
    slopes = np.diff(values) / np.diff(KNOTS)
    return float(values[0]), float(slopes[0]), tuple(np.diff(slopes).tolist())
