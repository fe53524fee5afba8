"""What the window says is heard in order, at once, and away from the processor that trains."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time

import pytest

from app.engine.listener import Listener
from app.engine.messages import Command
from app.engine.processors import Processors


@pytest.fixture
def pipe():
    ours, theirs = multiprocessing.Pipe()
    yield ours, theirs
    ours.close()


def test_commands_come_one_by_one_in_their_order(pipe):
    ours, theirs = pipe
    listener = Listener(theirs)
    assert listener.next(0) is None
    assert listener.next(0.01) is None
    for number in range(3):
        ours.send(Command("seek", "gan", {"step": number}))
    assert [listener.next(5).arguments["step"] for _ in range(3)] == [0, 1, 2]
    assert listener.next(0) is None


def test_who_waits_without_end_hears_what_is_said_later(pipe):
    ours, theirs = pipe
    listener = Listener(theirs)
    threading.Timer(0.05, ours.send, [Command("quit")]).start()
    assert listener.next().name == "quit"


def test_the_end_of_the_window_is_told_after_all_that_it_has_said(pipe):
    ours, theirs = pipe
    listener = Listener(theirs)
    ours.send(Command("look", "gan"))
    ours.close()
    assert listener.next(5).name == "look"
    with pytest.raises((EOFError, OSError)):
        listener.next(5)


def test_it_keeps_off_the_processor_that_trains(two_cores, pipe):
    ours, theirs = pipe
    before = set(threading.enumerate())
    listener = Listener(theirs)
    (thread,) = set(threading.enumerate()) - before
    allowed, here = os.sched_getaffinity(0), Processors().current()
    listener.leaves_alone = lambda: here
    ours.send(Command("look", "gan"))
    assert listener.next(5).name == "look"
    end = time.perf_counter() + 5
    while os.sched_getaffinity(thread.native_id) == allowed and time.perf_counter() < end:
        time.sleep(0.001)
    assert os.sched_getaffinity(thread.native_id) == allowed - {here}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all threads of a process stand back together")
def test_it_does_not_stand_back_with_the_training():
    script = """
import multiprocessing, os, threading
from app.engine import NICENESS, Listener, _stand_back
ours, theirs = multiprocessing.Pipe()
before = set(threading.enumerate())
Listener(theirs)
(thread,) = set(threading.enumerate()) - before
usual = os.getpriority(os.PRIO_PROCESS, 0)
_stand_back()
trains, hears = (os.getpriority(os.PRIO_PROCESS, which) for which in (0, thread.native_id))
assert (hears, trains) == (usual, min(19, usual + NICENESS)), (usual, hears, trains)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
