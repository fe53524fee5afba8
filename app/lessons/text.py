"""The text of a stop: Markdown, in which what stands between two $$ is a formula in LaTeX."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)


def pieces(text: str) -> list[tuple[str, bool]]:
    """(text, whether it is a formula) of the parts of such a text that are not empty, in their order."""
    parts = _FORMULA.split(text)                # with one group the formulas have odd numbers
    return [(part.strip(), bool(number % 2)) for number, part in enumerate(parts) if part.strip()]
