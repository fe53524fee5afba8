"""Which settings of a GAN in training change nothing as the others stand, and why."""

from __future__ import annotations

from sims.gan.params import TrainingParams
from widgets.language import _


def without_effect(params: TrainingParams) -> dict[str, str]:
    """{parameter: why changing it has no effect now}, beyond the `only_if` of the declarations; already translated."""
    reasons: dict[str, str] = {}
    if params.freeze_d:
        text = _("D is frozen: nothing that is only about its training has an effect.")
        reasons |= dict.fromkeys(("learning_rate_d", "n_critic", "r1", "r2", "gradient_penalty", "dragan",
                                  "weight_clip", "label_smoothing"), text)
    if params.freeze_g:
        text = _("G is frozen: nothing that is only about its training has an effect.")
        reasons |= dict.fromkeys(("learning_rate_g", "unroll_steps"), text)
    if params.freeze_d or params.freeze_g:
        reasons["updates"] = _("One player rests, so there is no order between the two.")
    if not params.gradient_penalty:
        reasons["gradient_penalty_target"] = _("Has an effect only with a gradient penalty.")
    if not params.instance_noise:
        reasons["noise_steps"] = _("Has an effect only with instance noise.")
    return reasons
