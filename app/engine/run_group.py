"""A run group: the runs that one panel shows, which move in lockstep under one playback bar."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from typing import Any

from app.engine import branches, kept_traces, lockstep
from app.engine.commands import CommandTable
from app.engine.history import History
from app.engine.messages import Notice, Opening, Report
from app.engine.pacing import Playback
from app.engine.reporter import ReportBuilder
from app.engine.stop_condition import AT_LEAST, STOPPED, STOPPED_ONE_OF, StopCondition, StopWatch
from sims import params as parameters
from sims.events import Event, read_events
from sims.run import Run
from sims.simulation import DIVERGED_TEXT, Rectangle, Simulation

#: No more pictures than a screen shows, and no fewer.
PICTURE_SECONDS = 1 / 62
#: What the window may have a group do, and what of it ends no journey: a panel says it when it begins, comes or goes.
COMMANDS = CommandTable()
SAID_BESIDE = ("speed", "stop_when", "show_anew", "seen")


class RunGroup:
    """Runs in lockstep, and the commands that the window may send them.

    A command raises ParameterError for a name or value that cannot be taken; then nothing has changed. key: the name
    of the group. serial: see Report. executor: computes slow metrics. changed: whether there is something to report.
    experiment, table: an Experiment and a MethodTable beside the runs, which know nothing of them. commands: what it
    can be told. picture_seconds: between two reports while it moves. most_branches: that are kept, see Branches.
    """

    commands = COMMANDS
    picture_seconds = PICTURE_SECONDS
    most_branches = branches.LIMIT

    def __init__(self, key: str, opening: Opening, simulation: Simulation, device: str, serial: int = 0,
                 executor: Executor | None = None):
        self.key, self.opening, self.simulation = key, opening, simulation
        self.device, self.executor = device, executor
        self.notices: list[Notice] = []
        self.playback = Playback(opening.playing if opening.resume is None else opening.resume)
        self.experiment = self.table = None
        self._reports = ReportBuilder(key, device, serial, opening.many)
        self.stops, self.changed = StopWatch(), True
        self.history = History(self._build_runs(opening), opening.origin,
                               branches.Branches.restore(simulation, opening.branches, executor, self.most_branches),
                               lambda: self._tell(branches.DROPPED, limit=branches.LIMIT))

    @property
    def runs(self) -> list[Run]:
        return self.history.runs

    def _tell(self, template: str, **fields: Any) -> None:
        self.notices.append(Notice(self.key, template, fields))

    def _build_runs(self, opening: Opening) -> list[Run]:
        if not opening.logs:
            return [self._run(parameters.change(self.simulation.Params(), **values), seed)
                    for values, seed in opening.runs or (({}, 0),)]
        runs = [Run.from_log(self.simulation, log, replay=False, executor=self.executor) for log in opening.logs]
        for run, keyframe in zip(runs, opening.keyframes):
            if keyframe is not None:
                run.keyframes.add(pickle.loads(keyframe))       # our own bytes: the window only kept them
        kept_traces.fill(runs, opening.traces)
        self.playback.travel(self._resuming(runs, opening.logs))
        return runs

    def _resuming(self, runs: Sequence[Run], logs: Sequence[Mapping[str, Any]]) -> Iterator[None]:
        """Go to where the runs stood when they gave these logs, a little at a time."""
        for run, log in zip(runs, logs):
            yield from run.resuming(log)

    def _run(self, params: Any, seed: int, events: Iterable[Event] = ()) -> Run:
        return Run(self.simulation, params, seed, events, self.executor)

    # Time --------------------------------------------------------------------------------------------------------

    @COMMANDS.add
    def play(self) -> None:
        self.pause() if self.diverged else self.playback.play(self.position[0])

    @COMMANDS.add
    def pause(self) -> None:
        self.playback.pause()

    @COMMANDS.add
    def toggle(self) -> None:
        self.pause() if self.playing else self.play()

    @COMMANDS.add
    def seen(self, on: bool, goes_on: bool = True) -> None:
        """Whether its panel is in front: behind another it pauses. goes_on: whether it plays again when it is back."""
        if on and self.playback.interrupted:
            self.play()
        elif not on:
            self.playback.interrupt() if goes_on else self.pause()

    @COMMANDS.add
    def speed(self, unit: str, per_second: float) -> None:
        """unit: "step" or "phase"; infinity a second is as fast as possible."""
        self.playback.choose_speed(unit, per_second, self.position[0])

    @COMMANDS.add
    def stop_when(self, metric: str, sign: str = AT_LEAST, value: float = 0.0) -> None:
        """Pause wherever this becomes true, see StopCondition; metric "": nowhere."""
        self.stops.condition = StopCondition(metric, sign, float(value)) if metric else None

    @COMMANDS.add
    def step(self) -> None:
        self.pause()
        lockstep.step(self.runs)
        self._pause_if_diverged()

    @COMMANDS.add
    def step_with(self, values: Mapping[str, Any]) -> None:
        """One whole step with these values in force, then as before; see Run.step_with."""
        self.pause()
        self.history.write(lambda runs: [run.step_with(values) for run in runs])
        self._pause_if_diverged()

    @COMMANDS.add
    def sub_step(self) -> None:
        self.pause()
        lockstep.advance(self.runs)
        self._pause_if_diverged()

    @COMMANDS.add
    def back(self) -> None:
        self.pause()
        lockstep.back(self.runs)

    @COMMANDS.add
    def sub_back(self) -> None:
        self.pause()
        lockstep.back_phase(self.runs)

    @property
    def position(self) -> tuple[int, int]:
        """(step under way, phases of it that are done), see app.engine.lockstep."""
        return lockstep.position(self.runs)

    @COMMANDS.add
    def seek(self, step: int, phase: int = 0) -> None:
        self.pause()
        self.playback.travel(done for run in self.runs for done in run.seeking(step, phase))

    @COMMANDS.add
    def restart(self) -> None:
        self._replace([run.anew(run.seed) for run in self.runs])

    @COMMANDS.add
    def new_seed(self, seed: int | None = None) -> None:
        """The next seed, or the one given, from step 0 with the settings as they are."""
        self._replace([run.anew(run.seed + 1 if seed is None else seed) for run in self.runs])

    @COMMANDS.add
    def reset(self) -> None:
        """Settings, seed and play state as the panel opened with; can be undone."""
        fresh = Opening(self.opening.simulation, self.opening.runs)
        self._replace(self._build_runs(fresh))
        self.pause()
        if self.opening.playing:
            self.play()

    # Settings ----------------------------------------------------------------------------------------------------

    @COMMANDS.add
    def set(self, name: str, value: Any, index: int | None = None) -> None:
        """Change a parameter of one run, or of all; one that needs a restart begins the run again with it."""
        chosen = range(len(self.runs)) if index is None else [index]
        checked = {k: parameters.change(self.runs[k].wanted, **{name: value}) for k in chosen}
        if parameters.parameters(self.simulation.Params)[name].when == "restart":
            self._replace([self._run(checked.get(k, run.wanted), run.seed) for k, run in enumerate(self.runs)])
            return
        self.history.set(name, dict.fromkeys(chosen, value))

    @COMMANDS.add
    def place(self, values: Mapping[str, Any], going_on: bool = False) -> None:
        """All runs again from step 0 with these values changed; going_on: undone together with the last placing."""
        runs = [self._run(parameters.change(run.wanted, **values), run.seed) for run in self.runs]
        self._replace(runs, remember=not going_on)

    @COMMANDS.add
    def arrange(self, runs: Sequence[tuple[Mapping[str, Any], int]], stop: int = 0) -> None:
        """These runs (values over the defaults, seed) side by side, from step 0. stop: as in `use`."""
        arranged = self._build_runs(Opening(self.simulation.name, tuple(runs) or (({}, 0),)))
        for run in arranged:
            run.stop_step = stop
        self._replace(arranged)

    @COMMANDS.add
    def swap(self) -> None:
        """The first run becomes the last, and the last the first."""
        self._replace([run.branch() for run in reversed(self.runs)])

    @COMMANDS.add
    def vary(self, name: str, values: Sequence[Any]) -> None:
        """One run for each of these values of a parameter.

        Those that are here go on; the others join at the step where the group is, by replay of the log of the first
        run with their own value.
        """
        here: dict[Any, Run] = {}
        for run in self.runs:
            here.setdefault(getattr(run.wanted, name), run)
        first = self.runs[0]
        step = max(run.state.step for run in self.runs)     # one that was still on its way here comes along
        checked = {value: parameters.change(first.base, **{name: value}) for value in values}
        events = [event for event in first.events if event.name != name]
        runs = [here[value].branch() if value in here else self._run(base, first.seed, events)
                for value, base in checked.items()]
        if runs:
            self._replace(runs)
            self.playback.travel(done for run in runs if run.state.step < step for done in run.seeking(step))

    @COMMANDS.add
    def keep(self, index: int) -> None:
        """Go on with this run alone, from where it is."""
        if 0 <= index < len(self.runs):
            self._replace([self.runs[index].branch()])

    @COMMANDS.add
    def use(self, values: Mapping[str, Any], seed: int = 0, events: Sequence[tuple[int, str, Any]] = (),
            stop: int = 0) -> None:
        """A preset, from step 0, as the only run: these values over the defaults, and events (step, name, value) on
        the way. stop: the step at which playing pauses, each time that it comes there; 0: nowhere."""
        self._replace([self._planned(values, seed, events, stop)])

    def _planned(self, values: Mapping[str, Any], seed: int, events: Sequence[tuple[int, str, Any]], stop: int) -> Run:
        """The run of a preset, see `use`."""
        params = parameters.change(self.simulation.Params(), **values)
        run = self._run(params, seed, read_events(params, [(step, 0, name, value) for step, name, value in events]))
        run.planned, run.stop_step = tuple(run.events), stop
        return run

    @COMMANDS.add
    def replay(self, logs: Sequence[Mapping[str, Any]]) -> None:
        """Go on with the runs of these logs, paused where they stood; can be undone."""
        self.load([Run.from_log(self.simulation, log, replay=False, executor=self.executor) for log in logs], logs, "")

    @COMMANDS.add
    def undo(self) -> None:
        self.history.undo()

    @COMMANDS.add
    def redo(self) -> None:
        self.history.redo()

    def _replace(self, runs: list[Run], remember: bool = True) -> None:
        self.history.replace(runs, remember)
        self.playback.stop_travelling()

    def load(self, runs: list[Run], logs: Sequence[Mapping[str, Any]], origin: str) -> None:
        """Go on with runs from the file `origin`, paused where they stood; can be undone."""
        self._replace(runs)
        self.history.origin = origin
        self.pause()
        self.playback.travel(self._resuming(runs, logs))

    # Branches ----------------------------------------------------------------------------------------------------

    @COMMANDS.add
    def go_to_branch(self, number: int, step: int | None = None) -> None:
        """Go on with another branch, paused at its end or at this step of it; can be undone."""
        self.history.enter(number)
        self.pause()
        end = max(run.furthest for run in self.runs)
        self.playback.travel(done for run in self.runs
                             for done in run.seeking(end if step is None else min(step, end)))

    @COMMANDS.add
    def rename_branch(self, number: int, name: str) -> None:
        """name: "" for the one that its change gives it."""
        self.history.branches.rename(number, name)

    @COMMANDS.add
    def pin_branch(self, number: int, on: bool) -> None:
        """A branch that is pinned is kept, however many there are."""
        self.history.branches.pin(number, on)

    @COMMANDS.add
    def delete_branch(self, number: int) -> None:
        """Forget a branch that is not on the screen; can be undone."""
        self.history.remove(number)

    # Work --------------------------------------------------------------------------------------------------------

    @property
    def diverged(self) -> bool:
        return all(run.diverged for run in self.runs)

    @property
    def playing(self) -> bool:
        return self.playback.playing

    @COMMANDS.add
    def show_anew(self, serial: int) -> None:
        """For a panel that has seen nothing of these runs: report all of them, under this serial."""
        self._reports.begin_anew(serial)
        for run in self.runs:
            run.trace.touch()

    @property
    def busy(self) -> bool:
        """Whether the runs are on their way to a position that was asked for."""
        return self.playback.travelling

    def do(self, name: str, /, **arguments: Any) -> None:
        """Carry out a command. One that arrives while the group is on its way to a position ends the journey there.

        Raises ParameterError for a name that is no command and for arguments that cannot be.
        """
        if name not in SAID_BESIDE:
            self.playback.stop_travelling()
        self.stops.forget()
        played = self.playing
        self.commands.call(name, self, **arguments)
        self._reports.make_next_whole()
        self.changed |= name != "seen" or self.playing != played    # no picture of a panel that goes, where it stood

    def work(self, until: float) -> None:
        """Train or travel until the clock says `until`, as far as play state and speed ask for it."""
        if self.experiment is not None and self.experiment.running:
            self.experiment.work(until)
        if self.playback.travelling:
            self.playback.go_on(until)
            self.changed = True
        elif self.playback.playing:
            self._train(until)

    def _train(self, until: float) -> None:
        self.playback.earn()
        while self.playback.allowed:
            ahead = self.runs[0].steps_to_stop
            self.stops.begin(self.runs)
            self.playback.spend(self._move(min(self.playback.allowed, ahead or self.playback.allowed)))
            self.changed = True
            if place := self.stops.became_true(self.runs):
                self._stop_at(*place)
            elif self.diverged:
                self._pause_if_diverged()
            elif ahead and not self.runs[0].steps_to_stop:
                self.pause()
            if not self.playing or time.monotonic() >= until:
                break
        self.playback.measure(self.position[0])

    def _stop_at(self, step: int, number: int) -> None:
        """Pause at this step, which the runs have come to or passed: the stop condition has become true in a run."""
        self.seek(step)
        self.stops.forget()
        self._tell(STOPPED if len(self.runs) == 1 else STOPPED_ONE_OF, **asdict(self.stops.condition), step=step,
                   run=number + 1, runs=len(self.runs))

    def _move(self, limit: int) -> int:
        """One unit, or at most `limit` steps at once where the simulation can; returns how many."""
        if self.playback.unit != "step":
            lockstep.advance(self.runs)
            return 1
        start = time.perf_counter()
        done = lockstep.leap(self.runs, limit)
        self.playback.pace.took(done, (time.perf_counter() - start) / len(self.runs))     # the leap of each
        return done

    def wait(self) -> float | None:
        """Seconds until there is work: 0 for now, None for never (until the next command)."""
        if self.experiment is not None and self.experiment.running:
            return 0.0
        return self.playback.wait()

    def _pause_if_diverged(self) -> None:
        if self.diverged:
            self.playback.pause()
            state = max((run.state for run in self.runs), key=lambda state: state.step)
            self._tell(DIVERGED_TEXT, step=state.step, parameter=state.cause)

    def look_at(self, view: Rectangle) -> None:
        """Report fields over this part of the plane from now on."""
        self.simulation.look_at(view)
        self.changed = True

    def report(self) -> Report:
        """Everything since the last report; the window gets each trace row once."""
        return self.prepare_report()()

    def prepare_report(self) -> Callable[[], Report]:
        """Note down what is to be reported now; the call that comes back works it out, in any thread."""
        self.changed = False
        history, playback = self.history, self.playback
        return self._reports.prepare(self.runs, self.playing, self.busy, rate=playback.rate, origin=history.origin,
                                     interrupted=playback.interrupted, branches=history.branches.report(self.runs),
                                     can_undo=history.can_undo, can_redo=history.can_redo)
