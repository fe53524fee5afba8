"""The journal of a sweep: its finished cells on disk, so that a sweep that was stopped can be continued."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.files import as_json, from_json, write_text
from app.sweeps.plan import Cell, Plan
from app.version import VERSION
from sims.params import ParameterError

Result = Mapping[str, Any]
SUFFIX = ".part"


class OtherSweep(ParameterError):
    """What lies there is of another sweep."""


class Journal:
    """FILE.part: what a sweep was asked to do and, a JSON line each, the cells that are done.

    A line is on the disk before the next cell is. Half a line, where the machine failed, counts as not done.
    """

    def __init__(self, path: Path, plan: Plan):
        self.path = path.with_name(path.name + SUFFIX)
        self._result, self._plan = path, plan
        self._header = {"sweep": VERSION, **plan.request()}
        self._file: Any = None

    def read(self, fresh: bool) -> dict[int, Result]:
        """What is done, and the file open for more. fresh: forget what is there.

        Raises OtherSweep where the file, or FILE itself, is of another sweep.
        """
        done: dict[int, Result] = {}
        if fresh:
            # The old result goes, too: what is begun here could not go on beside it.
            self.path.unlink(missing_ok=True)
            self._result.unlink(missing_ok=True)
        else:
            done = self._of_result() if self._result.exists() else {}
            lines = read_lines(self.path) if self.path.exists() else []
            if lines and lines[0] != self._header:
                raise _other(self.path)
            done |= {line["cell"]: line["result"] for line in lines[1:] if _is_of(line, len(self._plan.cells()))}
        if len(done) == len(self._plan.cells()):
            return done
        # Written anew: what came after a broken line must not be appended to it.
        write_text(self.path, "".join(json.dumps(line) + "\n" for line in (
            self._header, *({"cell": index, "result": result} for index, result in done.items()))))
        self._file = self.path.open("a", encoding="utf-8")
        return done

    def _of_result(self) -> dict[int, Result]:
        """The cells of a finished FILE."""
        try:
            found = from_json(self._result.read_text(encoding="utf-8"))
            same = all(found.get(name) == value for name, value in self._plan.request().items())
            cells = found["cells"] if same else []
        except (ValueError, AttributeError, KeyError):
            same, cells = False, []
        if not (same and isinstance(cells, list) and len(cells) == len(self._plan.cells())
                and all(isinstance(cell, dict) for cell in cells)):
            raise _other(self._result)
        return {index: {name: value for name, value in cell.items() if name not in ("params", "seed")}
                for index, cell in enumerate(cells)}

    def keep(self, cell: Cell, result: Result) -> None:
        """Note a cell as done."""
        self._file.write(json.dumps({"cell": cell.index, "result": result}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def finish(self, outcome: Mapping[str, Any]) -> None:
        """Write FILE, whole; then what was noted on the way is needed no longer."""
        write_text(self._result, as_json(outcome, indent=1) + "\n")
        self.path.unlink(missing_ok=True)


def read_lines(path: Path) -> list[dict]:
    """The header of a journal and, one each, its cells, up to a line that is broken; {} for a header that is."""
    lines = []
    for text in path.read_bytes().split(b"\n"):
        try:
            line = from_json(text.decode("utf-8"))
        except ValueError:
            break
        if not isinstance(line, dict):
            break
        lines.append(line)
    return lines or [{}]


def _is_of(line: dict, cells: int) -> bool:
    """Whether a line says what came of one of so many cells."""
    index, result = line.get("cell"), line.get("result")
    return type(index) is int and 0 <= index < cells and isinstance(result, dict)


def _other(path: Path) -> OtherSweep:
    return OtherSweep("'{path}' holds something else than this sweep; --fresh replaces it", path=str(path))
