"""Runs joined with the scalars of every step of each: the same numbers and the same bits as alone."""

import numpy as np
import pytest

from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SEEDS, STEPS = (3, 4, 9), 150


def alone(params, seed):
    run = Run(GanSimulation().without_slow_metrics(), params, seed)
    while run.state.step < STEPS:
        run.leap(STEPS - run.state.step)
    return run


@pytest.mark.parametrize("values", [{}, {"objective": "wgan", "n_critic": 2, "gradient_penalty": 1.0}],
                         ids=("default", "gradient penalty"))
def test_each_has_its_own_rows_and_state(values):
    params = change(GanParams(), hidden_width_g=16, hidden_width_d=16, batch_size=64, **values)
    simulation = GanSimulation()
    joined = simulation.join([simulation.initial(params, seed) for seed in SEEDS], params, followed=True)
    if joined is None:              # as with MKL in Wine; they train one by one then
        pytest.skip("here runs together have other bits than alone, so they are not joined")
    rows = [[] for _seed in SEEDS]
    while joined.state.step < STEPS:
        assert joined.leap(STEPS - joined.state.step)
        for kept, row in zip(rows, joined.rows):
            kept.append(row)
    for seed, state, parts in zip(SEEDS, joined.split(), rows):
        single = alone(params, seed)
        assert fingerprint(state) == fingerprint(single.state)
        for name, column in single.trace.since(0).items():
            assert np.array_equal(np.concatenate([part[name] for part in parts]), column), name


def test_a_twin_has_programs_of_its_own():
    simulation = GanSimulation()
    twin = simulation.twin()
    assert twin.step_programs is not simulation.step_programs and twin.device == simulation.device
