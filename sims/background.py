"""Work beside everything else: what a picture can do without for a moment, such as a reference line that takes long to
find; and what training will want soon, such as its next minibatches.

The first is done at once and the second when it is wanted, unless a process that has a thread to spare says so. Such a
process may also want to hear when the interpreter is free.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

#: Starts a call in another thread; None: there is no other thread, do it here.
begin: Callable[[Callable[[], object]], object] | None = None
#: Whether what was begun is not done yet: what is shown meanwhile is of before. bool: never, there is no other thread.
waiting: Callable[[], bool] = bool
#: Starts a call in another thread whose result will be looked for soon, and worked out there if it is not ready.
ahead: Callable[[Callable[[], object]], object] | None = None
#: Surrounds what leaves the interpreter to other threads for a while.
free: Callable[[], AbstractContextManager] = nullcontext
