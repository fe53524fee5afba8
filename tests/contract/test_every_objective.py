"""What every objective of the GAN lab promises: entries in objectives_text and losses, whole and in agreement."""

import json
import re

import pytest
import torch

from app.command_line import main as command_line
from sims.gan import formulas
from sims.gan.data import minibatches
from sims.gan.losses import LOSSES, Rules
from sims.gan.objectives_text import OBJECTIVES, equilibrium, label_table
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change, parameters
from sims.run import Run

pytestmark = pytest.mark.parametrize("name", OBJECTIVES)
SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8}


def settings(name):
    return change(GanParams(), objective=name, **SMALL)


def test_it_has_its_text_and_its_losses(name):
    assert OBJECTIVES.keys() == LOSSES.keys()
    objective = OBJECTIVES[name]
    assert all((objective.label, objective.loss_d, objective.says_d, objective.loss_g, objective.says_g))
    assert len(LOSSES[name]) == 2
    assert objective.output in ("probability", "score")


def test_it_can_be_chosen_by_its_label(name):
    declared = parameters(GanParams)["objective"]
    assert name in declared.choices
    assert declared.choice_labels[name] == OBJECTIVES[name].label


def test_the_losses_of_a_step_have_formulas_with_their_numbers(name):
    for phase in GanSimulation().phases(settings(name)):
        if phase.key in ("loss_d", "loss_g"):
            formula = formulas.formula_of(phase, settings(name))
            assert phase.formula == f"{phase.key}.{name}"
            assert getattr(OBJECTIVES[name], phase.key)(settings(name)) in formula.html and formula.says
            assert f"{{{phase.key}:" in formula.numbers


def test_it_says_which_answers_it_wants(name):
    answers = label_table(settings(name))
    assert len(answers) == 3 and all(answers)
    if OBJECTIVES[name].labelled:
        assert label_table(change(settings(name), label_smoothing=0.2))[0] != answers[0]


def test_its_losses_have_the_axes_of_members_and_look_at_what_it_says(name):
    scores = torch.randn(4, 3, 16, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    real, fake, other, _ = scores
    rules = Rules(balance=torch.full((3,), 0.5, dtype=torch.float64))
    for loss in LOSSES[name]:
        assert loss(real, fake, rules).shape == (3,)
    of_d, of_g = LOSSES[name]
    assert torch.equal(of_g(other, fake, rules), of_g(real, fake, rules)) != OBJECTIVES[name].paired
    smoothed = of_d(real, fake, rules._replace(smoothing=0.2))
    assert torch.equal(smoothed, of_d(real, fake, rules)) != OBJECTIVES[name].labelled
    if OBJECTIVES[name].centre is None and not OBJECTIVES[name].autoencoder:
        torch.testing.assert_close(of_d(real + 5, fake + 5, rules), of_d(real, fake, rules))


def test_no_score_for_equal_distributions_is_better_for_d_than_its_equilibrium(name):
    wanted, _of_g = equilibrium(settings(name))
    if wanted is None:
        return
    scores = torch.linspace(-4, 4, 80_001, dtype=torch.float64)[:, None]
    assert LOSSES[name][0](scores, scores, Rules()).min().item() == pytest.approx(wanted, abs=1e-6)


def test_its_lines_of_plain_pytorch_are_its_losses(name):
    objective = OBJECTIVES[name]
    if objective.autoencoder:
        assert objective.script is None             # the script has a D of one output
        return
    draw = torch.Generator().manual_seed(2)
    real, fake = (torch.randn(16, generator=draw, dtype=torch.float64) for _ in range(2))
    for line, loss in zip(objective.script(settings(name)), LOSSES[name], strict=True):
        made = eval(line, {"F": torch.nn.functional, "torch": torch, "score_real": real, "score_fake": fake})
        torch.testing.assert_close(made, loss(real[None], fake[None], Rules())[0])


def test_it_trains_from_the_command_line(name, capsys):
    arguments = ["run", "gan", "--steps", "3", "--json", "-", "--set", f"objective={name}"]
    assert command_line.main([*arguments, *(word for key, value in SMALL.items()
                                            for word in ("--set", f"{key}={value}"))]) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["status"] == "ok"
    assert outcome["params"]["objective"] == name


def test_its_numbers_are_its_losses_of_the_scores(name):
    run = Run(GanSimulation(), settings(name), 3)
    run.step()
    while run.state.done.key != "loss_d":
        run.advance()
    work = run.state.work
    assert minibatches.rounds(run.params) == 1
    expected = LOSSES[name][0](work["score_real"], work["score_fake"], Rules(balance=run.state.balance))
    assert run.state.numbers["loss_d"] == pytest.approx(expected.item(), rel=1e-6)


def test_only_its_two_files_name_it(name):
    """No other file of the lab asks which objective it is, but experiments, presets and parameters that are of one."""
    for module in ("phases", "players", "training", "simulation", "formulas", "pytorch_script", "choices"):
        source = __import__(f"sims.gan.{module}", fromlist=["__file__"]).__file__
        with open(source, encoding="utf-8") as file:
            code = re.sub(r'""".*?"""', "", file.read(), flags=re.DOTALL)
        assert not re.search(rf"[\"']{name}[\"']", code), module
