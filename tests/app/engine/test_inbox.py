"""What the training thread is told comes in order and at once."""

import multiprocessing
import subprocess
import sys
import threading

import pytest

from app.engine.engine import Inbox, Outbox
from app.engine.messages import Alive, Command
from app.engine.reporter import NotifyingExecutor


@pytest.fixture
def pipe():
    ours, theirs = multiprocessing.Pipe()
    yield ours, theirs
    ours.close()


def test_commands_come_one_by_one_in_their_order(pipe):
    ours, theirs = pipe
    inbox = Inbox(theirs, Outbox(theirs))
    assert inbox.next(0) is None
    assert inbox.next(0.01) is None
    for number in range(3):
        ours.send(Command("seek", "gan", {"step": number}))
    assert [inbox.next(5).arguments["step"] for _ in range(3)] == [0, 1, 2]
    assert inbox.next(0) is None


def test_who_waits_without_end_hears_what_is_said_later(pipe):
    ours, theirs = pipe
    inbox = Inbox(theirs, Outbox(theirs))
    threading.Timer(0.05, ours.send, [Command("quit")]).start()
    assert inbox.next().name == "quit"


def test_the_end_of_the_window_is_told_after_all_that_it_has_said(pipe):
    ours, theirs = pipe
    inbox = Inbox(theirs, Outbox(theirs))
    ours.send(Command("look", "gan"))
    ours.close()
    assert inbox.next(5).name == "look"
    with pytest.raises((EOFError, OSError)):
        inbox.next(5)


def test_a_ping_is_answered_also_while_nobody_takes_what_is_told(pipe):
    ours, theirs = pipe
    inbox = Inbox(theirs, Outbox(theirs))
    for name in ("play", "ping", "pause"):
        ours.send(Command(name, "gan"))
    assert ours.poll(5) and ours.recv() == Alive()
    assert [inbox.next(5).name for _ in range(2)] == ["play", "pause"]


def test_a_call_that_has_ended_is_told_as_well_whatever_came_of_it(pipe):
    inbox = Inbox(pipe[1], Outbox(pipe[1]))
    executor = NotifyingExecutor("test", inbox.put)
    for call in (lambda: 1, lambda: 1 / 0):
        executor.submit(call)
    executor.shutdown()
    assert inbox.next(5).result() == 1
    with pytest.raises(ZeroDivisionError):
        inbox.next(5).result()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has one priority for all its threads")
def test_the_thread_that_reads_the_pipe_keeps_its_priority():
    script = """
import multiprocessing, os, threading
from app.engine.engine import NICENESS, Inbox, Outbox, _lower_priority
ours, theirs = multiprocessing.Pipe()
before = set(threading.enumerate())
Inbox(theirs, Outbox(theirs))
(thread,) = set(threading.enumerate()) - before
usual = os.getpriority(os.PRIO_PROCESS, 0)
_lower_priority()
trains, hears = (os.getpriority(os.PRIO_PROCESS, which) for which in (0, thread.native_id))
assert (hears, trains) == (usual, min(19, usual + NICENESS)), (usual, hears, trains)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
