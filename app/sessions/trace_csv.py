"""The trace of a run as comma-separated values."""

from __future__ import annotations

import csv
import io
import math

from sims.run import Run


def trace_csv(run: Run, length: int | None = None) -> str:
    """A row for each of the first `length` steps (None: all), in full precision; a cell is empty where a step did not
    measure."""
    columns = run.trace.since(0)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["step", *columns])
    for row in range(run.trace.length if length is None else min(length, run.trace.length)):
        table.writerow([row + 1, *("" if math.isnan(c[row]) else repr(float(c[row])) for c in columns.values())])
    return out.getvalue()
