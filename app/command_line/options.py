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
from sims.params import N_, Count
from widgets.language import _

DEFAULT_STEPS = 1000
DEVICES = ("auto", "cpu", "cuda", "mps")
MOST_STEPS = 10**9

#: Changes that a preset or a link makes on its way: (step, phase, parameter, value).
Events = Sequence[tuple[int, int, str, Any]]


class Parser(argparse.ArgumentParser):
    """An argument parser that raises Refusal with one line, in place of printing a page and ending the program.

    An option is what it is called: --jso is none.
    """

    def __init__(self, **options: Any):
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise Refusal."""
        raise Refusal("{message}", message=message)

    def parse_known_args(self, args=None, namespace=None) -> tuple[argparse.Namespace, list[str]]:
        """Raise Refusal for an option that is none, with the nearest spelling."""
        options, unknown = super().parse_known_args(args, namespace)
        for name in (word.partition("=")[0] for word in unknown):
            if name.startswith("--"):
                raise Refusal(N_("no option '{name}'{hint}"), name=name,
                              hint=parameters.nearest(name, self._option_string_actions))
        return options, unknown

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise Refusal for a mistyped subcommand, with the nearest spelling."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            raise Refusal(N_("no command '{name}'{hint}"), name=value, hint=parameters.nearest(value, action.choices))
        super()._check_value(action, value)


# Settings ------------------------------------------------------------------------------------------------------------

def add_settings(command: argparse.ArgumentParser) -> None:
    """Declare the arguments that `read_settings` reads."""
    command.add_argument("simulation", metavar="SIM", help=_("its name, as saddle list gives it"))
    command.add_argument("--set", action="append", default=[],
                         metavar="name=value", help=_("a parameter, may be repeated"))
    command.add_argument("--preset", metavar="NAME", help=_("settings with a name, as saddle list gives them"))
    command.add_argument("--link", metavar="LINK",
                         help=_("a run as the window copies it: saddle:gan?r1=0.1&seed=3#2000"))
    command.add_argument("--steps", metavar="N", help=_("how many; if left out those of the preset or link, or "
                                                        "{steps}").format(
        steps=DEFAULT_STEPS))
    command.add_argument("--seed", metavar="S", help=_("of the random numbers; the first one of a sweep"))
    add_points(command)


def add_device(command: argparse.ArgumentParser) -> None:
    """Declare --device, which `simulation_on_device` reads."""
    command.add_argument("--device", default="cpu", metavar="|".join(DEVICES),
                         help=_("where to compute; cpu if left out"))


def read_settings(simulation: Any, options: argparse.Namespace) -> tuple[Any, int, int, Events]:
    """(params, seed, steps, events) as --preset or --link, --set, --seed and --steps give them.

    Raises Refusal or ParameterError for an unknown name or a value out of range.
    """
    params, seed, steps, events = simulation.Params(), 0, DEFAULT_STEPS, ()
    if options.link is not None:
        params, seed, steps, events = _read_link(simulation, options)
    elif options.preset is not None:
        if options.preset not in simulation.presets:
            raise Refusal(N_("{simulation} has no preset “{name}”{hint}"), simulation=simulation.name,
                          name=options.preset, hint=parameters.nearest(options.preset, simulation.presets))
        preset = simulation.presets[options.preset]
        params, seed = parameters.change(params, **preset.values), preset.seed
        steps = preset.steps or steps
        events = [(step, 0, name, value) for step, name, value in preset.events]
    params = parameters.parse(params, dict(map(read_assignment, options.set)))
    if options.points is not None:
        if "points" not in parameters.parameters(params):
            raise Refusal(N_("{simulation} has no target that could be the points of a file"),
                          simulation=simulation.name)
        params = parameters.change(params, **target_values(options))
    seed = seed if options.seed is None else read_whole_number("--seed", options.seed, 0, LARGEST_SEED)
    steps = steps if options.steps is None else read_whole_number("--steps", options.steps, 0, MOST_STEPS)
    return params, seed, steps, events


def _read_link(simulation: Any, options: argparse.Namespace) -> tuple[Any, int, int, Events]:
    link = read_link(options.link)
    if options.preset is not None:
        raise Refusal(N_("--preset and --link both say what the run is; give one of them"))
    if link.simulation != simulation.name:
        raise Refusal(N_("the link is of '{other}', not of '{simulation}'"), other=link.simulation,
                      simulation=simulation.name)
    if len(link.logs) > 1:
        raise Refusal(N_("the link holds {count} runs side by side, and this takes one"), count=Count(len(link.logs)))
    if link.unknown:
        raise link.unknown[0]
    log = link.logs[0]
    return (parameters.change(simulation.Params(), **log["params"]), log["seed"],
            log["position"][0] or DEFAULT_STEPS, log["events"])


def read_assignment(text: str) -> tuple[str, str]:
    """(name, value) of "name=value". Raises Refusal."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refusal(N_("--set takes name=value, not '{text}'"), text=text)
    return name.strip(), value


def read_whole_number(flag: str, text: str, lo: int, hi: int) -> int:
    """The number that `flag` was given, from lo to hi. Raises Refusal."""
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or not lo <= value <= hi:
        raise Refusal(N_("{flag} takes a whole number from {lo} to {hi}, not '{text}'"), flag=flag, lo=lo, hi=hi,
                      text=text)
    return value


def simulation_on_device(simulation: Any, device: str) -> tuple[Any, str]:
    """(simulation, name of the device that it computes on); says on stderr where that is not the one asked for."""
    if device not in DEVICES:
        raise Refusal(N_("--device takes {devices}, not '{device}'{hint}"), devices=", ".join(DEVICES), device=device,
                      hint=parameters.nearest(device, DEVICES))
    simulation, used, reason = simulation.on_device(device)
    if reason:
        print("saddle: " + _("{device} cannot be used ({reason}); running on the CPU").format(
            device=device, reason=reason), file=sys.stderr)
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
            raise Refusal(N_("--{option} writes {format} and no other format, which '{path}' would not say; let it end "
                             "in .{ending}"), option=option, format=written.upper(), path=path, ending=written)
        if not _can_be_written(Path(path)):
            raise Refusal(N_("cannot write to '{path}'"), path=path)


def _can_be_written(path: Path) -> bool:
    folder = path.absolute().parent
    try:
        return not path.is_dir() and folder.is_dir() and os.access(folder, os.W_OK)
    except OSError:                             # its name is too long, or a folder on the way is closed
        return False


def write(path: str, text: str) -> None:
    """Write a text file whole or not at all; "-" is standard output."""
    if path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_text(Path(path), text)
