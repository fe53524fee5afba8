"""The positions of a slider, and the values of a parameter that they stand for."""

from __future__ import annotations

import math

from sims.params import Parameter

#: Positions of a slider for a real number.
STOPS = 1000


class SliderScale:
    """Maps the positions of a slider (0 to `stops`) to the values of a parameter and back."""

    def __init__(self, parameter: Parameter):
        self.lo, self.hi = float(parameter.lo), float(parameter.hi)
        self.whole = parameter.scale == "int"
        self.log = parameter.scale == "log" and self.lo > 0
        self.stops = int(self.hi - self.lo) if self.whole else STOPS

    def value(self, stop: int) -> float:
        """The value at a position, to 3 digits."""
        if self.whole:
            return int(self.lo) + stop
        if stop in (0, self.stops):
            return self.hi if stop else self.lo
        share = stop / self.stops
        if self.log:
            value = float(f"{self.lo * (self.hi / self.lo) ** share:.3g}")
        else:
            digits = 3 - math.ceil(math.log10(self.hi - self.lo))
            value = round(self.lo + share * (self.hi - self.lo), digits)
        return min(max(value, self.lo), self.hi)

    def stop(self, value: float) -> int:
        """The position nearest to a value."""
        value = min(max(value, self.lo), self.hi)
        if self.whole:
            return round(value - self.lo)
        if self.log:
            return round(self.stops * math.log(value / self.lo) / math.log(self.hi / self.lo))
        return round(self.stops * (value - self.lo) / (self.hi - self.lo))

    def step(self, value: float, steps: int) -> float:
        """The value some steps of the arrow keys away."""
        if self.whole:
            return min(max(int(value) + steps, self.lo), self.hi)
        return self.value(min(max(self.stop(value) + 10 * steps, 0), self.stops))
