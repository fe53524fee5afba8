"""What the window and the engine say to each other across the pipe: plain frozen data, no Qt, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sims.base import Frame


@dataclass(frozen=True)
class Command:
    """Window to engine. `room`: whose runs are meant. `name`: a method of app.rooms.Room, or "open", "quit"."""

    name: str
    room: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """How to begin a room: one run or several in lockstep.

    runs: (params as a mapping of names to values, seed) each. logs: instead, runs as logs to be replayed (a restored
    or opened session); keyframes: for each log the engine's own pickled keyframe, or None. playing: the play state
    that "reset all" comes back to; resume: the one to begin with, where it is another.
    """

    simulation: str
    runs: tuple[tuple[Mapping[str, Any], int], ...] = ()
    logs: tuple[Mapping[str, Any], ...] = ()
    keyframes: tuple[bytes | None, ...] = ()
    playing: bool = False
    resume: bool | None = None
    device: str = "auto"


@dataclass(frozen=True)
class RunReport:
    """One run as it stands. `trace`: rows from `trace_start` on replace what the window has from there."""

    frame: Frame
    params: Any
    seed: int
    trace_start: int
    trace: Mapping[str, np.ndarray]
    log: Mapping[str, Any]
    keyframe: bytes | None = None


@dataclass(frozen=True)
class Report:
    """Engine to window, the answer to one "look": everything a panel shows."""

    room: str
    runs: tuple[RunReport, ...]
    playing: bool
    busy: bool                      # on its way to a position that was asked for
    furthest: int
    rate: float                     # whole steps a second, measured; 0 when not playing
    device: str
    can_undo: bool
    can_redo: bool
    serial: int                     # grows with every `open`, so that an answer to an older room is told apart

    @property
    def lead(self) -> RunReport:
        """The run that has come furthest: of several, some may have diverged and stayed behind."""
        return max(self.runs, key=lambda run: run.frame.step)


@dataclass(frozen=True)
class Notice:
    """Engine to window: one translatable sentence. `refused`: a command could not be taken and changed nothing."""

    room: str
    template: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True)
class Crash:
    """Engine to window, its last words: the traceback of an unexpected error."""

    text: str
