"""`saddle link`: a run as one line of text that opens in the window, on standard output."""

from __future__ import annotations

import argparse
from typing import Any

from app.command_line.options import add_settings, read_settings
from app.sessions.link import write_link
from sims import registry
from sims.params import plain
from widgets.language import _


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("link", help=_("print a run as a link, which the window opens (Ctrl+L)"))
    add_settings(command)
    command.set_defaults(do=_link)


def _link(options: argparse.Namespace) -> int:
    simulation = registry.get(options.simulation)
    params, seed, steps, events = read_settings(simulation, options)
    print(write_link([{"simulation": simulation.name, "params": plain(params), "seed": seed, "events": events,
                       "position": (steps, 0)}]))
    return 0
