"""Work beside everything else: what a picture can do without for a moment, such as a reference line that takes long to
find; what training will want soon, such as its next minibatches; and what a curve is made of, such as an exact W1.

Without a thread to spare the second is done when it is wanted and the others at once. A process that has one says so
here; it may also want to hear when the interpreter is free.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext

#: Starts a call in another thread; None: there is no other thread, do it here.
begin: Callable[[Callable[[], object]], object] | None = None
#: Whether what was begun is not done yet: what is shown meanwhile is of before. bool: never, there is no other thread.
waiting: Callable[[], bool] = bool
#: Starts a call in another thread that makes what will be wanted soon. What comes back is called then: it waits until
#: that is made; where it has not been begun, it never will be, and who wants it makes it.
ahead: Callable[[Callable[[], None]], Callable[[], None]] | None = None


def at_once(work: Callable[[], object]) -> Future:
    """Do it here and now."""
    done: Future = Future()
    done.set_result(work())
    return done


#: Starts a call in another thread whose result may come any time later.
later: Callable[[Callable[[], object]], Future] = at_once
#: Surrounds what leaves the interpreter to other threads for a while.
free: Callable[[], AbstractContextManager] = nullcontext
