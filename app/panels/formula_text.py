"""The text of a formula with the numbers of a frame filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from sims.simulation import Formula, Frame
from widgets.language import _
from widgets.numbers import UNKNOWN, in_language, listed, number, short

#: Significant digits of each component of a vector.
VECTOR_DIGITS = 4


class _Values(dict):
    def __missing__(self, name: str) -> _Unknown:
        return _Unknown()


class _Unknown:
    """Stands in for a number that this frame does not know; any format gives a dash."""

    def __format__(self, spec: str) -> str:
        return UNKNOWN


class _Measured(float):
    """A number of the frame: written as in every read-out, but for shares and what is rounded to a whole number."""

    def __format__(self, spec: str) -> str:
        return in_language(super().__format__(spec)) if spec.endswith(("%", ".0f")) else number(float(self))


class _Chosen(float):
    """The value of a parameter, which is known exactly."""

    def __format__(self, spec: str) -> str:
        return short(float(self)).replace("-", "−")


def numbers_html(formula: Formula, frame: Frame, params: Any) -> str:
    """The line of numbers of a formula (HTML), with values of the frame and the parameters; "" where it has none."""
    return with_numbers(formula, frame.numbers, params)


def with_numbers(formula: Formula, numbers: Mapping[str, float], params: Any) -> str:
    """The same with these numbers by name in place of those of a frame."""
    if not formula.numbers:
        return ""
    values = _Values({name: _Chosen(value) if isinstance(value, float) else value
                      for name, value in dataclasses.asdict(params).items()})
    values.update(_vectors(numbers))
    # Last, as grad_norm_d is a number, though its layers are grad_norm_d_1, _2, ...
    values.update({name: _Measured(value) for name, value in numbers.items()})
    return _(formula.numbers).format_map(values)


def _vectors(numbers: Mapping[str, float]) -> dict[str, str]:
    """The components x_1, x_2, ... of a vector as one text, by its name: {"x": "(1.98, 0.03)"}."""
    texts = {}
    for name in {key[:-2] for key in numbers if key.endswith("_1")}:
        texts[name] = f"({listed(components(name, numbers))})"
    return texts


def components(name: str, numbers: Mapping[str, float]) -> list[str]:
    """The components name_1, name_2, ... of a vector as texts, and "…" where there are more; none if it is unknown."""
    parts: list[str] = []
    while f"{name}_{len(parts) + 1}" in numbers:
        parts.append(number(numbers[f"{name}_{len(parts) + 1}"], VECTOR_DIGITS))
    more = numbers.get("latent_dim" if name == "z" else "width", 0) > len(parts) > 0
    return [*parts, "…"] if more else parts
