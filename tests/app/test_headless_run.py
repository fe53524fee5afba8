"""A run that only goes forwards is the run that can go back, up to and with its end."""

import numpy as np
import pytest

from app.headless_run import LONGEST, HeadlessRun, going
from sims.events import Event
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9}


#: Least squares by plain descent at a rate of 1: of the seeds 0 to 7 all left the finite range within 35 steps of the
#: change, seven of them within 3. Each step multiplies the error, so it is no matter of rounding.
WILD = {"optimizer": "sgd", "objective": "least_squares", "hidden_width_d": 32}


@pytest.mark.parametrize(("values", "events", "steps"), [
    ({}, [], 2 * LONGEST + 77),
    (WILD, [Event(600, 0, "learning_rate_d", 1.0)], 900),
])
def test_it_goes_where_a_run_goes(values, events, steps):
    params = change(GanParams(), **{**SMALL, **values})
    forward, run = (kind(GanSimulation(), params, 3, events) for kind in (HeadlessRun, Run))
    calls = sum(1 for _ in going(forward, steps))
    run.step(steps)
    assert forward.diverged == run.diverged == bool(events)
    assert fingerprint(forward.state) == fingerprint(run.state)
    assert calls < run.state.step / 2
    columns, wanted = forward.trace.since(0), run.trace.since(0)
    assert columns.keys() == wanted.keys()
    for name in wanted:
        # Leaps are not measured at every step.
        there = np.isfinite(columns[name]) if name in GanSimulation.measured else slice(None)
        np.testing.assert_array_equal(columns[name][there], wanted[name][there], err_msg=name)
