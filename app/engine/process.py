"""Beginning the engine process, apart, so that the window need not import what the engine imports."""

from __future__ import annotations

from multiprocessing.connection import Connection

from app.begun_process import BegunProcess
from app.begun_process import begin as begin_process

START_METHOD = "spawn"          # which every system has; it loads torch anew


def begin(group: str = "") -> BegunProcess:
    """Begin an engine that loads what this group needs, which takes seconds, before it is opened. "": none."""
    return begin_process(serve, group, name="saddle engine", method=START_METHOD)


def serve(connection: Connection, group: str = "") -> None:
    """The main function of the engine process."""
    from app.engine import engine
    engine.serve(connection, group)
