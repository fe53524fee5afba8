"""Work beside the training changes no bit of any simulation: of its states, its trace and its frames."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sims import registry
from sims.run import Run
from sims.simulation import fingerprint

STEPS = 110


def run_of(name, executor=None):
    simulation = type(registry.get(name)).on_device("cpu")[0]
    simulation.use_executors(executor, executor)
    run = Run(simulation, seed=1, executor=executor)
    while run.state.step < STEPS and run.leap(STEPS - run.state.step):
        pass
    return run


@pytest.mark.parametrize("name", registry.names())
def test_a_run_has_the_same_bits_with_executors_and_without(name):
    straight = run_of(name)
    assert not straight.simulation.pending()
    with ThreadPoolExecutor(1) as executor:
        run = run_of(name, executor)
        run.settle(4)
        run.frame()
        executor.submit(int).result()           # whatever the frame lacked is found by now
        frame = run.frame()
        assert not run.simulation.pending()
    assert fingerprint(run.state) == fingerprint(straight.state)
    assert fingerprint(frame) == fingerprint(straight.frame())
    straight.settle(4)
    found, wanted = run.trace.since(0), straight.trace.since(0)
    assert found.keys() == wanted.keys()
    for name, column in wanted.items():
        # Of what is measured one by one in the spare time, those that come first must be there.
        there = np.isfinite(column) if name in run.simulation.measured else slice(None)
        assert np.array_equal(found[name][there], column[there], equal_nan=True)
