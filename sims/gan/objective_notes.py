"""Which answer each loss wants on which points, and what both losses come to where the two distributions agree."""

from __future__ import annotations

import math

from sims.gan.choices import LN2, OBJECTIVES
from sims.gan.params import GanParams
from sims.params import N_

_LEAST_SQUARES = {"0_1_1": (0.0, 1.0, 1.0), "-1_1_0": (-1.0, 1.0, 0.0)}


def label_table(params: GanParams) -> tuple[str, str, str]:
    """What D is to answer on real points and on generated ones, and what G wants D to answer on generated ones."""
    smooth = params.label_smoothing
    if params.objective == "least_squares":
        a, b, c = _LEAST_SQUARES[params.least_squares_labels]
        return _number(b - smooth), _number(a), _number(c)
    return {
        "saturating": (_number(1 - smooth), "0", N_("not 0")),
        "nonsaturating": (_number(1 - smooth), "0", "1"),
        "wgan": (N_("more"), N_("less"), N_("more")),
        "hinge": (N_("1 or more"), N_("−1 or less"), N_("more")),
        "relativistic": (N_("more than its pair"), N_("less than its pair"), N_("more than its pair")),
        "began": (N_("a small error"), N_("a large error, times k"), N_("a small error")),
    }[params.objective]


def equilibrium(params: GanParams) -> tuple[float | None, float | None]:
    """(loss_d, loss_g) where generated is real and D at its best, penalties left out; None where nothing is fixed."""
    smooth = params.label_smoothing
    if params.objective == "least_squares":
        a, b, c = _LEAST_SQUARES[params.least_squares_labels]
        b -= smooth
        middle = (a + b) / 2
        return (b - a) ** 2 / 4, (middle - c) ** 2 / 2
    if params.objective in ("saturating", "nonsaturating") and smooth:
        # The best D(x) is (1 - s) p / (p + q), and p = q.
        chance = (1 - smooth) / 2
        loss_d = -(1 - smooth) * math.log(chance) - (1 + smooth) * math.log(1 - chance)
        return loss_d, (math.log(1 - chance) if params.objective == "saturating" else -math.log(chance))
    return OBJECTIVES[params.objective].equilibrium


def value(loss_d: float, penalty: float, params: GanParams) -> float | None:
    """V = E ln D(x) + E ln(1 - D(G(z))) from what D minimises; None where the loss is another one. -2 ln 2 at rest."""
    if params.objective not in ("saturating", "nonsaturating") or params.label_smoothing:
        return None
    return penalty - loss_d


VALUE_AT_REST = -2 * LN2


def _number(number: float) -> str:
    return f"{number:g}".replace("-", "−")
