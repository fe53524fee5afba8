"""The formula of each phase, by its identifier: in symbols, in a sentence, and with the numbers of this step.

Those of the Dirac-GAN end in ".dirac": the same formulas in its own letters.
"""

from __future__ import annotations

from sims.nash.games import LETTERS
from sims.params import N_
from sims.simulation import Formula

_LOOK = N_("Each player reads the slope of its own loss where both stand now.")
_CLIPPED = N_("The discriminator's weight is cut back to [−c, c].")

_RATE = "η = {learning_rate:g},&nbsp; "
_FROM = _RATE + "({start_x:.6g}, {start_y:.6g})"
_FOUND = "v = ({v_x:.6g}, {v_y:.6g})"


def _numbers(x: str, y: str) -> dict[str, str]:
    """With the numbers of the step, by the key of the phase."""
    return {
        "gradients": _FOUND, "correction": "γ = {strength:g},&nbsp; w = ({v_x:.6g}, {v_y:.6g})",
        "velocity": "m = ({v_x:.6g}, {v_y:.6g})",
        "move": _FROM + " → ({x:.6g}, {y:.6g})", "flow": _FROM + " → ({x:.6g}, {y:.6g})",
        "move_x": _RATE + x + ": {start_x:.6g} → {x:.6g}", "move_y": _RATE + y + ": {start_y:.6g} → {y:.6g}",
        "clip": y + " = {y:.6g}",
        "look_ahead": "z<sub>½</sub> = ({seen_x:.6g}, {seen_y:.6g}),&nbsp; v(z<sub>½</sub>) = ({v_x:.6g}, {v_y:.6g})",
        "place": "({start_x:.6g}, {start_y:.6g}) → ({x:.6g}, {y:.6g})",
        "solve": "z′ = ({seen_x:.6g}, {seen_y:.6g})", "unroll": y + "<sup>(k+1)</sup> = {seen_y:.6g}",
    }


