"""The engine process, driven through the real client: exactness, back-pressure, death and restoration."""

import multiprocessing
import os
import sys
import time
from multiprocessing.connection import Connection

import psutil
import pytest
from PySide6.QtCore import QObject, Slot

from app.engine import process
from app.engine.client import EngineClient
from app.engine.messages import Notice, Opening, Report
from sims import registry
from sims.gan.observation.metric_floors import floors
from sims.gan.params import GanParams
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"batch_size": 32, "hidden_width_g": 12, "hidden_width_d": 12}
WAIT = 120_000             # milliseconds: a busy machine, or Wine, takes long to load torch


class Ear(QObject):
    """Collects what the engine says."""

    def __init__(self, client):
        super().__init__()
        self.reports: list[Report] = []
        self.notices: list[Notice] = []
        client.reported.connect(self.hear)
        client.noticed.connect(self.notice)

    @Slot(object)
    def hear(self, report):
        self.reports.append(report)

    @Slot(object)
    def notice(self, notice):
        self.notices.append(notice)


@pytest.fixture
def engine(qtbot):
    client = EngineClient()
    client.ear = Ear(client)
    yield client
    client.close()


def look(engine, qtbot):
    """The next report."""
    count = len(engine.ear.reports)
    engine.look("gan")
    qtbot.waitUntil(lambda: len(engine.ear.reports) > count, timeout=WAIT)
    return engine.ear.reports[-1]


def look_until(engine, qtbot, condition):
    end = time.monotonic() + WAIT / 1000
    while time.monotonic() < end:
        report = look(engine, qtbot)
        if condition(report):
            return report
    raise AssertionError("the engine did not get there")


def opened(engine, qtbot, playing=False, **values):
    engine.open("gan", Opening("gan", (({**SMALL, **values}, 3),), playing=playing, device="cpu"))
    qtbot.waitUntil(lambda: bool(engine.ear.reports), timeout=WAIT)
    return engine.ear.reports[-1]


def with_floors(engine, qtbot):
    """Past the first frames: the floors of a target are found in the background."""
    look_until(engine, qtbot, lambda r: "floor_w1" in r.runs[0].frame.numbers)


def straight(steps, phases=0, events=(), **values):
    simulation = registry.get("gan")
    run = Run(simulation, change(simulation.Params(), **{**SMALL, **values}), 3)
    for step, name, value in events:
        run.seek(step)
        run.set(name, value)
    run.seek(steps, phases)
    return run


def test_the_engine_gives_the_same_bits_whatever_speed_looks_pauses_and_steps_back(engine, qtbot):
    """The same run by chance chunks, paced phases, hand steps, sub-steps and steps back, watched and unwatched."""
    opened(engine, qtbot, playing=True)
    with_floors(engine, qtbot)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.step > 25)
    engine.send("gan", "speed", unit="phase", per_second=200.0)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.phase not in (0, 1))
    engine.send("gan", "pause")
    for name in ("sub_step", "sub_step", "back", "back", "sub_back", "step", "step"):
        engine.send("gan", name)
    engine.send("gan", "seek", step=7, phase=5)
    report = look_until(engine, qtbot, lambda r: not r.busy and (r.runs[0].frame.step, r.runs[0].frame.phase) == (7, 5))
    assert fingerprint(report.runs[0].frame) == fingerprint(straight(7, 5).frame())
    engine.send("gan", "speed", unit="step", per_second=float("inf"))
    engine.send("gan", "play")
    time.sleep(1.0)                             # nobody looks: it trains all the same, also on a loaded machine
    engine.send("gan", "pause")
    report = look_until(engine, qtbot, lambda r: not r.playing and not r.busy)
    frame = report.runs[0].frame
    assert frame.step > 20
    twin = straight(frame.step, frame.phase)
    assert fingerprint(frame) == fingerprint(twin.frame())
    assert report.runs[0].log == twin.log()


def test_who_looks_at_once_is_shown_no_more_pictures_than_a_screen_has(engine, qtbot):
    opened(engine, qtbot, playing=True)
    with_floors(engine, qtbot)
    engine.reported.connect(lambda report: engine.look("gan"))
    engine.look("gan")
    count, start = len(engine.ear.reports), time.monotonic()
    qtbot.waitUntil(lambda: len(engine.ear.reports) >= count + 40, timeout=WAIT)
    taken = time.monotonic() - start
    assert taken > 38 / 62
    reports = engine.ear.reports[count:]
    assert not all(report.glance for report in reports)
    # Numbers come 15 times a second: where the pictures come no faster, on a busy machine, each has them.
    assert any(report.glance for report in reports) or taken > 40 / 20
    engine.send("gan", "pause")
    assert not look_until(engine, qtbot, lambda r: not r.playing).glance


