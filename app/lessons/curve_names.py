"""Whether the curve that a question asks to draw is one that its run will have: told when the lesson is opened."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.lessons.blocks import LessonError
from app.lessons.claims import TRAINED
from app.lessons.lesson import Stop
from sims import registry
from sims.events import read_events
from sims.params import N_, change, nearest
from sims.run import Run

NO_CURVE = N_("Line {line}: a run of “{simulation}” has no curve “{name}”{hint}")
NOT_OVER = N_("Line {line}: “{name}” is no curve over “{over}”{hint}")


def demand_curve(stop: Stop, named: Iterable[str], is_layer: object) -> None:
    """Raise LessonError, which names the line, where the question of a stop names a curve that there is not.

    named, is_layer: the metrics of a training, and what says of another name that it is one for each layer; nothing is
    trained here. What is exact is asked: a run of it takes no time.
    """
    question = stop.question
    if question is None or question.kind != "curve" or (question.over and stop.scene.simulation in TRAINED):
        return
    lines, simulation = question.lines, stop.scene.simulation
    if simulation in TRAINED:
        if question.metric not in (known := tuple(named)) and not is_layer(question.metric):
            raise _no_curve(stop, "metric", question.metric, known)
        return
    log, made = stop.scene.log, registry.get(simulation)
    params = change(made.Params(), **log["params"])
    run = Run(made, params, log["seed"], read_events(params, log["events"]))
    if not question.over:
        run.step()
        known = (*run.trace.numbers(), *made.measured)
        if question.metric not in known:
            raise _no_curve(stop, "metric", question.metric, known)
        return
    sizes = {name: np.size(values) for name, values in run.frame().arrays.items()}
    for setting in ("over", "metric"):
        if (name := getattr(question, setting)) not in sizes:
            raise _no_curve(stop, setting, name, sizes)
    if sizes[question.metric] != sizes[question.over]:
        beside = [name for name, size in sizes.items() if size == sizes[question.over] and name != question.over]
        raise LessonError(NOT_OVER, line=lines["metric"], name=question.metric, over=question.over,
                          hint=nearest(question.metric, beside))


def _no_curve(stop: Stop, setting: str, name: str, known: Iterable[str]) -> LessonError:
    return LessonError(NO_CURVE, line=stop.question.lines[setting], simulation=stop.scene.simulation, name=name,
                       hint=nearest(name, known))
