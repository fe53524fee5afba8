"""The lines of the derivation of G's gradient; their numbers are those of sims.gan.observation.chain_rule."""

from __future__ import annotations

from sims.derivation import Derivation, Line
from sims.gan.params import GanParams
from sims.params import N_

_SAMPLE, _ALL = ("followed",), ("generated",)


def explains(params: GanParams) -> bool:
    """Whether the gradient of G has these three factors: D is a probability, and judges one point at a time."""
    return params.objective in ("saturating", "nonsaturating") and params.pack == 1 and not params.minibatch_std


def lines(params: GanParams) -> Derivation:
    """Of the loss of these parameters. lit: layers of the picture of the lab, and "plot: " with the plot beside."""
    saturating = params.objective == "saturating"
    loss, to_d = ("ln(1 − D)", "1/(D − 1)") if saturating else ("−ln D", "−1/D")
    of_mean = "ln(1 − D(G(z)))" if saturating else "[−ln D(G(z))]"
    first = "∂ℓ/∂D = −1/(1 − D) = 1/(D − 1)" if saturating else "∂ℓ/∂D = −1/D"
    other = "−1/D" if saturating else "1/(D − 1)"
    first_says = N_("The first factor: the slope of the loss. (One line of the notes “Problems of GANs” has 1/(1 − D), "
                    "without the minus; the next has 1/(D − 1), which is right.)") if saturating else \
        N_("The first factor: the slope of the loss, the larger the surer D is that the point is generated.")
    compared = N_("Why −ln D was put in the place of ln(1 − D): where D is near 0 its first factor is −1/D, far from "
                  "0, and the other two factors are the same. Choose it as objective and compare.") if saturating else \
        N_("With ln(1 − D) the first factor would be 1/(D − 1): about −1 where D is near 0, while −1/D grows. The "
           "other two factors are the same.")
    return (
        Line(f"L = <b>E</b><sub>z</sub> {of_mean}",
             N_("What G minimises is a mean over latents z ~ p_z, here over 64 of them. (The notes “Problems of GANs” "
                "write z ~ p_g(z): p_g is the density of x = G(z).) D is the probability, σ of its logit."),
             "L = {loss_mean:.6g}", (*_ALL, "plot: loss")),
        Line(f"z → x = G(z) → D(x) → ℓ = {loss}",
             N_("One z on its way to its part of the loss. Click on a generated point to pick another."),
             "z = {z},&nbsp; x = {x},&nbsp; D(x) = {d:.6g},&nbsp; ℓ = {loss:.6g}", (*_SAMPLE, "plot: loss")),
        Line("∂ℓ/∂θ = ∂ℓ/∂D · ∂D/∂x · ∂x/∂θ",
             N_("The chain rule: a factor for each part of the way, for every weight and bias θ of G."), "",
             (*_SAMPLE, "plot: loss")),
        Line(first, first_says, f"{to_d} = {{to_d:.6g}}", (*_SAMPLE, "plot: loss")),
        Line("∂D/∂x = D (1 − D) ∇t",
             N_("The second factor: which way, and how fast, D rises at x; t is its logit. Where D is sure "
                "of itself it is flat."),
             "∂D/∂x = {slope},&nbsp; D = {d:.6g}", (*_SAMPLE, "surface", "plot: d")),
        Line("∂x/∂w",
             N_("The third factor: how x moves as a weight of G does. Here w is the weight to which this z matters "
                "most: of layer {w_layer}, from unit {w_from} to unit {w_to}."),
             "∂x/∂w = {move_w}", (*_SAMPLE, "plot: x")),
        Line("∂ℓ/∂w = ∂ℓ/∂D · (∂D/∂x · ∂x/∂w)",
             N_("The product of the three: the slope of the loss as this one weight is moved."),
             "∂ℓ/∂w = {product_w:.6g},&nbsp; ∂ℓ/∂D = {to_d:.6g},&nbsp; (∂D/∂x·∂x/∂w) = {dot_w:.6g}",
             (*_SAMPLE, "plot: product")),
        Line("autograd(ℓ, w)",
             N_("What PyTorch’s autograd gives, which knows nothing of these lines. Of all {parameters} weights and "
                "biases none differs by more than {difference} of the largest."),
             "autograd(ℓ, w) = {autograd_w:.6g}", (*_SAMPLE, "plot: product")),
        Line("∂ℓ/∂b = ∂ℓ/∂D · (∂D/∂x · ∂x/∂b),&nbsp; autograd(ℓ, b)",
             N_("The same for a bias: that of unit {b_to} of layer {b_layer}. Its first two factors are those of w."),
             "∂ℓ/∂b = {product_b:.6g},&nbsp; ∂ℓ/∂D = {to_d:.6g},&nbsp; (∂D/∂x·∂x/∂b) = {dot_b:.6g},&nbsp; "
             "autograd(ℓ, b) = {autograd_b:.6g}", (*_SAMPLE, "plot: product")),
        Line("∂L/∂w = 1/n Σ<sub>z</sub> ∂ℓ/∂D · (∂D/∂x · ∂x/∂w),&nbsp; autograd(L, w)",
             N_("All {summed} latents, one after the other: the mean of their products is the gradient of the whole "
                "loss."),
             "∂L/∂w = {sum_z_w:.6g},&nbsp; autograd(L, w) = {autograd_mean_w:.6g}", (*_ALL, "plot: product")),
        Line("∂L/∂w = Σ<sub>x</sub> p<sub>g</sub>(x) ∂ℓ/∂D · (∂D/∂x · ∂x/∂w)",
             N_("The same as a sum over points: these latents become {distinct} different ones, each with its share "
                "p_g. Where several z reach one x, their ∂x/∂w are averaged."),
             "∂L/∂w = {sum_x_w:.6g}", (*_ALL, "plot: product")),
        Line("‖∂L/∂w‖,&nbsp; ‖∂L/∂b‖",
             N_("All weights together, and all biases. Every one of them has the first two factors in it: where D is 0 "
                "and flat at all points, all of G stands still."),
             "‖∂L/∂w‖ = {norm_w:.6g},&nbsp; ‖∂L/∂b‖ = {norm_b:.6g}", (*_ALL, "plot: product")),
        Line(f"{other}", compared, f"{other} = {{other_to_d:.6g}}", (*_SAMPLE, "plot: loss")),
    )
