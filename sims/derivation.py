"""A derivation: formulas that follow from one another, each with the numbers of one example."""

from __future__ import annotations

from dataclasses import dataclass

from sims.simulation import Formula


@dataclass(frozen=True)
class Line(Formula):
    """One line of a derivation. lit: what of the picture it is about, by the names that the picture has; () for all."""

    lit: tuple[str, ...] = ()


Derivation = tuple[Line, ...]
