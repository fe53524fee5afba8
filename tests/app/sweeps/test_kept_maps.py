"""Maps that are kept: the files of sweeps, read back whole or as far as they are done."""

import json

import pytest

from app.sweeps import kept_maps, runner
from app.sweeps import plan as sweep_plan
from app.sweeps.journal import SUFFIX, Journal, OtherSweep
from sims import registry
from sims.params import ParameterError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_maps, "folder", lambda: tmp_path / "maps")
    return tmp_path / "maps"


def nash_plan(**vary):
    simulation = registry.get("nash")
    return sweep_plan.Plan("nash", simulation.Params(), vary or {"learning_rate": (0.1, 0.25), "method": (
        "simultaneous", "extragradient")}, (3, 4), 20, "cpu", [(10, 0, "learning_rate", 0.9)])


def test_a_map_is_what_a_sweep_writes_and_is_read_back(folder):
    assert kept_maps.kept() == []
    path, plan = kept_maps.new_path(), nash_plan()
    outcome, _ = runner.carry_out(plan, type(registry.get("nash")), 1, path)
    read, done = kept_maps.read(path)
    assert read.request() == plan.request()
    assert read.outcome(done) == outcome == json.loads(path.read_text())
    other = kept_maps.new_path()
    assert other != path
    assert kept_maps.kept() == [path]
    kept_maps.remove(path)
    assert kept_maps.kept() == []


def test_of_a_map_that_is_not_finished_its_journal_is_read(folder):
    path, plan = kept_maps.new_path(), nash_plan()
    runner.carry_out(plan, type(registry.get("nash")), 1, path)
    whole = kept_maps.read(path)[1]
    header = json.dumps({"sweep": "0", **plan.request()})
    lines = [json.dumps({"cell": index, "result": whole[index]}) for index in (5, 2)]
    path.unlink()
    path.with_name(path.name + SUFFIX).write_text("\n".join([header, *lines, '{"cell": 3, "res']))
    assert kept_maps.kept() == [path]
    read, done = kept_maps.read(path)
    assert read.request() == plan.request()
    assert done == {5: whole[5], 2: whole[2]}


@pytest.mark.parametrize("change", [
    lambda asked: asked["params"].update(nonsense=1), lambda asked: asked.update(simulation="chess"),
    lambda asked: asked["vary"].update(x0=[1.0]), lambda asked: asked.pop("seeds"),
    lambda asked: asked["cells"][0].update(metrics=None), lambda asked: asked["vary"].update(learning_rate=[99.0]),
    lambda asked: asked.update(cells=asked["cells"] * 2), lambda asked: asked.update(vary=[])])
def test_a_file_that_is_no_map_of_this_version_is_refused(folder, change):
    path = kept_maps.new_path()
    runner.carry_out(nash_plan(), type(registry.get("nash")), 1, path)
    asked = json.loads(path.read_text())
    change(asked)
    path.write_text(json.dumps(asked))
    with pytest.raises(ParameterError):
        kept_maps.read(path)


@pytest.mark.parametrize("text", ["[" * 100_000, "[1]", '{"cells": 3}', "9" * 5000, '{"vary": {"x0": [1], "y0": [2]}}'])
@pytest.mark.parametrize("ending", ["", ".part"])
def test_a_file_that_is_damaged_is_a_sentence_for_who_looks_at_it_and_for_who_goes_on(tmp_path, text, ending):
    path = tmp_path / "map.json"
    path.with_name(path.name + ending).write_text(text)
    with pytest.raises(ParameterError):
        kept_maps.read(path)
    with pytest.raises(OtherSweep):
        Journal(path, nash_plan()).read(fresh=False)


def test_more_cells_than_a_sweep_may_have_are_refused_before_they_are_made():
    asked = nash_plan().request()
    asked["vary"] = {name: [0.5] * 10**5 for name in ("x0", "y0")}
    with pytest.raises(ParameterError):
        sweep_plan.Plan.of_request(asked)
