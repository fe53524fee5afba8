"""What a typed number may mean: by the rules of the locale, by the dot, or else by a decimal comma."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale

_DOT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")


def readings(text: str, locale: QLocale | None = None) -> tuple[float, ...]:
    """All finite numbers that a text can mean, each once: none where it is no number, two where it is ambiguous.

    "2,000" is 2000 in English and 2 in German, "2.000" is 2 in English and, in German, 2000 or 2. locale: the
    application's where it is not said.
    """
    locale = locale or QLocale()
    text = text.strip().replace("−", "-")
    found: list[float] = []
    number, fits = locale.toDouble(text)
    if fits and not _grouped_zero(text, locale):
        found.append(number)
    if _DOT.fullmatch(text):
        found.append(float(text))
    if not found and _COMMA.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    return tuple(dict.fromkeys(number for number in found if math.isfinite(number)))


def _grouped_zero(text: str, locale: QLocale) -> bool:
    """Whether a text such as 0.002 reads as 2 only because the locale groups thousands with a dot: nobody writes so."""
    return text.lstrip("+-").startswith("0" + locale.groupSeparator()) and locale.groupSeparator() != ""
