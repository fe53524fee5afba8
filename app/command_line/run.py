"""`saddle run`: one run of a simulation without a window, with its numbers, series, pictures and film as files."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

from app.command_line.options import (
    Events,
    Refusal,
    add_device,
    add_settings,
    read_settings,
    refuse_unwritable,
    simulation_on_device,
    write,
)
from app.command_line.progress import ProgressBar
from app.command_line.until import read_until, step_of
from app.export.film import FRAMES, Film, evenly
from app.export.pictures import save_picture
from app.export.samples_csv import samples_csv
from app.files import as_json
from app.headless_run import HeadlessRun, going, working_ahead
from app.sessions.trace_csv import trace_csv
from app.sweeps.plan import plain
from app.words.counts import steps_text
from sims import registry
from sims.events import read_events
from sims.params import N_, Count
from sims.run import Run
from widgets.language import _, ngettext
from widgets.numbers import whole


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("run", help=_("run a simulation without a window"))
    add_settings(command)
    add_device(command)
    command.add_argument("--until", metavar="CONDITION",
                         help=_(
                             "end where this becomes true, as 'modes >= 8' or 'w1 <= 0.2'; at --steps at the latest"))
    command.add_argument("--json", metavar="FILE|-", help=_("parameters, metrics and status"))
    command.add_argument("--series", action="store_true", help=_("with --json: the scalars of every step, too"))
    command.add_argument("--csv", metavar="FILE", help=_("the scalars of every step"))
    command.add_argument("--scores", metavar="FILE", help=_("the last step's minibatches point by point, as CSV"))
    command.add_argument("--png", metavar="FILE", help=_("a picture of the last state"))
    command.add_argument("--svg", metavar="FILE", help=_("the same picture as a vector drawing"))
    command.add_argument("--gif", metavar="FILE", help=_("a film of the run, 60 pictures"))
    command.set_defaults(do=_run)


def _run(options: argparse.Namespace) -> int:
    simulation = registry.get(options.simulation)
    params, seed, steps, events = read_settings(simulation, options)
    refuse_unwritable(options, "json", "csv", "png", "svg", "gif", scores="csv")
    simulation, device = simulation_on_device(simulation, options.device)
    if options.until is not None:
        steps = step_of(read_until(simulation, params, options.until), simulation, params, seed, steps, events)
    if not (options.series or options.csv):
        simulation = simulation.without_slow_metrics()
    film = Film(evenly(0, steps, FRAMES)) if options.gif else None

    run, elapsed = train(simulation, params, seed, steps, bar=sys.stderr.isatty(), events=events, film=film)
    samples = run.samples() if options.scores else {}
    if options.scores and not samples:
        raise Refusal(N_("no scores of a minibatch are known of {simulation} at step {step}"),
                      simulation=run.simulation.name, step=Count(run.state.step))
    outcome = result(run, device, elapsed, options.series)
    if options.csv:
        run.settle()
        write(options.csv, trace_csv(run))
    if options.scores:
        write(options.scores, samples_csv(samples))
    for path in filter(None, (options.png, options.svg)):
        save_picture(run, path)
    if film:
        film.save(Path(options.gif))
    if options.json:
        write(options.json, as_json(outcome, indent=None if options.series else 1) + "\n")
    if options.json != "-":
        print(summary(outcome))
    return 0


def train(simulation: Any, params: Any, seed: int, steps: int, bar: bool, events: Events = (),
          film: Film | None = None) -> tuple[Run, float]:
    """(a run after `steps` steps, the seconds that they took). It ends early where it diverges.

    bar: whether to show progress on stderr. events: changes on the way, (step, phase, parameter, value). film: takes
    its pictures on the way; the time that they take is not counted.
    """
    run = HeadlessRun(simulation, params, seed, read_events(params, events))
    run.trace.limit = None              # the series are to be whole, however long the run
    started = time.perf_counter()
    with working_ahead(simulation), ProgressBar(shown=bar) as progress:
        while run.state.step < steps and not run.diverged:
            for _call in going(run, run.state.step + film.see(run) if film else steps):
                progress.show(run.state.step / steps, ngettext(
                    "{step} of {steps} step", "{step} of {steps} steps", steps).format(
                    step=whole(run.state.step), steps=whole(steps)))
    if film:
        film.see(run)
        film.end(run)
    elapsed = time.perf_counter() - started - (film.seconds if film else 0)
    return run, elapsed


def result(run: Run, device: str, elapsed: float, series: bool) -> dict:
    """The outcome of a run as the headless contract has it in JSON. A number that is not defined is None.

    elapsed: seconds that the steps took. series: whether the scalars of every step are among it.
    """
    metrics = dict(run.metrics())
    metrics["steps_per_second"] = run.state.step / elapsed if elapsed > 0 and run.state.step else None
    outcome = {"simulation": run.simulation.name, "params": dataclasses.asdict(run.params), "seed": run.seed,
               "steps": run.state.step, "device": device, "status": run.state.status,
               "metrics": {name: plain(value) for name, value in metrics.items()}}
    if run.diverged:
        outcome["diverged_at"], outcome["likely_cause"] = run.state.step, run.state.cause
    if series:
        run.settle()
        columns = run.trace.since(0)
        outcome["series"] = {"step": list(range(1, run.trace.length + 1)),
                             **{name: [plain(v) for v in column.tolist()] for name, column in columns.items()}}
    return outcome


def summary(outcome: dict) -> str:
    """The same for a person to read: status, likely cause of a divergence, metrics."""
    lines = [_("{simulation}: {steps}, seed {seed}, {device}, {status}").format(
        simulation=outcome["simulation"], steps=steps_text(outcome["steps"]), seed=outcome["seed"],
        device=outcome["device"], status=outcome["status"])]
    if "likely_cause" in outcome:
        lines.append(_("diverged at step {step}; likely cause: {parameter}").format(
            step=whole(outcome["diverged_at"]), parameter=outcome["likely_cause"]))
    lines += [f"  {name:<20} {_('not defined') if value is None else format(value, '.6g')}"
              for name, value in outcome["metrics"].items()]
    return "\n".join(lines)
