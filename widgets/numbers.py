"""Numbers as text. One way for all that was measured, so that a value looks the same wherever it stands."""

from __future__ import annotations

import math

INFINITY, UNKNOWN = "∞", "–"
DIGITS = 6                              # significant ones of what was measured


def number(value: float, digits: int = DIGITS) -> str:
    """A measured number with `digits` significant digits, zeros among them; with fewer only where it is exact so.

    A true minus sign, none before zero; ∞, and "–" for NaN; powers of ten below 1e-3 and from 10^digits on.
    """
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return INFINITY if value > 0 else "−" + INFINITY
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    power = int(power)
    plain = -3 <= power < digits
    text = f"{value:.{digits - 1 - power}f}" if plain else mantissa
    if "." in text and float(text if plain else f"{text}e{power}") == value:
        text = text.rstrip("0").rstrip(".")
    return (text if plain else f"{text}e{power}").replace("-", "−")


def short(value: float) -> str:
    """A number that was chosen, as a person would write it: at most 6 digits, 0.0001 rather than 1e-04."""
    text = f"{value:.6g}"
    if "e" in text and 1e-7 <= abs(value) < 1e-4:
        text = f"{value:.12f}".rstrip("0")
    return text