def test_changes_while_it_trains_are_in_the_log_and_replay_exactly(engine, qtbot):
    opened(engine, qtbot, playing=True)
    with_floors(engine, qtbot)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.step > 5)
    engine.send("gan", "set", name="learning_rate_d", value=0.01)
    engine.send("gan", "set", name="n_critic", value=3)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.step > 40)
    engine.send("gan", "pause")
    report = look_until(engine, qtbot, lambda r: not r.playing and not r.busy)
    run = report.runs[0]
    assert [event[2] for event in run.log["events"]] == ["learning_rate_d", "n_critic"]
    twin = Run.from_log(registry.get("gan"), run.log)
    assert fingerprint(twin.frame()) == fingerprint(run.frame)


def test_floors_of_a_new_target_come_by_themselves_and_hold_up_no_frame(engine, qtbot):
    opened(engine, qtbot)
    with_floors(engine, qtbot)
    wanted = floors(change(GanParams(), ring_radius=1.5))["floor_w1"]
    assert engine.ear.reports[-1].runs[0].frame.numbers["floor_w1"] != wanted
    for radius in (1.0, 1.25, 1.5):
        engine.send("gan", "set", name="ring_radius", value=radius)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.numbers["floor_w1"] == wanted)


def test_a_pause_trains_nothing_more(engine, qtbot):
    opened(engine, qtbot, playing=True)
    engine.send("gan", "pause")
    before = look_until(engine, qtbot, lambda r: not r.playing and not r.busy).runs[0].frame
    time.sleep(0.2)
    engine.send("gan", "pause")
    after = look(engine, qtbot).runs[0].frame
    assert fingerprint(before) == fingerprint(after)


def test_there_is_one_answer_to_one_look_and_no_row_of_the_trace_is_lost(engine, qtbot):
    opened(engine, qtbot, playing=True)
    count = len(engine.ear.reports)
    time.sleep(0.3)
    qtbot.wait(100)
    assert len(engine.ear.reports) == count             # nobody asked: nobody is answered
    for _ in range(5):
        look(engine, qtbot)
        time.sleep(0.05)
    rows = 0
    for report in engine.ear.reports:
        run = report.runs[0]
        assert run.trace_start <= rows
        rows = run.trace_start + len(run.trace.get("loss_d", ()))
        assert rows == run.frame.step
    assert rows > 0


def test_a_bad_value_is_refused_with_the_range_and_training_goes_on(engine, qtbot):
    opened(engine, qtbot, playing=True)
    engine.send("gan", "set", name="batch_size", value=0)
    qtbot.waitUntil(lambda: bool(engine.ear.notices), timeout=WAIT)
    notice = engine.ear.notices[-1]
    assert notice.refused
    assert "from 1 to 4096" in notice.template.format(**notice.fields)
    step = look(engine, qtbot).runs[0].frame.step
    look_until(engine, qtbot, lambda r: r.runs[0].frame.step > step)


def test_an_engine_that_dies_is_replaced_and_the_run_restored(engine, qtbot):
    opened(engine, qtbot, playing=True)
    engine.send("gan", "set", name="learning_rate_g", value=0.002)
    look_until(engine, qtbot, lambda r: r.runs[0].frame.step > 60)
    engine.send("gan", "pause")
    before = look_until(engine, qtbot, lambda r: not r.playing and not r.busy).runs[0]
    first = engine.pid
    psutil.Process(first).kill()
    qtbot.waitUntil(lambda: any("restored" in n.template for n in engine.ear.notices), timeout=WAIT)
    after = look_until(engine, qtbot, lambda r: not r.busy).runs[0]
    assert engine.pid != first
    assert fingerprint(after.frame) == fingerprint(before.frame)
    assert after.log == before.log


def replaced(engine, killed: psutil.Process) -> bool:
    """Whether the engine is another process, or none; Windows gives the number of a process to the next one."""
    try:
        return engine.pid is None or psutil.Process(engine.pid) != killed
    except psutil.NoSuchProcess:
        return False


def test_an_engine_that_keeps_dying_is_given_up_with_a_message(engine, qtbot):
    opened(engine, qtbot)
    with qtbot.waitSignal(engine.ended, timeout=WAIT):
        for _ in range(4):
            killed = psutil.Process(engine.pid)
            killed.kill()
            qtbot.waitUntil(lambda killed=killed: replaced(engine, killed), timeout=WAIT)


