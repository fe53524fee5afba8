"""Runs of a sweep that are trained as one: the numbers that each has alone, also where one diverges."""

import pytest

from app import headless_run
from app.sweeps import plan as sweep_plan
from app.sweeps import runner
from sims.gan import training
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change

SMALL = {"batch_size": 64, "hidden_width_g": 16, "hidden_width_d": 16}


@pytest.mark.parametrize("values", [
    {}, {"batch_size": 13, "r1": 0.1},                          # the second has other bits as one than alone
    {"optimizer": "momentum", "learning_rate_d": 0.3, "learning_rate_g": 0.3, "objective": "wgan"},     # all diverge
    {"objective": "wgan", "optimizer": "momentum", "learning_rate_d": 0.05}])
def test_seeds_trained_as_one_have_the_numbers_that_they_have_alone(monkeypatch, values):
    plan = sweep_plan.Plan("gan", change(GanParams(), **{**SMALL, **values}), {}, range(6), 300, "cpu")
    alone, _ = runner.carry_out(plan, GanSimulation, 2)
    joined = []

    class Joining(GanSimulation):
        def join(self, states, params, followed=False):
            joined.append(super().join(states, params, followed))
            return joined[-1]
    for module, name, value in ((training, "WORTH_JOINING", 0), (runner, "TURNS", 1)):
        monkeypatch.setattr(module, name, value)
    shares, sweep_of = [], runner.Sweep(plan, Joining, 2)
    sweep_of.keep = lambda *_: shares.append(sweep_of.share())
    sweep_of.run()
    assert plan.outcome(sweep_of.done) == alone
    assert len(joined) == 2
    assert min(shares) > 0 and max(shares) <= 1 == sweep_of.share()


@pytest.mark.parametrize("length", [2, 3, 4, 5, 256])
def test_wherever_a_leap_ends_a_run_diverges_where_it_does_alone(monkeypatch, length):
    """Losses and slopes that are squared leave the finite range steps before the weights do; and what is known of a
    run that diverges right after a leap are the numbers of the last step of that."""
    # Of the seeds 0 to 11 all diverge, 3 to 45 steps on their way.
    wild = {"objective": "wgan", "optimizer": "momentum", "learning_rate_d": 0.3, "learning_rate_g": 0.3}
    plan = sweep_plan.Plan("gan", change(GanParams(), **{**SMALL, **wild}), {}, range(6), 300, "cpu")
    alone, _ = runner.carry_out(plan, GanSimulation, 1)
    for module, name, value in ((training, "WORTH_JOINING", 0), (runner, "TURNS", 1),
                                (headless_run, "SHORTEST", length), (headless_run, "LONGEST", length)):
        monkeypatch.setattr(module, name, value)
    joined, _ = runner.carry_out(plan, GanSimulation, 1)
    assert joined == alone
    assert sum(cell["status"] == "diverged" for cell in alone["cells"]) > 2
