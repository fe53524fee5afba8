"""What the numbers of a trace are called where a person chooses one or reads it in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sims.params import N_
from widgets.language import _

#: In the order in which they are offered.
METRICS = {
    "step": N_("step"), "modes": N_("modes"), "w1": N_("W₁"), "high_quality": N_("high quality"),
    "js": N_("JS"), "js_slope": N_("slope of JS"), "mode_kl": N_("mode KL"),
    "kl": N_("KL(q‖p)"), "sliced_w1": N_("sliced W₁"),
    "correct": N_("share that keeps the rule"), "correlation": N_("correlation of size and 1/depth"),
    "map_error": N_("error of the map"), "diversity": N_("spread of answers"),
    "loss_d": N_("loss of D"), "loss_g": N_("loss of G"), "total_d": N_("loss of D with penalties"),
    "penalty_d": N_("penalty of D"), "accuracy_d": N_("accuracy of D"), "fooled": N_("share that fools D"),
    "accuracy_data": N_("accuracy of D on its data"), "accuracy_fresh": N_("accuracy of D on fresh points"),
    "accuracy_ceiling": N_("best accuracy on fresh points"),
    "score_real": N_("D, real points"), "score_fake": N_("D, generated points"),
    "score_real_g": N_("D, real points, at G"), "score_fake_g": N_("D, generated points, at G"),
    "grad_norm_d": N_("gradient norm of D"), "grad_norm_g": N_("gradient norm of G"),
    "clipped_share": N_("share of clipped weights"), "began_k": N_("BEGAN k"), "began_m": N_("BEGAN M"),
    "unrolled_by": N_("way of D unrolled"),
    "looked_ahead_d": N_("way of D looked ahead"), "looked_ahead_g": N_("way of G looked ahead"),
    "radius": N_("radius"), "x": N_("x"), "y": N_("y"), "value": N_("value"),
}
_LAYERS = {"d": N_("gradient norm of D, layer {layer}"), "g": N_("gradient norm of G, layer {layer}")}


def metric_name(name: str) -> str:
    """The visible name of a column of a trace."""
    if name in METRICS:
        return _(METRICS[name])
    if layer := re.fullmatch(r"grad_norm_([dg])_(\d+)", name):
        return _(_LAYERS[layer[1]]).format(layer=layer[2])
    return name.replace("_", " ")


def in_order(names: Iterable[str]) -> list[str]:
    """Names of columns in the order of METRICS, those that are not among them last."""
    places = {name: place for place, name in enumerate(METRICS)}
    return sorted(dict.fromkeys(names), key=lambda name: places.get(name, len(places)))
