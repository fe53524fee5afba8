"""The maps that the window has filled or begun to fill: a file each, in the user's folder of data.

A map is a sweep of two parameters, so its file is what `saddle sweep --json` writes; FILE.part is its journal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from app.files import from_json
from app.sweeps.journal import SUFFIX, Result, read_lines
from app.sweeps.plan import NO_PLAN, Plan
from sims.params import ParameterError

NAME = "map-%Y%m%d-%H%M%S"


def folder() -> Path:
    """The folder of these files."""
    return Path(platformdirs.user_data_dir("saddle", appauthor=False)) / "maps"


def new_path() -> Path:
    """Where a new map goes. Raises OSError where no folder can be made."""
    folder().mkdir(parents=True, exist_ok=True)
    name = time.strftime(NAME)
    taken = {path.name for path in folder().iterdir()}
    return folder() / next(f"{name}{end}.json" for end in ("", *(f"-{k}" for k in range(1, 1000)))
                           if not {f"{name}{end}.json", f"{name}{end}.json{SUFFIX}"} & taken)


def name_of(path: Path) -> str:
    """When it was begun, as a person reads it: "2026-11-30 14:05:12"."""
    try:
        begun = time.strptime(path.stem[:len("map-YYYYMMDD-hhmmss")], NAME)
    except ValueError:
        return path.stem
    return time.strftime("%Y-%m-%d %H:%M:%S", begun)


def kept() -> list[Path]:
    """The files of all maps, the newest first; of one that is not finished only the journal is there."""
    if not folder().is_dir():
        return []
    found = {path.with_name(path.name.removesuffix(SUFFIX))
             for path in folder().iterdir() if path.name.removesuffix(SUFFIX).endswith(".json")}
    return sorted(found, key=lambda path: path.stem, reverse=True)


def read(path: Path) -> tuple[Plan, dict[int, Result]]:
    """The plan of a map or of any sweep, and what is done of it by the index of its cell.

    Raises ParameterError where it cannot be read or varies other than two parameters, OSError where it is not there.
    """
    journal = path.with_name(path.name + SUFFIX)
    done: dict[int, Result] = {}
    try:
        if path.exists():
            asked = from_json(path.read_text(encoding="utf-8"))
            done = dict(enumerate(_result(cell) for cell in asked["cells"]))
        else:
            asked, *lines = read_lines(journal)
            done = {line["cell"]: _result(line["result"]) for line in lines}
        plan = Plan.of_request(asked)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ParameterError(NO_PLAN) from None
    if len(plan.vary) != 2 or not all(index in range(len(plan.cells())) for index in done):
        raise ParameterError(NO_PLAN)
    return plan, done


def _result(cell: Mapping) -> Result:
    if not isinstance(cell["metrics"], dict) or not isinstance(cell["status"], str):
        raise ValueError
    return {name: value for name, value in cell.items() if name not in ("params", "seed")}


def remove(path: Path) -> None:
    """Forget a map."""
    for file in (path, path.with_name(path.name + SUFFIX)):
        file.unlink(missing_ok=True)
