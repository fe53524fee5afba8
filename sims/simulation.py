"""The one interface between a simulation and everything that drives or shows it."""

from __future__ import annotations

import dataclasses
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sims.params import N_, ParameterError

OK, DIVERGED = "ok", "diverged"
Rectangle = tuple[float, float, float, float]       # x0, y0, x1, y1


@dataclass(frozen=True)
class Phase:
    """One part of a step: what a sub-step runs, what the step-by-step view lights.

    key: identifier, the same for every repeat. label: short visible name (translatable).
    formula: identifier of its formula. player: whose move it is ("d", "g", "x", ... or "").
    repeat, repeats: which of how many rounds inside one step (n_critic), from 0.
    """

    key: str
    label: str
    formula: str = ""
    player: str = ""
    repeat: int = 0
    repeats: int = 1


@dataclass(frozen=True)
class Formula:
    """What a phase computes. html: in symbols; says: one translatable sentence.

    numbers: the same with this step's numbers, a format string over the parameters and the numbers of a Frame.
    """

    html: str
    says: str
    numbers: str = ""


@dataclass(frozen=True)
class State:
    """Everything that a run needs to go on; never changed in place, so a reference to it is a keyframe.

    step: whole steps done. phase: index into `phases(params)` of the phase that comes next.
    done: the phase that ran last, None before the first.
    status: "ok" or "diverged"; cause: for a diverged state, the name of the parameter that is the likely cause.
    """

    step: int = 0
    phase: int = 0
    done: Phase | None = None
    status: str = OK
    cause: str = ""


Scalars = Mapping[str, float]


@dataclass(frozen=True)
class Frame:
    """What is drawn: numpy arrays and plain numbers only, so that it crosses the pipe to a window without torch.

    phase: index into `phases` of the phase that comes next; done: the phase that ran last (its numbers are in
    `numbers`), None before the first.
    """

    step: int
    phase: int
    phases: tuple[Phase, ...]
    done: Phase | None = None
    status: str = OK
    cause: str = ""
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Preset:
    """A named setting that shows something: parameters, the seed and the step at which it shows.

    question: what it answers; the presets of one question stand together. page: the page of curves that its sentence
    speaks of, "" for none in particular. events: (step, parameter, value), changes that the run makes by itself on its
    way.
    """

    title: str
    values: Mapping[str, Any]
    seed: int = 0
    steps: int = 0
    help: str = ""
    events: tuple[tuple[int, str, Any], ...] = ()
    question: str = ""
    page: str = ""


#: (state, params, total steps) -> how many of those steps are done (int), and rows of numbers as they become known.
#: The state stays as it is.
Experiment = Callable[[State, Any, int], Iterator[int | Mapping[str, Any]]]


class JoinedRuns(ABC):
    """Several runs of the same params that go forwards as one; made by `Simulation.join`.

    If one of them diverges, the whole batch rolls back one move, and its members go on alone from there.

    rows: of the last move the scalars of each member, name -> (steps,), in the order in which they were joined; empty
    where they are not followed.
    """

    state: State                        # of all members together
    rows: Sequence[Mapping[str, np.ndarray]] = ()

    @abstractmethod
    def leap(self, limit: int) -> int:
        """At least one whole step and at most `limit`; returns how many, 0 where they can go no further as one."""

    @abstractmethod
    def step(self) -> bool:
        """One whole step after which each member knows its own numbers; False, and rolled back, where one diverges."""

    @abstractmethod
    def split(self) -> list[State]:
        """The state of each member, in the order in which they were joined."""


