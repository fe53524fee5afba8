"""`--until "modes >= 8"`: at which step a run comes to a value, so that it is trained up to there and no further."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from app.command_line.options import Events
from app.command_line.progress import ProgressBar
from app.command_line.refusal import Refusal
from app.engine.stop_condition import STEP, StopCondition, StopWatch, read_condition
from app.headless_run import HeadlessRun, going, working_ahead
from sims.events import read_events
from sims.params import N_, nearest
from sims.run import Run
from widgets.language import _
from widgets.numbers import whole


def read_until(simulation: Any, params: Any, text: str) -> StopCondition:
    """The condition that a text spells. Raises Refusal where it is none, or no metric of such a run."""
    condition = read_condition(text)
    if condition is None:
        raise Refusal(N_("--until takes a metric, >= or <=, and a number, as in 'modes >= 8', not '{text}'"), text=text)
    name, known = condition.metric.lower(), _metrics(simulation, params)
    if name not in known:
        raise Refusal(N_("{simulation} has no metric “{name}”{hint}"), simulation=simulation.name,
                      name=condition.metric, hint=nearest(name, known))
    return replace(condition, metric=name)


def _metrics(simulation: Any, params: Any) -> tuple[str, ...]:
    run = Run(simulation, params)
    run.step()
    return (STEP, *run.trace.numbers(), *simulation.measured)


def step_of(condition: StopCondition, simulation: Any, params: Any, seed: int, steps: int, events: Events) -> int:
    """The step at which the condition becomes true, found by a run of its own; `steps` where it does not until then.

    How fine that is, app.engine.stop_condition says.
    """
    run, watch = HeadlessRun(simulation, params, seed, read_events(params, events)), StopWatch()
    watch.condition = condition
    watch.begin([run])
    with working_ahead(simulation), ProgressBar(shown=sys.stderr.isatty()) as progress:
        for _call in going(run, steps):
            run.settle()
            if place := watch.became_true([run]):
                return place[0]
            progress.show(run.state.step / steps, _("looking for the step: {step} of at most {steps}").format(
                step=whole(run.state.step), steps=whole(steps)))
    return steps
