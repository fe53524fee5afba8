"""What the window starts the engine with: it need not load what the engine is made of."""

from __future__ import annotations

from multiprocessing.connection import Connection


def serve(connection: Connection) -> None:
    """The main function of the engine process."""
    from app.engine import engine
    engine.serve(connection)
