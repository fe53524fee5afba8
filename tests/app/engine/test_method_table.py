"""The method table in the engine: its runs are those of a sweep, and it ends when it is told to."""

import time

import pytest

from app.engine import groups
from app.engine.messages import Opening
from app.engine.method_table import TABLE_COMMANDS
from sims.gan.methods import METHODS, setting_of
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import ParameterError, change
from sims.run import Run

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}


@pytest.fixture
def group():
    made = groups.build("seeds", Opening("gan", ((SMALL, 0), (SMALL, 1)), device="cpu", many=True), 1)
    yield made
    TABLE_COMMANDS["end_table"](made)


def test_its_runs_are_the_single_runs(group):
    settings = [{**SMALL, "objective": "nonsaturating"}, {**SMALL, "objective": "least_squares", "r1": 0.1}]
    TABLE_COMMANDS["begin_table"](group, settings=settings, seeds=[0, 1], steps=30)
    cells, end = [], time.monotonic() + 120
    while True:
        found = TABLE_COMMANDS["table_cells"](group, since=len(cells))
        cells += found.cells
        if not found.running:
            break
        assert time.monotonic() < end
        time.sleep(0.02)
    assert not found.failed and found.share == 1.0
    assert sorted(cell[:2] for cell in cells) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    number, seed, result = cells[-1]
    run = Run(GanSimulation(), change(GanParams(), **settings[number]), seed)
    run.seek(30)
    assert result["metrics"]["w1"] == run.metrics()["w1"]


def test_what_was_done_before_the_engine_ended_is_not_trained_again(group):
    assert TABLE_COMMANDS["table_cells"](group, since=0) is None, "which is how a new engine is known"
    known = (0, 1, {"status": "ok", "metrics": {"w1": 7.0}})
    TABLE_COMMANDS["begin_table"](group, settings=[SMALL], seeds=[0, 1], steps=5, done=[known])
    end = time.monotonic() + 120
    while (found := TABLE_COMMANDS["table_cells"](group, since=0)).running:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert found.cells[0] == known and [cell[:2] for cell in found.cells] == [(0, 1), (0, 0)] and not found.failed


def test_it_is_cancelled_with_what_is_done(group):
    TABLE_COMMANDS["begin_table"](group, settings=[SMALL], seeds=[0, 1], steps=500_000)
    TABLE_COMMANDS["end_table"](group)
    found = TABLE_COMMANDS["table_cells"](group, since=0)
    assert not found.running and not found.cells and not found.failed
    with pytest.raises(ParameterError):
        TABLE_COMMANDS["begin_table"](group, settings=[SMALL], seeds=[0], steps=0)


def test_a_method_has_no_cure_but_its_own():
    params = change(GanParams(), r1=2.0, n_critic=5, hidden_width_g=16)
    assert setting_of(METHODS["nonsaturating"], params) == change(GanParams(), hidden_width_g=16)
    clipped = setting_of(METHODS["wgan_clip"], params)
    assert (clipped.objective, clipped.n_critic, clipped.weight_clip, clipped.r1) == ("wgan", 5, 0.01, 0.0)
