"""A film of runs, made in a process of its own by replay of their logs, so that no window stands still meanwhile.

The window sends an order; the process tells after each picture how many there are, and at the end that the file is
written or why not. It gives up, and leaves nothing behind, as soon as the other end of the pipe is closed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sims.params import N_, ParameterError

if TYPE_CHECKING:                   # the window starts the process without them
    from sims.run import Run

NOT_WRITTEN = N_("The film could not be written: {reason}")
NOT_MADE = N_("The film could not be made: {reason}")
NICENESS = 10


@dataclass(frozen=True)
class FilmOrder:
    """Which film is wanted.

    runs: (log, pickled keyframe at or before the first step, or None) of each, which stand side by side. steps: of the
    pictures, rising. size: in pixels. rate: pictures a second. path: by its suffix the format. device: on which the
    runs were trained. theme: "light" or "dark".
    """

    runs: tuple[tuple[Mapping[str, Any], bytes | None], ...]
    steps: tuple[int, ...]
    size: tuple[int, int]
    rate: float
    path: str
    device: str = "cpu"
    theme: str = "light"


class Cancelled(Exception):
    """Nobody wants the film any more."""


def serve(connection: Connection, order: FilmOrder) -> None:
    """The main function of the process: sends the number of pictures taken so far, then None, or why there is no film
    as a ParameterError."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl+C is for the window, which then closes the pipe
    signal.signal(signal.SIGTERM, _give_up)
    if sys.stdout is None:                              # a windowed build has no console
        sys.stdout = sys.stderr = open(os.devnull, "w")     # noqa: SIM115 - for as long as the process lives
    if sys.platform != "win32":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.nice(NICENESS)
    with contextlib.suppress(Cancelled, OSError):       # of the pipe: the window is gone
        connection.send(_make(connection, order))
    sys.stdout.flush()
    os._exit(0)                                         # tidying torch away takes most of a second


def _make(connection: Connection, order: FilmOrder) -> ParameterError | None:
    def look() -> None:
        if connection.poll():                           # closed, for nothing is ever sent
            raise Cancelled
    try:
        make(order, look, connection.send)
    except ParameterError as error:
        return error
    except OSError as error:
        look()
        return ParameterError(NOT_WRITTEN, reason=error.strerror or str(error))
    except Cancelled:
        raise
    except Exception as error:                          # a picture or an encoder that fails is no reason to be silent
        return ParameterError(NOT_MADE, reason=f"{type(error).__name__}: {error}")
    return None


def make(order: FilmOrder, look: Callable[[], object], tell: Callable[[int], object]) -> None:
    """Replay the runs, take the pictures and write the film. Raises ParameterError and OSError, and what `look` raises,
    which is called again and again; then no file is left. tell(pictures taken so far)."""
    from app.export.film import Film
    from app.export.pictures import room_of
    from app.headless_run import working_ahead
    from app.panels.headless_picture import OF_A_STATE
    from sims import registry
    from sims.run import Run
    from widgets.theme import themes

    themes.use(order.theme)
    simulation, _device, _reason = registry.get(order.runs[0][0]["simulation"]).on_device(order.device)
    simulation = simulation.without_slow_metrics()
    runs = []
    for log, keyframe in order.runs:
        run = Run.from_log(simulation, log, replay=False)
        if keyframe is not None and simulation.name in OF_A_STATE:
            run.keyframes.add(pickle.loads(keyframe))   # our own engine's bytes
        runs.append(run)
    film = Film(order.steps, order.size, order.rate)
    _look_as_wide(runs[0], room_of(len(runs), order.size))
    with working_ahead(simulation):
        for taken, step in enumerate(order.steps):
            for run in runs:
                for _ in run.seeking(step):
                    look()
            if all(run.diverged and run.state.step < step for run in runs):
                break
            film.see(*runs)
            tell(taken + 1)
            look()
    film.end(*runs)
    film.save(Path(order.path), look)


def _look_as_wide(run: Run, size: tuple[int, int]) -> None:
    """Where pictures show fields of the plane: over as much of it as a picture of this shape does."""
    view = run.frame().arrays.get("view")
    if view is None:
        return
    x0, y0, x1, y1 = map(float, view)
    width, height, shape = x1 - x0, y1 - y0, size[0] / size[1]
    x, y = max(0.0, height * shape - width) / 2, max(0.0, width / shape - height) / 2
    run.simulation.look_at((x0 - x, y0 - y, x1 + x, y1 + y))


def _give_up(*_signal: object) -> None:
    raise Cancelled
