"""The layer "V(D, G)": the value of the game beside those that the theory knows."""

from __future__ import annotations

import math

from widgets.language import _
from widgets.numbers import number
from widgets.plots.edge_card import in_a_row


def value_html(value: float | None, best: float | None) -> str:
    """V(D, G) beside what it is where D can tell nothing, and where D is the best."""
    if value is None:
        return _("V(D, G): this D gives no probability")
    parts = [f"V(D, G) = {number(value, 4)}", f"−2 ln 2 = {number(-2 * math.log(2), 4)}"]
    if best is not None:
        parts.append(f"2 JS − 2 ln 2 = {number(best, 4)}")
    return in_a_row(parts)
