"""What the four sources teach: for each concept where the window shows it, and the test that proves its number.

resources/concepts.json holds the table, a row a concept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.words.places import Place, read_place

TABLE = Path(__file__).resolve().parents[2] / "resources" / "concepts.json"


@dataclass(frozen=True)
class Concept:
    """number: 1 to 95. title: in English; shown through gettext. sources: letters A to D, for those of
    app.words.sources.SOURCES in their order. places: the first is opened. checks: tests by their names for pytest.
    """

    number: int
    title: str
    sources: str
    places: tuple[Place, ...]
    checks: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """All of them, by number."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Concept(row["number"], row["title"], row["sources"], tuple(map(read_place, row["places"])),
                         tuple(row["checks"])) for row in rows)
