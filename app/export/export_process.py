"""What is exported in a process of its own, so that no window stands still meanwhile.

The window sends an order; the process tells as it goes how much is done, and at the end that the file is written or why
not. It gives up, and leaves nothing behind, as soon as the other end of the pipe is closed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Protocol

from sims.params import ParameterError

NICENESS = 10


class Order(Protocol):
    """What is wanted, as it is sent to the process. not_written, not_made: what is said where it fails, with a field
    {reason} (translatable)."""

    not_written: str
    not_made: str

    def make(self, look: Callable[[], object], tell: Callable[[int], object]) -> None:
        """Make it and write it. Raises ParameterError and OSError, and what `look` raises, which is called again and
        again; then no file is left. tell(how many of its parts are done)."""


class Cancelled(Exception):
    """Nobody wants it any more."""


def serve(connection: Connection, order: Order) -> None:
    """The main function of the process: sends how many parts are done so far, then None, or why there is no file as a
    ParameterError."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl+C is for the window, which then closes the pipe
    signal.signal(signal.SIGTERM, _give_up)
    if sys.stdout is None:                              # a windowed build has no console
        sys.stdout = sys.stderr = open(os.devnull, "w")     # noqa: SIM115 - for as long as the process lives
    if sys.platform != "win32":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.nice(NICENESS)
    with contextlib.suppress(Cancelled, OSError):       # of the pipe: the window is gone
        connection.send(_make(connection, order))
    sys.stdout.flush()
    os._exit(0)                                         # tidying torch away takes most of a second


def _make(connection: Connection, order: Order) -> ParameterError | None:
    def look() -> None:
        if connection.poll():                           # closed, for nothing is ever sent
            raise Cancelled
    try:
        order.make(look, connection.send)
    except ParameterError as error:
        return error
    except OSError as error:
        look()
        return ParameterError(order.not_written, reason=error.strerror or str(error))
    except Cancelled:
        raise
    except Exception as error:                          # a picture or an encoder that fails is no reason to be silent
        return ParameterError(order.not_made, reason=f"{type(error).__name__}: {error}")
    return None


def _give_up(*_signal: object) -> None:
    raise Cancelled
