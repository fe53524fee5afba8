"""The process that trains a sweep for the window: what it is told, what it says, and how it ends with the window.

A cell is in the journal before it is sent, so the process may be killed at any time. Nothing here imports torch before
the process works, because the window imports this module.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.sweeps.journal import OtherSweep
from app.sweeps.plan import Cell, Plan
from sims.params import N_, ParameterError

if TYPE_CHECKING:
    from app.sweeps import runner

BELOW_NORMAL = 0x4000           # Windows' BELOW_NORMAL_PRIORITY_CLASS
NICE = 5                        # elsewhere: how much the process gives way to the lab
NOT_THIS = N_("This map was begun by another version of Saddle, or its file was changed: it can be looked at, but not "
              "filled further.")
NOT_WRITTEN = N_("What is done could not be written: {reason}.")
FAILED = N_("The process that trains the map has failed: {reason}.")


@dataclass(frozen=True)
class Job:
    """What the process is to do. path: of the result, with the journal beside it. scheduler: the address of a Dask
    cluster that trains the cells; "" for this machine alone."""

    plan: Plan
    path: Path
    scheduler: str = ""


@dataclass(frozen=True)
class Progress:
    """share: of the work that is done, 0 to 1. cells: index -> result of the cells that were finished since the last.
    """

    share: float
    cells: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Refusal:
    """Why it cannot go on: a translatable sentence with named fields."""

    template: str
    fields: Mapping[str, Any]


def serve(connection: Connection, job: Job) -> None:
    """The main function of the process: sends Progress until all is done, or a Refusal. Told True it pauses, told False
    it goes on; when the window is gone it ends at once."""
    from app.sweeps import runner

    _give_way()
    news: dict[int, Mapping[str, Any]] = {}

    def begin(done: Mapping[int, Mapping[str, Any]], keep: runner.Keep) -> runner.Work:
        def kept(cell: Cell, result: Mapping[str, Any]) -> None:
            keep(cell, result)
            news[cell.index] = result
        connection.send(Progress(0.0, dict(done)))          # the window may not have heard of the last of them
        sweep = _sweep(job, done, kept)
        threading.Thread(target=_listen, args=(connection, sweep), daemon=True).start()
        return sweep

    def show(share: float, _count: int = 0) -> None:
        connection.send(Progress(share, {index: news.pop(index) for index in list(news)}))

    with contextlib.suppress(BrokenPipeError):
        try:
            runner.recorded(job.plan, begin, job.path, show=show)
            show(1.0)
        except OtherSweep:
            connection.send(Refusal(NOT_THIS, {}))
        except ParameterError as error:
            connection.send(Refusal(error.template, error.fields))
        except BrokenPipeError:
            raise
        except OSError as error:
            connection.send(Refusal(NOT_WRITTEN, {"reason": error.strerror or str(error)}))
        except Exception as error:
            traceback.print_exc()
            connection.send(Refusal(FAILED, {"reason": f"{type(error).__name__}: {error}"}))


def _sweep(job: Job, done: Mapping[int, Mapping[str, Any]], keep: runner.Keep) -> runner.Work:
    from app.headless_run import cores
    from app.sweeps import runner
    from app.sweeps.order import coarse_to_fine
    from sims import registry

    if job.scheduler:
        from app.sweeps.cluster import ClusterSweep
        return ClusterSweep(job.plan, job.scheduler, done, keep, coarse_to_fine)
    simulation = type(registry.get(job.plan.simulation))
    return runner.Sweep(job.plan, lambda: simulation.on_device(job.plan.device)[0], cores(), done, keep,
                        coarse_to_fine)


def _listen(connection: Connection, sweep: runner.Work) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            sweep.pause(connection.recv())
    os._exit(0)                     # the window is gone


def _give_way() -> None:
    """Let the lab and the window go first where there is not enough of the processor for all."""
    if sys.platform == "win32":
        import ctypes
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), BELOW_NORMAL)
    else:
        os.nice(NICE)
