"""The text of a formula with the numbers of a frame filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from sims.simulation import Formula, Frame
from widgets.language import _
from widgets.plots.charts.bars import number

UNKNOWN = "–"


class _Values(dict):
    def __missing__(self, name: str) -> _Unknown:
        return _Unknown()


class _Number(float):
    """Written with a true minus sign, and so that one quantity has the same digits wherever it stands."""

    def __format__(self, spec: str) -> str:
        return number(self, int(spec[1:-1])) if spec.startswith(".") and spec.endswith("g") else f"{float(self):{spec}}"


class _Unknown:
    """Stands in for a number that this frame does not know; any format gives a dash."""

    def __format__(self, spec: str) -> str:
        return UNKNOWN


def numbers_html(formula: Formula, frame: Frame, params: Any) -> str:
    """The line of numbers of a formula (HTML), with values of the frame and the parameters; "" where it has none."""
    if not formula.numbers:
        return ""
    values = _Values(dataclasses.asdict(params))
    values.update(_vectors(frame.numbers))
    values.update(frame.numbers)        # grad_norm_d is a number, though its layers are grad_norm_d_1, _2, ...
    values.update({name: _Number(value) for name, value in values.items() if isinstance(value, float)})
    return _(formula.numbers).format_map(values)


def _vectors(numbers: Mapping[str, float]) -> dict[str, str]:
    """The components x_1, x_2, ... of a vector as one text, by its name: {"x": "(1.98, 0.03)"}."""
    texts = {}
    for name in {key[:-2] for key in numbers if key.endswith("_1")}:
        parts = []
        while f"{name}_{len(parts) + 1}" in numbers:
            parts.append(f"{numbers[f'{name}_{len(parts) + 1}']:.3f}")
        more = ", …" if name == "z" and numbers.get("latent_dim", 0) > len(parts) else ""
        texts[name] = f"({', '.join(parts)}{more})"
    return texts
