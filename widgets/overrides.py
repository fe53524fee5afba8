"""Errors in what Qt calls of Python end no program.

Shiboken, up to 6.12 at least, keeps an error that is raised in an override (a `paintEvent`, an `eventFilter`) which Qt
has called while Python was calling Qt, so that it comes out there. It takes it for an exception; but before Python 3.12
what C raises (a missing key, a division by zero, an object that Qt has deleted) is only the text of one until somebody
catches it. To read its `args` ends the program, or spoils its memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType

from shiboken6 import Shiboken

_QT = ("PySide6", "Shiboken", "shiboken6")


def guard() -> None:
    """Let all classes of Qt's that are made from now on catch what their overrides raise, and raise it again."""
    if sys.version_info >= (3, 12) or "__init_subclass__" in vars(Shiboken.Object):
        return

    def made(cls: type, **options) -> None:
        super(Shiboken.Object, cls).__init_subclass__(**options)
        of_qt = [base for base in cls.__mro__ if base.__module__.startswith(_QT)]
        for name, value in list(vars(cls).items()):
            if isinstance(value, FunctionType) and name[:2] != "__" and any(name in vars(base) for base in of_qt):
                setattr(cls, name, _caught(value))
    Shiboken.Object.__init_subclass__ = classmethod(made)


def _caught(override: Callable) -> Callable:
    @wraps(override)
    def call(*given, **named):
        try:
            return override(*given, **named)
        except BaseException:           # caught, it is an exception
            raise
    return call
