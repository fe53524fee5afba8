"""The .saddle file: what is written comes back to the last bit."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.engine.session_commands import save_trace
from app.sessions import file_format, limits, saved_trace, snapshots
from app.sessions.trace_csv import trace_csv
from sims import params as parameters
from sims import registry
from sims.params import ParameterError, change
from sims.run import Run
from tests.app.sessions.saved_runs import a_run, same, session_of


def there(run, kept):
    """The kept run at its position again."""
    again = snapshots.restore(run.simulation, kept)
    for _ in again.resuming(kept.log):
        pass
    return again


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept.saddle"


# What is written comes back ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", registry.names())
def test_a_run_comes_back_to_the_last_bit_and_goes_on_as_if_nothing_had_been(path, name):
    run = a_run(name)
    file_format.write(path, session_of(run))
    kept, = file_format.read(path).runs
    again = there(run, kept)
    assert same(again, run)
    assert again.trace.since(0).keys() == run.trace.since(0).keys()
    for name, column in run.trace.since(0).items():
        assert np.array_equal(again.trace.since(0)[name], column, equal_nan=True)
    for both in (run, again):
        both.step(5)
    assert same(again, run)


@pytest.mark.parametrize("name", registry.names())
def test_the_keyframe_is_what_a_replay_of_the_log_gives_and_nothing_is_replayed(path, name):
    run = a_run(name, 60)
    file_format.write(path, session_of(run))
    kept, = file_format.read(path).runs
    assert kept.state["step"] == run.state.step         # else it did not survive, and the log would be replayed
    replayed = Run.from_log(run.simulation, kept.log)
    assert same(there(run, kept), replayed)
    opened = snapshots.restore(run.simulation, kept)
    advances = sum(1 for _ in opened.seeking(*kept.log["position"]))
    assert advances <= run.state.phase


def test_a_run_that_was_stepped_back_keeps_what_lies_ahead(path):
    run = a_run("gan", 40)
    run.seek(20)
    file_format.write(path, session_of(run))
    again = there(run, file_format.read(path).runs[0])
    assert same(again, run)
    assert (again.furthest, again.trace.length) == (40, 40)
    for both in (run, again):
        both.seek(35, 2)
    assert same(again, run)


def test_going_back_behind_the_keyframe_is_exact_and_leaves_keyframes_there(path):
    run = a_run("gan", 60)
    file_format.write(path, session_of(run))
    again = there(run, file_format.read(path).runs[0])
    for step in (50, 7, 41):
        run.seek(step)
        again.seek(step)
        assert same(again, run)
    assert sum(1 for _ in again.seeking(39)) <= 8 * len(again.phases)


def test_a_diverged_run_comes_back_diverged(path):
    run = Run(registry.get("gan"), change(registry.get("gan").Params(), optimizer="sgd", objective="least_squares",
                                          learning_rate_d=1.0))
    run.step(10_000)
    assert run.diverged
    file_format.write(path, session_of(run))
    assert same(there(run, file_format.read(path).runs[0]), run)


def test_several_runs_speed_and_folded_parts_are_kept(path):
    runs = [a_run("nash", 10), a_run("nash", 10, method="alternating")]
    written = session_of(*runs)
    file_format.write(path, written)
    read = file_format.read(path)
    assert (read.panel, read.speed, read.hidden, read.logs) == ("nash", "step_10", ("curves",), written.logs)
    assert all(same(there(run, kept), run) for run, kept in zip(runs, read.runs))


def test_the_same_run_is_the_same_file_and_a_failed_write_leaves_the_old_one(path, monkeypatch):
    file_format.write(path, session_of(a_run("gan")))
    first = path.read_bytes()
    file_format.write(path, session_of(a_run("gan")))
    assert path.read_bytes() == first
    monkeypatch.setattr(file_format, "LARGEST_FILE", 1000)
    with pytest.raises(OSError):
        file_format.write(path, session_of(a_run("gan", 5)))
    assert path.read_bytes() == first
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_long_trace_is_thinned_evenly_and_says_so(path, monkeypatch):
    monkeypatch.setattr(saved_trace, "TRACE_ROWS", 40)
    run = a_run("gan", 180)
    file_format.write(path, session_of(run))
    read = file_format.read(path)
    assert read.thinned
    again = there(run, read.runs[0])
    columns, whole = again.trace.since(0), run.trace.since(0)
    for name in ("loss_d", "modes"):
        rows = np.flatnonzero(~np.isnan(columns[name]))
        assert len(rows) == 40
        assert np.array_equal(columns[name][rows], whole[name][rows])
    assert same(again, run)
    again.step(3)
    assert not np.isnan(again.trace.since(180)["loss_d"]).any()


def test_a_run_too_long_for_a_file_is_refused_when_it_is_saved(monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_STEPS", 20)
    with pytest.raises(ParameterError, match="more than 20 steps"):
        snapshots.save(a_run("nash", 21))


def test_a_state_that_is_not_finite_is_left_to_a_replay(path):
    from dataclasses import replace

    import torch
    run = a_run("gan", 190)
    run.keyframes._recent = [replace(k, state=replace(k.state, generator=torch.full_like(k.state.generator, torch.inf)))
                             for k in run.keyframes._recent]
    kept = snapshots.save(run)
    assert 0 < kept.state["step"] < 150                 # one of the other keyframes
    assert same(there(run, kept), Run.from_log(run.simulation, kept.log))


def test_the_trace_as_csv_is_the_text_of_the_command_line(tmp_path):
    from app.engine.groups import build
    from app.engine.messages import Opening
    group = build("nash", Opening("nash", (({}, 0), ({"learning_rate": 0.2}, 0))), 1)
    for _ in range(20):
        group.do("step")
    written = save_trace(group, str(tmp_path / "trace.csv"))
    assert [Path(path).name for path in written] == ["trace.csv", "trace-2.csv"]
    for path, run in zip(written, group.runs):
        assert Path(path).read_text() == trace_csv(run)
    subprocess.run([sys.executable, "-m", "app", "run", "nash", "--steps", "20", "--csv", str(tmp_path / "cli.csv")],
                   check=True, capture_output=True, cwd=Path(__file__).parents[3])
    assert (tmp_path / "cli.csv").read_text() == (tmp_path / "trace.csv").read_text()
    with pytest.raises(ParameterError, match=r"no\.csv could not be written"):
        save_trace(group, str(tmp_path / "nowhere" / "no.csv"))


def test_the_limits_leave_room_for_what_a_lab_makes():
    assert limits.MOST_STEPS * 16 <= limits.MOST_CELLS
    widest = {"hidden_layers_g": 6, "hidden_width_g": 512, "hidden_layers_d": 6, "hidden_width_d": 512}
    params = change(registry.params_type("gan")(), **widest)
    state = registry.get("gan").initial(params, 0)
    assert 6 * max(state.generator.nbytes, state.discriminator.nbytes) < limits.LARGEST_STATE
    assert parameters.parameters(params)["members"].default == 1
