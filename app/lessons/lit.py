"""What a stop draws attention to: `modes` (a view), `setting/n_critic`, `button/sub_step`, `curve/w1`,
`point/w1/600/0.3` (in the plot of that curve), `term/γ` (in a formula), `picture`, `point/picture/2/0`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sims.params import N_, ParameterError

KINDS = ("setting", "button", "curve", "point", "term")
VIEW, PICTURE = "view", "picture"
NO_POINT = N_("“{text}” is no point; write one like point/w1/600/0.3: in the plot of the curve w1, at step 600 and "
              "0.3")


@dataclass(frozen=True)
class Lit:
    """kind: VIEW or one of KINDS. name: of the view, the setting, the button, the curve or the term. place: of a point
    in the units of its plot. spelled: as the lesson has it."""

    kind: str
    name: str
    spelled: str
    place: tuple[float, float] | None = None


def read_lit(text: str) -> Lit:
    """What a text names. Raises ParameterError for a point without a place."""
    kind, _slash, name = text.partition("/")
    if kind not in KINDS or not name:
        return Lit(VIEW, text, text)
    if kind != "point":
        return Lit(kind, name, text)
    parts = name.rsplit("/", 2)
    try:
        place = tuple(map(float, parts[1:]))
    except ValueError:
        place = ()
    if len(place) != 2 or not all(map(math.isfinite, place)):
        raise ParameterError(NO_POINT, text=text)
    return Lit(kind, parts[0], text, place)
