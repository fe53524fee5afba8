"""The headless contract: `saddle run`, `sweep`, `code`, `list`, `selftest`. Qt is loaded only for a picture."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from app.export.pictures import Film, save_picture
from app.files import write_text
from app.headless_run import HeadlessRun, cores, going, working_ahead
from app.sessions.trace_csv import trace_csv
from app.version import VERSION
from sims import params as parameters
from sims import registry
from sims.params import ParameterError
from sims.run import Run, read_events

DEFAULT_STEPS = 1000
DEVICES = ("auto", "cpu", "cuda", "mps")


class Refusal(Exception):
    """A request that cannot be carried out, in one line."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of argparse's page, with the nearest spelling for a mistyped command."""
        if "invalid choice" in message and self._subparsers:
            given = message.split("'")[1]
            commands = next(iter(self._subparsers._group_actions)).choices
            message = f"no command '{given}'{parameters.nearest(given, commands)}"
        raise Refusal(message)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line. Returns the exit status: 2 for a request that makes no sense."""
    try:
        options = _parser().parse_args(arguments)
        return options.do(options)
    except (Refusal, ParameterError) as error:
        print(f"saddle: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:                             # `saddle list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> Parser:
    parser = Parser(prog="saddle", description="A laboratory of adversarial training. Without a command: the window.")
    parser.add_argument("--version", action="version", version=f"Saddle {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run a simulation without a screen")
    _add_settings(run)
    run.add_argument("--device", default="cpu", metavar="|".join(DEVICES))
    run.add_argument("--json", metavar="FILE|-", help="parameters, metrics and status")
    run.add_argument("--series", action="store_true", help="with --json: the scalars of every step, too")
    run.add_argument("--csv", metavar="FILE", help="the scalars of every step")
    run.add_argument("--png", metavar="FILE", help="a picture of the last state")
    run.add_argument("--gif", metavar="FILE", help="a film of the run, 60 pictures")
    run.set_defaults(do=_run)

    sweep = commands.add_parser("sweep", help="every combination of settings and seeds, on all cores")
    _add_settings(sweep)
    sweep.add_argument("--vary", action="append", default=[], metavar="name=lo:hi:n[:log]",
                       help="values of a parameter, or name=a,b,c; may be repeated")
    sweep.add_argument("--seeds", default="1", metavar="N", help="runs of every setting: seed, seed + 1, ...")
    sweep.add_argument("--device", default="cpu", metavar="|".join(DEVICES))
    sweep.add_argument("--workers", metavar="N", help="runs at a time; one a core where not said")
    sweep.add_argument("--json", metavar="FILE|-", help="every run; started again with a FILE it goes on")
    sweep.add_argument("--csv", metavar="FILE", help="a row a run")
    sweep.add_argument("--fresh", action="store_true", help="forget what FILE holds, and begin anew")
    sweep.set_defaults(do=_sweep)

    code = commands.add_parser("code", help="print the training as a plain PyTorch script")
    _add_settings(code)
    code.set_defaults(do=_code)

    listing = commands.add_parser("list", help="simulations, their parameters with ranges, presets")
    listing.add_argument("--json", metavar="FILE|-")
    listing.set_defaults(do=_list)

    commands.add_parser("selftest", help="test every simulation and every panel").set_defaults(do=_selftest)
    return parser


def _add_settings(command: argparse.ArgumentParser) -> None:
    """What `_settings` reads."""
    command.add_argument("simulation", metavar="SIM")
    command.add_argument("--set", action="append", default=[],
                         metavar="name=value", help="a parameter, may be repeated")
    command.add_argument("--preset", metavar="NAME")
    command.add_argument("--steps", metavar="N")
    command.add_argument("--seed", metavar="S", help="of a sweep, the first")


# saddle run ----------------------------------------------------------------------------------------------------------

def _run(options: argparse.Namespace) -> int:
    simulation = registry.get(options.simulation)
    params, seed, steps, events = _settings(simulation, options)
    for path in (options.json, options.csv, options.png, options.gif):
        _writable(path)
    simulation, device = _on_device(simulation, options.device)
    film = Film(steps) if options.gif else None

    run, elapsed = train(simulation, params, seed, steps, bar=sys.stderr.isatty(), events=events, film=film)
    outcome = result(run, steps, device, elapsed, options.series)
    if options.csv:
        write(options.csv, trace_csv(run))
    if options.png:
        save_picture(run, options.png)
    if film:
        film.save(run, options.gif)
    if options.json:
        write(options.json, json.dumps(outcome, indent=None if options.series else 1) + "\n")
    if options.json != "-":
        print(summary(outcome))
    return 0


def _settings(simulation: Any, options: argparse.Namespace) -> tuple[Any, int, int, Sequence[tuple[int, str, Any]]]:
    """(params, seed, steps, events) that --preset, --set, --seed and --steps spell."""
    params, seed, steps, events = simulation.Params(), 0, DEFAULT_STEPS, ()
    if options.preset is not None:
        if options.preset not in simulation.presets:
            raise Refusal(f"{simulation.name} has no preset '{options.preset}'"
                          f"{parameters.nearest(options.preset, simulation.presets)}")
        preset = simulation.presets[options.preset]
        params, seed = parameters.change(params, **preset.values), preset.seed
        steps, events = preset.steps or steps, preset.events
    params = parameters.parse(params, dict(_assignment(text) for text in options.set))
    seed = seed if options.seed is None else _whole("--seed", options.seed, 0, 2**31 - 1)
    steps = steps if options.steps is None else _whole("--steps", options.steps, 0, 10**9)
    return params, seed, steps, events


def train(simulation: Any, params: Any, seed: int, steps: int, bar: bool, events: Sequence[tuple[int, str, Any]] = (),
          film: Film | None = None) -> tuple[Run, float]:
    """A run of so many steps, with the events (step, parameter, value) of a preset, and the seconds that it took.

    film: takes its pictures on the way; the time they take is not counted.
    """
    planned = read_events(params, [(step, 0, name, value) for step, name, value in events])
    run = HeadlessRun(simulation, params, seed, planned)
    run.trace.limit = None              # the series are to be whole, however long the run
    started = shown = time.perf_counter()
    with working_ahead(simulation):
        while run.state.step < steps and not run.diverged:
            for _ in going(run, run.state.step + film.see(run) if film else steps):
                if bar and (shown == started or time.perf_counter() - shown > 0.1):
                    shown = time.perf_counter()
                    _draw_bar(run.state.step, steps, shown - started)
    if film:
        film.see(run)
    elapsed = time.perf_counter() - started - (film.seconds if film else 0)
    if bar:
        print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)
    return run, elapsed


def _draw_bar(done: int, steps: int, seconds: float) -> None:
    filled = int(40 * done / steps)
    left = seconds / done * (steps - done)
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done:,} of {steps:,} steps, {left:.0f} s left ",
          end="", file=sys.stderr, flush=True)


def result(run: Run, steps: int, device: str, elapsed: float, series: bool) -> dict:
    """The JSON of the headless contract. A number that is not defined is null."""
    metrics = dict(run.metrics())
    metrics["steps_per_second"] = run.state.step / elapsed if elapsed > 0 and run.state.step else None
    outcome = {"simulation": run.simulation.name, "params": dataclasses.asdict(run.params), "seed": run.seed,
               "steps": run.state.step, "device": device, "status": run.state.status,
               "metrics": {name: _plain(value) for name, value in metrics.items()}}
    if run.diverged:
        outcome["diverged_at"], outcome["likely_cause"] = run.state.step, run.state.cause
    if series:
        columns = run.trace.since(0)
        outcome["series"] = {"step": list(range(1, run.trace.length + 1)),
                             **{name: [_plain(v) for v in column.tolist()] for name, column in columns.items()}}
    return outcome


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def summary(outcome: dict) -> str:
    """The metrics as a person reads them."""
    lines = [f"{outcome['simulation']}: {outcome['steps']:,} steps, seed {outcome['seed']}, {outcome['device']}, "
             f"{outcome['status']}"]
    if "likely_cause" in outcome:
        lines.append(f"diverged at step {outcome['diverged_at']:,}; likely cause: {outcome['likely_cause']}")
    lines += [f"  {name:<20} {'not defined' if value is None else format(value, '.6g')}"
              for name, value in outcome["metrics"].items()]
    return "\n".join(lines)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refusal(f"--set takes name=value, not '{text}'")
    return name.strip(), value


def _whole(flag: str, text: str, lo: int, hi: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or not lo <= value <= hi:
        raise Refusal(f"{flag} takes a whole number from {lo} to {hi}, not '{text}'")
    return value


def _on_device(simulation: Any, device: str) -> tuple[Any, str]:
    if device not in DEVICES:
        raise Refusal(f"--device takes {', '.join(DEVICES)}, not '{device}'{parameters.nearest(device, DEVICES)}")
    simulation, used, reason = simulation.on_device(device)
    if reason:
        print(f"saddle: {device} cannot be used ({reason}); running on the CPU", file=sys.stderr)
    return simulation, used


# saddle sweep --------------------------------------------------------------------------------------------------------

def _sweep(options: argparse.Namespace) -> int:
    from app.sweeps import plan as sweep_plan
    from app.sweeps import runner
    simulation = registry.get(options.simulation)
    params, seed, steps, events = _settings(simulation, options)
    vary = sweep_plan.parse_vary(params, options.vary)
    twice = [name for name, _ in map(_assignment, options.set) if name in vary]
    if twice:
        raise Refusal(f"{twice[0]} is both set and varied")
    seeds = _whole("--seeds", options.seeds, 1, sweep_plan.MOST_CELLS)
    cells = seeds * math.prod(map(len, vary.values()))
    if cells > sweep_plan.MOST_CELLS:
        raise Refusal(f"{cells:,} runs are too many for one sweep; {sweep_plan.MOST_CELLS:,} are the most")
    for path in (options.json, options.csv):
        _writable(path)
    simulation, device = _on_device(simulation, options.device)
    # A graphics card runs one program at a time; several threads would only wait for each other.
    workers = cores() if device == "cpu" else 1
    workers = workers if options.workers is None else _whole("--workers", options.workers, 1, 1024)

    plan = sweep_plan.Plan(simulation.name, params, vary, range(seed, seed + seeds), steps, device,
                      [(step, 0, name, value) for step, name, value in events])
    outcome, finished = runner.carry_out(
        plan, _maker(simulation, device), workers,
        None if options.json in (None, "-") else Path(options.json), options.fresh, bar=sys.stderr.isatty())
    if finished and options.json == "-":
        write("-", json.dumps(outcome, indent=1) + "\n")
    if finished and options.csv:
        write(options.csv, sweep_plan.cells_csv(outcome))
    if options.json != "-" and outcome["cells"]:
        print(sweep_plan.table(outcome))
    return 0 if finished else 130


def _maker(simulation: Any, device: str) -> Callable[[], Any]:
    """What makes one more simulation like this one."""
    return lambda: type(simulation).on_device(device)[0]


# saddle code ---------------------------------------------------------------------------------------------------------

def _code(options: argparse.Namespace) -> int:
    from app.export import pytorch_script
    simulation = registry.get(options.simulation)
    params, seed, steps, events = _settings(simulation, options)
    if simulation.name != "gan":
        raise Refusal(f"scripts are printed for gan only, not for {simulation.name}")
    if events:
        raise Refusal(f"the plain script cannot be printed for {options.preset}, which changes settings on its way")
    sys.stdout.write(pytorch_script.script(params, seed, steps))
    return 0


# Files ---------------------------------------------------------------------------------------------------------------

def _writable(path: str | None) -> None:
    """Refuse before the work what would fail after it."""
    if path is None or path == "-":
        return
    folder = Path(path).absolute().parent
    if Path(path).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise Refusal(f"cannot write to '{path}'")


def write(path: str, text: str) -> None:
    """Write whole or not at all; "-" is standard output."""
    if path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_text(Path(path), text)


# saddle list, saddle selftest ----------------------------------------------------------------------------------------

def _list(options: argparse.Namespace) -> int:
    catalogue = {}
    for name in registry.names():
        simulation = registry.get(name)
        catalogue[name] = {
            "title": simulation.title,
            "parameters": [p.describe() for p in parameters.parameters(simulation.Params).values()],
            "presets": {key: {"title": preset.title, "values": dict(preset.values), "seed": preset.seed,
                              "steps": preset.steps, "events": list(map(list, preset.events))}
                        for key, preset in simulation.presets.items()},
        }
    if options.json:
        _writable(options.json)
        write(options.json, json.dumps({"simulations": catalogue}, indent=1, ensure_ascii=False) + "\n")
        return 0
    for name, entry in catalogue.items():
        print(f"{name}: {entry['title']}")
        simulation = registry.get(name)
        for declared in parameters.parameters(simulation.Params).values():
            print(f"  {declared.name:<22} {declared.default!s:<14} {declared.range_text()}")
        for key, preset in simulation.presets.items():
            print(f"  --preset {key:<20} {preset.title}")
    return 0


def _selftest(options: argparse.Namespace) -> int:
    from app.command_line.selftest import main as selftest

    return selftest()
