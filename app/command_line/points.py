"""`--points FILE`: a table of points as the target of the lab, on the command line."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from app.command_line.refusal import Refusal
from app.point_tables import reader
from app.point_tables.target import target_of_table
from sims.params import N_
from widgets.language import _, sentence

SEPARATORS = {"semicolon": ";", ";": ";", "comma": ",", ",": ",", "tab": "\t", "\t": "\t", "space": " ", " ": " "}
DECIMALS = {"dot": ".", ".": ".", "comma": ",", ",": ","}


def add_points(command: argparse.ArgumentParser) -> None:
    """Declare the arguments that `target_values` reads."""
    command.add_argument("--points", metavar="FILE", help=_("the points of this table are the target (gan)"))
    command.add_argument("--separator", metavar="NAME", help=_("of FILE: comma, semicolon, tab or space"))
    command.add_argument("--decimal", metavar="NAME", help=_("the decimal sign of FILE: dot or comma"))
    command.add_argument("--columns", metavar="X,Y", help=_("the columns of FILE, from 1"))


def target_values(options: argparse.Namespace) -> dict[str, str]:
    """The parameters that make the table the target. What was done with it is said on stderr.

    Raises Refusal or ParameterError with one sentence.
    """
    path = Path(options.points)
    separators = _chosen("--separator", options.separator, SEPARATORS, reader.SEPARATORS)
    decimals = _chosen("--decimal", options.decimal, DECIMALS, reader.DECIMALS)
    columns = _columns(options.columns) if options.columns is not None else None
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal(N_("{file} cannot be read: {reason}"), file=path.name, reason=error.strerror) from None
    try:
        layout = reader.sniff(raw, path.name, separators, decimals)
    except reader.AmbiguousTable as error:
        raise Refusal("{ambiguous} (--separator, --decimal)", ambiguous=error) from None
    if columns is not None:
        layout = dataclasses.replace(layout, columns=columns)
    loaded = target_of_table(reader.read(raw, path.name, layout), path.name)
    for said in loaded.sentences:
        print(f"saddle: {sentence(said)}", file=sys.stderr)
    return dict(loaded.values)


def _chosen(flag: str, text: str | None, words: dict[str, str], all_of_them: Sequence[str]) -> Sequence[str]:
    if text is None:
        return all_of_them
    if text not in words:
        raise Refusal(N_("{flag} takes {words}, not '{text}'"), flag=flag, text=text,
                      words=", ".join(word for word in words if len(word) > 1))
    return (words[text],)


def _columns(text: str) -> tuple[int, int]:
    try:
        x, y = (int(part) - 1 for part in text.split(","))
        if x < 0 or y < 0:
            raise ValueError
    except ValueError:
        raise Refusal(N_("--columns takes two numbers from 1, such as 2,3, not '{text}'"), text=text) from None
    return x, y
