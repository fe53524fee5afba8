"""What a phase of the training on patterns computes: as in the GAN lab, in the words of patterns. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sims.gan import formulas
from sims.params import N_
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES
from sims.simulation import Formula, Phase

#: By the key of a phase, where the lab's own sentence speaks of what only a plane shows.
_SAYS: Mapping[str, str] = {
    "sample_real": N_("A minibatch of patterns of the data is drawn."),
    "sample_latent_d": N_("As many latent points are drawn."),
    "generate_d": N_("G, which rests, turns them into patterns."),
    "generate_g": N_("G turns them into patterns."),
    "gradient_g": N_("How L changes with each weight of G; D is held fixed."),
}
_OF_PATCHES: Mapping[str, str] = {
    "score_d": N_("D judges each patch by itself, and the means are over all patches."),
    "score_g": N_("D, which rests now, judges each patch by itself."),
}
#: Of a scene in which G is given x: what it makes.
_GIVEN = "<i>x̃<sub>i</sub></i> = (<i>x<sub>i</sub></i>, <i>G</i>(<i>z<sub>i</sub></i>, <i>x<sub>i</sub></i>))"


def formula_of(phase: Phase, params: PatternParams) -> Formula:
    """As sims.gan.formulas has it."""
    formula = formulas.formula_of(phase, params)
    says = {**_SAYS, **(_OF_PATCHES if params.places > 1 else {})}
    if SCENES[params.scene].conditional and phase.key in ("generate_d", "generate_g"):
        formula = replace(formula, html=_GIVEN)
    return replace(formula, says=says.get(phase.key, formula.says))
