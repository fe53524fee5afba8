"""Round numbers for axes: where they begin and end, where ticks stand, and how powers of ten are written."""

from __future__ import annotations

import math

from widgets.numbers import in_language

_STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


def round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 times a power of ten that is not below value (> 0)."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _STEPS if value <= step * power * (1 + 1e-9))


def rounded_range(low: float, high: float) -> tuple[float, float]:
    """A range with round ends around [low, high], a little wider, for an axis that shall not creep."""
    span = high - low
    if span <= 1e-9 * max(abs(low), abs(high), 1e-6):
        span = max(abs(low), 1.0) * 0.2
    step = round_up(span / 5)
    return math.floor(low / step - 1e-9) * step, math.ceil(high / step + 1e-9) * step


def log_ticks(low: float, high: float, room: int) -> list[float]:
    """Round numbers between 10^low and 10^high, as logarithms: decades, or parts of them. At most about `room` of them,
    and at least three, without which nobody sees that the axis is logarithmic, wherever three are round.
    """
    span = high - low
    if span <= 0:
        return []

    def parts_of_decades(*sets: tuple[float, ...]) -> list[list[float]]:
        return [sorted(k + math.log10(part) for k in range(math.floor(low), math.ceil(high) + 1) for part in parts)
                for parts in sets] if span < room + 1 else []
    choices = parts_of_decades((1, 2, 5), (1, 3), (1,))
    for step in (1, 2, 3, 5, *(round_up(span / room) * k for k in (1, 2))):
        # A part of a decade is no round number.
        if step >= 1 and span / step < 2 * room + 2:
            choices.append([k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)])
    for least, wanted in ((3, choices + parts_of_decades((1, 2, 3, 5), (1, 1.5, 2, 3, 5, 7))), (2, choices)):
        for ticks in wanted:
            ticks = [float(tick) for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]
            if least <= len(ticks) <= max(room + 1, least + 1):
                return ticks
    if high > 300 or low < -300:
        return [low, high]
    bottom, top = 10.0 ** low, 10.0 ** high
    for parts in range(room, room + 5):
        step = round_up((top - bottom) / parts)
        first, last = max(math.ceil(bottom / step - 1e-9), 1), math.floor(top / step + 1e-9)
        if last - first >= 2:
            break
    return [math.log10(k * step) for k in range(first, last + 1)]


def power_text(power: float) -> str:
    """10^power in few characters, also where that is no float any more."""
    if -4.001 <= power <= 5.001:
        value = 10.0 ** power
        return in_language(f"{value:.4g}" if value < 10_000 else f"{value:,.0f}")
    whole = math.floor(power + 1e-9)
    digits = f"{10 ** (power - whole):.3g}"
    return f"{digits}e{whole:+03d}"