@pytest.mark.skipif(sys.platform == "win32", reason="there the test above meets what is made here on purpose")
def test_an_engine_is_replaced_also_where_its_end_of_the_pipe_stays_open(monkeypatch, qtbot):
    """As it does on Windows, in this process, where the engine dies before it has taken that end."""
    context, kept = multiprocessing.get_context(process.START_METHOD), []

    def pipe():
        ours, theirs = multiprocessing.Pipe()
        kept.append(Connection(os.dup(theirs.fileno())))
        return ours, theirs
    monkeypatch.setattr(context, "Pipe", pipe)
    engine = EngineClient()
    try:
        killed = psutil.Process(engine.pid)
        killed.kill()
        qtbot.waitUntil(lambda: replaced(engine, killed), timeout=WAIT)
    finally:
        engine.close()
        for end in kept:
            end.close()
    assert len(kept) == 2


def mapped(pid: int, library: str) -> bool:
    return any(library in part.path for part in psutil.Process(pid).memory_maps())


@pytest.fixture
def spawned(monkeypatch, qtbot):
    """begin(group): an engine as a window begins its own, with nothing loaded, that loads what this group needs."""
    monkeypatch.setattr(process, "START_METHOD", "spawn")
    clients = []

    def begin(group: str) -> EngineClient:
        clients.append(EngineClient(begun=process.begin(group)))
        clients[-1].ear = Ear(clients[-1])
        return clients[-1]
    yield begin
    for each in clients:
        each.close()


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not tell what a process has loaded")
def test_what_an_engine_is_begun_for_is_loaded_before_it_is_opened_and_others_need_not_wait(spawned, qtbot):
    other = spawned("no such group")          # a panel of another version, from the settings
    other.open("nash", Opening("nash", (({}, 0),)))
    other.look("nash")
    qtbot.waitUntil(lambda: bool(other.ear.reports), timeout=WAIT)
    assert not mapped(other.pid, "torch_cpu")
    engine = spawned("gan")
    qtbot.waitUntil(lambda: mapped(engine.pid, "torch_cpu"), timeout=WAIT)
    assert not engine.ear.reports
    engine.open("gan", Opening("gan", ((SMALL, 0),)))
    qtbot.waitUntil(lambda: bool(engine.ear.reports), timeout=WAIT)
    assert engine.ear.reports[-1].group == "gan" and not engine.ear.notices


def test_closing_ends_the_engine_within_a_second(engine, qtbot):
    opened(engine, qtbot, playing=True)
    pid, started = engine.pid, time.monotonic()
    engine.close()
    assert time.monotonic() - started < 1.0
    assert not alive(pid)


def test_the_engine_goes_when_its_window_is_killed(tmp_path, qtbot):
    import subprocess
    import sys
    code = """
import os, sys, time
from PySide6.QtCore import QCoreApplication
from app.engine.client import EngineClient
from app.engine.messages import Opening
if __name__ == "__main__":
    application = QCoreApplication([])
    client = EngineClient()
    client.open("gan", Opening("gan", playing=True, device="cpu"))
    client.reported.connect(lambda report: print(client.pid, flush=True))
    application.exec()
"""
    script = tmp_path / "window.py"
    script.write_text(code)
    window = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONPATH": os.getcwd()})
    pid = int(window.stdout.readline())
    window.kill()
    window.wait()
    window.stdout.close()
    qtbot.waitUntil(lambda: not alive(pid), timeout=WAIT)


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_another_device_goes_on_with_the_same_run(engine, qtbot):
    opened(engine, qtbot)
    engine.send("gan", "seek", step=30)
    before = look_until(engine, qtbot, lambda r: not (r.busy or r.playing) and r.runs[0].frame.step == 30).runs[0]
    engine.open("gan", Opening("gan", (({**SMALL}, 3),), playing=True, resume=False, device="cpu"), engine.logs("gan"))
    after = look_until(engine, qtbot, lambda r: not r.busy and r.runs[0].frame.step == 30)
    assert fingerprint(after.runs[0].frame) == fingerprint(before.frame)
    assert not after.playing
    engine.send("gan", "reset")
    assert look_until(engine, qtbot, lambda r: r.playing).runs[0].params == before.params


def test_what_is_seen_of_the_plane_is_what_the_next_report_shows_d_over_also_in_a_new_engine(engine, qtbot):
    opened(engine, qtbot)
    engine.look("gan")
    rect = (-1.0, 0.5, 3.0, 2.0)
    engine.view("gan", rect)
    qtbot.waitUntil(lambda: tuple(engine.ear.reports[-1].runs[0].frame.arrays["view"]) == rect, timeout=WAIT)
    psutil.Process(engine.pid).kill()
    qtbot.waitUntil(lambda: bool(engine.ear.notices), timeout=WAIT)
    assert tuple(look(engine, qtbot).runs[0].frame.arrays["view"]) == rect
