"""Too little memory: how it is told from other errors, and what is said of it. No torch here."""

from __future__ import annotations

import errno

from sims.params import N_

NOT_ENOUGH = N_("There is not enough memory for this; nothing was changed. Take fewer seeds, a smaller minibatch or "
                "smaller networks.")
PAUSED = N_("There is not enough memory to go on at step {step}, so the run is paused there. A smaller batch or "
            "smaller networks need less.")
#: What a lack of memory may be raised as; `lacks_memory` tells which of them it is.
LACKING = (MemoryError, RuntimeError, ImportError, OSError)
#: As torch says it on the CPU, on Windows, on a GPU and in C++, the loader of libraries, and Python of a thread.
_SAYINGS = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc", "bad allocation",
            "failed to map segment", "cannot allocate memory", "can't start new thread")


def lacks_memory(error: BaseException) -> bool:
    """Whether an error says that memory could not be had."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or (isinstance(error, (RuntimeError, ImportError))
                                              and any(saying in str(error).lower() for saying in _SAYINGS))
