"""Work that a picture can do without for a moment, such as a reference line that takes long to find.

It is done at once unless a process that has a picture to keep moving says how to do it beside everything else.
"""

from __future__ import annotations

from collections.abc import Callable

#: Starts a call in another thread; None: there is no other thread, do it here.
begin: Callable[[Callable[[], object]], object] | None = None
#: Whether what was begun is not done yet: what is shown meanwhile is of before. bool: never, there is no other thread.
waiting: Callable[[], bool] = bool
