"""What a step has computed sample by sample, as comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import numpy as np


def samples_csv(tables: Mapping[str, Mapping[str, np.ndarray]]) -> str:
    """The tables of `Run.samples` below each other: which one, the row, and its columns in full precision.

    A cell is empty where a table lacks the column.
    """
    names = list(dict.fromkeys(name for columns in tables.values() for name in columns))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["table", "row", *names])
    for key, columns in tables.items():
        for row in range(len(next(iter(columns.values())))):
            values = (repr(float(columns[name][row])) if name in columns else "" for name in names)
            table.writerow([key, row + 1, *values])
    return out.getvalue()
