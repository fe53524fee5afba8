"""Why a loss of G stands still: in one sentence what it is about D that leaves G almost no gradient."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sims.gan.params import GanParams
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import number

#: Mean norm of ∂L/∂x̃ below which points stand still: a step then moves them by less than can be seen.
STILL = 1e-3
#: How flat the loss itself is where that is the reason, as the mean of |∂L/∂D|.
FLAT = 1e-2


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


#: By objective: |∂L/∂D| at the mean score of the generated points, and what that says of D.
_SURE: dict[str, tuple[Callable[[float], float], str]] = {
    "saturating": (_sigmoid, N_("D gives almost no gradient: it is sure that x̃ is generated (σ(D(x̃)) = {slope}), and "
                                "there ln(1 − σ) is flat.")),
    "nonsaturating": (lambda score: _sigmoid(-score), N_(
        "D gives almost no gradient: it takes x̃ for real (1 − σ(D(x̃)) = {slope}), and there −ln σ is flat.")),
}
_FLAT_D = N_("D gives almost no gradient: it is flat at the generated points, so nothing says where they should go.")


def why_still(frame: Frame, params: GanParams) -> str:
    """The translated sentence; "" where D does move the generated points, or nothing is known of them."""
    if "arrows" not in frame.arrays:        # of data that are no points of the plane
        return ""
    arrows = np.hypot(*np.asarray(frame.arrays["arrows"], float).T)
    if not np.isfinite(arrows).all() or arrows.mean() >= STILL:
        return ""
    score = frame.numbers.get("score_fake_g", frame.numbers.get("score_fake", math.nan))
    if params.objective in _SURE and math.isfinite(score):
        slope_of, text = _SURE[params.objective]
        if (slope := slope_of(score)) < FLAT:
            return _(text).format(slope=number(slope, 2))
    return _(_FLAT_D)
