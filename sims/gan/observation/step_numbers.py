"""The numbers of the step under way that its formulas show beside the scalars of its phases."""

from __future__ import annotations

import torch

from sims.gan.data import minibatches
from sims.gan.losses import means_d
from sims.gan.objectives_text import objective_of
from sims.gan.params import GanParams, weights_of_penalties
from sims.gan.phases import GanState
from sims.gan.players import rules

#: D's answers to minibatches, by the name that their mean has after "score_", "chance_" or "error_".
_ANSWERS = {"real": "score_real", "fake": "score_fake", "real_g": "score_real_g", "fake_g": "score_fake_g"}


def of(state: GanState, params: GanParams) -> dict[str, float]:
    """Means over all minibatches and members, as far as this step has come.

    score_*: D's raw answers; chance_*: the probabilities of a D whose answers are logits; error_*: the errors of an
    autoencoder; ln_*, square_*, excess_*: see `means_d`. mean_*, penalty_*: each slope penalty without and with its
    weight. noise_width: of the instance noise.
    """
    work, kind = state.work, objective_of(params).kind
    found: dict[str, float] = {}
    for name, key in _ANSWERS.items():
        if key in work:
            found[f"score_{name}"] = work[key].mean().item()
            if kind == "logit":
                found[f"chance_{name}"] = torch.sigmoid(work[key]).mean().item()
            elif kind == "error":
                found[f"error_{name}"] = -found[f"score_{name}"]
    if "score_real" in work:
        means = means_d(params.objective, work["score_real"], work["score_fake"], rules(params, state.balance))
        found.update({name: mean.mean().item() for name, mean in means.items()})
    for name, weight in weights_of_penalties(params).items():
        if f"mean_{name}" in work:
            found[f"mean_{name}"] = work[f"mean_{name}"].mean().item()
            found[f"penalty_{name}"] = weight * found[f"mean_{name}"]
    if params.instance_noise:
        found["noise_width"] = minibatches.noise_width(params, torch.tensor(state.step)).item()
    return found
