"""Opens a run group of the kind that is asked for."""

from __future__ import annotations

from concurrent.futures import Executor

from app.engine.many_runs import ManyRuns
from app.engine.messages import Notice, Opening
from app.engine.run_group import RunGroup
from sims import registry
from sims.params import N_


def build(key: str, opening: Opening, serial: int, ahead: Executor | None = None,
          slow: Executor | None = None, measures: Executor | None = None) -> RunGroup:
    """Open a group on the device asked for; where that fails, on the CPU, with a notice.

    ahead, slow: see Simulation.use_executors. measures: computes slow metrics.
    """
    notices: list[Notice] = []
    simulation, device, reason = registry.get(opening.simulation).on_device(opening.device)
    if reason:
        notices.append(Notice(key, N_("{device} cannot be used ({reason}); training goes on on the CPU."),
                              {"device": opening.device, "reason": reason}))
    simulation.use_executors(ahead, slow)
    kind = ManyRuns if opening.many else RunGroup
    group = kind(key, opening, simulation, device, serial, measures)
    group.notices += notices
    return group
