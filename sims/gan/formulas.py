"""The formula of each phase of a step: in symbols, in a sentence, and with the numbers of this step.

Symbols as in objectives_text. The names in braces are parameters and the numbers of a Frame.
"""

from __future__ import annotations

from collections.abc import Mapping

from sims.gan.objectives_text import D_FAKE, D_REAL, FAKE, LOSS_D, LOSS_G, OBJECTIVES, E, X
from sims.params import N_
from sims.simulation import Formula

_THETA, _PHI = "<i>θ<sub>D</sub></i>", "<i>θ<sub>G</sub></i>"

_UPDATES: dict[str, tuple[str, str]] = {
    "sgd": ("{w} ← {w} − η <i>g</i>", N_("A step against the gradient.")),
    "momentum": ("<i>v</i> ← β₁<i>v</i> + <i>g</i>, &nbsp; {w} ← {w} − η <i>v</i>",
                 N_("A step along the remembered velocity.")),
    "rmsprop": ("<i>s</i> ← β₂<i>s</i> + (1 − β₂)<i>g</i>², &nbsp; "
                "{w} ← {w} − η <i>g</i> / (√<i>s</i> + 10<sup>−8</sup>)",
                N_("Each weight's step is divided by the usual size of its gradient.")),
    "adam": ("<i>m</i> ← β₁<i>m</i> + (1 − β₁)<i>g</i>, &nbsp; <i>v</i> ← β₂<i>v</i> + (1 − β₂)<i>g</i>², &nbsp; "
             "{w} ← {w} − η <i>m̂</i> / (√<i>v̂</i> + 10<sup>−8</sup>)",
             N_("Mean gradient over root mean square, both corrected for their start at zero.")),
    "ogda": ("{w} ← {w} − 2η <i>g<sub>t</sub></i> + η <i>g</i><sub><i>t</i>−1</sub>",
             N_("Twice this gradient less the one before: a guess at the opponent's next move.")),
    "optimistic_adam": ("{w} ← {w} − 2η <i>u<sub>t</sub></i> + η <i>u</i><sub><i>t</i>−1</sub>, &nbsp; "
                        "<i>u</i> = <i>m̂</i> / (√<i>v̂</i> + 10<sup>−8</sup>)",
                        N_("Adam's direction twice, less the one before.")),
}


def _formulas() -> dict[str, Formula]:
    listed = {
        "sample_real": Formula(f"{X}<sub>1…n</sub> ~ <i>p</i><sub>data</sub>",
                               N_("A minibatch of real points is drawn (ringed in the picture)."),
                               "n = {batch_size}, &nbsp; <i>x</i><sub>1</sub> = {x}"),
        "sample_latent_d": Formula("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>",
                                   N_("As many latent points are drawn."),
                                   "<i>z</i><sub>1</sub> = {z}"),
        "generate_d": Formula(f"{FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                              N_("G, which rests, turns them into points (ringed in the picture)."),
                              "<i>x̃</i><sub>1</sub> = {fake}"),
        "score_d": Formula(f"{D_REAL}, &nbsp; {D_FAKE}",
                           N_("D scores both minibatches; instance noise, where there is any, is added first."),
                           f"{E} {D_REAL} = {{score_real:.4f}}, &nbsp; {E} {D_FAKE} = {{score_fake:.4f}}"),
        "gradient_d": Formula(f"<i>g</i> = ∂{LOSS_D} / ∂{_THETA}",
                              N_("How L changes with each weight of D; G is held fixed."),
                              "‖<i>g</i>‖ = {grad_norm_d:.5f}"),
        "unroll_d": Formula(f"{_THETA}<sup>k+1</sup> = {_THETA}<sup>k</sup> − η ∂{LOSS_D}/∂{_THETA}, "
                            "&nbsp; <i>k</i> = 0 … <i>K</i> − 1",
                            N_("D's next K answers are imagined; D itself stays where it is."),
                            "K = {unroll_steps}, &nbsp; ‖Δ" + _THETA + "‖ = {unrolled_by:.5f}"),
        "look_ahead": Formula(f"{_THETA}′ = {_THETA} − η ∂{LOSS_D}, &nbsp; {_PHI}′ = {_PHI} − η ∂{LOSS_G}",
                              N_("Both look ahead, then move from where they stood by the gradients found there."),
                              "‖Δ" + _THETA + "‖ = {looked_ahead_d:.5f}, &nbsp; ‖Δ" + _PHI
                              + "‖ = {looked_ahead_g:.5f}"),
        "clip_d": Formula(f"{_THETA} ← clip({_THETA}, −c, c)",
                          N_("Every weight of D is cut to the band, which bounds its slope."),
                          "c = {weight_clip:g}, &nbsp; " + N_("at the bound: {clipped_share:.1%} of the weights")),
        "sample_latent_g": Formula("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>",
                                   N_("Fresh latent points for the generator's own update."),
                                   "<i>z</i><sub>1</sub> = {z}"),
        "generate_g": Formula(f"{FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                              N_("G turns them into points (ringed in the picture)."),
                              "<i>x̃</i><sub>1</sub> = {fake}"),
        "score_g": Formula(D_FAKE, N_("D, which rests now, scores them."),
                           f"{E} {D_FAKE} = {{score_fake_g:.4f}}"),
        "gradient_g": Formula(f"<i>g</i> = ∂{LOSS_G} / ∂{_PHI} = {E} (∂{LOSS_G}/∂{FAKE}) (∂{FAKE}/∂{_PHI})",
                              N_("The arrows are −∂L/∂x̃: where this loss moves each point. D is held fixed."),
                              "‖<i>g</i>‖ = {grad_norm_g:.5f}"),
    }
    for key, objective in OBJECTIVES.items():
        listed[f"loss_d.{key}"] = Formula(objective.loss_d, objective.says_d, LOSS_D + " = {loss_d:.5f}")
        listed[f"loss_g.{key}"] = Formula(objective.loss_g, objective.says_g, LOSS_G + " = {loss_g:.5f}")
    for rule, (html, says) in _UPDATES.items():
        for player, weights in (("d", _THETA), ("g", _PHI)):
            listed[f"update_{player}.{rule}"] = Formula(
                html.replace("{w}", weights), says,
                f"η = {{learning_rate_{player}:g}}, &nbsp; ‖<i>g</i>‖ = {{grad_norm_{player}:.5f}}")
    return listed


FORMULAS: Mapping[str, Formula] = _formulas()
