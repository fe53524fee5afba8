"""A process of the program's own with a pipe to it, begun without Qt: the engine's is, before Qt is loaded."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple


class BegunProcess(NamedTuple):
    """A process, and our end of the pipe to it."""

    process: BaseProcess
    connection: Connection


def begin(main: Callable[..., None], *arguments: Any, name: str, method: str = "spawn") -> BegunProcess:
    """Run main(connection, *arguments) in a process. method: of starting it, as multiprocessing has it."""
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    process = context.Process(target=main, args=(theirs, *arguments), name=name, daemon=True)
    process.start()
    theirs.close()                                      # else we would not see the end of the pipe
    return BegunProcess(process, ours)
