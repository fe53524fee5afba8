"""The curves of plots that are not numbers of a training: what each shows, and its formula.

Those of a training are in `app.panels.metric_names`. A plot's legend says it under the mouse and where the focus is,
and help lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from sims.params import N_
from widgets.language import _


class Curve(NamedTuple):
    """name, says: as its legend calls it, and a sentence or two (translatable). formula: HTML as in formulas, or ""."""

    name: str
    says: str
    formula: str = ""


_P, _Q = N_("The density of the real points."), N_("The density of the generated points.")
_D_STAR = "<i>D</i>* = <i>p</i> / (<i>p</i> + <i>q</i>)"
_JS_FORMULA = "JS = ½ KL(<i>p</i> ‖ <i>m</i>) + ½ KL(<i>q</i> ‖ <i>m</i>), &nbsp; <i>m</i> = ½ (<i>p</i> + <i>q</i>)"
_KL_FORMULA = "KL(<i>p</i> ‖ <i>q</i>) = ∫ <i>p</i> ln (<i>p</i> / <i>q</i>)"
_SATURATING = Curve(
    N_("ln(1−D)"),
    N_("The loss of G in the first paper on GANs: flat where D is sure that a point is generated."),
    "ln (1 − <i>D</i>)")
_NONSATURATING = Curve(
    N_("−ln D"),
    N_("The loss that G uses in practice: steep where D is sure that a point is generated."),
    "−ln <i>D</i>")
_SLOPE = N_("The slope at the point that is looked at.")

#: {where: (panel that has it (translatable), {key of the curve in its plots: the curve})}
CURVES: Mapping[str, tuple[str, Mapping[str, Curve]]] = {
    "distances": (N_("Densities"), {
        "p": Curve(N_("real p"), _P), "q": Curve(N_("generated q"), _Q),
        "kl_pq": Curve(
            N_("KL(p‖q): p ln p/q"),
            N_("What each x adds to KL(p‖q): much where p has mass and q has none."),
            "<i>p</i> ln (<i>p</i> / <i>q</i>)"),
        "kl_qp": Curve(
            N_("KL(q‖p): q ln q/p"),
            N_("What each x adds to KL(q‖p): much where q has mass and p has none."),
            "<i>q</i> ln (<i>q</i> / <i>p</i>)"),
        "js": Curve(
            N_("JS"),
            N_("What each x adds to the Jensen-Shannon divergence, never much: both are compared with their mean"
               " m."),
            "½ <i>p</i> ln (<i>p</i> / <i>m</i>) + ½ <i>q</i> ln (<i>q</i> / <i>m</i>)")}),
    "critic": (N_("Critic"), {
        "p": Curve(N_("real p"), _P), "q": Curve(N_("generated q"), _Q),
        "f": Curve(
            N_("f"),
            N_("The best critic: of all functions nowhere steeper than K the one that rates real points highest "
               "above generated ones."),
            "max <b>E</b> <i>f</i>(<i>x</i>) − <b>E</b> <i>f</i>(<i>x̃</i>)"),
        "secant": Curve(N_("secant"), N_("The line through two points of f: its slope is never more than K.")),
        "slope": Curve(
            N_("|slope|"),
            N_("How steep a function of a function is: the product of both slopes."),
            "|<i>K</i><sub>1</sub> <i>K</i><sub>2</sub> cos(<i>K</i><sub>2</sub> <i>x</i>)|"),
        "bound": Curve(
            N_("K₁K₂"),
            N_("What the slope can be at most: Lipschitz constants multiply."),
            "<i>K</i><sub>1</sub> <i>K</i><sub>2</sub>"),
        "clip_bound": Curve(
            N_("∏ c√(n m)"),
            N_("The bound that clipping alone gives for a network: one factor for each layer with n inputs and m"
               " outputs."),
            "∏ <i>c</i> √(<i>n</i> <i>m</i>)"),
        "spectral": Curve(
            N_("∏ σ₁"),
            N_("A closer bound: the product of the largest singular values of the layers."),
            "∏ <i>σ</i><sub>1</sub>"),
        "measured": Curve(
            N_("measured"),
            N_("The steepest place of such a network that was found: below both bounds."))}),
    "derivation": (N_("Derivation"), {
        "real": Curve(N_("real: −ln D"), N_("What an answer D to a real point costs."), "−ln <i>D</i>"),
        "fake": Curve(
            N_("generated: −ln(1−D)"),
            N_("What an answer D to a generated point costs."),
            "−ln (1 − <i>D</i>)"),
        "p": Curve(N_("real p"), _P), "q": Curve(N_("generated q"), _Q),
        "m": Curve(N_("m"), N_("The mean of both densities."), "<i>m</i> = ½ (<i>p</i> + <i>q</i>)"),
        "f": Curve(
            N_("f(y)"),
            N_("What this x adds to V when D answers y; at its top y is the best answer."),
            "<i>p</i> ln <i>y</i> + <i>q</i> ln (1 − <i>y</i>)"),
        "tangent": Curve(N_("slope"), _SLOPE),
        "d_star": Curve(N_("D*"), N_("The best D against these two densities."), _D_STAR),
        "to_p": Curve(
            N_("p ln p/m"),
            N_("What each x adds to the divergence of p from the mean m."),
            "<i>p</i> ln (<i>p</i> / <i>m</i>)"),
        "to_q": Curve(
            N_("q ln q/m"),
            N_("What each x adds to the divergence of q from the mean m."),
            "<i>q</i> ln (<i>q</i> / <i>m</i>)"),
        "latent": Curve(N_("density of z"), N_("How often each latent z is drawn.")),
        "over_z": Curve(
            N_("∂L/∂w over z"),
            N_("What each z adds to the gradient for the weight w."),
            "∂<i>L</i>/∂<i>w</i>"),
        "over_x": Curve(
            N_("∂L/∂w over x"),
            N_("What each x adds to the gradient for the weight w: the same sum, over points."),
            "∂<i>L</i>/∂<i>w</i>"),
        "b_over_z": Curve(
            N_("∂L/∂b over z"),
            N_("What each z adds to the gradient for the bias b."),
            "∂<i>L</i>/∂<i>b</i>"),
        "b_over_x": Curve(
            N_("∂L/∂b over x"),
            N_("What each x adds to the gradient for the bias b: the same sum, over points."),
            "∂<i>L</i>/∂<i>b</i>")}),
    "gaussian_fits": (N_("Fits"), {
        "p": Curve(N_("real p"), _P),
        "forward_kl": Curve(
            N_("KL(p‖q)"),
            N_("The fit by KL(p‖q), and how small it has become: it covers every mode of p."),
            _KL_FORMULA),
        "reverse_kl": Curve(
            N_("KL(q‖p)"),
            N_("The fit by KL(q‖p), and how small it has become: it keeps to one mode of p."),
            "KL(<i>q</i> ‖ <i>p</i>) = ∫ <i>q</i> ln (<i>q</i> / <i>p</i>)"),
        "js": Curve(
            N_("JS"),
            N_("The fit by the Jensen-Shannon divergence, and how small it has become."),
            _JS_FORMULA)}),
    "generator_losses": (N_("Losses"), {"saturating": _SATURATING, "nonsaturating": _NONSATURATING}),
    "noise": (N_("Noise"), {
        "p": Curve(N_("P + noise"), N_("The real line, blurred by the noise.")),
        "q": Curve(N_("Q + noise"), N_("The generated line, blurred by the noise.")),
        "w1": Curve(
            N_("W"),
            N_("Earth mover’s distance between the two lines without noise."),
            "<i>W</i> = |<i>θ</i>|"),
        "js": Curve(
            N_("JS"),
            N_("Jensen-Shannon divergence of the two: without noise ln 2 for every θ but 0."),
            _JS_FORMULA),
        "kl": Curve(
            N_("KL"),
            N_("Divergence of the two: infinite where one has mass and the other none."),
            _KL_FORMULA),
        "bound": Curve(
            N_("bound"),
            N_("What W cannot exceed, by theorem 3.3: what the noise moves, and what the blurred lines still "
               "differ by."),
            "2 √<i>V</i> + 2 <i>C</i> √JS"),
        "noise_term": Curve(
            N_("2√V"),
            N_("The first term of the bound: how far the noise moves points; V is its variance."),
            "2 √<i>V</i>"),
        "js_term": Curve(
            N_("2C√JS"),
            N_("The second term of the bound: how far the blurred lines are apart; C is their diameter."),
            "2 <i>C</i> √JS")}),
    "noisy_discriminator": (N_("Noisy D"), {
        "density": Curve(N_("drawn"), N_("How often a gradient of each size has been drawn.")),
        "law": Curve(
            N_("Cauchy law"),
            N_("The law that theorem 2.6 gives: so many large gradients that they have no mean.")),
        "mean": Curve(N_("−ln D"), N_("The mean of all gradients of −ln D so far: it never settles.")),
        "median": Curve(N_("its median"), N_("The median of the gradients of −ln D: it settles.")),
        "critic_mean": Curve(
            N_("−D, under the same noise"),
            N_("The mean of the gradients of −D, a critic’s loss: it settles."))}),
    "transport": (N_("Moving earth"), {
        "between": Curve(
            N_("area between = W₁"),
            N_("The area between the two distribution functions: the least work."),
            "∫ |<i>F</i> − <i>G</i>|"),
        "supply": Curve(N_("piles"), N_("How much earth lies to the left of each place.")),
        "demand": Curve(N_("holes"), N_("How much room for earth is to the left of each place."))}),
    "separation": (N_("Distance"), {
        "js": Curve(
            N_("JS"),
            N_("Jensen-Shannon divergence of p and q at this distance; in the plot of slopes how steeply it rises. "
               "Far out it is flat."),
            _JS_FORMULA),
        "slope": Curve(
            N_("slope × width"),
            N_("How steeply JS rises, times the width of p and q: what G is told.")),
        "w1": Curve(
            N_("W₁"),
            N_("Earth mover’s distance: that of the means, with the same slope everywhere."),
            "W₁ = min <b>E</b> ‖<i>x</i> − <i>x̃</i>‖"),
        "kl": Curve(N_("KL"), N_("Divergence KL(p‖q): it grows with the square of the distance."), _KL_FORMULA),
        "saturating": _SATURATING, "nonsaturating": _NONSATURATING}),
    "chain_rule": (N_("Derivation"), {
        "tangent": Curve(N_("slope"), _SLOPE),
        "x_0": Curve(N_("x₁"), N_("The first coordinate of the generated point, as the weight w is changed.")),
        "x_1": Curve(N_("x₂"), N_("The second coordinate of the generated point, as the weight w is changed."))}),
    "experiments": (N_("Experiments"), {
        "saturating": Curve(
            N_("saturating"),
            N_("Norm of G’s gradient with the loss ln(1 − D): it vanishes as D learns."),
            "ln (1 − <i>D</i>)"),
        "nonsaturating": Curve(
            N_("−ln D"),
            N_("Norm of G’s gradient with the loss −ln D: it does not vanish; it grows and scatters."),
            "−ln <i>D</i>"),
        "wgan": Curve(
            N_("WGAN"),
            N_("Norm of G’s gradient with the loss of a critic of its own."),
            "−<i>f</i>(<i>x̃</i>)"),
        "accuracy_d": Curve(N_("accuracy of D"), N_("Share of the points that D calls rightly.")),
        "loss_d": Curve(
            N_("cross entropy"),
            N_("The loss of D: near 0 it is sure of every point."),
            "−<b>E</b> ln <i>D</i>(<i>x</i>) − <b>E</b> ln (1 − <i>D</i>(<i>x̃</i>))"),
        "trained": Curve(N_("σ(D)"), N_("The chance that the trained D gives each place of being real.")),
        "optimal": Curve(N_("D* = p / (p + q)"), N_("The best D, known where both densities are."), _D_STAR),
        "largest_error": Curve(N_("largest"), N_("How far D is from the best one where it is furthest off.")),
        "mean_error": Curve(N_("mean"), N_("How far D is from the best one on average.")),
        "best_accuracy": Curve(
            N_("(1 + TV) / 2"),
            N_("The accuracy that no D can exceed, from the total variation TV."),
            "(1 + TV) / 2"),
        "deviation": Curve(N_("measured"), N_("How much V scatters over minibatches of this size.")),
        "expected": Curve(N_("σ / √n"), N_("What theory gives for independent points."), "<i>σ</i> / √<i>n</i>"),
        "value": Curve(N_("value"), N_("The value of the game with the D trained so far, and this G.")),
        "best_value": Curve(
            N_("2 JS − 2 ln 2"),
            N_("The value with the best D, which no D can exceed."),
            "2 JS − 2 ln 2"),
        "slope_logit": Curve(N_("logit"), N_("Mean slope of the logit of D at generated points.")),
        "slope_chance": Curve(
            N_("slope of σ(D)"),
            N_("Mean slope of D as a probability there: it goes to 0 as D becomes sure.")),
        "bound": Curve(
            N_("M ε/(1−ε)"),
            N_("What the gradient of ln(1 − D) cannot exceed, by theorem 2.4."),
            "<i>M</i> <i>ε</i> / (1 − <i>ε</i>)"),
        "gradient": Curve(
            N_("ln(1−D)"),
            N_("The gradient of G with the loss ln(1 − D), under its bound."),
            "ln (1 − <i>D</i>)"),
        "two_points": Curve(N_("D learns two points"), N_("The loss of D after so many updates, over its limit.")),
        "fixed_d": Curve(
            N_("G fits a fixed D"),
            N_("The distance of the points of G from the top of D, over its limit.")),
        "limit": Curve(N_("limit"), N_("Below this line a check is passed."))}),
    "nash": (N_("Nash equilibrium"), {
        "field": Curve(N_("pull on both"), N_("Which way both players would move from each place.")),
        "players": Curve(N_("on each"), N_("Which way each player alone would move: x sideways, y up and down.")),
        "answers": Curve(N_("best answers"), N_("What each player would choose if the other stood still.")),
        "levels": Curve(N_("level sets"), N_("Lines along which V has the same value.")),
        "payoff": Curve(N_("V"), N_("The value of the game at each place: x wants it small, y wants it large."))}),
    "line": (N_("On a line"), {
        "network": Curve(N_("D’s network"), N_("The run in which a network plays D.")),
        "hand": Curve(N_("your D"), N_("The run in which D is what you have drawn.")),
        "data": Curve(N_("data p"), _P), "generated": Curve(N_("generated q"), _Q),
        "pull": Curve(
            N_("pull of G’s loss"),
            N_("Which way, and how strongly, the loss of G pulls the points of each place."),
            "−∂<i>L</i>/∂<i>x̃</i>"),
        "d": Curve(
            N_("chance of real"),
            N_("The probability of being real that D gives a point at this place."),
            "<i>σ</i>(<i>D</i>(<i>x</i>))"),
        "best": Curve(N_("D* = p/(p + q)"), N_("What the best D would answer at each place."), _D_STAR)}),
    "patterns": (N_("Patterns"), {
        "all": Curve(N_("data: 1"), N_("What the data have, and what a perfect generator would have.")),
        "data": Curve(N_("data"), N_("What the data have, and what a perfect generator would have.")),
        "least": Curve(
            N_("worst that satisfies D"),
            N_("The smallest share that a generator can have whose windows, as D sees them, are like those of "
               "the data.")),
        "blind": Curve(N_("most random"), N_("The share of the most random generator that satisfies such a D.")),
        "centre": Curve(
            N_("undecided"),
            N_("The answer of a D that cannot tell data and generated patterns apart.")),
        "one": Curve(N_("one digit only: ln 10"), N_("The KL where only one digit is made."), "ln 10"),
        "half": Curve(
            N_("five digits: ln(10/5)"),
            N_("The KL where five digits are made equally often."),
            "ln (10/5)"),
        "none": Curve(N_("d and s independent: 0"), N_("The correlation where size tells nothing of depth.")),
        "real": Curve(N_("pairs of the data"), N_("Patterns of the data, each as a pair of its numbers.")),
        "generated": Curve(N_("generated pairs"), N_("Generated patterns, each as a pair of its numbers.")),
        "rule": Curve(N_("rule"), N_("The curve of the rule: pairs that keep it lie on it."))}),
    "references": (N_("GAN lab"), {
        "floor": Curve(N_("floor"), N_("What a perfect generator reaches with as many points; below it is luck.")),
        "equilibrium": Curve(N_("equilibrium"), N_("What each loss is at the equilibrium, where D cannot tell.")),
        "chance": Curve(N_("guessing"), N_("The accuracy of a D that guesses.")),
        "wanted": Curve(N_("wanted"), N_("The slope that the gradient penalty wants.")),
        "all": Curve(N_("all"), N_("All modes of the target."))}),
}


def tip(says: str, formula: str) -> str:
    """A sentence, translated, and its formula (HTML, or "") as a tool tip shows them."""
    return f"<p>{says}</p><p>{formula}</p>" if formula else says


def tips_of(*places: str) -> Callable[[str], str]:
    """Gives the tool tip of a curve by its key; "" where none of these places has such a one."""
    return partial(_tip, places)


def _tip(places: tuple[str, ...], key: str) -> str:
    for place in places:
        if curve := CURVES.get(place, ("", {}))[1].get(key):
            return tip(_(curve.says), curve.formula)
    return ""
