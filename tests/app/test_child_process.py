"""The end of a process that works beside the window."""

import os
import signal
import time

import pytest

from app import child_process
from app.begun_process import begin
from app.child_process import ChildProcess

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


def deaf(connection):
    """Work on, whatever one is asked."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connection.send("here")
    while True:
        time.sleep(1)


def test_one_that_is_killed_and_still_does_not_go_stops_nobody(qtbot, monkeypatch):
    monkeypatch.setattr(child_process, "GRACE", 0.05)
    monkeypatch.setattr(child_process, "KILLED", 0.05)
    process = ChildProcess(begin(deaf, name="deaf"))
    with qtbot.waitSignal(process.received, timeout=60_000):
        pass
    kill = process._process.kill
    monkeypatch.setattr(process._process, "kill", lambda: None)     # as where the machine has no time for its end
    try:
        process.end()
        assert process.exit_code is None
    finally:
        kill()
        process._process.join(60)
        for thread in process._threads:
            thread.join(60)
