"""A curve that was drawn before a run played, beside what came: over which steps, and how far the two are apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.lessons.lesson import Stop
from app.lessons.playing import first_step, pause_at


def drawn_between(stop: Stop) -> tuple[float, float]:
    """The ends of the axis over which the curve of its question is drawn: those that it names, or the steps that it
    plays."""
    return stop.question.x or (float(first_step(stop)), pause_at(stop)[2])


def mean_difference(places: Sequence[float], drawn: Sequence[float], x: Sequence[float], y: Sequence[float]) -> float:
    """The mean of |drawn - y| over the axis, as far as y goes, both taken as straight lines between their points.

    places (n,), x (m,): rising. drawn (n,): NaN where nothing was drawn; there the line goes on between its neighbours,
    and at an end levelly. y (m,): numbers that are not finite are left out. NaN where fewer than two numbers are left.
    """
    places, drawn, x, y = (np.asarray(values, float) for values in (places, drawn, x, y))
    known, came = np.isfinite(drawn), np.isfinite(x) & np.isfinite(y)
    if not known.any() or came.sum() < 2:
        return math.nan
    x, y = x[came], y[came]
    corners = np.union1d(x, places[(places > x[0]) & (places < x[-1])])
    apart = np.interp(corners, places[known], drawn[known]) - np.interp(corners, x, y)
    before, after = apart[:-1], apart[1:]
    both = np.abs(before) + np.abs(after)
    crossing = (before * before + after * after) / np.where(both > 0, both, 1.0)       # two triangles
    areas = np.diff(corners) * np.where(before * after < 0, crossing, both) / 2
    return float(areas.sum() / (corners[-1] - corners[0]))
