"""The method table that comes with the program: made by `.ci/method_table.py`, kept with its settings and its date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3] / "resources" / "method_table.json"


@dataclass(frozen=True)
class KeptTable:
    """values: the setting over the defaults, from which each method takes its own. methods: keys of
    sims.gan.methods.METHODS. seeds, steps: of each run. date: when it was made, as YYYY-MM-DD. version: of Saddle then.
    cells: (index of the method, seed, result), as the engine gives them."""

    values: Mapping[str, Any]
    methods: tuple[str, ...]
    seeds: int
    steps: int
    date: str
    version: str
    cells: tuple[tuple[int, int, Mapping[str, Any]], ...]


def read_table(path: Path = FILE) -> KeptTable | None:
    """None where there is none: a checkout may be without."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return KeptTable(stored["values"], tuple(stored["methods"]), stored["seeds"], stored["steps"], stored["date"],
                         stored["version"], tuple((number, seed, result) for number, seed, result in stored["cells"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_table(table: KeptTable, path: Path = FILE) -> None:
    """A line for each run, so that a change can be read."""
    head = {name: getattr(table, name) for name in ("date", "version", "values", "methods", "seeds", "steps")}
    rows = ",\n  ".join(json.dumps(cell) for cell in table.cells)
    path.write_text(json.dumps(head, indent=1)[:-2] + f',\n "cells": [\n  {rows}\n ]\n}}\n', encoding="utf-8")
