"""What each phase computes, in symbols, in a sentence, and with this step's numbers.

Symbols: x real, x̃ = G(z) generated, D the raw score of the discriminator, σ the logistic function, sp(t) = ln(1 + eᵗ).
The names in braces are parameters and the numbers of a Frame.
"""

from __future__ import annotations

from collections.abc import Mapping

from sims.params import N_
from sims.simulation import Formula

_X, _FAKE = "<i>x</i>", "<i>x̃</i>"
_E = "<b>E</b>"
_D_REAL, _D_FAKE = f"<i>D</i>({_X})", f"<i>D</i>({_FAKE})"
_LD, _LG = "<i>L<sub>D</sub></i>", "<i>L<sub>G</sub></i>"
_THETA, _PHI = "<i>θ<sub>D</sub></i>", "<i>θ<sub>G</sub></i>"
_LOSS_D = _LD + " = {loss_d:.5f}"
_LOSS_G = _LG + " = {loss_g:.5f}"


def _sp(inside: str) -> str:
    return f"sp({inside})"


_LOSSES: dict[str, tuple[str, str, str, str]] = {
    # objective: (L_D, its sentence, L_G, its sentence)
    "saturating": (
        f"{_LD} = {_E} {_sp('−' + _D_REAL)} + {_E} {_sp(_D_FAKE)} = −{_E} ln σ({_D_REAL}) − {_E} ln(1 − σ({_D_FAKE}))",
        N_("D is paid for calling real points real and generated points generated: binary cross-entropy."),
        f"{_LG} = −{_E} {_sp(_D_FAKE)} = {_E} ln(1 − σ({_D_FAKE}))",
        N_("G minimises D's success. Where D is sure (σ(D) near 0) this curve is flat: the gradient vanishes.")),
    "nonsaturating": (
        f"{_LD} = {_E} {_sp('−' + _D_REAL)} + {_E} {_sp(_D_FAKE)} = −{_E} ln σ({_D_REAL}) − {_E} ln(1 − σ({_D_FAKE}))",
        N_("D is paid for calling real points real and generated points generated: binary cross-entropy."),
        f"{_LG} = {_E} {_sp('−' + _D_FAKE)} = −{_E} ln σ({_D_FAKE})",
        N_("G maximises the chance that D takes its points for real. Steep just where D is sure they are not.")),
    "wgan": (
        f"{_LD} = {_E} {_D_FAKE} − {_E} {_D_REAL}",
        N_("The critic pulls its scores apart. If its slope is at most K, −L is a lower bound of K times W₁."),
        f"{_LG} = −{_E} {_D_FAKE}",
        N_("G climbs the critic's slope, which does not flatten out with distance.")),
    "least_squares": (
        f"{_LD} = ½ {_E} ({_D_REAL} − 1)² + ½ {_E} {_D_FAKE}²",
        N_("D is to answer 1 on real points and 0 on generated ones; errors count squared."),
        f"{_LG} = ½ {_E} ({_D_FAKE} − 1)²",
        N_("G wants the answer 1; points far on either side of it are pulled back.")),
    "hinge": (
        f"{_LD} = {_E} max(0, 1 − {_D_REAL}) + {_E} max(0, 1 + {_D_FAKE})",
        N_("D is to score above 1 on real points and below −1 on generated ones; beyond that it is left alone."),
        f"{_LG} = −{_E} {_D_FAKE}",
        N_("G raises the score of its points.")),
    "relativistic": (
        f"{_LD} = {_E} {_sp(f'{_D_FAKE} − {_D_REAL}')}",
        N_("D is to score each real point above the generated point beside it; only the difference counts."),
        f"{_LG} = {_E} {_sp(f'{_D_REAL} − {_D_FAKE}')}",
        N_("G is to bring its point above the real point beside it.")),
    "began": (
        f"{_LD} = {_E} ℓ({_X}) − <i>k</i> {_E} ℓ({_FAKE}), &nbsp; ℓ(<i>v</i>) = ‖<i>v</i> − <i>D</i>(<i>v</i>)‖",
        N_("D is an autoencoder: it is to give back real points well and, as far as k asks, generated ones badly."),
        f"{_LG} = {_E} ℓ({_FAKE})",
        N_("G makes points that D gives back well.")),
}

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
        "sample_real": Formula(f"{_X}<sub>1…n</sub> ~ <i>p</i><sub>data</sub>",
                               N_("A minibatch of real points is drawn (ringed in the picture)."),
                               "n = {batch_size}, &nbsp; <i>x</i><sub>1</sub> = {x}"),
        "sample_latent_d": Formula("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>",
                                   N_("As many latent points are drawn."),
                                   "<i>z</i><sub>1</sub> = {z}"),
        "generate_d": Formula(f"{_FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                              N_("G, which rests, turns them into points (ringed in the picture)."),
                              "<i>x̃</i><sub>1</sub> = {fake}"),
        "score_d": Formula(f"{_D_REAL}, &nbsp; {_D_FAKE}",
                           N_("D scores both minibatches; instance noise, where there is any, is added first."),
                           f"{_E} {_D_REAL} = {{score_real:.4f}}, &nbsp; {_E} {_D_FAKE} = {{score_fake:.4f}}"),
        "gradient_d": Formula(f"<i>g</i> = ∂{_LD} / ∂{_THETA}",
                              N_("How L changes with each weight of D; G is held fixed."),
                              "‖<i>g</i>‖ = {grad_norm_d:.5f}"),
        "unroll_d": Formula(f"{_THETA}<sup>k+1</sup> = {_THETA}<sup>k</sup> − η ∂{_LD}/∂{_THETA}, "
                            "&nbsp; <i>k</i> = 0 … <i>K</i> − 1",
                            N_("D's next K answers are imagined; D itself stays where it is."),
                            "K = {unroll_steps}, &nbsp; ‖Δ" + _THETA + "‖ = {unrolled_by:.5f}"),
        "look_ahead": Formula(f"{_THETA}′ = {_THETA} − η ∂{_LD}, &nbsp; {_PHI}′ = {_PHI} − η ∂{_LG}",
                              N_("Both look ahead, then move from where they stood by the gradients found there."),
                              "‖Δ" + _THETA + "‖ = {looked_ahead_d:.5f}, &nbsp; ‖Δ" + _PHI
                              + "‖ = {looked_ahead_g:.5f}"),
        "clip_d": Formula(f"{_THETA} ← clip({_THETA}, −c, c)",
                          N_("Every weight of the critic is cut to the band, which bounds its slope."),
                          "c = {weight_clip:g}, &nbsp; " + N_("at the bound: {clipped_share:.1%} of the weights")),
        "sample_latent_g": Formula("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>",
                                   N_("Fresh latent points for the generator's own update."),
                                   "<i>z</i><sub>1</sub> = {z}"),
        "generate_g": Formula(f"{_FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                              N_("G turns them into points (ringed in the picture)."),
                              "<i>x̃</i><sub>1</sub> = {fake}"),
        "score_g": Formula(_D_FAKE, N_("D, which rests now, scores them."),
                           f"{_E} {_D_FAKE} = {{score_fake_g:.4f}}"),
        "gradient_g": Formula(f"<i>g</i> = ∂{_LG} / ∂{_PHI} = {_E} (∂{_LG}/∂{_FAKE}) (∂{_FAKE}/∂{_PHI})",
                              N_("The arrows are −∂L/∂x̃: where this loss moves each point. D is held fixed."),
                              "‖<i>g</i>‖ = {grad_norm_g:.5f}"),
    }
    for objective, (d, says_d, g, says_g) in _LOSSES.items():
        listed[f"loss_d.{objective}"] = Formula(d, says_d, _LOSS_D)
        listed[f"loss_g.{objective}"] = Formula(g, says_g, _LOSS_G)
    for rule, (html, says) in _UPDATES.items():
        for player, weights in (("d", _THETA), ("g", _PHI)):
            listed[f"update_{player}.{rule}"] = Formula(
                html.replace("{w}", weights), says,
                f"η = {{learning_rate_{player}:g}}, &nbsp; ‖<i>g</i>‖ = {{grad_norm_{player}:.5f}}")
    return listed


FORMULAS: Mapping[str, Formula] = _formulas()
