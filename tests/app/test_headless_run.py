"""A run that only goes forwards is the run that can go back, up to and with its end."""

import numpy as np
import pytest

from app import headless_run
from app.headless_run import HeadlessRun, going
from sims.events import Event
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9}
SHORTER = 64            # steps of the longest leap


#: Least squares by plain descent at a rate of 1: of the seeds 0 to 7 all left the finite range within 3 steps of the
#: change at 150; of one at 600 seven did, and the eighth within 35. Each step multiplies the error, so it is no matter
#: of rounding.
WILD = {"optimizer": "sgd", "objective": "least_squares", "hidden_width_d": 32}


@pytest.mark.parametrize(("values", "events", "steps"), [
    ({}, [], 2 * SHORTER + 77),
    (WILD, [Event(150, 0, "learning_rate_d", 1.0)], 300),
])
def test_it_goes_where_a_run_goes(monkeypatch, values, events, steps):
    monkeypatch.setattr(headless_run, "LONGEST", SHORTER)
    monkeypatch.setattr(headless_run.NoKeyframes, "spacing", SHORTER)
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
