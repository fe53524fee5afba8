"""The layers of the lab's picture: what each is called, what is seen of it, and which phases it belongs to."""

from __future__ import annotations

from sims.params import N_

LAYERS = {
    # key: (label, symbol in the legend, colour role)
    "real": (N_("real x"), "circle", "real"),
    "generated": (N_("generated G(z)"), "cross", "generated"),
    "surface": (N_("D: real / generated"), "surface", "real"),
    "arrows": (N_("pull"), "arrow", "ink"),
    "same_length": (N_("same length"), "arrow", "muted"),
    "levels": (N_("levels"), "line", "ink"),
    "modes": (N_("modes"), "ring", "accent"),
    "trails": (N_("trails"), "line", "generated"),
    "latent_grid": (N_("latent grid"), "grid", "muted"),
    "plan": (N_("transport plan"), "line", "accent"),
    "between": (N_("interpolates"), "circle", "ink"),
    "followed": (N_("one sample"), "ring", "ink"),
    "peak": (N_("highest D"), "star", "ink"),
    "value": (N_("V(D, G)"), "text", "muted"),
}
#: What is seen of each, as a tool tip.
SAYS = {
    "real": N_("Points of the real distribution, always the same ones. Some dots of their colour lie over the crosses, "
               "so that they are seen under a cloud of these."),
    "generated": N_("What the generator makes of {points} z that stay the same through the run. Click on a cross to "
                    "follow it."),
    "arrows": N_("Which way, and how strongly, the loss of G pulls {arrows} of the generated points: −∂L/∂x̃."),
    "same_length": N_("Draw all arrows of one length, to see where even the shortest point; click again for their "
                      "sizes."),
    "levels": N_("Lines of equal value of what is shown of D, with their numbers."),
    "modes": N_("A ring at {radius} standard deviations of each mode, and how full it is: the points inside over a "
                "fair share of all."),
    "trails": N_("The way that {trails} of the generated points have come in the last pictures."),
    "latent_grid": N_("A regular grid of z, carried along by the generator: where it is folded or torn."),
    "plan": N_("The cheapest matching of {pairs} real points with as many generated ones. The mean length of its lines "
               "is the distance W₁ between the two samples."),
    "between": N_("Where the gradient penalty looks: {arrows} points between real and generated ones, circles where D "
                  "is steeper than 1, crosses where it is not. Show |∇D(x)| with them."),
    "followed": N_("A ring around one generated point and the way that it has come, with its numbers: its z stays the "
                   "same. Click on any cross to follow that one."),
    "peak": N_("Where D is highest in what is seen: where the generator would put all points if D stood still."),
    "value": N_("The value of the game, E ln σ(D(x)) + E ln(1 − σ(D(x̃))), over the points drawn; −2 ln 2 where D can "
                "tell nothing. Where both densities are known (a mixture of Gaussians, a linear G) also that of the "
                "best D, which is 2 JS − 2 ln 2."),
}
#: Layers that are hidden at first: the picture opens calm.
FIRST_OFF = ("same_length", "levels", "modes", "trails", "latent_grid", "plan", "between", "followed", "peak",
             "value")
#: Items that belong to a layer of another name.
PARTS = {"centres": "real", "contours": "levels", "flat": "between", "way": "followed"}

#: The layers that a phase is about; the others are dimmed while the user goes through a step phase by phase.
LIT = {
    "sample_real": ("real",), "sample_latent_d": ("latent_grid",), "generate_d": ("generated", "latent_grid"),
    "score_d": ("real", "generated", "surface"), "loss_d": ("real", "generated", "surface"),
    "penalty_d": ("real", "generated", "surface"), "total_d": ("surface",),
    "gradient_d": ("surface",), "update_d": ("surface",), "clip_d": ("surface",),
    "sample_latent_g": ("latent_grid",), "generate_g": ("generated", "latent_grid"),
    "unroll_d": ("surface", "generated"),
    "score_g": ("generated", "surface"), "loss_g": ("generated", "surface"),
    "gradient_g": ("generated", "arrows"), "update_g": ("generated", "latent_grid"),
    "look_ahead": ("generated", "surface"),
}
