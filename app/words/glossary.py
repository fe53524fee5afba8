"""The glossary: what every symbol of a formula and every term of the subject means.

The entries stand in app/words/entries, a file a subject; this module finds them by their term or by a symbol.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unicodedata import normalize

from app.words.entry import Entry

_FORMS = str.maketrans("𝔼ϵ", "Eε")


@cache
def entries() -> tuple[Entry, ...]:
    """All of them, by their terms in English."""
    from app.words.entries import cures, distances, games, players, training
    found = (*players.ENTRIES, *training.ENTRIES, *cures.ENTRIES, *distances.ENTRIES, *games.ENTRIES)
    return tuple(sorted(found, key=lambda entry: entry.term.casefold()))


def entry_of(term: str) -> Entry:
    """The entry of this term, in English. Raises KeyError where there is none."""
    return _by_term()[term]


def meanings(texts: Sequence[str], simulation: str = "") -> tuple[Entry, ...]:
    """What a symbol means in the formulas of a simulation, "" for any: of the largest of these texts with a meaning.

    texts: the symbol and what it is part of, the largest first, as widgets.formulas.typeset.Symbol has them. Several
    entries where it means several things in formulas of one simulation; none where no text has an entry.
    """
    for text in texts:
        found = _by_symbol().get(_spelled(text), ())
        here = tuple(entry for entry in found if simulation in entry.only) or \
            tuple(entry for entry in found if not entry.only or not simulation)
        if here:
            return here
    return ()


@cache
def _by_term() -> dict[str, Entry]:
    return {entry.term: entry for entry in entries()}


@cache
def _by_symbol() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries():
        for symbol in entry.symbols:
            found[_spelled(symbol)] = (*found.get(_spelled(symbol), ()), entry)
    return found


def _spelled(symbol: str) -> str:
    """A letter and its tilde as two characters, as formulas have them; without spaces, and letters as they are here
    where LaTeX has another form of them."""
    return normalize("NFD", symbol).replace(" ", "").translate(_FORMS)
