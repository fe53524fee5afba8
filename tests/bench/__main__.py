"""`make bench`: every row of every module below, one table. JSON=FILE writes it too, ONLY=text runs some of it."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path

from tests.bench.harness import Result, Row, measured

#: Modules of this package with a list ROWS; one that is not there (yet) is passed over.
MODULES = ("training", "members", "gpu", "picture", "together", "seeds", "start", "growth", "map")


def machine() -> dict[str, object]:
    """What the numbers were measured on."""
    model = platform.processor()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    names = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy")
    versions = {name: importlib.metadata.version(name) for name in names}
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return {"cpu": model or "?", "cores": os.cpu_count(), "system": platform.platform(terse=True),
            "python": platform.python_version(), **versions, "load": load}


def rows_of(only: str) -> list[Row]:
    """The rows of the modules that are there, of those whose name or whose module's name holds this text."""
    found = []
    for name in MODULES:
        full = f"{__package__}.{name}"
        try:
            module = importlib.import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise
            continue
        found += [row for row in module.ROWS if only.lower() in f"{name} {row.name}".lower()]
    return found


def number(value: float | None) -> str:
    """Three figures, in as few letters as they need."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def line(result: Result) -> str:
    row = result.row
    sign = {"ratio": "×", "most": "≤ ", "least": "≥ "}[row.kind]
    goal = "" if row.goal is None else sign + number(row.goal)
    met = {None: "", True: "yes", False: "NO"}[result.met]
    ratio = "–" if result.ratio is None else f"×{result.ratio:.2f}"
    text = (f"{row.name:<58} {number(result.ours):>9} {number(result.baseline):>9} {row.unit:<8} {ratio:>8} "
            f"{goal:>8} {met:<4} {row.baseline}")
    return f"{text.rstrip()}  FAILED: {result.error}" if result.error else text.rstrip()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--only", default="", metavar="TEXT")
    options = parser.parse_args(arguments)
    here = machine()
    print("   ".join(f"{name} {value}" for name, value in here.items()), flush=True)
    print(f"{'':<58} {'ours':>9} {'baseline':>9} {'':<8} {'ratio':>8} {'goal':>8} met  the baseline", flush=True)
    results = []
    for row in rows_of(options.only):
        results.append(measured(row))
        print(line(results[-1]), flush=True)
    if options.json:
        table = {"machine": here, "rows": [result.plain() for result in results]}
        Path(options.json).write_text(json.dumps(table, indent=1) + "\n")
    return 1 if any(result.error for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