def _texts(x: str, y: str, dirac: bool) -> dict[str, tuple[str, str]]:
    """(in symbols, in a sentence) by "method.phase"."""
    def said(of_xy: str, of_dirac: str) -> str:
        return of_dirac if dirac else of_xy

    slope_x, slope_y, pair = f"∂L<sub>{x}</sub>/∂{x}", f"∂L<sub>{y}</sub>/∂{y}", f"z = ({x}, {y}),&nbsp; "
    return {
        "simultaneous.gradients": (
            f"g<sub>{x}</sub> = {slope_x} ({x}, {y}),&nbsp; g<sub>{y}</sub> = {slope_y} ({x}, {y}),&nbsp; "
            f"v = (−g<sub>{x}</sub>, −g<sub>{y}</sub>)", _LOOK),
        "simultaneous.move": (
            f"{x} ← {x} − η g<sub>{x}</sub>,&nbsp; {y} ← {y} − η g<sub>{y}</sub>", N_("Both players move at once.")),
        "alternating.move_x": (
            f"{x} ← {x} − η {slope_x} ({x}, {y})", said(N_("x moves first."), N_("θ moves first."))),
        "alternating.move_y": (
            f"{y} ← {y} − η {slope_y} ({x}<sub>new</sub>, {y})",
            said(N_("y answers the x that has just moved."), N_("ψ answers the θ that has just moved."))),
        "extragradient.look_ahead": (
            f"{pair}z<sub>½</sub> = z + η v(z)", N_("Both players try a step, without taking it.")),
        "extragradient.move": (
            "z ← z + η v(z<sub>½</sub>)", N_("They step from where they stood, with the slopes found ahead.")),
        "optimistic.gradients": (f"{pair}v = v(z<sub>t</sub>)", _LOOK),
        "optimistic.move": (
            "z ← z + 2η v(z<sub>t</sub>) − η v(z<sub>t−1</sub>)",
            N_("Both players step as if the slopes went on changing as they did last time.")),
        "implicit.solve": (
            f"{pair}z′ = z + η v(z′)", N_("Find the point whose own slopes lead to it.")),
        "implicit.move": ("z ← z′", N_("Both players go there.")),
        "momentum.velocity": (
            f"{pair}m ← β m + v(z)", N_("The new slopes are added to what is left of the last displacement.")),
        "momentum.move": ("z ← z + η m", N_("Both players move by their velocity.")),
        "momentum.move_x": (
            f"m<sub>{x}</sub> ← β m<sub>{x}</sub> + v<sub>{x}</sub>({x}, {y}),&nbsp; {x} ← {x} + η m<sub>{x}</sub>",
            said(N_("x moves first, by its slope and what is left of its last displacement."),
                 N_("θ moves first, by its slope and what is left of its last displacement."))),
        "momentum.move_y": (
            f"m<sub>{y}</sub> ← β m<sub>{y}</sub> + v<sub>{y}</sub>({x}<sub>new</sub>, {y}),&nbsp; "
            f"{y} ← {y} + η m<sub>{y}</sub>",
            said(N_("y answers the x that has just moved, by its slope and what is left of its last displacement."),
                 N_("ψ answers the θ that has just moved, by its slope and what is left of its last displacement."))),
        "consensus.gradients": (f"{pair}v = v(z)", _LOOK),
        "consensus.correction": (
            "w = v − γ ∇ ½|v|²", N_("Both agree to make the slopes of both smaller as well.")),
        "consensus.move": ("z ← z + η w", N_("Both players move at once.")),
        "unrolled.unroll": (
            f"{y}<sup>(k+1)</sup> = {y}<sup>(k)</sup> − η {slope_y} ({x}, {y}<sup>(k)</sup>)",
            said(N_("x imagines the next answer of y, and how that answer depends on x."),
                 N_("θ imagines the next answer of ψ, and how that answer depends on θ."))),
        "unrolled.move_x": (
            f"{x} ← {x} − η d/d{x} L<sub>{x}</sub>({x}, {y}<sup>(K)</sup>({x}))",
            said(N_("x moves, its slope taken through all the answers."),
                 N_("θ moves, its slope taken through all the answers."))),
        "unrolled.move_y": (
            f"{y} ← {y} − η {slope_y} ({x}<sub>old</sub>, {y})",
            said(N_("y moves one real step, against the x it saw."),
                 N_("ψ moves one real step, against the θ it saw."))),
        "flow.flow": (
            f"d{x}/dt = −{slope_x},&nbsp; d{y}/dt = −{slope_y},&nbsp; 0 ≤ t ≤ η",
            N_("Infinitely small steps: what gradient descent would do if it never overshot.")),
        "hand_x.place": (f"{x} ← h", said(N_("Your hand places x."), N_("Your hand places θ."))),
        "hand_x.move_y": (
            f"{y} ← {y} − η {slope_y} ({x}<sub>new</sub>, {y})",
            said(N_("y answers where you have placed x."), N_("ψ answers where you have placed θ."))),
        "hand_y.move_x": (
            f"{x} ← {x} − η {slope_x} ({x}, {y})",
            said(N_("x answers where you placed y last."), N_("θ answers where you placed ψ last."))),
        "hand_y.place": (f"{y} ← h", said(N_("Your hand places y."), N_("Your hand places ψ."))),
    }


def _formulas(game: str) -> dict[str, Formula]:
    (x, y), dirac = LETTERS[game], game == "dirac"
    texts, numbers = _texts(x, y, dirac), _numbers(x, y)
    texts |= {f"{method}.clip": (f"{y} ← min(max({y}, −c), c)", _CLIPPED)
              for method in {name.split(".")[0] for name in texts}}
    return {f"nash.{name}{'.dirac' if dirac else ''}": Formula(html, says, numbers[name.split(".")[1]])
            for name, (html, says) in texts.items() if dirac or not name.endswith(".clip")}


FORMULAS: dict[str, Formula] = {**_formulas("bilinear"), **_formulas("dirac")}
