"""Make the method table that comes with the program: every method of the lab with the same seeds (minutes)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from app.headless_run import cores
from app.panels.seeds.kept_table import FILE, KeptTable, write_table
from app.panels.seeds.methods_view import METRICS
from app.sweeps.plan import Cell, Plan
from app.sweeps.runner import Sweep
from app.version import VERSION
from sims.gan.methods import METHODS, setting_of
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change

#: A ring whose modes are as wide as a point is drawn; everything else as the lab has it at first.
VALUES: Mapping[str, Any] = {"target_std": 0.1}
SEEDS, STEPS, DIGITS = 8, 2000, 6


def main() -> None:
    cells: list[tuple[int, int, Mapping[str, Any]]] = []
    base = change(GanParams(), **VALUES)
    for number, (key, method) in enumerate(METHODS.items()):
        started = time.monotonic()

        def keep(cell: Cell, result: Mapping[str, Any], number: int = number) -> None:
            found = {name: result["metrics"][name] for name in METRICS}
            cells.append((number, cell.seed, {"status": result["status"], "metrics": {
                name: value if value is None else float(f"{value:.{DIGITS}g}") for name, value in found.items()}}))
        plan = Plan("gan", setting_of(method, base), {}, tuple(range(SEEDS)), STEPS, "cpu")
        Sweep(plan, lambda: GanSimulation.on_device("cpu")[0], cores(), keep=keep).run(lambda _share, _finished: None)
        print(f"{key}: {time.monotonic() - started:.0f} s", flush=True)
    cells.sort(key=lambda cell: cell[:2])
    write_table(KeptTable(VALUES, tuple(METHODS), SEEDS, STEPS, time.strftime("%Y-%m-%d", time.gmtime()), VERSION,
                          tuple(cells)))
    print("written:", FILE.name, f"{FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
