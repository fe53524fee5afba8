"""`saddle code`: a run as a plain PyTorch script on standard output."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from app.command_line.options import Refusal, add_settings, read_settings
from sims import registry
from sims.params import N_
from widgets.language import _


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("code", help=_("print the training as a plain PyTorch script"))
    add_settings(command)
    command.set_defaults(do=_code)


def _code(options: argparse.Namespace) -> int:
    simulation = registry.get(options.simulation)
    params, seed, steps, events = read_settings(simulation, options)
    if events:
        raise Refusal(N_("the plain script cannot be printed for {run}, which changes settings on its way"),
                      run=options.preset or options.link)
    sys.stdout.write(simulation.script(params, seed, steps))
    return 0
