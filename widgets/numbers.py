"""Numbers as text. One way for all that was measured, so that a value looks the same wherever it stands.

They are written for a person, with the signs of the language in use; files have them as Python writes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

INFINITY, UNKNOWN = "∞", "–"
DIGITS = 6                              # significant ones of what was measured
ROUNDING = 1e-12                        # relative error that arithmetic may leave in a double
PLAIN = range(-3, 6)                    # powers of ten of the leading digit of a number that is written without one

_signs: dict[int, str] = {}             # what stands for a comma and for a dot


def use(decimal_point: str, group_separator: str) -> None:
    """Write numbers with these signs from now on."""
    global _signs
    _signs = {ord("."): decimal_point, ord(","): group_separator}


def in_language(text: str) -> str:
    """A number that Python has written, "1,234.5", with the signs of the language in use: "1.234,5" in German."""
    return text.translate(_signs)


def whole(value: int) -> str:
    """A count, with its thousands set apart."""
    return in_language(f"{value:,}")


def listed(texts: Iterable[str]) -> str:
    """Numbers one after the other: "1.5, 2", and "1,5; 2" where a comma is the decimal point."""
    return ("; " if in_language(".") == "," else ", ").join(texts)


class Shown(float):
    """A number that a translated text formats: "{share:.1%}" becomes "12,5%" in German."""

    def __format__(self, spec: str) -> str:
        return in_language(super().__format__(spec))


def number(value: float, digits: int = DIGITS) -> str:
    """A measured number with `digits` significant digits, zeros among them; with fewer only where it is that number, as
    far as double precision tells.

    A true minus sign, none before zero; ∞, and "–" for NaN; powers of ten below 1e-3 and from 1e6 on.
    """
    value = value or 0.0                        # without the sign of minus zero
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return INFINITY if value > 0 else "−" + INFINITY
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    power = int(power)
    tail = "" if power in PLAIN else f"e{power}"
    text = mantissa if tail else f"{value:.{max(digits - 1 - power, 0)}f}"
    if "." in text and abs(float(text + tail) - value) <= ROUNDING * abs(value):
        text = text.rstrip("0").rstrip(".")
    return in_language(text + tail).replace("-", "−")


def short(value: float) -> str:
    """A number that was chosen, as a person would write it: at most 6 digits, 0.0001 rather than 1e-04."""
    text = f"{value:.6g}"
    if "e" in text and 1e-7 <= abs(value) < 1e-4:
        text = f"{value:.12f}".rstrip("0")
    return in_language(text)
