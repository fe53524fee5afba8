"""Runs of several settings with the same seeds, trained by sweeps in a thread beside a group's own runs.

The commands are answered. Begun again, a table replaces the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.commands import CommandTable
from app.engine.run_group import RunGroup
from app.headless_run import cores
from app.sweeps.plan import Cell, Plan
from sims import params as parameters
from sims.params import N_, Count, ParameterError
from sims.simulation import Simulation

TABLE_COMMANDS = CommandTable()
MOST_STEPS, MOST_CELLS = 1_000_000, 1024
BAD_TABLE = N_("A table takes 1 to {steps} steps, and at most {cells} runs.")


@dataclass(frozen=True)
class TableCells:
    """Runs finished from the one that was asked for on, (index of the setting, seed, result); the share of the work
    that is done; whether more will come; failed: why it ended too early, "" where it did not."""

    cells: tuple[tuple[int, int, Mapping[str, Any]], ...]
    share: float
    running: bool
    failed: str = ""


class _Ended(Exception):
    """Somebody wants the table no more."""


class MethodTable:
    """Works in a thread of its own until all is done or `end` is called. done: cells that are known already."""

    def __init__(self, simulation: Simulation, device: str, settings: Sequence[Any], seeds: Sequence[int], steps: int,
                 done: Sequence[tuple[int, int, Mapping[str, Any]]] = ()):
        self._simulation, self._device = simulation, device
        self._plans = [Plan(simulation.name, params, {}, tuple(seeds), steps, device) for params in settings]
        self.cells = list(done)
        self.share, self.running, self.failed = 0.0, True, ""
        self._wanted = True
        self._thread = threading.Thread(target=self._work, name="saddle table", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop it; what is done stays. Returns when it has stopped, a moment after."""
        self._wanted = False
        self._thread.join()

    def _work(self) -> None:
        from app.sweeps.runner import Sweep
        try:
            for number, plan in enumerate(self._plans):
                def keep(cell: Cell, result: Mapping[str, Any], number: int = number) -> None:
                    self.cells.append((number, cell.seed, result))

                def show(share: float, _finished: int, number: int = number) -> None:
                    self.share = (number + share) / len(self._plans)
                    if not self._wanted:
                        raise _Ended
                known = {seed: result for row, seed, result in self.cells if row == number}
                done = {cell.index: known[cell.seed] for cell in plan.cells() if cell.seed in known}
                Sweep(plan, self._make, cores(), done, keep).run(show)
                show(1.0, 0)
        except _Ended:
            pass
        except Exception as error:                      # ends the table, and not the engine
            self.failed = f"{type(error).__name__}: {error}"
        self.running = False

    def _make(self) -> Simulation:
        return type(self._simulation).on_device(self._device)[0]


@TABLE_COMMANDS.add
def begin_table(group: RunGroup, settings: Sequence[Mapping[str, Any]], seeds: Sequence[int], steps: int,
                done: Sequence[tuple[int, int, Mapping[str, Any]]] = ()) -> None:
    """Train these settings, values over the defaults, with each of these seeds for so many steps.

    done: the first cells of the table, from one that ended with an engine; they are not trained again.
    """
    if not (1 <= steps <= MOST_STEPS and 0 < len(settings) * len(seeds) <= MOST_CELLS):
        raise ParameterError(BAD_TABLE, steps=Count(MOST_STEPS), cells=Count(MOST_CELLS))
    checked = [parameters.change(group.simulation.Params(), **values) for values in settings]
    end_table(group)
    group.table = MethodTable(group.simulation, group.device, checked, seeds, steps, done)


@TABLE_COMMANDS.add
def table_cells(group: RunGroup, since: int) -> TableCells | None:
    """What is done from the run number `since` on; None where there is no table (any more)."""
    table = group.table
    if table is None:
        return None
    running = table.running                             # before the cells are read, so that none is missed
    return TableCells(tuple(table.cells[since:]), table.share, running, table.failed)


@TABLE_COMMANDS.add
def end_table(group: RunGroup) -> None:
    """Leave it where it is; its runs stay."""
    if group.table is not None:
        group.table.end()