class Simulation:
    """A stateless description of one kind of run: everything that changes is in State.

    A subclass gives the class attributes `name`, `title` and `Params` and the five methods `phases`, `initial`,
    `advance`, `observe` and `measure`. Every other method has a default that is right for a simulation that has
    nothing more to offer; callers call it without asking whether it is there.

    name: identifier, in files and on the command line. title: visible name (translatable). Params: a frozen dataclass
    of `param(...)`. presets: by identifier. formulas: by the `formula` of a phase. measured: the names that
    `slow_metrics` gives.
    """

    name: str = ""
    title: str = ""
    Params: type = type(None)
    presets: Mapping[str, Preset] = {}
    formulas: Mapping[str, Formula] = {}
    measured: tuple[str, ...] = ()

    # What every simulation gives --------------------------------------------------------------------------------------

    def phases(self, params: Any) -> tuple[Phase, ...]:
        """What one step is made of under these params. A tuple per params, because n_critic or a clip changes it."""
        raise NotImplementedError

    def initial(self, params: Any, seed: int) -> State:
        """The state before the first phase: a pure function of (params, seed)."""
        raise NotImplementedError

    def advance(self, state: State, params: Any) -> tuple[State, Scalars]:
        """Run one phase. Returns a new state and the scalars that this phase made known."""
        raise NotImplementedError

    def observe(self, state: State, params: Any) -> Frame:
        """A picture of the state. Pure: it changes neither the state nor any random stream."""
        raise NotImplementedError

    def measure(self, state: State, params: Any) -> dict[str, float]:
        """The metrics of the headless contract, for the state as it stands. May be slow (exact W1)."""
        raise NotImplementedError

    # What it may give beside ------------------------------------------------------------------------------------------

    def formula(self, phase: Phase, params: Any) -> Formula:
        """What a phase computes with these params. Default: the entry of `formulas`, whatever the params are."""
        return self.formulas[phase.formula]

    def advance_many(self, state: State, params: Any, limit: int) -> tuple[State, Mapping[str, np.ndarray]] | None:
        """At least one and at most `limit` whole steps in one call, with the same bits as phase by phase.

        state: at the start of a step. Returns the state after n steps and the scalars of each, name -> (n,). Default
        None: not available, or not for this state; then the caller goes phase by phase.
        """
        return None

    def slow_metrics(self, state: State, params: Any) -> tuple[Scalars, Callable[[], Scalars] | None]:
        """Metrics that the trace follows at some steps only: (those at hand, a call that computes the slow ones).

        Called after the steps that `sims.measurements` names. The call may be made in another thread, much later, and
        holds no more memory than a few hundred of them may. Default: none.
        """
        return {}, None

    def bytes_needed(self, params: Any) -> int:
        """The least memory that a run with these params can do with. Default 0: not worth a thought."""
        return 0

    def use_executors(self, ahead: Executor | None = None, slow: Executor | None = None) -> None:
        """Do work beside the training in these executors from now on; without one it is done when it is wanted.

        ahead: prepares what the next steps will read, such as minibatches. slow: computes what the training or a
        frame can do without for a while, such as compiled programs and reference values (see `pending`). The bits
        of a run are the same with and without. Default: ignored, everything is done when it is wanted.
        """

    def pending(self) -> bool:
        """Whether the frame observed last lacks a value that is still computed in the executor `slow`.

        Then the same state, observed again, will show more. Default False.
        """
        return False

    def observe_fast(self, state: State, params: Any) -> Frame:
        """The frame for a moving picture, without what only curves and histograms need. Default: the whole frame."""
        return self.observe(state, params)

    def observe_small(self, state: State, params: Any) -> Frame:
        """The frame for one of many small pictures side by side: little of it, quickly. Default: as `observe_fast`."""
        return self.observe_fast(state, params)

    def look_at(self, view: Rectangle) -> None:
        """Let frames show fields of the plane over this part of it from now on. Default: ignored."""

    def finished(self, state: State, params: Any) -> bool:
        """Whether every further step would change nothing but the step counter. Default: never."""
        return False

    @classmethod
    def on_device(cls, device: str) -> tuple[Simulation, str, str]:
        """A simulation on the device asked for ("auto", "cpu", "cuda", "mps").

        Returns (simulation, device in use, reason why not the one asked for). Default: on the CPU, which needs no
        reason where a simulation knows no other device.
        """
        return cls(), "cpu", ""

    def without_slow_metrics(self) -> Simulation:
        """A simulation with the same steps without `slow_metrics`, for a caller who keeps no trace. Default: itself.
        """
        return self

    def samples(self, state: State, params: Any) -> Mapping[str, Mapping[str, np.ndarray]]:
        """What the phase just done has computed sample by sample: {what: {column: (samples,)}}. Default: nothing."""
        return {}

    def probe(self, state: Any, params: Any, points: np.ndarray) -> Mapping[str, np.ndarray]:
        """What the fields that a frame shows are at points (n, 2) of the plane, exactly. Default: nothing."""
        return {}

    def sample(self, state: Any, params: Any, index: int) -> Mapping[str, np.ndarray]:
        """Everything that is to be known of one of the points that a frame draws, by its index. Default: nothing."""
        return {}

    def chain_rule(self, state: Any, params: Any, index: int) -> Mapping[str, np.ndarray]:
        """How a loss reaches the weights through one of the points that a frame draws. Default: nothing."""
        return {}

    def experiments(self) -> Mapping[str, Experiment]:
        """Experiments beside a run, by identifier. Default: none."""
        return {}

    def script(self, params: Any, seed: int, steps: int) -> str:
        """The run as a plain PyTorch script, to read and to run. Raises ParameterError where it cannot be expressed.

        Default: refused.
        """
        raise ParameterError(N_("no plain PyTorch script is printed for {simulation}"), simulation=self.name)

    # For many runs, as a sweep has them -------------------------------------------------------------------------------

    def twin(self) -> Simulation:
        """One with the same executors for another thread, where compiled programs cannot be shared. Default: itself.
        """
        return self

    def program_key(self, params: Any) -> Hashable:
        """Settings with equal keys share one compiled program, so a worker best takes them one after the other.

        Default: the same for all, because nothing is compiled.
        """
        return None

    def join_limit(self, params: Any, steps: int) -> int:
        """At most how many runs of these params and so many steps are worth handing to `join`. Default 1: none is."""
        return 1

    def join(self, states: Sequence[State], params: Any, followed: bool = False) -> JoinedRuns | None:
        """Runs that differ in their seeds only as one, each with the bits that it has alone.

        followed: whether the scalars of every step are wanted: `rows`. Default None: not available, or not for these
        states; then the caller trains one after the other.
        """
        return None


