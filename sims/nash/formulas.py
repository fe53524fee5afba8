"""The formula of each phase, by its identifier: in symbols, in a sentence, and with the numbers of this step."""

from __future__ import annotations

from sims.params import N_
from sims.simulation import Formula

_LOOK = N_("Each player reads the slope of its own loss where both stand now.")

_FROM = "({start_x:.6g}, {start_y:.6g})"
_FOUND = "v = ({v_x:.6g}, {v_y:.6g})"
_NUMBERS = {
    "gradients": _FOUND, "correction": "γ = {strength:.6g}, w = ({v_x:.6g}, {v_y:.6g})",
    "velocity": "m = ({v_x:.6g}, {v_y:.6g})",
    "move": _FROM + " → ({x:.6g}, {y:.6g})", "flow": _FROM + " → ({x:.6g}, {y:.6g})",
    "move_x": "x: {start_x:.6g} → {x:.6g}", "move_y": "y: {start_y:.6g} → {y:.6g}", "clip": "ψ = {y:.6g}",
    "look_ahead": "z<sub>½</sub> = ({seen_x:.6g}, {seen_y:.6g}), v(z<sub>½</sub>) = ({v_x:.6g}, {v_y:.6g})",
    "solve": "z′ = ({seen_x:.6g}, {seen_y:.6g})", "unroll": "y<sup>(k)</sup> = {seen_y:.6g}",
}
_TEXTS: dict[str, tuple[str, str]] = {
    "nash.simultaneous.gradients": (
        "g<sub>x</sub> = ∂L<sub>x</sub>/∂x,&nbsp; g<sub>y</sub> = ∂L<sub>y</sub>/∂y&nbsp; at (x, y)", _LOOK),
    "nash.simultaneous.move": (
        "x ← x − η g<sub>x</sub>,&nbsp; y ← y − η g<sub>y</sub>", N_("Both players move at once.")),
    "nash.alternating.move_x": (
        "x ← x − η ∂L<sub>x</sub>/∂x (x, y)", N_("x moves first.")),
    "nash.alternating.move_y": (
        "y ← y − η ∂L<sub>y</sub>/∂y (x<sub>new</sub>, y)", N_("y answers the x that has just moved.")),
    "nash.extragradient.look_ahead": (
        "z<sub>½</sub> = z + η v(z)", N_("Both players try a step, without taking it.")),
    "nash.extragradient.move": (
        "z ← z + η v(z<sub>½</sub>)", N_("They step from where they stood, with the slopes found ahead.")),
    "nash.optimistic.gradients": ("v = v(z<sub>t</sub>)", _LOOK),
    "nash.optimistic.move": (
        "z ← z + 2η v(z<sub>t</sub>) − η v(z<sub>t−1</sub>)",
        N_("Both players step as if the slopes went on changing as they did last time.")),
    "nash.implicit.solve": (
        "find z′ with z′ = z + η v(z′)", N_("Find the point whose own slopes lead to it.")),
    "nash.implicit.move": ("z ← z′", N_("Both players go there.")),
    "nash.momentum.velocity": (
        "m ← β m + v(z)", N_("The new slopes are added to what is left of the last displacement.")),
    "nash.momentum.move": ("z ← z + η m", N_("Both players move by their velocity.")),
    "nash.momentum.move_x": (
        "m<sub>x</sub> ← β m<sub>x</sub> + v<sub>x</sub>(x, y),&nbsp; x ← x + η m<sub>x</sub>",
        N_("x moves first, by its slope and what is left of its last displacement.")),
    "nash.momentum.move_y": (
        "m<sub>y</sub> ← β m<sub>y</sub> + v<sub>y</sub>(x<sub>new</sub>, y),&nbsp; y ← y + η m<sub>y</sub>",
        N_("y answers the x that has just moved, by its slope and what is left of its last displacement.")),
    "nash.consensus.gradients": ("v = v(z)", _LOOK),
    "nash.consensus.correction": (
        "w = v − γ ∇ ½|v|²", N_("Both agree to make the slopes of both smaller as well.")),
    "nash.consensus.move": ("z ← z + η w", N_("Both players move at once.")),
    "nash.unrolled.unroll": (
        "y<sup>(k+1)</sup> = y<sup>(k)</sup> − η ∂L<sub>y</sub>/∂y (x, y<sup>(k)</sup>)",
        N_("x imagines the next answer of y, and how that answer depends on x.")),
    "nash.unrolled.move_x": (
        "x ← x − η d/dx L<sub>x</sub>(x, y<sup>(K)</sup>(x))", N_("x moves, its slope taken through all the answers.")),
    "nash.unrolled.move_y": (
        "y ← y − η ∂L<sub>y</sub>/∂y (x<sub>old</sub>, y)", N_("y moves one real step, against the x it saw.")),
    "nash.flow.flow": (
        "dx/dt = −∂L<sub>x</sub>/∂x,&nbsp; dy/dt = −∂L<sub>y</sub>/∂y&nbsp; for the time η",
        N_("Infinitely small steps: what gradient descent would do if it never overshot.")),
}
_CLIP = ("ψ ← min(max(ψ, −c), c)", N_("The discriminator's weight is cut back to [−c, c]."))
_TEXTS |= {f"nash.{method}.clip": _CLIP for method in {name.split(".")[1] for name in _TEXTS}}

FORMULAS: dict[str, Formula] = {name: Formula(html, says, _NUMBERS[name.split(".")[2]])
                                for name, (html, says) in _TEXTS.items()}
