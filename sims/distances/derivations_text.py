"""The lines of the derivations of the distances panel; their numbers are those of sims.distances.derivations."""

from __future__ import annotations

from collections.abc import Mapping

from sims.derivation import Derivation, Line
from sims.params import N_

_E_P, _E_Q, _E_Z = "<b>E</b><sub>p</sub>", "<b>E</b><sub>q</sub>", "<b>E</b><sub>z</sub>"
_REAL, _FAKE = "D(x) = {d_real:.6g},&nbsp; ", "D(G(z)) = {d_fake:.6g},&nbsp; "

BCE: Derivation = (
    Line("BCE(y, D) = −y ln D − (1 − y) ln(1 − D)",
         N_("The binary cross entropy: what D, a probability, pays for its answer where the label is y.")),
    Line("BCE(1, D(x)) = −1 · ln D(x) − (1 − 1) · ln(1 − D(x))",
         N_("A real point x has the label y = 1, so the second term is 0, whatever D says."),
         "lnD(x) = {ln_d_real:.6g},&nbsp; ln(1 − D(x)) = {ln_not_real:.6g}", ("real",)),
    Line("BCE(1, D(x)) = −ln D(x)",
         N_("A real point costs −ln D: nothing at D = 1, and more than any bound as D goes to 0."),
         _REAL + "BCE(1, D(x)) = {bce_real:.6g}", ("real",)),
    Line("BCE(0, D(G(z))) = −0 · ln D(G(z)) − (1 − 0) · ln(1 − D(G(z)))",
         N_("A generated point G(z) has the label y = 0, so the first term is 0."),
         "lnD(G(z)) = {ln_d_fake:.6g},&nbsp; ln(1 − D(G(z))) = {ln_not_fake:.6g}", ("fake",)),
    Line("BCE(0, D(G(z))) = −ln(1 − D(G(z)))",
         N_("A generated point costs −ln(1 − D): nothing at D = 0."),
         _FAKE + "BCE(0, D(G(z))) = {bce_fake:.6g}", ("fake",)),
    Line("BCE(1, D(x)) + BCE(0, D(G(z))) = −[ln D(x) + ln(1 − D(G(z)))]",
         N_("D pays for both; in the bracket are the two logarithms of the game."),
         "BCE(1, D(x)) = {bce_real:.6g},&nbsp; BCE(0, D(G(z))) = {bce_fake:.6g},&nbsp; "
         "[lnD(x)+ln(1−D(G(z)))] = {value:.6g}"),
    Line(f"V(D, G) = {_E_P} ln D(x) + {_E_Z} ln(1 − D(G(z)))",
         N_("The bracket, as a mean over real points x and over latents z (here one of each), is the value of the "
            "game: V = −(BCE + BCE)."),
         "V(D, G) = {value:.6g},&nbsp; lnD(x) = {ln_d_real:.6g},&nbsp; ln(1 − D(G(z))) = {ln_not_fake:.6g}"),
    Line("min<sub>D</sub> [BCE + BCE] = −max<sub>D</sub> V(D, G)",
         N_("So to train D by cross entropy is to raise V, and G, who wants D to be wrong, lowers it: min over G, max "
            "over D. Where D is ½ everywhere, V = −2 ln 2 = −1.386294."),
         "V(D, G) = {value:.6g},&nbsp; [BCE + BCE] = {bce_sum:.6g}"),
)

