"""The presets of the patterns. No torch here.

What each claims was measured over seeds 0 to 4 and is tested there, in tests/sims/patterns/test_presets.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sims.params import N_
from sims.simulation import Preset

_RULES, _MODES, _USEFUL = (N_("What does a critic of parts miss?"), N_("How many digits does G make?"),
                           N_("When is collapse no fault?"))
#: D learns three times as fast as G and twice as often, without momentum: so G of dots keeps the rule best.
_TRAINED: Mapping[str, Any] = {"beta1": 0.0, "learning_rate_d": 0.003, "n_critic": 2}
#: R1 keeps D from being sure, so G leaves no pattern of dots out; it takes longer.
_EVERY: Mapping[str, Any] = {"beta1": 0.0, "r1": 0.1, "n_critic": 2, "hidden_width_g": 128, "hidden_width_d": 128,
                             "latent_dim": 8}
#: G draws from two latent numbers only: with more, hardly more than half of its patterns become even.
_PARITY: Mapping[str, Any] = {**_TRAINED, "scene": "parity", "latent_dim": 2, "hidden_width_g": 128,
                              "hidden_width_d": 128}
#: D is far ahead, as in "full collapse" of the lab. With so many latent numbers G most often ends at one digit.
_AHEAD: Mapping[str, Any] = {"scene": "digits", "n_critic": 5, "learning_rate_d": 0.005, "learning_rate_g": 0.005,
                             "batch_size": 64, "latent_dim": 256}

PRESETS: Mapping[str, Preset] = {
    "counting": Preset(
        N_("Counting, and D sees all"), dict(_TRAINED), steps=8000,
        help=N_("D sees all eight slots, and more than nine of ten generated patterns have exactly three dots; but G "
                "makes only some seven of the 56 that there are."),
        question=_RULES, page="rule"),
    "counting_every": Preset(
        N_("Counting, and all 56 patterns"), dict(_EVERY), steps=16000,
        help=N_("With an R1 penalty on a D that sees all, and twice the time, G makes all 56 patterns, and some "
                "nine of ten of what it makes are right."),
        question=_RULES, page="rule"),
    "counting_patch": Preset(
        N_("Counting, and D sees three slots"), {**_TRAINED, "critic": "patch"}, steps=8000,
        help=N_("D sees three neighbouring slots at a time. Everything from 0 to 1 can satisfy it; the generator of "
                "greatest entropy among all that do would have three dots in 37 % of its patterns."),
        question=_RULES, page="rule"),
    "parity": Preset(
        N_("Parity, and D sees all"), dict(_PARITY), steps=8000,
        help=N_("An even number is no matter of any part. Under a D that sees all eight slots more than nine of "
                "ten patterns are even, but G makes only some ten of the 128 that there are."),
        question=_RULES, page="rule"),
    "parity_patch": Preset(
        N_("Parity, and D sees seven of eight"), {**_PARITY, "critic": "patch", "patch_width": 7}, steps=8000,
        help=N_("One slot is hidden from D, and all that it sees of odd patterns is as in even ones: about half of the "
                "generated patterns are odd, as chance would have it."),
        question=_RULES, page="rule"),
    "perspective": Preset(
        N_("Perspective, and D sees both numbers"), {**_TRAINED, "scene": "perspective"}, steps=4000,
        help=N_("What is twice as far away is seen half as large: the pairs of depth and size lie on the curve."),
        question=_RULES, page="pairs"),
    "perspective_apart": Preset(
        N_("Perspective, and D sees each number apart"),
        {**_TRAINED, "scene": "perspective", "critic": "patch", "patch_width": 1}, steps=4000,
        help=N_("Depths are right and sizes are right, but they do not belong together: few pairs lie on the curve."),
        question=_RULES, page="pairs"),
    "all_ten": Preset(
        N_("Digits: all ten"), {"scene": "digits", "beta1": 0.0, "r1": 0.1}, steps=3000,
        help=N_("With an R1 penalty on D all ten digits are made, and about equally often: KL to all alike is below "
                "0.02 nats."),
        question=_MODES, page="classes"),
    "only_the_six": Preset(
        N_("Digits: only the six"), dict(_AHEAD), seed=3, steps=1000,
        help=N_("D is far ahead, and G makes one whole digit, or at most two: KL to all alike is ln 10 = 2.30 nats, or "
                "ln(10/2). Which digit it is depends on the seed; with this one it was the six."),
        question=_MODES, page="classes"),
    "translation": Preset(
        N_("Translation"), {**_TRAINED, "scene": "translation"}, steps=4000,
        help=N_("G is given x and says y, almost the same y whatever z is: collapse, and just what is wanted here."),
        question=_USEFUL, page="translation"),
}
