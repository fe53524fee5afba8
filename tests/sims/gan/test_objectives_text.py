"""The answers that each loss wants and its value at the equilibrium, against the losses themselves."""

import pytest
import torch

from sims.gan.losses import LOSSES
from sims.gan.objectives_text import equilibrium, label_table
from sims.gan.params import GanParams
from sims.gan.players import rules

BALANCE = torch.zeros(1)


def best_score(params):
    """The score at which D's loss is least where real and generated points are the same, by search."""
    scores = torch.linspace(-3, 3, 60_001, dtype=torch.float64)[:, None]
    losses = LOSSES[params.objective][0](scores, scores, rules(params, BALANCE))
    return scores[losses.argmin()][None], losses.min().item()


@pytest.mark.parametrize("values", [
    {"objective": "saturating"}, {"objective": "nonsaturating"}, {"objective": "nonsaturating", "label_smoothing": 0.1},
    {"objective": "saturating", "label_smoothing": 0.3}, {"objective": "least_squares"},
    {"objective": "least_squares", "least_squares_labels": "-1_1_0"},
    {"objective": "least_squares", "label_smoothing": 0.2}], ids=str)
def test_the_equilibrium_is_where_d_can_do_no_better_on_equal_distributions(values):
    params = GanParams(**values)
    score, loss_d = best_score(params)
    wanted_d, wanted_g = equilibrium(params)
    assert loss_d == pytest.approx(wanted_d, abs=1e-7)
    assert LOSSES[params.objective][1](score, score, rules(params, BALANCE)).item() == pytest.approx(wanted_g, abs=2e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_with_the_labels_of_the_table_is_the_loss(smoothing):
    params = GanParams(objective="nonsaturating", label_smoothing=smoothing)
    real, fake, wanted = (float(text) for text in label_table(params))
    scores = torch.randn(2, 1, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits

    def against(score, label):
        return entropy(score, torch.full_like(score, label))
    loss_d, loss_g = (loss(*scores, rules(params, BALANCE)).item() for loss in LOSSES["nonsaturating"])
    assert loss_d == pytest.approx((against(scores[0], real) + against(scores[1], fake)).item(), abs=1e-12)
    assert loss_g == pytest.approx(against(scores[1], wanted).item(), abs=1e-12)


def test_the_saturating_loss_climbs_what_d_descends_on_generated_points():
    params = GanParams(objective="saturating")
    scores = torch.randn(1, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(scores, torch.zeros_like(scores))
    assert LOSSES["saturating"][1](scores, scores, rules(params, BALANCE)).item() == pytest.approx(-entropy.item())
    assert label_table(params)[1:] == ("0", "not 0")
