"""Too little memory: how it is told from other errors, and what is said of it. No torch here."""

from __future__ import annotations

from sims.params import N_

NOT_ENOUGH = N_("There is not enough memory for this; nothing was changed. Take fewer seeds, a smaller minibatch or "
                "smaller networks.")
PAUSED = N_("There is not enough memory to go on at step {step}, so the run is paused there. A smaller batch or "
            "smaller networks need less.")
#: As torch says it on the CPU, on Windows, on a GPU and in C++, and the loader of libraries.
_SAYINGS = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc", "bad allocation",
            "failed to map segment")


def lacks_memory(error: BaseException) -> bool:
    """Whether an error says that memory could not be had."""
    return isinstance(error, MemoryError) or (isinstance(error, (RuntimeError, ImportError))
                                              and any(saying in str(error).lower() for saying in _SAYINGS))
