"""What the picture shows of D as a surface: its output, its score, or the slope of either."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sims.params import N_
from sims.simulation import Frame
from widgets.numbers import number
from widgets.plots.items.contours import ContoursView
from widgets.plots.items.field import DIVERGING, SurfaceView
from widgets.plots.sampled_field import SampledField
from widgets.plots.ticks import round_up

#: The grid of a frame is made so many times as fine before it is coloured: a cell is then 12 pixels wide at 4K.
REFINEMENT = 3
#: Of the output σ(D), which lies between 0 and 1.
PROBABILITY_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
MOST_LEVELS = 4                         # on either side of the centre, where levels are round numbers


@dataclass(frozen=True)
class Kind:
    """One view of D. label, says: what is seen, in a few words and in a sentence. legend: what its colours mean.
    slope: whether it is a slope, of which 0 is the lowest value."""

    label: str
    legend: str
    says: str
    slope: bool = False


OUTPUT, SCORE, OUTPUT_SLOPE, SCORE_SLOPE = "output", "score", "output_slope", "score_slope"
#: Where D(x) is a logit.
OF_LOGITS: Mapping[str, Kind] = {
    OUTPUT: Kind(N_("Output of D: σ(D(x))"), N_("D: real / generated"),
                 N_("The probability that D gives each place for being real: blue above ½, orange below; the line is "
                    "½.")),
    SCORE: Kind(N_("Logit of D: D(x)"), N_("logit: real / generated"),
                N_("The number whose σ is the probability: blue above 0, orange below; the line is 0.")),
    OUTPUT_SLOPE: Kind(N_("Slope of the output: |∇σ(D(x))|"), N_("slope of σ(D)"),
                       N_("How steep the probability is: the darker, the steeper. It goes to 0 where D is sure, also "
                          "where its logit is steep."), slope=True),
    SCORE_SLOPE: Kind(N_("Slope of the logit: |∇D(x)|"), N_("slope of D"),
                      N_("How steep the logit is: the darker, the steeper."), slope=True),
}
#: Where it is a score and no σ belongs to it.
OF_SCORES: Mapping[str, Kind] = {
    SCORE: Kind(N_("Score of D: D(x)"), N_("D: real / generated"),
                N_("What D gives each place: the bluer, the more real. The line is where neither is favoured, or the "
                   "middle of what is seen where only differences count.")),
    SCORE_SLOPE: Kind(N_("Slope of the score: |∇D(x)|"), N_("slope of D"),
                      N_("How steep D is: the darker, the steeper."), slope=True),
}
_WITHOUT_OUTPUT = {OUTPUT: SCORE, OUTPUT_SLOPE: SCORE_SLOPE}


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """σ(D), 1 / (1 + exp(-D))."""
    return 1 / (1 + np.exp(-np.clip(logits, -80, 80)))


class DiscriminatorSurface:
    """Draws one of the kinds, and its levels with numbers where they are wanted.

    surface, contours: the items. chosen: a key of OF_LOGITS; kept while a D without output shows its score instead.
    scores: D(x) of the last frame, on the finer grid; None before the first.
    """

    def __init__(self):
        self.surface, self.contours = SurfaceView(), ContoursView("ink")
        self.chosen = OUTPUT
        self.logits = True
        self.neutral = 0.0
        self.scores: SampledField | None = None

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """Those that this D has."""
        return OF_LOGITS if self.logits else OF_SCORES

    @property
    def shown(self) -> str:
        """The key of the kind that is drawn."""
        return self.chosen if self.logits else _WITHOUT_OUTPUT.get(self.chosen, self.chosen)

    def take(self, frame: Frame) -> None:
        """Show this frame from the next `draw` on."""
        self.logits = frame.numbers["scores_are_logits"] == 1
        self.neutral = frame.numbers["neutral_score"]
        self.scores = SampledField(frame.arrays["scores"], tuple(frame.arrays["view"].tolist())).refined(REFINEMENT)

    def field(self, key: str) -> SampledField:
        """One of the kinds as numbers."""
        scores = self.scores
        if key == SCORE:
            return scores
        if key == SCORE_SLOPE:
            return scores.slope
        output = scores.map(sigmoid)
        if key == OUTPUT:
            return output
        # σ' = σ (1 - σ), by the slope of the logit: differences of σ would miss a step narrower than a cell.
        return SampledField(output.values * (1 - output.values) * scores.slope.values, scores.rect)

    def draw(self, levels: bool) -> None:
        """Draw the kind that is chosen. levels: lines of several values with their numbers, too."""
        field = self.field(self.shown)
        centre, span = self.range_of(field.values)
        slope = self.kinds[self.shown].slope
        self.surface.level_line = not slope and not levels
        self.surface.set_surface(field.values, field.rect, centre, span, ("ink", "ink") if slope else DIVERGING)
        if levels:
            self.contours.set_contours(field, [(level, number(level)) for level in self._levels(centre, span)])

    def range_of(self, values: np.ndarray) -> tuple[float, float]:
        """The value without a colour, and how far from it the full colours are."""
        if self.shown == OUTPUT:
            return 0.5, 0.5
        finite = values if np.isfinite(values).all() else values[np.isfinite(values)]
        if not finite.size:
            return 0.0, 1.0
        if self.kinds[self.shown].slope:
            centre = 0.0
        else:
            centre = float(np.median(finite)) if math.isnan(self.neutral) else self.neutral
        return centre, max(float(finite.max()) - centre, centre - float(finite.min()), 1e-6)

    def _levels(self, centre: float, span: float) -> list[float]:
        if self.shown == OUTPUT:
            return list(PROBABILITY_LEVELS)
        step = round_up(span / MOST_LEVELS)
        first = math.ceil((centre - span) / step)
        return [round(k * step, 12) for k in range(first, math.floor((centre + span) / step) + 1)
                if k or not self.kinds[self.shown].slope]
