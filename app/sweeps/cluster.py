"""A sweep on the workers of a Dask cluster: more machines, the same numbers. Needs the extra `saddle[cluster]`."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.sweeps.journal import Result
from app.sweeps.order import Order, as_listed
from app.sweeps.plan import Cell, Plan
from app.sweeps.runner import Group, Keep, groups_left, measured, train
from app.version import VERSION
from sims import registry
from sims.params import N_, ParameterError
from sims.simulation import Simulation

PATIENCE = 20.0                 # seconds in which the scheduler answers
TRIES = 3                       # times that a group is handed out again after Dask has given it up
AHEAD = 2                       # groups handed out for each thread of the cluster, so that none waits for the next
NO_DASK = N_("A cluster needs Dask, which is not installed here: pip install 'saddle[cluster]' brings it.")
NOT_REACHED = N_("No Dask scheduler answers at '{address}'.")
LOST = N_("The Dask scheduler at '{address}' is gone; what is done is kept.")
GIVEN_UP = N_("Workers of the cluster died again and again over the run of seed {seed}; what is done is kept.")
OTHER_VERSION = N_("A worker of the cluster has Saddle {theirs}, not {ours}.")
NO_DEVICE = N_("A worker of the cluster has no device '{device}'.")


def installed() -> bool:
    """Whether Dask is here."""
    return importlib.util.find_spec("distributed") is not None


class ClusterSweep:
    """The runs of a plan on the workers of a Dask cluster, cell by cell with the results of a Sweep.

    address: of the scheduler. done, keep, order: as Sweep has them. Groups whose worker dies are trained by another
    one. Raises ParameterError where Dask is not installed.
    """

    def __init__(self, plan: Plan, address: str, done: Mapping[int, Result] | None = None,
                 keep: Keep = lambda *_: None, order: Order = as_listed):
        if not installed():
            raise ParameterError(NO_DASK)
        self.plan, self.address, self.keep, self.order = plan, address, keep, order
        self.done: dict[int, Result] = dict(done or {})
        self.cells = plan.cells()
        self._going = threading.Event()
        self._going.set()

    def run(self, show: Callable[[float, int], None] = lambda *_: None, every: float = 0.1) -> None:
        """Work until all is done; show(share, finished cells) is called now and then, from this thread.

        Raises ParameterError where the scheduler does not answer or is gone, and what a cell raises.
        """
        from distributed import Client
        try:
            client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ParameterError(NOT_REACHED, address=self.address) from error
        with client:
            self._work(client, show, every)

    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        return len(self.done) / max(1, len(self.cells))

    def pause(self, on: bool) -> None:
        """Hand out no more groups, or go on; those that are handed out are trained. May be called from any thread."""
        self._going.clear() if on else self._going.set()

    def _work(self, client: Any, show: Callable[[float, int], None], every: float) -> None:
        shared = replace(self.plan, vary={}, seeds=())      # what a worker must know of the plan beside its cells
        training: dict[Any, Group] = {}                     # by the future of its results
        waiting, tries = self._groups(client), {}
        while waiting or training:
            room = AHEAD * _threads(client) + 1 - len(training) if self._going.is_set() else 0
            for _turn in range(min(room, len(waiting))):
                group = waiting.popleft()
                training[client.submit(trained, VERSION, shared, tuple(group), pure=False)] = group
            for future in [future for future in training if future.done()]:
                group = training.pop(future)
                if future.status == "finished":
                    self._finish(group, future.result())
                    continue
                first = group[0].index
                tries[first] = tries.get(first, 0) + 1
                self._raise_unless_lost(future, group, tries[first])
                waiting.appendleft(group)
            show(self.share(), len(self.done))
            if client.status not in ("running", "connecting"):
                raise ParameterError(LOST, address=self.address)
            time.sleep(every)

    def _groups(self, client: Any) -> deque[Group]:
        passes = groups_left(self.plan, self.done, self.order, max(1, _threads(client)))
        return deque(group for groups in passes for group in groups)

    def _finish(self, group: Group, results: list[Result]) -> None:
        for cell, result in zip(group, results):
            self.keep(cell, result)
            self.done[cell.index] = result

    def _raise_unless_lost(self, future: Any, group: Group, tries: int) -> None:
        """Raise what a cell has raised; return where its workers have died, which is no fault of the cell."""
        from distributed import KilledWorker
        if future.status == "cancelled":
            raise ParameterError(LOST, address=self.address)
        error = future.exception()
        if not isinstance(error, KilledWorker):
            raise error
        if tries > TRIES:
            raise ParameterError(GIVEN_UP, seed=group[0].seed) from error


def _threads(client: Any) -> int:
    """How many groups the cluster trains at a time."""
    try:
        return sum(client.nthreads().values())
    except (OSError, ValueError):
        return 0                        # the scheduler does not answer just now


# At a worker ---------------------------------------------------------------------------------------------------------

_here = threading.local()               # the simulations of this thread, with what they have compiled


def trained(version: str, plan: Plan, group: tuple[Cell, ...]) -> list[Result]:
    """The results of a group's cells. Raises ParameterError where this worker cannot have the numbers of the others."""
    if version != VERSION:
        raise ParameterError(OTHER_VERSION, theirs=VERSION, ours=version)
    runs = train(_simulation(plan.simulation, plan.device), plan, group, lambda _steps: True)
    return [measured(run) for run in runs]


def _simulation(name: str, device: str) -> Simulation:
    made = _here.__dict__.setdefault("made", {})
    if (name, device) not in made:
        simulation, used, _reason = type(registry.get(name)).on_device(device)
        if used != device:
            raise ParameterError(NO_DEVICE, device=device)
        made[name, device] = simulation.without_slow_metrics()
    return made[name, device]
