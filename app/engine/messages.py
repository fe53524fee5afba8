"""The messages between the window and the engine process: plain frozen data, no Qt, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.sessions.saved_run import SavedBranch

if TYPE_CHECKING:                   # the window starts the engine before it has loaded numpy
    import numpy as np

    from sims.params import ParameterError
    from sims.simulation import Frame


@dataclass(frozen=True)
class Command:
    """Window to engine. `group`: whose runs are meant. `name`: in one of the tables that app.engine.engine looks in.
    ticket: of a command that is answered; it comes back with the Answer. 0: it is not.
    """

    name: str
    group: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    ticket: int = 0


@dataclass(frozen=True)
class TraceNumbers:
    """A trace of `length` rows: of each column the rows that hold a number, and these numbers. thinned: some were left
    out."""

    length: int
    columns: Mapping[str, tuple[np.ndarray, np.ndarray]]
    thinned: bool


@dataclass(frozen=True)
class Opening:
    """How to begin a group: one run or several in lockstep.

    runs: (params as a mapping of names to values, seed) each. logs: instead, runs as logs to be replayed (a restored
    or opened session); keyframes: for each log the engine's own pickled keyframe, or None; traces: what is known of
    the traces of these runs. playing: the play state
    that the command "reset" comes back to; resume: the one to begin with, where it is another. origin: see Report.
    many: whether they are many that differ in their seeds only, trained as one and drawn small.
    branches: of each log, as a file has them.
    """

    simulation: str
    runs: tuple[tuple[Mapping[str, Any], int], ...] = ()
    logs: tuple[Mapping[str, Any], ...] = ()
    keyframes: tuple[bytes | None, ...] = ()
    traces: tuple[TraceNumbers, ...] = ()
    playing: bool = False
    resume: bool | None = None
    device: str = "auto"
    origin: str = ""
    many: bool = False
    branches: tuple[tuple[SavedBranch, ...], ...] = ()


@dataclass(frozen=True)
class RunReport:
    """One run as it stands. `trace`: rows from `trace_start` on replace what the window has from there. measured: where
    that has changed, {name: (steps, numbers)} of the metrics that are known of some steps only, all of them.

    params: as controls show them. in_force: those of the step under way; where the two differ, `params` wait for the
    next step.
    """

    frame: Frame
    params: Any
    in_force: Any
    seed: int
    trace_start: int
    trace: Mapping[str, np.ndarray]
    log: Mapping[str, Any]
    keyframe: bytes | None = None
    measured: Mapping[str, tuple[np.ndarray, np.ndarray]] | None = None


@dataclass(frozen=True)
class BranchReport:
    """One way on of the runs, see app.engine.branches. name: "" where it is called by its changes.

    parent: the number of the branch that it leaves at `fork`, (step, phases of it that are done); 0: none. changes:
    (parameter, value) that made it. furthest: the last step that was reached on it. here: it is the one on the screen.
    logs: as Run.log() gives them there, of each run; () of the one that is here.
    """

    number: int
    name: str
    pinned: bool
    here: bool
    parent: int
    fork: tuple[int, int]
    furthest: int
    changes: tuple[tuple[str, Any], ...] = ()
    logs: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Report:
    """Engine to window, the answer to one "look": everything a panel shows.

    glance: a partial report, of the animated picture only: no scalars, and nothing to be read.
    """

    group: str
    runs: tuple[RunReport, ...]
    playing: bool
    busy: bool                      # it is travelling, or the frame still lacks values
    travelling: bool                # on the way to a position that was asked for
    furthest: int
    rate: float                     # whole steps a second, measured; 0 when not playing
    device: str
    can_undo: bool
    can_redo: bool
    serial: int                     # grows with every `open`, so that an answer to an older group is told apart
    origin: str = ""                # the file that the runs come from or were saved to; "" for none
    glance: bool = False
    branches: tuple[BranchReport, ...] = ()         # none where there is only one
    interrupted: bool = False       # it plays again when its panel is back in front

    @property
    def lead(self) -> RunReport:
        """The run that has come furthest; of several, some may have diverged and stayed behind."""
        return max(self.runs, key=lambda run: run.frame.step)

    @property
    def saved_branches(self) -> tuple[tuple[SavedBranch, ...], ...]:
        """The branches of each run, as a file has them."""
        return tuple(tuple(SavedBranch(branch.number, branch.name, branch.pinned,
                                       None if branch.here else branch.logs[index]) for branch in self.branches)
                     for index in range(len(self.runs)))


@dataclass(frozen=True)
class Samples:
    """What a run has computed sample by sample in its last step, or so far in the one under way at `step`.

    tables: as Run.samples has them. params: in force there.
    """

    step: int
    params: Any
    tables: Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Script:
    """A run as a plain PyTorch script. leaves_out_changes: it has made some on its way, which are not in the script."""

    text: str
    leaves_out_changes: bool


@dataclass(frozen=True)
class Notice:
    """Engine to window: one translatable sentence. `refused`: a command could not be taken and changed nothing."""

    group: str
    template: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False

    @classmethod
    def refusal(cls, group: str, error: ParameterError) -> Notice:
        """What the window is told of a command of a group that could not be carried out."""
        return cls(group, error.template, error.fields, refused=True)


@dataclass(frozen=True)
class Answer:
    """Engine to window: the value of a command with a ticket, or the notice that says why it was refused."""

    ticket: int
    value: Any = None
    error: Notice | None = None


@dataclass(frozen=True)
class Alive:
    """Engine to window, the answer to a "ping": the process runs, whatever it is at."""


@dataclass(frozen=True)
class Crash:
    """Engine to window: the traceback of an unexpected error, after which the engine ends."""

    text: str
