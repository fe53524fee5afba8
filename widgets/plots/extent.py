"""How far numbers reach, without those that are none: infinities and what was not measured."""

from __future__ import annotations

import numpy as np


def extent(values: np.ndarray) -> tuple[float, float] | None:
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if len(values) else None


def robust_extent(values: np.ndarray) -> tuple[float, float] | None:
    """The least and greatest number, without a few that stand so far off that the rest would be a flat line."""
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    inner = np.percentile(values, (2, 98))
    inner_span = float(inner[1] - inner[0])
    if len(values) > 50 and high - low > 4 * inner_span > 0:
        return max(low, float(inner[0]) - inner_span), min(high, float(inner[1]) + inner_span)
    return low, high
