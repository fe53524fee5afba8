"""A group: the runs that one panel shows, moved in lockstep by one transport (play, step, back, scrub, undo)."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.engine.messages import Notice, Opening, Report, RunReport
from app.engine.pacing import Pace, Rate
from app.engine.undo import Replacement, ValueChange
from sims import background, registry
from sims import params as parameters
from sims.params import N_, ParameterError
from sims.run import Run, read_events
from sims.simulation import DIVERGED_TEXT

UNDO_DEPTH = 20
KEYFRAME_EVERY = 5.0                # seconds between two keyframes handed to the window for safe keeping
TRACE_EVERY = 0.045                 # seconds between two looks at the trace while training: curves at 20 Hz will do


class RunGroup:
    """Owns runs; every public method is a command that the window may send.

    Raises ParameterError for a name or value that cannot be taken; then nothing has changed.
    """

    def __init__(self, key: str, opening: Opening, simulation: Any, device: str, serial: int = 0):
        self.key, self.opening, self.simulation, self.device = key, opening, simulation, device
        self.serial, self.origin = serial, opening.origin
        self.notices: list[Notice] = []
        self.playing = opening.playing if opening.resume is None else opening.resume
        self.unit, self.per_second = "step", float("inf")
        self._undo: list[ValueChange | Replacement] = []
        self._redo: list[ValueChange | Replacement] = []
        self._task: Iterator[None] | None = None
        self.experiment: Any = None         # an Experiment beside the runs, which know nothing of it
        self._clock, self._credit = time.monotonic(), 0.0
        self._rate = Rate()
        self._keyframe_clock, self._trace_clock = self._clock, 0.0
        self._leaps = Pace()
        self.changed = True
        self.runs = self._opened(opening)

    def _opened(self, opening: Opening) -> list[Run]:
        if not opening.logs:
            return [Run(self.simulation, parameters.change(self.simulation.Params(), **values), seed)
                    for values, seed in opening.runs or (({}, 0),)]
        runs = [Run.from_log(self.simulation, log, replay=False) for log in opening.logs]
        for run, keyframe in zip(runs, opening.keyframes):
            if keyframe is not None:
                run.adopt(pickle.loads(keyframe))       # our own bytes: the window only kept them
        self._start(done for run, log in zip(runs, opening.logs) for done in run.resuming(log))
        return runs

    # Time --------------------------------------------------------------------------------------------------------

    def play(self) -> None:
        self.playing = not self.diverged
        self._pace()

    def pause(self) -> None:
        self.playing = False

    def toggle(self) -> None:
        self.pause() if self.playing else self.play()

    def speed(self, unit: str, per_second: float) -> None:
        self.unit, self.per_second = unit, per_second
        self._pace()

    def step(self) -> None:
        self.pause()
        self._step()
        self._tell_divergence()

    def sub_step(self) -> None:
        self.pause()
        self._advance()
        self._tell_divergence()

    def back(self) -> None:
        self.pause()
        if len(self.runs) == 1:
            self.runs[0].back()
            return
        step, phase = self.position
        for run in self.runs:
            run.seek(step if phase else step - 1)

    def sub_back(self) -> None:
        """One phase back. Of runs whose steps have unlike numbers of phases, the shorter wait for the longest."""
        self.pause()
        if len(self.runs) == 1:
            self.runs[0].back_phase()
            return
        step, phase = self.position
        if (step, phase) == (0, 0):
            return
        goal = (step, phase - 1) if phase else (step - 1, max(len(run.phases) for run in self.runs) - 1)
        for run in self.runs:
            run.seek(*(goal if goal[1] < len(run.phases) else (goal[0] + 1, 0)))

    @property
    def position(self) -> tuple[int, int]:
        """The step that is under way and how many of its phases are done: of the run that has the furthest to go.

        A run that has diverged stays where it is and holds nobody up.
        """
        going = [run for run in self.runs if not run.diverged] or \
            [max(self.runs, key=lambda run: run.position)]
        step = min(run.state.step for run in going)
        return step, max(run.state.phase for run in going if run.state.step == step)

    def _advance(self) -> None:
        """One phase of the step under way, in every run that has one left."""
        if len(self.runs) == 1:
            self.runs[0].advance()
            return
        step, _phase = self.position
        for run in self.runs:
            if run.state.step == step:
                run.advance()

    def _step(self) -> None:
        """Finish the step under way, in every run that has not."""
        if len(self.runs) == 1:
            self.runs[0].step()
            return
        step, _phase = self.position
        for run in self.runs:
            if run.state.step == step:
                run.step()

    def seek(self, step: int, phase: int = 0) -> None:
        self.pause()
        self._start(done for run in self.runs for done in run.seeking(step, phase))

    def restart(self) -> None:
        self._replace([run.anew(run.seed) for run in self.runs])

    def new_seed(self, seed: int | None = None) -> None:
        """The next seed, or the one given, from step 0 with the settings as they are."""
        self._replace([run.anew(run.seed + 1 if seed is None else seed) for run in self.runs])

    def reset(self) -> None:
        """Settings, seed and play state as the panel opened with; can be undone."""
        fresh = Opening(self.opening.simulation, self.opening.runs)
        self._replace(self._opened(fresh))
        self.origin = ""
        self.playing = self.opening.playing
        self._pace()

    # Settings ----------------------------------------------------------------------------------------------------

    def set(self, name: str, value: Any, index: int | None = None) -> None:
        """Change a parameter of one run, or of all; one that needs a restart begins the run again with it."""
        chosen = range(len(self.runs)) if index is None else [index]
        checked = {k: parameters.change(self.runs[k].wanted, **{name: value}) for k in chosen}
        if parameters.parameters(self.simulation.Params)[name].when == "restart":
            self._replace([Run(run.simulation, checked.get(k, run.wanted), run.seed)
                           for k, run in enumerate(self.runs)])
            return
        before = [(k, getattr(self.runs[k].wanted, name)) for k in chosen]
        changed = [entry for entry in before if self.runs[entry[0]].set(name, value) is not None]
        if changed:
            self._remember(ValueChange(name, tuple(changed)))

    def place(self, values: dict[str, Any], going_on: bool = False) -> None:
        """All runs anew from step 0 with these values changed; going_on: undone together with the placing before."""
        runs = [Run(run.simulation, parameters.change(run.wanted, **values), run.seed) for run in self.runs]
        self._replace(runs, remember=not going_on)

    def arrange(self, runs: tuple[tuple[dict[str, Any], int], ...]) -> None:
        """These runs (values over the defaults, seed) side by side, from step 0."""
        self._replace(self._opened(Opening(self.simulation.name, tuple(runs) or (({}, 0),))))

    def vary(self, name: str, values: tuple) -> None:
        """One run for each of these values of a parameter. Those that are here go on; the others join, by replay of
        the first one's log with their own value, at the step where the group is."""
        here: dict[Any, Run] = {}
        for run in self.runs:
            here.setdefault(getattr(run.wanted, name), run)
        first = self.runs[0]
        step = max(run.state.step for run in self.runs)     # one that was still on its way here comes along
        checked = {value: parameters.change(first.base, **{name: value}) for value in values}
        events = [event for event in first.events if event.name != name]
        runs = [here[value].branch() if value in here else Run(self.simulation, base, first.seed, events)
                for value, base in checked.items()]
        if runs:
            self._replace(runs)
            self._start(done for run in runs if run.state.step < step for done in run.seeking(step))

    def keep(self, index: int) -> None:
        """Go on with this run alone, from where it is."""
        if 0 <= index < len(self.runs):
            self._replace([self.runs[index].branch()])

    def use(self, values: dict[str, Any], seed: int = 0, events: tuple[tuple[int, str, Any], ...] = ()) -> None:
        """A preset: these values over the defaults, from step 0, and its events (step, name, value) on the way."""
        params = parameters.change(self.simulation.Params(), **values)
        checked = read_events(params, [(step, 0, name, value) for step, name, value in events])
        runs = [Run(self.simulation, params, seed, checked) for _ in self.runs]
        for run in runs:
            run.planned = tuple(run.events)
        self._replace(runs)

    def undo(self) -> None:
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        self._swap(self._redo, self._undo)

    def _swap(self, source: list, target: list) -> None:
        if not source:
            return
        entry = source.pop()
        if isinstance(entry, Replacement):
            target.append(Replacement(tuple(self.runs), self.origin))
            self.runs, self.origin = list(entry.runs), entry.origin
            self._show_whole_trace()
        else:
            target.append(ValueChange(entry.name, tuple((index, getattr(self.runs[index].wanted, entry.name))
                                                        for index, _value in entry.values)))
            for index, value in entry.values:
                self.runs[index].set(entry.name, value)

    def _remember(self, entry: ValueChange | Replacement) -> None:
        self._redo.clear()
        # A slider that is dragged is one change, undone in one go.
        last = self._undo[-1] if self._undo else None
        if (isinstance(entry, ValueChange) and isinstance(last, ValueChange)
                and entry.what == last.what):
            return
        self._undo.append(entry)
        del self._undo[:-UNDO_DEPTH]

    def _replace(self, runs: list[Run], remember: bool = True) -> None:
        if remember:
            self._remember(Replacement(tuple(self.runs), self.origin))
            for run in self.runs:
                run.rest()
        self.runs = runs
        self._task = None
        self._show_whole_trace()

    def _show_whole_trace(self) -> None:
        for run in self.runs:
            run.trace.touch()

    def load(self, runs: list[Run], logs: list[Mapping[str, Any]], origin: str) -> None:
        """Go on with runs from the file `origin`, paused where they stood; can be undone."""
        self._replace(runs)
        self.origin = origin
        self.pause()
        self._start(done for run, log in zip(runs, logs) for done in run.resuming(log))

    # Work --------------------------------------------------------------------------------------------------------

    @property
    def diverged(self) -> bool:
        return all(run.diverged for run in self.runs)

    @property
    def busy(self) -> bool:
        return self._task is not None

    def do(self, name: str, /, **arguments: Any) -> None:
        """Carry out a command. One that arrives while the group is on its way to a position ends the journey there."""
        if name != "speed":                             # a panel says its speed right after it has opened a group
            self._task = None
        getattr(self, name)(**arguments)
        self._trace_clock = 0.0                         # what a hand does is seen at once
        self.changed = True

    def work(self, until: float) -> None:
        """Train or travel until the clock says `until`, as far as play state and speed ask for it."""
        if self.experiment is not None and self.experiment.running:
            self.experiment.work(until)
        if self._task is not None:
            while time.monotonic() < until:
                if next(self._task, self) is self:
                    self._task = None
                    break
            self.changed = True
        elif self.playing:
            self._train(until)

    def _train(self, until: float) -> None:
        now = time.monotonic()
        if self.per_second == float("inf"):
            self._credit = float("inf")
        else:
            self._credit = min(self._credit + (now - self._clock) * self.per_second, self.per_second * 0.25 + 1)
        self._clock = now
        while self.per_second == float("inf") or self._credit >= 1:
            self._credit -= self._move()
            self.changed = True
            if self.diverged:
                self._tell_divergence()
                break
            if time.monotonic() >= until:
                break
        self._rate.measure(self.position[0])

    def _move(self) -> int:
        """One unit, or as many steps at once as the speed asks for and the simulation can; returns how many."""
        if self.unit != "step" or len(self.runs) > 1:
            self._step() if self.unit == "step" else self._advance()
            return 1
        start = time.perf_counter()
        done = max(1, self.runs[0].leap(max(1, int(min(self._credit, 1000, self._leaps.steps)))))
        self._leaps.took(done, time.perf_counter() - start)
        return done

    def wait(self) -> float | None:
        """Seconds until there is work: 0 for now, None for never (until the next command)."""
        if self._task is not None or (self.experiment is not None and self.experiment.running):
            return 0.0
        if not self.playing:
            return None
        if self.per_second == float("inf"):
            return 0.0
        return max(0.0, (1 - self._credit) / self.per_second - (time.monotonic() - self._clock))

    def _tell_divergence(self) -> None:
        if self.diverged:
            self.playing = False
            state = max((run.state for run in self.runs), key=lambda state: state.step)
            self.notices.append(Notice(self.key, DIVERGED_TEXT, {"step": state.step, "parameter": state.cause}))

    def _start(self, task: Iterator[None]) -> None:
        self._task = task

    def _pace(self) -> None:
        self._clock, self._credit = time.monotonic(), 1.0
        self._rate = Rate(self.position[0])

    def report(self) -> Report:
        """Everything since the last report; the window gets each trace row once."""
        return self.sketch()()

    def sketch(self) -> Callable[[], Report]:
        """Note down what is to be reported now. The call that works it out changes nothing here: a state is never
        changed in place, so it may be made in another thread while training goes on."""
        self.changed = False
        now = time.monotonic()
        keep = now - self._keyframe_clock >= KEYFRAME_EVERY
        if keep:
            self._keyframe_clock = now
        trace = not self.playing or now - self._trace_clock >= TRACE_EVERY
        if trace:
            self._trace_clock = now
        noted = []
        for run in self.runs:
            run.gather()
            start, columns = run.trace.take() if trace else (run.trace.untold, {})
            observe = run.simulation.observe if trace else run.simulation.observe_fast
            noted.append((observe, run.state, run.params, run.newest_keyframe() if keep else None,
                          (run.wanted, run.seed, start, columns), run.log_later()))
        told = (self.playing, self.busy, max(run.furthest for run in self.runs),
                self._rate.steps if self.playing else 0.0, self.device, bool(self._undo), bool(self._redo),
                self.serial, self.origin, not trace)

        def worked_out() -> Report:
            runs = [RunReport(observe(state, params), *rest, log(),
                              None if keyframe is None else pickle.dumps(keyframe))
                    for observe, state, params, keyframe, rest, log in noted]
            return Report(self.key, tuple(runs), told[0], told[1] or background.waiting(), *told[2:])
        return worked_out


def build(key: str, opening: Opening, serial: int) -> RunGroup:
    """Open a group on the device asked for; where that fails, on the CPU, with a notice."""
    notices: list[Notice] = []
    simulation, device, reason = registry.get(opening.simulation).on_device(opening.device)
    if reason:
        notices.append(Notice(key, N_("{device} cannot be used ({reason}); training goes on on the CPU."),
                              {"device": opening.device, "reason": reason}))
    if hasattr(simulation, "step_programs"):
        simulation.step_programs.background = True       # somebody is watching: training goes on meanwhile
    group = RunGroup(key, opening, simulation, device, serial)
    group.notices += notices
    return group


COMMANDS = frozenset(name for name in (
    "play", "pause", "toggle", "speed", "step", "sub_step", "back", "sub_back", "seek", "restart", "new_seed",
    "reset", "set", "use", "place", "arrange", "vary", "keep", "undo", "redo"))


def refusal(key: str, error: ParameterError) -> Notice:
    return Notice(key, error.template, error.fields, refused=True)
