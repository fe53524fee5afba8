"""A film of runs, made in a process of its own by replay of their logs."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sims.params import N_

if TYPE_CHECKING:                   # the window starts the process without them
    from sims.run import Run


@dataclass(frozen=True)
class FilmOrder:
    """Which film is wanted.

    runs: (log, pickled keyframe at or before the first step, or None) of each, which stand side by side. steps: of the
    pictures, rising. size: in pixels. rate: pictures a second. path: by its suffix the format. device: on which the
    runs were trained. theme: "light" or "dark". language: a code.
    """

    not_written: ClassVar[str] = N_("The film could not be written: {reason}")
    not_made: ClassVar[str] = N_("The film could not be made: {reason}")

    runs: tuple[tuple[Mapping[str, Any], bytes | None], ...]
    steps: tuple[int, ...]
    size: tuple[int, int]
    rate: float
    path: str
    device: str = "cpu"
    theme: str = "light"
    language: str = "en"

    def make(self, look: Callable[[], object], tell: Callable[[int], object]) -> None:
        """See app.export.export_process.Order."""
        make(self, look, tell)


def make(order: FilmOrder, look: Callable[[], object], tell: Callable[[int], object]) -> None:
    """Replay the runs, take the pictures and write the film. Raises ParameterError and OSError, and what `look` raises,
    which is called again and again; then no file is left. tell(pictures taken so far)."""
    from app.export.film import Film
    from app.export.pictures import room_of
    from app.headless_run import working_ahead
    from app.panels.headless_picture import OF_A_STATE
    from sims import registry
    from sims.run import Run
    from widgets.language import set_language
    from widgets.theme import themes

    themes.use(order.theme)
    set_language(order.language)
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
