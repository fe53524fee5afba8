"""`saddle claims`: runs what the lessons say, and ends with 1 where something does not hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.command_line.options import refuse_unwritable, write
from app.command_line.progress import ProgressBar
from app.files import as_json
from app.lessons import course, measured
from app.lessons.claims import Verdict, claims_of, verdicts
from app.lessons.lesson import Lesson, Stop
from app.sweeps.plan import plain
from widgets.language import _, ngettext
from widgets.numbers import whole


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("claims", help=_("run what the lessons say; exit 1 where something does not hold"))
    command.add_argument("lesson", nargs="?", metavar="LESSON",
                         help=_("its name, its number, or a file; all if left out"))
    command.add_argument("--quick", action="store_true", help=_("only those that need no training"))
    command.add_argument("--json", metavar="FILE|-", help=_("the same for programs; - prints it"))
    command.add_argument("--keep", action="store_true",
                         help=_("keep what was measured in claims.json beside the lesson, for its cards"))
    command.set_defaults(do=_claims)


def _claims(options: argparse.Namespace) -> int:
    refuse_unwritable(options, "json")
    lessons = _lessons(options.lesson)
    from app.window.lessons.names import demand_names  # knows the panels, and with them Qt
    for lesson in lessons:
        demand_names(lesson)
    wanted = [(lesson, stop, claim) for lesson in lessons
              for stop, claim in claims_of(lesson, options.quick)]
    count = ngettext("{count} claim", "{count} claims", len(wanted)).format(count=whole(len(wanted)))
    with ProgressBar(shown=sys.stderr.isatty()) as progress:
        found = verdicts([claim for _lesson, _stop, claim in wanted],
                         lambda share: progress.show(share, count))
    if options.keep:
        folder = Path(options.lesson).parent if (options.lesson or "").endswith(".md") else course.FOLDER
        measured.keep(folder, found, only=options.lesson is None and not options.quick)
    outcome = [_row(lesson, stop, verdict) for (lesson, stop, _claim), verdict in zip(wanted, found)]
    if options.json:
        write(options.json, as_json({"claims": outcome}, indent=1, ensure_ascii=False) + "\n")
    if options.json != "-":
        for row in outcome:
            print(_line(row))
        print(_("Claims that hold: {held} of {count}.").format(held=sum(row["holds"] for row in outcome),
                                                             count=len(outcome)))
    return 0 if all(row["holds"] for row in outcome) else 1


def _lessons(name: str | None) -> Sequence[Lesson]:
    if name is None:
        return course.lessons()
    return (course.find(name),)


def _row(lesson: Lesson, stop: Stop, verdict: Verdict) -> dict:
    """A claim as the headless contract has it. measured: what its condition names, a list of its seeds where there are
    several."""
    names = list(dict.fromkeys(name for seen in verdict.measured for name in seen))
    columns = {name: [plain(seen.get(name)) for seen in verdict.measured] for name in names}
    several = len(verdict.claim.seeds) > 1
    return {"lesson": lesson.key, "stop": stop.title, "text": verdict.claim.text, "concepts": list(stop.concepts),
            "holds": verdict.holds, "condition": verdict.claim.holds.text, "seeds": list(verdict.claim.seeds),
            "held": sum(verdict.held), "at_least": verdict.claim.at_least,
            "measured": {name: column if several else column[0] for name, column in columns.items()}}


def _line(row: dict) -> str:
    """The same for a person to read."""
    numbers = ", ".join(f"{name} = " + " ".join(_number(value) for value in (
        column if isinstance(column, list) else [column])) for name, column in row["measured"].items())
    seeds = " " + _("({held} of {count} seeds)").format(held=row["held"], count=len(row["seeds"])) \
        if len(row["seeds"]) > 1 else ""
    holds = _("holds") if row["holds"] else _("FAILS")
    return f"{holds}{seeds}  {row['lesson']}, {_(row['stop'])}: {_(row['text'])} [{numbers}]"


def _number(value: float | None) -> str:
    return _("not defined") if value is None else f"{value:.6g}"
