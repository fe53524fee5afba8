"""The entry point of the engine process, apart, so that the window need not import what the engine imports."""

from __future__ import annotations

from multiprocessing.connection import Connection


def serve(connection: Connection) -> None:
    """The main function of the engine process."""
    from app.engine import engine
    engine.serve(connection)
