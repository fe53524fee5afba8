"""`saddle list`: every simulation with its parameters, their ranges, and its presets, and the lessons; text or JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.command_line.options import refuse_unwritable, write
from app.lessons import course
from sims import params as parameters
from sims import registry
from widgets.language import _, ngettext, sentence


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("list", help=_("simulations, their parameters with ranges, presets; lessons"))
    command.add_argument("--json", metavar="FILE|-", help=_("the same for programs; - prints it"))
    command.set_defaults(do=_list)


def _list(options: argparse.Namespace) -> int:
    if options.json:
        refuse_unwritable(options, "json")
        whole = {"simulations": catalogue(), "lessons": lessons()}
        write(options.json, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
        return 0
    for name in registry.names():
        simulation = registry.get(name)
        print(f"{name}: {_(simulation.title)}")
        for declared in parameters.parameters(simulation.Params).values():
            print(f"  {declared.name:<22} {_typed(declared.default):<14} {_range(declared)}")
        for key, preset in simulation.presets.items():
            print(f"  --preset {key:<20} {_(preset.title)}")
    for lesson in course.lessons():
        stops = ngettext("{count} stop", "{count} stops", len(lesson.stops)).format(count=len(lesson.stops))
        print(_("lesson {key}: {title}, {stops}").format(key=lesson.key, title=_(lesson.title), stops=stops))
    return 0


def _typed(value: object) -> str:
    """As a person would type it after --set."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _range(declared: parameters.Parameter) -> str:
    text = declared.range_text()
    return text if isinstance(text, str) else sentence(text)


def catalogue() -> dict[str, dict]:
    """By the name of each simulation its title, parameters and presets, as JSON has them."""
    return {name: {
        "title": simulation.title,
        "parameters": [declared.describe() for declared in parameters.parameters(simulation.Params).values()],
        "presets": {key: {"title": preset.title, "values": dict(preset.values), "seed": preset.seed,
                          "steps": preset.steps, "events": list(map(list, preset.events))}
                    for key, preset in simulation.presets.items()},
    } for name, simulation in ((name, registry.get(name)) for name in registry.names())}


def lessons() -> list[dict]:
    """Of each lesson its key, its title and its stops with the concepts that they cover, as JSON has them."""
    return [{"key": lesson.key, "title": lesson.title, "number": lesson.number, "minutes": lesson.minutes,
             "stops": [{"title": stop.title, "concepts": list(stop.concepts), "corrections": list(stop.corrections),
                        "claims": len(stop.claims)} for stop in lesson.stops]}
            for lesson in course.lessons()]
