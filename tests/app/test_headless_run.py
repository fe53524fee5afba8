"""A run that only goes forwards is the run that can go back, up to and with its end."""

import numpy as np
import pytest

from app.headless_run import LONGEST, HeadlessRun, going
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9}


@pytest.mark.parametrize(("values", "steps"), [
    ({}, 2 * LONGEST + 77),
    ({"optimizer": "sgd", "objective": "wgan", "learning_rate_d": 0.2, "learning_rate_g": 0.2}, 900),
])
def test_it_goes_where_a_run_goes(values, steps):
    params = change(GanParams(), **{**SMALL, **values})
    forward, run = HeadlessRun(GanSimulation(), params, 3), Run(GanSimulation(), params, 3)
    calls = sum(1 for _ in going(forward, steps))
    run.step(steps)
    assert forward.diverged == run.diverged == bool(values)
    assert fingerprint(forward.state) == fingerprint(run.state)
    assert calls < run.state.step / 2
    columns, wanted = forward.trace.since(0), run.trace.since(0)
    assert columns.keys() == wanted.keys()
    for name in wanted:
        np.testing.assert_array_equal(columns[name], wanted[name], err_msg=name)
