"""Files saved before the code was laid out anew still open, and their runs go on."""

from pathlib import Path

import pytest

from app.sessions import file_format, snapshots
from sims import registry
from sims.run import Run
from tests.app.sessions.saved_runs import LIVE

FOLDER = Path(__file__).parent / "files_of_0_1"


@pytest.mark.parametrize("name", ["distances", "gan", "nash", "transport"])
def test_a_file_of_0_1_opens_where_it_was_left_and_goes_on(name):
    session = file_format.read(FOLDER / f"{name}.saddle")
    assert (session.panel, session.speed, session.hidden) == (name, "step_10", ("curves",))
    simulation = registry.get(name)
    run = snapshots.restore(simulation, session.runs[0])
    log = session.logs[0]
    for _ in run.resuming(log):
        pass
    assert run.position == (30, 1) == tuple(log["position"])
    assert run.seed == 3
    changed, value = LIVE[name]
    assert getattr(run.wanted, changed) == value
    assert run.trace.length == 30
    run.step(3)
    assert run.position == (33, 0) and not run.diverged


@pytest.mark.parametrize("name", ["distances", "nash"])
def test_its_numbers_are_those_of_the_same_run_made_today(name):
    """Both are exact in plain floats; the lab's last bits depend on the processor."""
    session = file_format.read(FOLDER / f"{name}.saddle")
    simulation = registry.get(name)
    old, new = snapshots.restore(simulation, session.runs[0]), Run.from_log(simulation, session.logs[0])
    old.seek(30, 1)
    assert old.metrics() == pytest.approx(new.metrics(), rel=1e-12, nan_ok=True)
