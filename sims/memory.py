"""How much memory this machine has, and a refusal of settings that cannot fit into it before anything is allocated."""

from __future__ import annotations

import os
import sys
from functools import cache

from sims.params import N_, ParameterError

TOO_LARGE = N_("These settings need at least {needed} of memory, and this machine has {there}: take fewer members, "
               "smaller networks or a smaller batch.")


@cache
def there_is() -> int:
    """The memory of this machine in bytes; 0 where it cannot be found out."""
    if sys.platform == "win32":
        return _of_windows()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):
        return 0


def _of_windows() -> int:
    import ctypes

    class Status(ctypes.Structure):         # MEMORYSTATUSEX
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong),
                    *((name, ctypes.c_ulonglong) for name in ("physical", "free", "pages", "free_pages", "virtual",
                                                              "free_virtual", "extended"))]
    status = Status(length=ctypes.sizeof(Status))
    return status.physical if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0


def demand(needed: int) -> None:
    """Raise ParameterError, with both sizes, where so many bytes cannot fit into this machine."""
    if 0 < there_is() < needed:
        raise ParameterError(TOO_LARGE, needed=_spell(needed), there=_spell(there_is()))


def _spell(size: int) -> str:
    for unit in ("B", "kB", "MB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.0f} GB"
