"""Window and engine together: the real window on a private display, animating, with the real engine beside it.

The window is a process of its own (`python -m tests.bench.together`), opened once; its rows share what it found.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.bench.harness import Row

ROOT = Path(__file__).resolve().parents[2]
SECONDS, ROUNDS = 0.6, 32       # of training with and without pictures, in turns: the machine changes its speed
PRESSES = 30
GAN_LAB = {"hidden_layers_g": 2, "hidden_width_g": 8, "hidden_layers_d": 2, "hidden_width_d": 8, "batch_size": 150,
           "n_critic": 2, "optimizer": "sgd"}


@contextlib.contextmanager
def private_desktop() -> Iterator[dict[str, str]]:
    """An environment with user folders of its own and, where there is Xvfb, a screen of its own."""
    with tempfile.TemporaryDirectory(prefix="saddle-bench-") as home:
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        environment |= {"HOME": home, "QT_QPA_PLATFORM": "offscreen",
                        **{f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("CONFIG", "DATA", "STATE", "CACHE")}}
        server = None
        if shutil.which("Xvfb"):
            read, write = os.pipe()
            server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten",
                                       "tcp"], pass_fds=(write,), stderr=subprocess.DEVNULL)
            os.close(write)
            with open(read) as told:
                ready, _, _ = select.select([told], [], [], 30)
                environment |= {"DISPLAY": ":" + told.readline().strip(), "QT_QPA_PLATFORM": "xcb"} if ready else {}
        try:
            yield environment
        finally:
            if server is not None:
                server.terminate()
                server.wait()


def probe(module: str, *arguments: str) -> dict:
    """What a module of this package prints as JSON when it is run on a private desktop."""
    with private_desktop() as environment:
        done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment, timeout=300,
                              capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(" ".join(done.stderr.strip().splitlines()[-9:]) or f"status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


# In the process of the window ----------------------------------------------------------------------------------------

class Watched:
    """The main window with the lab, 1920 x 1080, training; and when reports came and were painted."""

    def __init__(self, values: dict[str, object]):
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtWidgets import QApplication

        from app.window import collector
        from app.window.main_window import MainWindow
        from app.window.settings import Settings
        from widgets.theme import themes

        self.application = QApplication([])
        themes.use("light")
        themes.apply(self.application)
        self.window = MainWindow(Settings(device="cpu", panel="gan", seen_welcome=True))
        self.panel, self.client = self.window.panel, self.window.client
        self.window.resize(1920, 1080)
        self.window.show()
        self.reports: list[tuple[float, int]] = []      # when, and at which step
        self.painted = 0.0
        self.client.reported.connect(lambda r: self.reports.append((time.perf_counter(), r.runs[0].frame.step)))
        watched = self

        class Eye(QObject):
            def eventFilter(self, _watched, event):
                if event.type() == QEvent.Type.Paint:
                    watched.painted = time.perf_counter()
                return False
        self._eye = Eye()
        self.panel.lab.plot.viewport().installEventFilter(self._eye)
        self.until(lambda: self.panel.report is not None)
        self.panel.choose_speed("max")
        self.panel.command("play")
        if values:
            self.panel.command("use", values=values, seed=0)
            self.panel.command("play")
        self.until(lambda: self.panel.report.runs[0].frame.step > 300)
        self.turn(1.0)
        collector.spare()               # as the app does a while after its start

    def turn(self, seconds: float) -> None:
        from PySide6.QtCore import QEventLoop, QTimer
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() > end:
                raise TimeoutError("the window did not get there")
            self.turn(0.001)

    def rate(self, seconds: float, animating: bool) -> float:
        """Steps a second, between two reports that were asked for when it began and when it ended."""
        look = self.client.look
        if not animating:
            self.client.look = lambda group: None
            self.turn(0.1)
            look("gan")
        self._next_report()
        first = self.reports[-1]
        self.turn(seconds)
        if not animating:
            look("gan")
        self._next_report()
        last = self.reports[-1]
        if not animating:
            del self.client.look
            self.client.look("gan")
        return (last[1] - first[1]) / (last[0] - first[0])

    def _next_report(self) -> None:
        count = len(self.reports)
        self.until(lambda: len(self.reports) > count)

    def lateness(self, seconds: float) -> list[float]:
        """Milliseconds by which the ticks of a 1 ms timer came too late."""
        from PySide6.QtCore import Qt, QTimer
        ticks: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
        timer.start(1)
        self.turn(seconds)
        timer.stop()
        return [1000 * (after - before) - 1 for before, after in zip(ticks, ticks[1:])]

    def answers(self) -> list[float]:
        """Milliseconds from a click to a changed picture: play and pause, and a step while it rests."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        found = []

        def press(name: str, changed: Callable[[], bool]) -> None:
            start = time.perf_counter()
            QTest.mouseClick(self.panel.playback.buttons[name], Qt.MouseButton.LeftButton)
            self.until(lambda: changed() and self.painted > self.reports[-1][0], 5.0)
            found.append(1000 * (time.perf_counter() - start))
            self.turn(0.05)

        for _ in range(PRESSES // 2):
            playing = self.panel.playing
            press("play", lambda playing=playing: self.panel.playing != playing)
        if self.panel.playing:
            press("play", lambda: not self.panel.playing)
        for _ in range(PRESSES // 2):
            step = self.panel.report.runs[0].frame.step
            press("step", lambda step=step: self.panel.report.runs[0].frame.step > step)
        return found


def whole_lab() -> dict:
    lab = Watched({})
    pairs = [(lab.rate(SECONDS, True), lab.rate(SECONDS, False)) for _ in range(ROUNDS)]
    count, start = len(lab.reports), time.perf_counter()
    late = lab.lateness(6.0)
    pictures = (len(lab.reports) - count) / (time.perf_counter() - start)
    answers = lab.answers()
    lab.window.close()
    return {"animating": statistics.median(a for a, _ in pairs), "alone": statistics.median(b for _, b in pairs),
            "share": statistics.median(a / b for a, b in pairs), "late": max(late),
            "late_99": statistics.quantiles(late, n=100)[98], "pictures": pictures, "answer": max(answers),
            "answer_median": statistics.median(answers)}


def gan_lab_default() -> dict:
    lab = Watched(GAN_LAB)
    found = [lab.rate(SECONDS, True) for _ in range(ROUNDS)]
    lab.window.close()
    return {"rate": statistics.median(found)}


# Rows ----------------------------------------------------------------------------------------------------------------

@cache
def _whole_lab() -> dict | Exception:
    try:
        return probe(__name__, "whole_lab")
    except Exception as error:          # for every row that asks
        return error


def _found(name: str, other: str = "") -> Callable[[], tuple[float, float | None]]:
    def measure() -> tuple[float, float | None]:
        found = _whole_lab()
        if isinstance(found, Exception):
            raise found
        return found[name], found[other] if other else None
    return measure


ROWS = [
    Row("steps of the default lab while it animates", "/s", _found("animating", "alone"), "nobody looks", more=True,
        goal=0.85),
    Row("  pictures meanwhile", "/s", _found("pictures"), more=True, goal=60, kind="least"),
    Row("  a 1 ms timer in the window, late at most", "ms", _found("late"), goal=20, kind="most"),
    Row("  99 of 100 of its ticks late at most", "ms", _found("late_99")),
    Row("  from a click to a changed picture, at most", "ms", _found("answer"), goal=50, kind="most"),
    Row("  from a click to a changed picture, median", "ms", _found("answer_median")),
    Row("steps of 2-8-8, batch 150, k = 2, SGD, animating", "/s",
        lambda: (probe(__name__, "gan_lab_default")["rate"], 55.0), "GAN Lab itself", more=True, goal=5000,
        kind="least"),
]


if __name__ == "__main__":
    print(json.dumps({"whole_lab": whole_lab, "gan_lab_default": gan_lab_default}[sys.argv[1]]()), flush=True)
