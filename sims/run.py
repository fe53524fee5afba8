"""A run is a log: (simulation, params, seed, events). Everything else here can be rebuilt from it.

Step back, scrubbing, branches and restored sessions are one operation: take the nearest keyframe, replay to the
position. Replays are exact because a state is never changed in place and no simulation owns hidden randomness.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np

from sims import memory
from sims import params as parameters
from sims.events import LOG_VERSION, Event, alike, read_log, refuse_restart
from sims.keyframes import Keyframe, KeyframeStore
from sims.simulation import DIVERGED, Frame, Phase, Scalars, Simulation, State
from sims.trace import Trace


class Run:
    """One run of one simulation, at some position, with the means to be at any other.

    base, seed, events: the log. executor: computes slow metrics beside the training; None: they are computed at once.
    keyframes: every other position is reached by replay from one of them; they go with the log, and are forgotten
    where it changes behind them. Raises ParameterError from `set` and the constructor; a diverged state is reported in
    `state.status`.
    """

    keyframe_store: type[KeyframeStore] = KeyframeStore
    planned: tuple[Event, ...] = ()     # the events of a preset
    stop_step = 0                       # the step at which a preset shows its point, where playing pauses; 0: none

    def __init__(self, simulation: Simulation, params: Any = None, seed: int = 0, events: Iterable[Event] = (),
                 executor: Executor | None = None):
        self.simulation, self.executor = simulation, executor
        self.base = params if params is not None else simulation.Params()
        self.seed = int(seed)
        self.events: list[Event] = sorted(events)
        self.trace = Trace()            # of every step done on this log, also of those ahead after stepping back
        self.furthest = 0               # the last step ever reached on this log: the end of the scrub bar
        self._awaited: tuple[int, Future[Scalars]] | None = None       # (step, slow metrics) that are being computed
        self._demand_memory(self.base, self.events)
        self.keyframes = self.keyframe_store(Keyframe(simulation.initial(self.base, self.seed), self.base, (), 0))
        self._restore(self.keyframes.first)

    def anew(self, seed: int) -> Run:
        """A run from step 0 with the settings that this one has now.

        The events and the stop of a preset are planned again, unless something was changed by hand: then there are
        none.
        """
        if not self.as_planned:
            return Run(self.simulation, self.wanted, seed, executor=self.executor)
        run = Run(self.simulation, self.base, seed, self.planned, self.executor)
        run.planned, run.stop_step = self.planned, self.stop_step
        return run

    @property
    def as_planned(self) -> bool:
        """Whether nothing was changed by hand: its log says no more and no less than what was planned."""
        return len(self.events) == len(self.planned) and all(map(alike, self.events, self.planned))

    @property
    def steps_to_stop(self) -> int | None:
        """Whole steps until playing pauses by itself; None where that is behind, or something was changed by hand."""
        ahead = self.stop_step - self.state.step
        return ahead if ahead > 0 and self.as_planned else None

    def _demand_memory(self, params: Any, events: Iterable[Event] = ()) -> None:
        """Raise ParameterError where these params, or those after one of the events, cannot fit into this machine."""
        memory.demand(self.simulation.bytes_needed(params))
        for event in events:
            if isinstance(event.value, int) and not isinstance(event.value, bool):      # what counts something
                params = dataclasses.replace(params, **{event.name: event.value})
                memory.demand(self.simulation.bytes_needed(params))

    # Where we are ------------------------------------------------------------------------------------------------

    @property
    def position(self) -> tuple[int, int]:
        return self.state.step, self.state.phase

    @property
    def diverged(self) -> bool:
        return self.state.status == DIVERGED

    @property
    def wanted(self) -> Any:
        """The params in force with those that wait for the next step: what a control shows."""
        return dataclasses.replace(self.params, **self._pending) if self._pending else self.params

    @property
    def phases(self) -> tuple[Phase, ...]:
        return self.simulation.phases(self.params)

    def frame(self) -> Frame:
        return self.simulation.observe(self.state, self.params)

    def beginning(self) -> Frame:
        """The picture of step 0, as `Simulation.observe_fast` gives it."""
        first = self.keyframes.first
        return self.simulation.observe_fast(first.state, first.params)

    def samples(self) -> dict[str, Mapping[str, np.ndarray]]:
        """What the step under way has computed so far sample by sample, or the last one where none is begun.

        As `Simulation.samples` has it; of phases that a step repeats, by the last. Found by replay, beside this run.
        """
        here = self.position
        twin = self.branch()
        twin.seek(here[0] if here[1] else here[0] - 1)
        found: dict[str, Mapping[str, np.ndarray]] = {}
        while twin.position < here and twin.advance():
            found |= twin.simulation.samples(twin.state, twin.params)
        return found

    def metrics(self) -> dict[str, float]:
        return self.simulation.measure(self.state, self.params)

    # Forwards ----------------------------------------------------------------------------------------------------

    def advance(self) -> bool:
        """Run one phase. Returns False, and does nothing, where the run has diverged."""
        if self.diverged:
            return False
        before = self.state
        if before.phase == 0:
            self._row = {}
        self.state, scalars = self.simulation.advance(before, self.params)
        self._row.update(scalars)
        if self.state.step > before.step:
            self.trace.put(before.step, self._row)
            self._note_slow_metrics()
            self._keep()
        self._apply_events()
        return True

    def step(self, count: int = 1) -> int:
        """Finish `count` whole steps (the one begun counts as the first). Returns how many were finished."""
        for finished in range(count):
            goal = self.state.step + 1
            while self.state.step < goal:
                if not self.advance():
                    return finished
        return count

    def step_with(self, values: Mapping[str, Any]) -> None:
        """One whole step with these values in force, then as before; a step under way is begun anew with them.

        The log says so with changes before and after the step, so that a replay does the same. What was changed within
        the step under way holds for the whole of it. Raises ParameterError as `set` does.
        """
        wanted = self.wanted
        if self.state.phase and not self.diverged:
            self.seek(self.state.step)
        if self.diverged:
            return
        inside = {name: value for name, value in parameters.plain(wanted).items()
                  if value != getattr(self.wanted, name)}
        for name, value in {**inside, **values}.items():
            self.set(name, value)
        self.step()
        for name in values:
            self.set(name, getattr(wanted, name))

    def leap(self, limit: int) -> int:
        """At least one whole step and at most `limit`, in one call of the simulation where it has `advance_many`.

        The bits are those of `step`. Returns how many steps were finished, 0 where the run has diverged.
        """
        count = self.leap_limit(limit)
        if count > 1 and self.state.phase == 0 and not self.diverged:
            start = self.state.step
            after = self.simulation.advance_many(self.state, self.params, count)
            if after is not None:
                self.take_leap(*after)
                return self.state.step - start
        return self.step()

    def leap_limit(self, limit: int) -> int:
        """At most how many whole steps one call may take from here; none where the step under way has a change."""
        count = min(limit, self.keyframes.steps_to_next(self.state.step))
        if self.simulation.measured:
            count = min(count, self.trace.measured.steps_to_next(self.state.step, self.furthest))
        if self._applied < len(self.events):
            count = min(count, self.events[self._applied].step - self.state.step)
        return count

    def take_leap(self, after: State, columns: Mapping[str, np.ndarray]) -> None:
        """Be at this state, `leap_limit` whole steps further at most; columns: the scalars of each of these steps."""
        start, self.state = self.state.step, after
        self.trace.put_rows(start, columns)
        self._note_slow_metrics()
        self._keep()
        self._apply_events()

    def _note_slow_metrics(self) -> None:
        """Follow the metrics that are due at this step in the trace; the slow ones are computed later."""
        if self.simulation.measured:
            step, measured = self.state.step, self.trace.measured
            if measured.lacks(step, self.furthest):
                measured.note(step, *self.simulation.slow_metrics(self.state, self.params))
        self.gather()

    def gather(self) -> None:
        """Write the slow metrics that have been computed by now into the trace, and have the next ones computed.

        One at a time: the thread that does it is to be free for another run at once.
        """
        if self._awaited is not None and self._awaited[1].done():
            step, found = self._awaited
            self._awaited = None
            self.trace.measured.add(step, found.result())
        if self._awaited is None and self.executor is not None and (waiting := self.trace.measured.next()):
            step, compute = waiting
            self._awaited = step, self.executor.submit(compute)

    def settle(self, most: int | None = None, until: float = math.inf) -> None:
        """Compute the slow metrics that the trace still lacks, and write them into it.

        most: only so many of them, spread over the run; None: all. until: a time.monotonic() from which on no other is
        begun or waited for; they still wait then.
        """
        if self._awaited is not None:
            step, found = self._awaited
            try:
                numbers = found.result(None if until == math.inf else max(0.0, until - time.monotonic()))
            except TimeoutError:
                return
            self._awaited = None
            self.trace.measured.add(step, numbers)
        done = 0
        while (most is None or done < most) and time.monotonic() < until and (waiting := self.trace.measured.next()):
            step, compute = waiting
            self.trace.measured.add(step, compute())
            done += 1

    def _apply_events(self) -> None:
        """Read the log up to here; "step" parameters wait for a step boundary."""
        changed: dict[str, Any] = {}
        declared = None
        while self._applied < len(self.events) and (
                (self.events[self._applied].step, self.events[self._applied].phase) <= self.position):
            event = self.events[self._applied]
            declared = declared or parameters.parameters(self.params)
            if declared[event.name].when == "step" and self.state.phase:
                self._pending[event.name] = event.value
            else:
                changed[event.name] = event.value
                self._pending.pop(event.name, None)
            self._applied += 1
        if self.state.phase == 0 and self._pending:
            changed = {**self._pending, **changed}
            self._pending = {}
        if changed:
            self.params = parameters.change(self.params, **changed)

    # The log -----------------------------------------------------------------------------------------------------

    def set(self, name: str, value: Any) -> Event | None:
        """Write "from here on, name is value" into the log. What the log said after this position is dropped.

        Returns None, and writes nothing, where the value is already in force.
        Raises ParameterError for a bad name or value, and for a parameter that needs a restart.
        """
        checked = getattr(parameters.change(self.params, **{name: value}), name)
        refuse_restart(parameters.parameters(self.params)[name])
        self._demand_memory(dataclasses.replace(self.wanted, **{name: checked}))
        if self._pending.get(name, getattr(self.params, name)) == checked:
            return None
        here = self.position
        self._forget_after(here)
        event = Event(*here, name, checked)
        # Two changes of one parameter at one position are one: the log says what was in force, not how we got there.
        same = [k for k, old in enumerate(self.events) if (old.step, old.phase) == here and old.name == name]
        for k in reversed(same):
            del self.events[k]
            self._applied -= k < self._applied
        self.events.append(event)
        self._apply_events()
        return event

    def _forget_after(self, here: tuple[int, int]) -> None:
        self.events = [event for event in self.events if (event.step, event.phase) <= here]
        self.keyframes.forget_after(self.state.step)
        self.furthest = self.state.step
        if self._awaited is not None and self._awaited[0] > self.state.step:
            self._awaited = None
        self.trace.cut(self.state.step)

    def log(self) -> dict:
        """The run as plain data: what a session file holds."""
        return self.log_later()()

    def log_later(self) -> Callable[[], dict]:
        """The call gives the log as it is now, whenever and in whichever thread it is made."""
        name, seed, base, state, events = self.simulation.name, self.seed, self.base, self.state, tuple(self.events)
        stop = self.stop_step if self.as_planned else 0
        return lambda: {"version": LOG_VERSION, "simulation": name, "seed": seed, "params": parameters.plain(base),
                        "position": [state.step, state.phase], "status": state.status,
                        "events": [dataclasses.astuple(event) for event in events], "stop": stop}

    @classmethod
    def from_log(cls, simulation: Simulation, log: Mapping[str, Any], replay: bool = True,
                 executor: Executor | None = None) -> Run:
        """Rebuild a run. Raises ParameterError where the log holds names or values that cannot be."""
        run = cls(simulation, *read_log(simulation.Params, log), executor=executor)
        if stop := log.get("stop", 0):
            run.planned, run.stop_step = tuple(run.events), stop
        if replay:
            for _ in run.resuming(log):
                pass
        return run

    def resuming(self, log: Mapping[str, Any]) -> Iterator[None]:
        """Go to where the run stood when it gave this log, phase by phase as `seeking` does."""
        yield from self.seeking(*log["position"])
        if log.get("status") == DIVERGED and not self.diverged:
            self.advance()              # a phase that failed left no other trace than that
            yield

    def keyframe_of(self, state: State) -> Keyframe:
        """The keyframe of a state at a step boundary of this log; the log says which params are in force there."""
        before = [event for event in self.events if event.step < state.step]
        params = parameters.change(self.base, **{event.name: event.value for event in before})
        return Keyframe(state, params, (), len(before))

    def branch(self) -> Run:
        """A copy at the same position; what happens to it leaves this one as it is."""
        twin = Run.__new__(Run)
        twin.__dict__.update(self.__dict__)
        twin.events, twin._pending = list(self.events), dict(self._pending)
        twin.keyframes = self.keyframes.copy()
        twin._row, twin.trace = dict(self._row), self.trace.copy()
        return twin

    # Backwards ---------------------------------------------------------------------------------------------------

    def seek(self, step: int, phase: int = 0) -> None:
        """Be at (step, phase): exact, by replay from the nearest keyframe. Stops early only where the run diverges."""
        for _ in self.seeking(step, phase):
            pass

    def seeking(self, step: int, phase: int = 0) -> Iterator[None]:
        """`seek`, a little at a time, for a caller who has other things to do; it may stop at any point."""
        goal = (max(0, int(step)), max(0, int(phase)))
        best = self.keyframes.nearest(goal[0])
        if not (self.position <= goal and self.state.step >= best.step):
            self._restore(best)
        while self.position < goal:
            if self.state.step == goal[0] and goal[1] >= len(self.phases):
                break
            whole_steps = self.state.phase == 0 and self.state.step < goal[0]
            if not (self.leap(goal[0] - self.state.step) if whole_steps else self.advance()):
                break
            yield

    def back(self) -> None:
        """The start of this step, or of the step before where this one has not begun."""
        step, phase = self.position
        self.seek(step if phase else step - 1)

    def back_phase(self) -> None:
        """One phase back, across a step boundary where need be."""
        step, phase = self.position
        if phase:
            self.seek(step, phase - 1)
        elif step:
            self.seek(step - 1)         # what one step is made of there may differ from what it is made of here
            self.seek(step - 1, len(self.phases) - 1)

    def _keep(self) -> None:
        self.furthest = max(self.furthest, self.state.step)
        self.keyframes.keep(Keyframe(self.state, self.params, tuple(self._pending.items()), self._applied))

    def _restore(self, keyframe: Keyframe) -> None:
        self.state, self.params = keyframe.state, keyframe.params
        self._pending, self._applied = dict(keyframe.pending), keyframe.applied
        self._row = {}
        self._apply_events()
