"""The method table that comes with the program: what it holds, what it says, and that it can be run again."""

import numpy as np
import pytest

from app.panels.seeds.kept_table import KeptTable, read_table, write_table
from app.panels.seeds.methods_view import METRICS, MethodsView
from sims.gan.methods import METHODS, setting_of
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change, plain
from sims.run import Run

TABLE = read_table()


def numbers(method, metric):
    place = TABLE.methods.index(method)
    return np.array([result["metrics"][metric] for number, _seed, result in TABLE.cells if number == place])


def test_it_has_every_run_of_every_method():
    assert set(TABLE.methods) == set(METHODS)
    assert sorted(cell[:2] for cell in TABLE.cells) == [(number, seed) for number in range(len(METHODS))
                                                        for seed in range(TABLE.seeds)]
    for _number, _seed, result in TABLE.cells:
        assert result["status"] == "ok" and result["metrics"].keys() == METRICS.keys()
    change(GanParams(), **TABLE.values)


def test_weight_clipping_loses_to_r1_whatever_the_seed():
    """Concept 63, "WGAN is all you need?": high quality of clipping .06 to .23, of R1 .48 to .84."""
    assert numbers("wgan_clip", "high_quality").max() + 0.2 < numbers("nonsaturating_r1", "high_quality").min()


@pytest.mark.trial
@pytest.mark.parametrize("seed", [0, 5])
def test_runs_of_today_are_like_those_of_the_table(seed):
    base, found = change(GanParams(), **TABLE.values), {}
    for method in ("wgan_clip", "nonsaturating_r1"):
        run = Run(GanSimulation().without_slow_metrics(), setting_of(METHODS[method], base), seed)
        run.seek(TABLE.steps)
        found[method] = run.metrics()["high_quality"]
        kept = numbers(method, "high_quality")
        assert kept.min() - 0.15 < found[method] < kept.max() + 0.15


def test_a_table_is_read_as_it_was_written_and_one_that_is_none_is_not(tmp_path):
    small = KeptTable({"target_std": 0.1}, ("hinge",), 1, 20, "2026-01-31", "0.0", ((0, 0, {"status": "diverged",
                                                                                           "metrics": {"w1": None}}),))
    write_table(small, tmp_path / "table.json")
    assert read_table(tmp_path / "table.json") == small
    (tmp_path / "bad.json").write_text('{"values": 3}')
    assert read_table(tmp_path / "bad.json") is None and read_table(tmp_path / "none.json") is None


def test_it_is_shown_until_something_is_run_and_run_again_with_its_own_settings(qtbot):
    asked = []
    view = MethodsView(lambda question, then, **given: asked.append((question, given)),
                       lambda: GanParams(hidden_width_g=8))
    qtbot.addWidget(view)
    view.show()
    assert view.about.text().startswith(f"Made on {TABLE.date} by Saddle {TABLE.version}: 8 seeds")
    assert "width of a mode 0.1" in view.about.text() and view.kept_row.isVisible()
    assert view.values("high_quality")["WGAN, clipping"].tolist() == numbers("wgan_clip", "high_quality").tolist()
    assert len(view.as_csv().splitlines()) == 1 + len(TABLE.cells)
    view.again.click()
    (question, given), = asked
    base = change(GanParams(), **TABLE.values)
    assert question == "begin_table" and given["seeds"] == [*range(TABLE.seeds)] and given["steps"] == TABLE.steps
    assert given["settings"] == [plain(setting_of(METHODS[key], base)) for key in METHODS]
    assert not view.kept_row.isVisible() and not view.values("w1")["hinge"].size
