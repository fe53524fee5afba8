"""The process that fills a map: the file of a sweep comes out, also where it is killed on its way."""

import multiprocessing
import os
import signal

import pytest

from app.panels.map.sweep_process import SweepProcess
from app.sweeps import plan as sweep_plan
from app.sweeps import runner
from app.sweeps.process import Job, Progress, Refusal, serve
from sims import registry

WAIT = 120_000


def a_plan(steps=10_000):
    vary = {"learning_rate": tuple(0.01 * k for k in range(1, 4)), "x0": (0.5, 1.0)}
    return sweep_plan.Plan("nash", registry.get("nash").Params(), vary, (0, 1), steps, "cpu")


@pytest.fixture
def process(qtbot):
    process = SweepProcess()
    process.heard, process.over = [], []
    process.said.connect(process.heard.append)
    process.ended.connect(lambda: process.over.append(True))
    yield process
    process.stop()


def test_killed_paused_and_continued_it_ends_in_the_file_of_the_sweep(process, qtbot, tmp_path):
    path, plan = tmp_path / "map.json", a_plan()

    def done():
        return {index for message in process.heard for index in message.cells}
    assert process.start(Job(plan, path))
    qtbot.waitUntil(lambda: len(done()) > 1, timeout=WAIT)
    os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    qtbot.waitUntil(lambda: bool(process.over), timeout=WAIT)
    assert not process.running
    seen = done()
    assert len(seen) < 12 and not path.exists()

    process.heard.clear()
    assert process.start(Job(plan, path))
    qtbot.waitUntil(lambda: len(done()) > len(seen), timeout=WAIT)
    process.pause(True)
    qtbot.wait(400)                         # what is on its way arrives
    held = done()
    qtbot.wait(400)
    assert done() == held and process.running
    process.pause(False)
    qtbot.waitUntil(lambda: not process.running, timeout=WAIT)
    assert process.heard[-1].share == 1.0
    assert seen <= set(process.heard[0].cells)      # what is done is said at once, and not trained again
    assert done() == set(range(12))
    swept = tmp_path / "swept.json"
    runner.carry_out(plan, type(registry.get("nash")), 1, swept)
    assert path.read_bytes() == swept.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["map.json", "swept.json"]


def test_two_do_not_fill_one_map_and_another_map_is_not_filled_further(process, qtbot, tmp_path):
    path, other = tmp_path / "map.json", SweepProcess()
    assert process.start(Job(a_plan(10**6), path))
    assert not other.start(Job(a_plan(10**6), path))
    qtbot.waitUntil(lambda: bool(process.heard), timeout=WAIT)
    process.stop()
    process.heard.clear()
    assert process.start(Job(a_plan(20), path))
    qtbot.waitUntil(lambda: bool(process.heard), timeout=WAIT)
    assert isinstance(process.heard[0], Refusal)


def test_it_ends_when_the_window_is_gone(tmp_path):
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=serve, args=(theirs, Job(a_plan(10**7), tmp_path / "map.json")), daemon=True)
    child.start()
    theirs.close()
    try:
        assert isinstance(ours.recv(), Progress)
        ours.close()                        # as the system does for a window that is killed
        child.join(20)
        assert child.exitcode == 0
    finally:
        child.kill()
