"""The automatic range of an axis: how far the numbers reach, and a range that does not follow every small change."""

from __future__ import annotations

import numpy as np

from widgets.plots.ticks import rounded_range


def extent(values: np.ndarray) -> tuple[float, float] | None:
    """The least and greatest finite number of an array; None where it has none."""
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if len(values) else None


def robust_extent(values: np.ndarray) -> tuple[float, float] | None:
    """As `extent`, but without a few outliers so far off that the rest would be a flat line."""
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    inner = np.percentile(values, (2, 98))
    inner_span = float(inner[1] - inner[0])
    if len(values) > 50 and high - low > 4 * inner_span > 0:
        return max(low, float(inner[0]) - inner_span), min(high, float(inner[1]) + inner_span)
    return low, high


class SteadyRange:
    """A range with round ends that changes only where the data leave it or use less than `share` of it.

    now: the range, None before the first data.
    """

    def __init__(self, share: float = 0.35):
        self.share = share
        self.now: tuple[float, float] | None = None

    def cover(self, low: float, high: float) -> tuple[float, float]:
        """The range for data that reach from low to high."""
        now = self.now
        if now is None or low < now[0] or high > now[1] or high - low < self.share * (now[1] - now[0]):
            self.now = rounded_range(low, high)
        return self.now

    def forget(self) -> None:
        """Begin anew with the next data."""
        self.now = None