OPTIMAL: Derivation = (
    Line("V(D) = ∫ [p(x) ln D(x) + q(x) ln(1 − D(x))] dx",
         N_("x = G(z) with z ~ p_z has the density q, so the mean over z is one over x ~ q. (The notes “Problems of "
            "GANs” write z ~ p_g(z); z has the density p_z, and G(z) has p_g = q.)"),
         "p(x) = {p_at_x:.6g},&nbsp; q(x) = {q_at_x:.6g}", ("p", "q")),
    Line("f(y) = p ln y + q ln(1 − y),&nbsp; y = D(x)",
         N_("D may have any value at each x, so V is largest where the bracket is largest at every x alone. Here is "
            "one x: drag it, and drag y."),
         "p = {p_at_x:.6g},&nbsp; q = {q_at_x:.6g},&nbsp; f(y) = {f:.6g},&nbsp; y = {y:.6g}", ("f", "at")),
    Line("df/dy = p / y − q / (1 − y)",
         N_("Raising y gains p / y on real points and loses q / (1 − y) on generated ones."),
         "df/dy = {f_slope:.6g}", ("f", "tangent", "at")),
    Line("df/dy = 0,&nbsp; p (1 − y) = q y,&nbsp; p = (p + q) y",
         N_("At the top the gain and the loss are equal; multiply by y (1 − y)."), "", ("f", "top", "at")),
    Line("y = p / (p + q)",
         N_("The one place where the slope is 0."),
         "y = {d_star:.6g}", ("f", "top", "at")),
    Line("d²f/dy² = −p / y² − q / (1 − y)² &lt; 0",
         N_("The curve bends down everywhere, so this is its top and there is no other."),
         "d²f/dy² = {f_bend:.6g}", ("f", "top", "at")),
    Line("D*(x) = p(x) / (p(x) + q(x))",
         N_("The same at every x: near 1 where only real points are, near 0 where only generated ones are. (Dong’s "
            "slides have these two the wrong way round.)"),
         "D*(x) = {d_star:.6g}", ("d_star", "at")),
)

VALUE: Derivation = (
    Line(f"V(D*) = {_E_P} ln[p / (p + q)] + {_E_Q} ln[q / (p + q)]",
         N_("Put D* = p / (p + q) and 1 − D* = q / (p + q) into V."),
         f"V(D*) = {{value_at_d_star:.6g}},&nbsp; {_E_P}ln[p/(p+q)] = {{real_ln_d_star:.6g}},&nbsp; "
         f"{_E_Q}ln[q/(p+q)] = {{fake_ln_not_d_star:.6g}}", ("p", "q")),
    Line("m = (p + q) / 2,&nbsp; p + q = 2 m",
         N_("m is the density that lies midway between the two: half of the points real, half generated."),
         "", ("m",)),
    Line("ln[p / (2 m)] = ln(p / m) − ln 2",
         N_("Each of the two terms loses one ln 2."), "ln2 = {ln_2:.6g}", ("p", "m")),
    Line(f"V(D*) = {_E_P} ln(p / m) + {_E_Q} ln(q / m) − 2 ln 2",
         N_("Both together lose 2 ln 2."),
         f"V(D*) = {{value_at_d_star:.6g}},&nbsp; {_E_P}ln(p/m) = {{kl_pm:.6g}},&nbsp; "
         f"{_E_Q}ln(q/m) = {{kl_qm:.6g}},&nbsp; 2ln2 = {{two_ln_2:.6g}}", ("to_p", "to_q")),
    Line("V(D*) = KL(p‖m) + KL(q‖m) − 2 ln 2",
         N_("Each mean is by definition a Kullback-Leibler divergence, to m: the shaded areas."),
         "KL(p‖m) = {kl_pm:.6g},&nbsp; KL(q‖m) = {kl_qm:.6g},&nbsp; V(D*) = {value_at_d_star:.6g}", ("to_p", "to_q")),
    Line("JS(p, q) = ½ KL(p‖m) + ½ KL(q‖m)",
         N_("This is the definition of the Jensen-Shannon divergence."),
         "JS(p, q) = {js:.6g},&nbsp; KL(p‖m) = {kl_pm:.6g},&nbsp; KL(q‖m) = {kl_qm:.6g}", ("to_p", "to_q")),
    Line("V(D*) = 2 JS(p, q) − 2 ln 2",
         N_("The best D turns the game into a distance. (Dong’s slides call this L_G: it is V(D*, G), which holds "
            "E_p ln D* too. The loss that D minimises is its negative, ln 4 − 2 JS.)"),
         "V(D*) = {value_by_js:.6g},&nbsp; 2JS(p, q) = {two_js:.6g},&nbsp; 2ln2 = {two_ln_2:.6g}"),
    Line("V(D*) ≥ −2 ln 2",
         N_("JS is never negative, and 0 exactly at p = q: there V = −2 ln 2 and D* = ½ everywhere. Drag q onto p."),
         "V(D*) = {value_at_d_star:.6g},&nbsp; −2ln2 = {minus_2_ln_2:.6g}", ("p", "q")),
)

