"""What the subcommands of the command line share: the parser, reading of settings, and writing of results."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from app.command_line.points import add_points, target_values
from app.command_line.refusal import Refusal
from app.files import other_ending, write_text
from app.sessions.limits import LARGEST_SEED
from app.sessions.link import read_link
from sims import params as parameters

DEFAULT_STEPS = 1000
DEVICES = ("auto", "cpu", "cuda", "mps")
MOST_STEPS = 10**9

#: Changes that a preset or a link makes on its way: (step, phase, parameter, value).
Events = Sequence[tuple[int, int, str, Any]]


class Parser(argparse.ArgumentParser):
    """An argument parser that raises Refusal with one line, in place of printing a page and ending the program."""

    def error(self, message: str) -> NoReturn:
        """Raise Refusal; for a mistyped subcommand with the nearest spelling."""
        if "invalid choice" in message and self._subparsers:
            given = message.split("'")[1]
            commands = next(iter(self._subparsers._group_actions)).choices
            message = f"no command '{given}'{parameters.nearest(given, commands)}"
        raise Refusal(message)


# Settings ------------------------------------------------------------------------------------------------------------

def add_settings(command: argparse.ArgumentParser) -> None:
    """Declare the arguments that `read_settings` reads."""
    command.add_argument("simulation", metavar="SIM")
    command.add_argument("--set", action="append", default=[],
                         metavar="name=value", help="a parameter, may be repeated")
    command.add_argument("--preset", metavar="NAME")
    command.add_argument("--link", metavar="LINK", help="a run as the window copies it: saddle:gan?r1=0.1&seed=3#2000")
    command.add_argument("--steps", metavar="N")
    command.add_argument("--seed", metavar="S", help="of a sweep, the first")
    add_points(command)


def add_device(command: argparse.ArgumentParser) -> None:
    """Declare --device, which `simulation_on_device` reads."""
    command.add_argument("--device", default="cpu", metavar="|".join(DEVICES))


def read_settings(simulation: Any, options: argparse.Namespace) -> tuple[Any, int, int, Events]:
    """(params, seed, steps, events) as --preset or --link, --set, --seed and --steps give them.

    Raises Refusal or ParameterError for an unknown name or a value out of range.
    """
    params, seed, steps, events = simulation.Params(), 0, DEFAULT_STEPS, ()
    if options.link is not None:
        params, seed, steps, events = _read_link(simulation, options)
    elif options.preset is not None:
        if options.preset not in simulation.presets:
            raise Refusal(f"{simulation.name} has no preset '{options.preset}'"
                          f"{parameters.nearest(options.preset, simulation.presets)}")
        preset = simulation.presets[options.preset]
        params, seed = parameters.change(params, **preset.values), preset.seed
        steps = preset.steps or steps
        events = [(step, 0, name, value) for step, name, value in preset.events]
    params = parameters.parse(params, dict(map(read_assignment, options.set)))
    if options.points is not None:
        if "points" not in parameters.parameters(params):
            raise Refusal(f"{simulation.name} has no target that could be the points of a file")
        params = parameters.change(params, **target_values(options))
    seed = seed if options.seed is None else read_whole_number("--seed", options.seed, 0, LARGEST_SEED)
    steps = steps if options.steps is None else read_whole_number("--steps", options.steps, 0, MOST_STEPS)
    return params, seed, steps, events


def _read_link(simulation: Any, options: argparse.Namespace) -> tuple[Any, int, int, Events]:
    link = read_link(options.link)
    if options.preset is not None:
        raise Refusal("--preset and --link both say what the run is; give one of them")
    if link.simulation != simulation.name:
        raise Refusal(f"the link is of '{link.simulation}', not of '{simulation.name}'")
    if len(link.logs) > 1:
        raise Refusal(f"the link holds {len(link.logs)} runs side by side, and this takes one")
    if link.unknown:
        raise link.unknown[0]
    log = link.logs[0]
    return (parameters.change(simulation.Params(), **log["params"]), log["seed"],
            log["position"][0] or DEFAULT_STEPS, log["events"])


def read_assignment(text: str) -> tuple[str, str]:
    """(name, value) of "name=value". Raises Refusal."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refusal(f"--set takes name=value, not '{text}'")
    return name.strip(), value


def read_whole_number(flag: str, text: str, lo: int, hi: int) -> int:
    """The number that `flag` was given, from lo to hi. Raises Refusal."""
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or not lo <= value <= hi:
        raise Refusal(f"{flag} takes a whole number from {lo} to {hi}, not '{text}'")
    return value


def simulation_on_device(simulation: Any, device: str) -> tuple[Any, str]:
    """(simulation, name of the device that it computes on); says on stderr where that is not the one asked for."""
    if device not in DEVICES:
        raise Refusal(f"--device takes {', '.join(DEVICES)}, not '{device}'{parameters.nearest(device, DEVICES)}")
    simulation, used, reason = simulation.on_device(device)
    if reason:
        print(f"saddle: {device} cannot be used ({reason}); running on the CPU", file=sys.stderr)
    return simulation, used


# Files ---------------------------------------------------------------------------------------------------------------

def refuse_unwritable(options: argparse.Namespace, *formats: str, **others: str) -> None:
    """Raise Refusal for a file that cannot be written or whose name says that something else is in it.

    To be called before the work whose result it is for. formats: names of options that are the endings of their files,
    too; others: {name of an option: ending}. "-" and None pass.
    """
    for option, written in {**dict(zip(formats, formats)), **others}.items():
        path = getattr(options, option)
        if path is None or path == "-":
            continue
        if other_ending(path, f".{written}"):
            raise Refusal(f"--{option} writes {written.upper()} and no other format, which '{path}' would not say; "
                          f"let it end in .{written}")
        folder = Path(path).absolute().parent
        if Path(path).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise Refusal(f"cannot write to '{path}'")


def write(path: str, text: str) -> None:
    """Write a text file whole or not at all; "-" is standard output."""
    if path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_text(Path(path), text)
