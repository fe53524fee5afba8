"""The scores of a minibatch point by point, each with its part in the loss, as needed to work it out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from sims.gan.data import minibatches
from sims.gan.losses import LOSSES
from sims.gan.objectives_text import objective_of
from sims.gan.observation.frame_arrays import to_numpy
from sims.gan.params import GanParams
from sims.gan.phases import GanState
from sims.gan.players import rules

#: phase: (which loss, of LOSSES; points and scores in `work`, of real and of generated points)
_SCORED = {
    "score_d": ("loss_d", 0, ("seen_real", "score_real"), ("seen_fake", "score_fake")),
    "score_g": ("loss_g", 1, ("seen_real", "score_real_g"), ("seen_fake_g", "score_fake_g")),
}


def minibatch_scores(state: GanState, params: GanParams) -> dict[str, Mapping[str, np.ndarray]]:
    """{"loss_d" or "loss_g": columns, float64 (rows,)} after the phase that has scored a minibatch; else nothing.

    Row i has the i-th real and the i-th generated point as D saw them, real_1, real_2 and fake_1, fake_2 (with packing
    those of its group, real_1 ... real_2k), their scores score_real and score_fake, where the objective reads D as a
    probability also probability_real and probability_fake, and in the last column its part of the loss. The mean of
    that is the loss of the objective, penalties left out. Of several members: the first.
    """
    if state.done is None or state.done.key not in _SCORED:
        return {}
    name, player, *sides = _SCORED[state.done.key]
    scores: list[Tensor] = []
    columns: dict[str, np.ndarray] = {}
    for side, (points, score) in zip(("real", "fake"), sides):
        if score not in state.work:
            continue
        scores.append(state.work[score][0])
        seen = state.work[points if points in state.work else "real"]
        groups = minibatches.packed(seen[:1], params.pack)[0]
        columns |= {f"{side}_{axis + 1}": _column(values) for axis, values in enumerate(groups.T)}
        columns[f"score_{side}"] = _column(scores[-1])
        if objective_of(params).output == "probability":
            columns[f"probability_{side}"] = _column(torch.sigmoid(scores[-1].double()))
    # Every loss is a mean over rows, so that of a minibatch of one row is the row's part.
    real, fake = (values.double()[:, None] for values in (scores[0], scores[-1]))
    columns[name] = _column(LOSSES[params.objective][player](real, fake, rules(params, state.balance[:1])))
    return {name: columns}


def _column(values: Tensor) -> np.ndarray:
    return to_numpy(values).astype(float)
