"""The presets of the GAN on a line. No torch here.

What each claims was measured over seeds 0 to 4 and is tested there, in tests/sims/line/test_presets.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from sims.line.curve import curve_text
from sims.params import N_
from sims.simulation import Preset

_MODES, _HAND = N_("How many of the two modes does G find?"), N_("What does G do against a D that is drawn?")
#: D(x) as a roof whose top is over the right mode, and over the left one.
RIGHT = curve_text((-4, -3, -2, -1, 0, 1, 2, 1, 0))
LEFT = curve_text((0, 1, 2, 1, 0, -1, -2, -3, -4))

PRESETS: Mapping[str, Preset] = {
    "both": Preset(
        N_("Both modes"), {"r1": 0.1, "n_critic": 2, "beta1": 0.0, "learning_rate_d": 0.002}, steps=3000,
        question=_MODES,
        help=N_("The generated density has both peaks. G is continuous, so some of its mass lies between them.")),
    "one": Preset(
        N_("One of two: collapse"),
        {"objective": "saturating", "distance": 6.0, "learning_rate_d": 0.003, "hidden_layers_g": 1,
         "hidden_width_g": 8}, steps=2000, question=_MODES,
        help=N_("G has all its points in one mode: the KL of its shares to the data’s is ln 2 = 0.693. Nothing in its "
                "loss asks for the other one.")),
    "drawn_top": Preset(
        N_("D by hand: its top moves, and G after it"), {"curve": RIGHT}, steps=1600, question=_HAND,
        events=((800, "curve", LEFT),),
        help=N_("D stands still, highest over the right mode: G puts all its points there. At step 800 its top moves "
                "to the left mode, and all go there. G goes where D is mistaken, not where D is good.")),
}
