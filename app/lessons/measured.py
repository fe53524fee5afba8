"""What claims were measured to be, kept in a file beside the lessons, so that their cards can show the numbers.

An entry belongs to a claim as it was run: once its condition, a scene or the seeds change it fits none any more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.files import write_text
from app.lessons.claims import Verdict
from app.lessons.lesson import Claim

FILE = "claims.json"
DIGITS = 6                              # significant ones that are kept


@dataclass(frozen=True)
class Measured:
    """held: with how many of the seeds the condition was true. numbers: of each seed, by the names of the condition;
    None where one is not defined."""

    held: int
    numbers: Mapping[str, tuple[float | None, ...]]


def mark(claim: Claim) -> str:
    """By what an entry is found: sixteen characters that change with whatever is run."""
    runs = sorted((name, scene.link()) for name, scene in claim.runs.items())
    return hashlib.sha256(repr((claim.holds.text, runs, claim.seeds)).encode()).hexdigest()[:16]


def read(folder: Path) -> dict[str, Measured]:
    """The entries of a folder by their marks; none where there is no such file, or it is damaged."""
    found = {}
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
        for key, entry in json.loads((folder / FILE).read_text(encoding="utf-8")).items():
            found[key] = Measured(int(entry["held"]), {
                str(name): tuple(None if value is None else float(value) for value in values)
                for name, values in entry["numbers"].items()})
    return found


def keep(folder: Path, verdicts: Iterable[Verdict], only: bool = False) -> None:
    """Write these into the file of a folder, over what it has of them. only: what else it has goes. Raises OSError."""
    entries = {} if only else read(folder)
    entries |= {mark(verdict.claim): measured(verdict) for verdict in verdicts}
    lines = [f" {json.dumps(key)}: " + json.dumps({"held": entry.held, "numbers": entry.numbers}, ensure_ascii=False)
             for key, entry in sorted(entries.items())]
    write_text(folder / FILE, "{\n" + ",\n".join(lines) + "\n}\n")


def measured(verdict: Verdict) -> Measured:
    """The entry of a verdict."""
    names = dict.fromkeys(name for seen in verdict.measured for name in seen)
    return Measured(sum(verdict.held), {name: tuple(_rounded(seen.get(name)) for seen in verdict.measured)
                                        for name in names})


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(f"{value:.{DIGITS}g}")
