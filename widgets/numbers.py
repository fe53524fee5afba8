"""Numbers as text. One way for all that was measured, so that a value looks the same wherever it stands."""

from __future__ import annotations

import math

INFINITY, UNKNOWN = "∞", "–"
DIGITS = 6                              # significant ones of what was measured
ROUNDING = 1e-12                        # relative error that arithmetic may leave in a double
PLAIN = range(-3, 6)                    # powers of ten of the leading digit of a number that is written without one


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
    return (text + tail).replace("-", "−")


def short(value: float) -> str:
    """A number that was chosen, as a person would write it: at most 6 digits, 0.0001 rather than 1e-04."""
    text = f"{value:.6g}"
    if "e" in text and 1e-7 <= abs(value) < 1e-4:
        text = f"{value:.12f}".rstrip("0")
    return text
