"""The presets of the patterns. No torch here.

What each claims was measured over seeds 0 to 4 and is tested there, in tests/sims/patterns/test_presets.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from sims.params import N_
from sims.simulation import Preset

_RULES, _USEFUL = N_("What does a critic of parts miss?"), N_("When is collapse no fault?")
#: D learns three times as fast as G and twice as often, without momentum: so G of dots keeps the rule best.
_TRAINED = {"beta1": 0.0, "learning_rate_d": 0.003, "n_critic": 2}

PRESETS: Mapping[str, Preset] = {
    "counting": Preset(
        N_("Counting, and D sees all"), dict(_TRAINED), steps=8000, question=_RULES,
        help=N_("D sees all eight slots, and more than nine of ten generated patterns have exactly three dots.")),
    "counting_patch": Preset(
        N_("Counting, and D sees three slots"), {**_TRAINED, "critic": "patch"}, steps=8000, question=_RULES,
        help=N_("D sees three neighbouring slots at a time. Everything from 0 to 1 can satisfy it; the generator of "
                "greatest entropy among all that do would have three dots in 37 % of its patterns.")),
    "perspective": Preset(
        N_("Perspective, and D sees both numbers"), {**_TRAINED, "scene": "perspective"}, steps=4000, question=_RULES,
        help=N_("What is twice as far away is seen half as large: the pairs of depth and size lie on the curve.")),
    "perspective_apart": Preset(
        N_("Perspective, and D sees each number apart"),
        {**_TRAINED, "scene": "perspective", "critic": "patch", "patch_width": 1}, steps=4000, question=_RULES,
        help=N_("Depths are right and sizes are right, but they do not belong together: few pairs lie on the curve.")),
    "translation": Preset(
        N_("Translation"), {**_TRAINED, "scene": "translation"}, steps=4000, question=_USEFUL,
        help=N_("G is given x and says y, almost the same y whatever z is: collapse, and just what is wanted here.")),
}