def next_position(state: State, phases: tuple[Phase, ...]) -> tuple[int, int]:
    """(step, phase) that follow the phase which `state` is about to run."""
    following = state.phase + 1
    return (state.step + 1, 0) if following >= len(phases) else (state.step, following)


def fingerprint(value: Any) -> str:
    """A hash of a state (or a frame) down to the last bit: two are equal exactly when their fingerprints are."""
    digest = hashlib.sha256()

    def feed(part: Any) -> None:
        part = part.item() if isinstance(part, np.float64) else part       # the same number in other clothes
        if dataclasses.is_dataclass(part):
            for entry in dataclasses.fields(part):
                digest.update(entry.name.encode())
                feed(getattr(part, entry.name))
        elif isinstance(part, Mapping):
            for name in sorted(part):
                digest.update(name.encode())
                feed(part[name])
        elif isinstance(part, (tuple, list)):
            digest.update(b"(%d" % len(part))
            for item in part:
                feed(item)
        elif part is None or isinstance(part, (str, int, float, bool)):
            digest.update(repr(part).encode())
        else:
            array = np.asarray(part.detach().cpu() if hasattr(part, "detach") else part)
            digest.update(f"{array.dtype}{array.shape}".encode() + array.tobytes())
    feed(value)
    return digest.hexdigest()


DIVERGED_TEXT = N_("Numbers left the finite range at step {step}; the likely cause is {parameter}.")
