"""Between two bouts the window comes to rest: everything closed, paused and reset, so that it can be compared."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.engine import local
from app.window.main_window import MainWindow
from tests.gui.monkey.acts import dismiss
from tests.gui.monkey.faults import Faults

PATIENCE = 60.0             # seconds for a run to move or to stand, see Patience
LOADED = 600.0              # by the clock, where other programs want the processors, whom the engine lets go first
STEPS = 5                   # that a run must make to be no stuck run
COLLECTIONS, FEW_OBJECTS = 8, 100       # of garbage, until one finds no more than so many objects


class Holdings(NamedTuple):
    """What the program holds. window, engine: memory in MB. The rest are counts; files: open ones."""

    window: float
    engine: float
    threads: int
    processes: int
    files: int
    widgets: int
    objects: int


def come_to_rest(window: MainWindow, faults: Faults) -> None:
    """Close, pause and reset everything. Each panel's run must move when it is played, and stand when it is not."""
    while (front := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        dismiss(front)
        wait(0.01)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            dismiss(other)
    window.lessons.frame.blank.hide()
    if window.lessons.is_open:
        window.lessons.player.close()
    window.presenter.present(False)
    window.looks.use_palette("light")
    window.looks.choose_scale(0.0)
    window.lecture.freeze(False)
    window.lecture.laser(False)
    if window.settings.language:
        window.languages.choose("")
        wait(0.1)
    window.showNormal()
    window.resize(1280, 720)
    window.exports.close()
    window.panel_of("map").filling.stop()
    for group in [panel.group for panel in window.tabs.built]:
        panel = window.panel_of(group)          # only now: in another language it is built anew when it is asked for
        window.show_panel(panel)
        if not hasattr(panel.page, "choose_speed"):
            continue
        _expect(faults, f"the panel {panel.group} shows nothing", lambda panel=panel: panel.page.report is not None)
        if panel.page.report is not None:
            panel.command("pause")
            panel.reset()
            panel.page.choose_speed("max")
            for part in panel.parts:
                window.presenter.show_part(part)
            _expect(faults, f"the run of {panel.group} does not move",
                    lambda panel=panel: panel.page.report.lead.frame.step >= STEPS or _ended(panel),
                    lambda panel=panel: panel.command("play"))
            panel.reset()
            _expect(faults, f"the run of {panel.group} does not come to rest",
                    lambda panel=panel: not panel.page.report.busy and not panel.page.report.playing,
                    lambda panel=panel: panel.command("pause"))
    window.show_panel(window.panel_of("gan"))


def _ended(panel) -> bool:
    """Whether its run goes no further: it has diverged, or it is where its values let it go nowhere."""
    if isinstance(panel.client, local.LocalClient) and local._finished(panel.client._groups[panel.page.group]):
        return True
    return panel.page.report.lead.frame.status != "ok"


def _expect(faults: Faults, kind: str, condition: Callable[[], bool],
            again: Callable[[], None] = lambda: None) -> None:
    if late := _wait_for(condition, again):
        faults.add(kind, late)


def _wait_for(condition: Callable[[], bool], again: Callable[[], None] = lambda: None) -> str:
    """Wait until this is so; "", or how long that was where the patience ended before. again: done once a second."""
    began, patience = time.monotonic(), Patience()
    last = 0.0
    while not condition():
        if patience.seconds > PATIENCE or time.monotonic() - began > LOADED:
            return f"after {time.monotonic() - began:.0f} seconds, {patience.seconds:.0f} of them its own"
        if time.monotonic() - last > 1:
            last = time.monotonic()
            patience.look()
            again()
        wait(0.02)
    return ""


class Patience:
    """seconds: that this program and those it has started had until the last look, without the time in which one of
    their threads waited for a processor."""

    def __init__(self):
        self.seconds, self._last, self._waited = 0.0, time.monotonic(), waits()

    def look(self) -> None:
        """Look at the clock again."""
        now, waited = time.monotonic(), waits()
        lost = max((seconds - self._waited.get(thread, 0.0) for thread, seconds in waited.items()), default=0.0)
        self.seconds += max(now - self._last - lost, 0.0)
        self._last, self._waited = now, waited


def waits() -> dict[str, float]:
    """For how long each thread of this program and of those it has started has waited for a processor; {} where the
    system does not tell."""
    found = {}
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with contextlib.suppress(OSError):                  # it has ended
            for told in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
                found[str(told)] = int(told.read_text().split()[1]) / 1e9
    return found


def holdings(window: MainWindow) -> Holdings:
    """What is held now."""
    wait(0.5)
    for _turn in range(COLLECTIONS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if gc.collect() < FEW_OBJECTS:      # what one lets go may be all that held others
            break
        wait(0.1)
    wait(0.2)
    multiprocessing.active_children()
    me, engine = psutil.Process(), 0.0
    with contextlib.suppress(psutil.NoSuchProcess):         # given up, which is a fault of its own
        engine = psutil.Process(window.client.pid).memory_info().rss / 1e6
    return Holdings(me.memory_info().rss / 1e6, engine, threading.active_count(),
                    len(me.children(recursive=True)), len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd")
                    else 0, len(QApplication.allWidgets()), len(gc.get_objects()))


def kinds_of_objects() -> Counter:
    """How many objects of each class the collector of garbage knows."""
    return Counter(f"{type(held).__module__}.{type(held).__qualname__}" for held in gc.get_objects())


def wait(seconds: float) -> None:
    """Let the event loop go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def open_panels(window: MainWindow) -> None:
    """Show each panel once, until it has what it shows: the first time loads what a panel needs."""
    for action in window.tabs.panel_actions:
        action.trigger()
        panel = window.panel
        if late := _wait_for(lambda panel=panel: panel.client is None or panel.page.report is not None
                             or not hasattr(panel.page, "choose_speed")):
            raise TimeoutError(f"the panel {panel.group} shows nothing {late}")
    window.show_panel(window.panel_of(window.settings.panel))
