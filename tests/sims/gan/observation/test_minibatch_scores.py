"""The scores of a minibatch point by point: from them alone the losses on the screen can be worked out."""

import math

import numpy as np
import pytest
import torch

from sims.gan.objectives_text import OBJECTIVES
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run


def a_run(steps=2, phases=0, **values):
    run = Run(GanSimulation(), change(GanParams(), batch_size=6, hidden_width_g=8, hidden_width_d=8, **values), 3)
    run.seek(steps, phases)
    return run


def by_hand(objective, real, fake, k):
    """(loss of D, loss of G) in plain numpy, as the formulas on the screen have them."""
    def log_sigma(t):
        return -np.log1p(np.exp(-t))
    return {
        "saturating": (-np.mean(log_sigma(real)) - np.mean(log_sigma(-fake)), np.mean(log_sigma(-fake))),
        "nonsaturating": (-np.mean(log_sigma(real)) - np.mean(log_sigma(-fake)), -np.mean(log_sigma(fake))),
        "wgan": (fake.mean() - real.mean(), -fake.mean()),
        "least_squares": (np.mean((real - 1) ** 2) / 2 + np.mean(fake**2) / 2, np.mean((fake - 1) ** 2) / 2),
        "hinge": (np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean(), -fake.mean()),
        "relativistic": (-np.mean(log_sigma(real - fake)), -np.mean(log_sigma(fake - real))),
        "began": (-real.mean() + k * fake.mean(), -fake.mean()),
    }[objective]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_losses_follow_from_the_scores(objective):
    run = a_run(objective=objective)
    k = float(a_run(steps=1, objective=objective).state.balance[0])
    tables, numbers = run.samples(), run.state.numbers
    d, g = tables["loss_d"], tables["loss_g"]
    loss_d, _unused = by_hand(objective, d["score_real"], d["score_fake"], k)
    _unused, loss_g = by_hand(objective, g.get("score_real", np.zeros(6)), g["score_fake"], k)
    for name, table, wanted in (("loss_d", d, loss_d), ("loss_g", g, loss_g)):
        assert len(table[name]) == 6
        assert table[name].mean() == pytest.approx(wanted, rel=1e-6, abs=1e-7)
        assert numbers[name] == pytest.approx(wanted, rel=1e-5, abs=1e-6)
    assert numbers["score_real"] == pytest.approx(d["score_real"].mean(), rel=1e-5, abs=1e-6)
    assert ("probability_real" in d) == (OBJECTIVES[objective].output == "probability")
    if "probability_real" in d:
        assert d["probability_fake"] == pytest.approx(1 / (1 + np.exp(-d["score_fake"])), rel=1e-12)
    assert ("score_real" in g) == OBJECTIVES[objective].paired


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_where_d_rests_there_is_g_s_loss_alone(objective):
    """Then no real minibatch is drawn, unless the objective reads it for G."""
    run = a_run(objective=objective, freeze_d=True)
    k = float(a_run(steps=1, objective=objective, freeze_d=True).state.balance[0])
    (name, table), = run.samples().items()
    _unused, wanted = by_hand(objective, table.get("score_real", np.zeros(6)), table["score_fake"], k)
    assert name == "loss_g" and table[name].mean() == pytest.approx(wanted, rel=1e-6, abs=1e-7)


def test_the_penalty_is_no_part_of_it():
    run = a_run(r1=10.0)
    table = run.samples()["loss_d"]
    wanted, _unused = by_hand("nonsaturating", table["score_real"], table["score_fake"], 0)
    assert table["loss_d"].mean() == pytest.approx(wanted, rel=1e-6)


def test_the_points_are_those_that_d_has_judged():
    run = a_run(steps=2, phases=5)
    table, work = run.samples()["loss_d"], run.state.work
    assert set(run.samples()) == {"loss_d"}                     # G's turn has not come
    for side in ("real", "fake"):
        points = np.column_stack([table[f"{side}_1"], table[f"{side}_2"]])
        assert points == pytest.approx(work[f"seen_{side}"][0].numpy())
        x = torch.tensor(points, dtype=torch.float32)[None]
        assert run.state.network_d(run.params).score(x)[0].detach().numpy() == pytest.approx(
            table[f"score_{side}"], rel=1e-5, abs=1e-6)


def test_groups_that_are_judged_together_are_one_row():
    table = a_run(pack=2).samples()["loss_d"]
    assert len(table["loss_d"]) == 3 and [name for name in table if name.startswith("real")] == [
        "real_1", "real_2", "real_3", "real_4"]


def test_of_several_rounds_the_last_is_told_and_a_leap_changes_nothing():
    run = a_run(n_critic=3, instance_noise=0.2)
    table = run.samples()["loss_d"]
    assert table["loss_d"].mean() == pytest.approx(run.state.numbers["loss_d"], rel=1e-5)
    long = a_run(steps=140)
    before = long.position
    assert long.samples()["loss_d"]["loss_d"].mean() == pytest.approx(
        float(long.trace.since(0)["loss_d"][139]), rel=1e-5)
    assert long.position == before


def test_before_the_first_score_there_is_nothing():
    assert a_run(steps=0).samples() == {} and a_run(steps=0, phases=2).samples() == {}
    assert math.isfinite(a_run(steps=0, phases=4).samples()["loss_d"]["loss_d"].sum())
