"""What a group remembers of a change so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sims.run import Run


@dataclass(frozen=True)
class ValueChange:
    """Undo of a live change: the value of each run that took it goes back, as one more event of its log."""

    name: str
    values: tuple[tuple[int, Any], ...]     # (index of the run, its value)

    @property
    def what(self) -> tuple:
        return self.name, tuple(index for index, _value in self.values)


@dataclass(frozen=True)
class Replacement:
    """Undo of a restart: the runs that were, exactly as they were left, and the file that they came from."""

    runs: tuple[Run, ...]
    origin: str = ""
