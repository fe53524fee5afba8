"""A run as a session file holds it: plain data, no Qt, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:                   # the window starts before it has loaded numpy
    import numpy as np


@dataclass(frozen=True)
class SavedBranch:
    """One of the branches of a run, see app.engine.branches.

    log: as Run.log() gives it at the last step reached on it; None for the branch that the run itself is on.
    """

    number: int
    name: str
    pinned: bool
    log: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SavedRun:
    """A run as it is kept in a file: plain data only.

    log: as Run.log() gives it. state: a state at the start of a step at or behind the position of the log, as
    app.sessions.state_codec makes it, with its arrays; None where the log must be replayed from the start. trace: of
    each column the rows that hold a number, and these numbers; thinned: some were left out. branches: none where there
    is only the run itself.
    """

    log: Mapping[str, Any]
    state: Mapping[str, Any] | None = None
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    trace_length: int = 0
    trace: Mapping[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    thinned: bool = False
    branches: tuple[SavedBranch, ...] = ()
