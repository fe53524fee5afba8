"""Garbage of Qt is freed in the thread of the window, whichever thread allocates."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt

from app.window.collector import Collector


@pytest.fixture
def freed_in():
    """Threads in which the object of Qt was deleted that is garbage, in a cycle as every dialog is."""
    threads = []
    gc.collect()

    def leave_garbage():
        thing = QObject()
        thing.destroyed.connect(lambda: threads.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)
        thing.itself = thing
    leave_garbage()
    yield threads
    gc.enable()


def work_in_a_thread(kept):
    """What makes Python collect: many containers, which are there for as long as `kept` is."""
    thread = threading.Thread(target=lambda: kept.extend([[]] for _ in range(100_000)))
    thread.start()
    thread.join()
    return thread


def test_another_thread_that_allocates_deletes_nothing_of_qt(freed_in, qtbot):
    parent = QObject()
    _collector = Collector(parent)
    work_in_a_thread(kept := [])
    assert len(kept) == 100_000 and freed_in == []
    qtbot.waitUntil(lambda: bool(freed_in))
    assert freed_in == [threading.main_thread()]


def test_without_it_that_thread_does(freed_in):
    assert freed_in in ([], [work_in_a_thread([])])       # or this thread did already
    assert freed_in


def test_what_is_no_garbage_yet_waits_for_its_turn(qapp, monkeypatch):
    parent, collected = QObject(), []
    collector = Collector(parent)
    monkeypatch.setattr(gc, "collect", collected.append)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    for counts in ((10, 3, 2), (701, 0, 0), (701, 11, 0), (800, 11, 11), (5, 0, 12)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        collector.collect()
    gc.enable()
    assert collected == [0, 1, 2, 2]
