"""Cures and normalisations: what changes D, its loss or its input so that training holds."""

from __future__ import annotations

from app.words.entry import LAB, Entry
from sims.params import N_

ENTRIES = (
    Entry(N_("penalty"), N_("What D pays beside its loss, usually for being steep somewhere."), ("P_D",),
          see=("total of D", "R1 penalty", "gradient penalty", "DRAGAN")),
    Entry(N_("total of D"), N_("What D’s step lowers: its loss and its penalties."), ("T_D",),
          "<i>T<sub>D</sub></i> = <i>L<sub>D</sub></i> + <i>P<sub>D</sub></i>", see=("loss of D", "penalty")),
    Entry(N_("R1 penalty"), N_("D pays for its slope at real points, with weight γ₁ and a factor ½."), ("R₁", "γ₁"),
          "R₁ = γ₁ · ½ <b>E</b> ‖∇<i>D</i>(<i>x</i>)‖²", see=("R2 penalty", "penalty", "Dirac-GAN")),
    Entry(N_("R2 penalty"), N_("D pays for its slope at generated points, with weight γ₂ and a factor ½."),
          ("R₂", "γ₂"), "R₂ = γ₂ · ½ <b>E</b> ‖∇<i>D</i>(<i>x̃</i>)‖²", see=("R1 penalty",)),
    Entry(N_("gradient penalty"), N_(
        "WGAN-GP: D pays where its slope is not 1 at points between real and generated ones, with weight λ. With the "
        "target 0 it pays for every slope there."), ("GP", "λ"),
        "GP = λ · <b>E</b> (‖∇<i>D</i>(<i>x̂</i>)‖ − 1)²", see=("interpolated point", "Lipschitz constant", "penalty"),
        only=LAB),
    Entry(N_("interpolated point"), N_("A point on the line between a real and a generated one, ε of the way, with ε "
                                       "drawn anew for each."), ("x̂", "ε"),
          "<i>x̂</i> = <i>ε</i><i>x</i> + (1 − <i>ε</i>)<i>x̃</i>", see=("gradient penalty",), only=LAB),
    Entry(N_("DRAGAN"), N_("D pays where its slope is not 1 around real points, with weight λ′."), ("DG", "λ′"),
          see=("shifted point", "penalty")),
    Entry(N_("shifted point"), N_("A real point moved a random way α of half a standard deviation, each coordinate "
                                  "by its own random share u."), ("x′", "α", "u_i", "u"),
          "<i>x′</i> = <i>x</i> + ½ <i>α</i> std(<i>x</i>) <i>u</i>", see=("DRAGAN",), only=LAB),
    Entry(N_("standard deviation over the minibatch"), N_(
        "How far the points of a minibatch are spread, for each coordinate or feature; root of the mean squared "
        "distance from their mean."), ("std", "std_i"), see=("deviation told to D",)),
    Entry(N_("deviation told to D"), N_(
        "The mean over D’s features of their standard deviation in the minibatch: D is told it, and so sees a lack of "
        "variety."), ("dev", "mean_j"), see=("feature", "packing", "mode collapse")),
    Entry(N_("feature"), N_("What D’s last hidden layer makes of a point, one number j of many."), ("h_j",),
          see=("deviation told to D",)),
    Entry(N_("weight clipping"), N_(
        "After each step every weight of D is cut to the band from −c to c, which bounds its slope. Too small a c "
        "makes the critic blind, too large a one lets it go."), ("c", "clip"),
        "<i>θ<sub>D</sub></i> ← clip(<i>θ<sub>D</sub></i>, −<i>c</i>, <i>c</i>)",
        N_("Dong’s slides take c = 1; Arjovsky et al. 2017 (WGAN) take 0.01."), ("Lipschitz constant", "critic")),
    Entry(N_("spectral normalisation"), N_(
        "Every weight matrix W of D is divided by its largest singular value, so that no layer makes anything longer."),
        ("D_W̄", "W̄", "W", "u^⊤"), "<i>W̄</i> = <i>W</i> / (<i>u</i><sup>⊤</sup><i>W</i><i>v</i>)",
        see=("Lipschitz constant", "singular vectors"), only=LAB),
    Entry(N_("singular vectors"), N_("The directions u and v between which W stretches most; a step of power "
                                     "iteration follows them."), ("u", "v"), see=("spectral normalisation",), only=LAB),
    Entry(N_("instance noise"), N_(
        "Normal noise ξ of width σ_t is added to real and generated points, so that their distributions overlap; it "
        "fades over the steps."), ("ξ", "σ_t"), "<i>x̃</i> ← <i>x̃</i> + σ<sub>t</sub>ξ",
        N_("Dong’s slides call it the temporal solution, an ε-ball around each point; their ε is both the vector and "
           "its variance."), ("support", "bound of Theorem 3.3")),
    Entry(N_("label smoothing"), N_("Real points have the label 1 − s instead of 1, so that D is never sure."), ("s",),
          see=("label",), only=LAB),
    Entry(N_("packing"), N_("PacGAN: D judges m points at once and so sees a lack of variety."),
          ("x_{1…m}", "x̃_{1…m}", "x̂_{1…m}", "x′_{1…m}"), see=("mode collapse", "deviation told to D")),
)
