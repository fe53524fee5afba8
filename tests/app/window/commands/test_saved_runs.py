"""What the window knows of its runs is a file of its own, where the engine cannot be asked."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.engine import groups
from app.engine.kept_traces import KeptTraces
from app.engine.messages import Opening
from app.sessions import file_format, snapshots
from app.sessions.file_format import Session
from app.window.commands.saved_runs import saved_logs


@pytest.mark.parametrize("known", [True, False])
def test_a_file_of_what_the_window_knows_opens_with_the_run_and_its_curves(tmp_path, known):
    place, kept = groups.build("nash", Opening("nash", (({}, 0), ({"method": "alternating"}, 0))), 1), KeptTraces()
    for _step in range(9):
        place.do("step")
    report = place.report()
    kept.take(report)
    client = SimpleNamespace(traces=lambda _group: kept.numbers() if known else ())
    runs = saved_logs(SimpleNamespace(report=report, client=client, group="nash"))
    file_format.write(tmp_path / "kept.saddle", Session("nash", runs, "max"))
    read = file_format.read(tmp_path / "kept.saddle").runs
    assert [saved.log for saved in read] == [run.log() for run in place.runs]
    for saved, run in zip(read, place.runs):
        again = snapshots.restore(run.simulation, saved)
        assert again.trace.length == (9 if known else 0)
        again.seek(*saved.log["position"])
        assert again.trace.length == again.furthest == 9
        for name, column in run.trace.since(0).items():
            assert np.array_equal(again.trace.since(0)[name], column, equal_nan=True)
