"""`saddle lesson print`: a lesson as a hand-out, HTML and PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from app.command_line.options import refuse_unwritable, simulation_on_device
from app.command_line.progress import ProgressBar
from app.lessons import course
from sims import registry
from widgets.language import _, ngettext


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("lesson", help=_("print a lesson as a hand-out: HTML and PDF"))
    command.add_argument("action", choices=("print",))
    command.add_argument("lesson", metavar="LESSON", help=_("its name, its number, or a file"))
    command.add_argument("--html", metavar="FILE")
    command.add_argument("--pdf", metavar="FILE", help=_("if neither is given, both are written into this folder"))
    command.set_defaults(do=_print)


def _print(options: argparse.Namespace) -> int:
    lesson = course.find(options.lesson)
    if options.html is None and options.pdf is None:
        options.html, options.pdf = f"{lesson.key}.html", f"{lesson.key}.pdf"
    refuse_unwritable(options, "html", "pdf")

    from app.export.hand_out import HandOut  # Qt is loaded only now
    from app.export.pictures import start_offscreen
    start_offscreen()
    pictures = ngettext("{count} picture", "{count} pictures", len(lesson.stops)).format(count=len(lesson.stops))
    with ProgressBar(shown=sys.stderr.isatty()) as progress:
        hand_out = HandOut(lesson, lambda name: simulation_on_device(registry.get(name), "cpu")[0],
                           lambda done: progress.show(done / len(lesson.stops), pictures))
    for path, write in ((options.html, hand_out.write_html), (options.pdf, hand_out.write_pdf)):
        if path is not None:
            write(Path(path))
            print(path)
    return 0