_PULL = "1 / (D − 1) · ∂D/∂x"
_OF_ONE = "1/(D−1) = {loss_slope:.6g},&nbsp; ∂D/∂x = {d_slope:.6g}"
_OVER_Z, _OVER_X = f"{_E_Z}[{_PULL}]", f"{_E_Q}[{_PULL}]"

CHAIN: Derivation = (
    Line(f"L = {_E_Z} ln(1 − D(G(z))),&nbsp; G(z) = w z + b",
         N_("A generator with one weight and one bias, z ~ p_z = N(0, 1): its points have the density q = N(b, w²). D "
            "is D*, held fixed. (The notes “Problems of GANs” write z ~ p_g(z); it is p_z.)"),
         "w = {std_q:.6g},&nbsp; b = {mean_q:.6g}", ("latent", "q")),
    Line("z → x = w z + b → ln(1 − D(x))",
         N_("One z on its way: to a point x, to D’s answer, to its part in the loss. Drag z."),
         "x = {x_of_z:.6g},&nbsp; ln(1 − D(x)) = {ln_not_d:.6g},&nbsp; z = {z:.6g}", ("at", "latent", "d_star")),
    Line("∂/∂w ln(1 − D) = ∂/∂D ln(1 − D) · ∂D/∂x · ∂x/∂w",
         N_("The chain rule: three factors, one for each part of the way."), "", ("at", "d_star")),
    Line("∂/∂D ln(1 − D) = −1 / (1 − D) = 1 / (D − 1)",
         N_("The first factor is never positive. (One line of the notes “Problems of GANs” has 1/(1 − D), without the "
            "minus; the next has 1/(D − 1), which is right.)"),
         "1/(D−1) = {loss_slope:.6g}", ("at", "d_star")),
    Line("∂D/∂x = D (1 − D) ∂/∂x (ln p − ln q)",
         N_("The second factor is the slope of D at x: flat where D is sure of itself."),
         "∂D/∂x = {d_slope:.6g},&nbsp; D = {d_of_x:.6g}", ("tangent", "d_star", "at")),
    Line("∂x/∂w = z,&nbsp; ∂x/∂b = 1",
         N_("The third factor is G’s own: the weight moves a point as far as its z says, the bias moves all alike."),
         "z = {z:.6g}", ("at", "latent")),
    Line(f"∂/∂w ln(1 − D) = {_PULL} · z",
         N_("The product is what this one z asks of the weight."),
         "∂/∂w ln(1 − D) = {product_w:.6g},&nbsp; " + _OF_ONE + ",&nbsp; z = {z:.6g}", ("at", "tangent", "d_star")),
    Line(f"∂/∂b ln(1 − D) = {_PULL}",
         N_("And this of the bias."),
         "∂/∂b ln(1 − D) = {product_b:.6g},&nbsp; " + _OF_ONE, ("at", "tangent", "d_star")),
    Line(f"∂L/∂w = {_E_Z}[{_PULL} · z]",
         N_("All z together, each by its density p_z: the shaded area over z."),
         "∂L/∂w = {sum_z_w:.6g}", ("over_z",)),
    Line(f"∂L/∂w = {_E_Q}[{_PULL} · (x − b)/w]",
         N_("The same as a sum over the points, each by its density q: x is reached from the one z = (x − b) / w. "
            "Another area, the same number. (Where several z reach one x, their ∂x/∂w are averaged.)"),
         "∂L/∂w = {sum_x_w:.6g}", ("over_x",)),
    Line(f"∂L/∂b = {_OVER_Z} = {_OVER_X}",
         N_("The bias, over z and over x. Drag q far from p: D and its slope go to 0 at all points of q, and both "
            "gradients with them."),
         f"{_OVER_Z} = {{sum_z_b:.6g}},&nbsp; {_OVER_X} = {{sum_x_b:.6g}}", ("b_over_z", "b_over_x")),
)

DERIVATIONS: Mapping[str, Derivation] = {"bce": BCE, "optimal": OPTIMAL, "value": VALUE, "chain": CHAIN}
