"""A cache of compiled programs, the newest few."""

from __future__ import annotations

from collections.abc import Callable


class ProgramCache(dict):
    """Programs by setting, at most so many; None for a setting that cannot be compiled."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def make(self, key: object, build: Callable[[], object]) -> None:
        """Build a program and keep it under this key; the oldest is dropped where the cache is full."""
        try:
            program = build()
        except (NotImplementedError, RuntimeError):     # what cannot be recorded, or TorchScript cannot compile
            program = None
        while len(self) >= self._most:
            self.pop(next(iter(self)))
        self[key] = program
