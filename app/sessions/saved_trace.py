"""A trace as a session file may hold it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.sessions.limits import MOST_CELLS, TRACE_ROWS

Columns = Mapping[str, tuple[np.ndarray, np.ndarray]]


def within_limits(length: int, columns: Columns, thinned: bool) -> tuple[int, Columns, bool]:
    """(length, columns, whether numbers are missing), see SavedRun: a column of more than TRACE_ROWS numbers is thinned
    evenly, and of a very long run none is kept."""
    found = {}
    for name, (rows, numbers) in columns.items():
        if len(rows) > TRACE_ROWS:
            some = np.linspace(0, len(rows) - 1, TRACE_ROWS).astype(int)
            rows, numbers, thinned = rows[some], numbers[some], True
        found[name] = (rows, numbers)
    return (0, {}, True) if length * len(found) > MOST_CELLS else (length, found, thinned)
