"""The formulas of the step-by-step view are what the step computes: each is read off the screen and computed anew.

Every objective with every cure. Losses are computed from the answers of D to the minibatch, slopes by plain PyTorch.
"""

import re

import numpy as np
import pytest
import torch

from app.panels.formula_text import numbers_html
from sims.gan.choices import LEAST_SQUARES_LABELS, PENALTY_TARGETS
from sims.gan.data import minibatches
from sims.gan.formulas import formula_of
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.params import GanParams, shapes_d
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from tests.sims.gan import plain
from tests.sims.gan.formula_reader import formula_lines, plain_text, value
from widgets.formulas.terms import layout, split_numbers

SMALL = {"batch_size": 12, "hidden_width_g": 5, "hidden_width_d": 7, "activation": "tanh", "learning_rate_d": 0.05}
CURES = [
    {}, {"r1": 10.0}, {"r2": 0.4}, {"dragan": 1.5}, {"weight_clip": 0.3}, {"spectral_norm": True, "r1": 1.0},
    *({"gradient_penalty": 10.0, "gradient_penalty_target": target} for target in PENALTY_TARGETS),
    {"instance_noise": 0.5, "noise_steps": 40}, {"pack": 2}, {"pack": 3, "r1": 2.0, "gradient_penalty": 0.7},
    {"minibatch_std": True, "r2": 0.5}, {"unroll_steps": 3}, {"unroll_steps": 2, "r1": 0.3}, {"ema": 0.9},
    {"label_smoothing": 0.1}, {"n_critic": 2, "r1": 0.3}, {"updates": "simultaneous", "r2": 0.3},
    {"updates": "extragradient", "dragan": 0.3, "label_smoothing": 0.2},
    {"r1": 1.0, "r2": 2.0, "gradient_penalty": 0.5, "dragan": 0.25, "spectral_norm": True, "minibatch_std": True,
     "instance_noise": 0.1, "label_smoothing": 0.3, "pack": 2, "unroll_steps": 2, "ema": 0.5},
]
SIMULATION = GanSimulation()
SIMULATION.picture_programs.patience = 1000         # no picture is drawn often enough to be worth a program
LABELS = [{"objective": "least_squares", "least_squares_labels": labels, **more}
          for labels in LEAST_SQUARES_LABELS for more in ({}, {"label_smoothing": 0.1})]


def slopes(state, params, phase):
    """The lengths of the slopes that the penalties take, by their symbol, from a plain PyTorch D and points of its own.

    An autoencoder's answer is its error; a slope by a group of points is one by all their coordinates.
    """
    net = plain.network(state.discriminator[0], shapes_d(params), params.activation, params.minibatch_std,
                        state.directions[0] if params.spectral_norm else None).double()
    if params.spectral_norm:
        for layer in net:
            if hasattr(layer, "u"):
                layer.u, layer.v = layer.u.double(), layer.v.double()
    m = params.pack

    def grouped(points):
        groups = len(points) // m
        return points[:groups * m].reshape(groups, 2 * m)

    def length(x):
        x = x.double().clone().requires_grad_()
        answers = (net(x) - x).norm(dim=1) if params.objective == "began" else net(x)[:, 0]
        return torch.autograd.grad(answers.sum(), x)[0].norm(dim=1).numpy()

    def draw(name):
        return minibatches.drawn(minibatches.step_draws(state.seeds, state.step, params), params, name)[0]

    real, fake = state.work["seen_real"][0], state.work["seen_fake"][0]
    found = {"‖∇D[x]‖": length(grouped(real)), "‖∇D[x̃]‖": length(grouped(fake))}
    if params.gradient_penalty:
        mix = draw(f"mix{phase.repeat}")[:len(grouped(real))][:, None]
        found["‖∇D[x̂]‖"] = length(mix * grouped(real) + (1 - mix) * grouped(fake))
    if params.dragan:
        shift = 0.5 * real.std(unbiased=False) * draw(f"around{phase.repeat}")
        found["‖∇D[x′]‖"] = length(grouped(real + draw(f"around_mix{phase.repeat}")[:, None] * shift))
    return found


def known(state, params, phase):
    """A number or an array for every symbol of a loss or a penalty."""
    def answers(name):
        scores = state.work[name][0].double().numpy()
        return -scores if params.objective == "began" else scores
    of = "_g" if phase.player == "g" else ""
    found = {f"D[{x}]": answers(f"score_{name}{of}") for x, name in (("x", "real"), ("x̃", "fake"))
             if f"score_{name}{of}" in state.work}
    found |= {"s": params.label_smoothing, "k": state.balance.item(), "γ₁": params.r1, "γ₂": params.r2,
              "λ": params.gradient_penalty, "λ′": params.dragan}
    return found | (slopes(state, params, phase) if phase.key == "penalty_d" else {})


def shown(html):
    """The numbers on the screen, by name: both of "PD = R₁ = 6.85210"."""
    found = {}
    for line in re.split(r"<br>|, &nbsp; ", html):
        *names, number = line.split(" = ")
        number = number.replace("−", "-")
        found |= {plain_text(name): float(number) for name in names if re.fullmatch(r"-?[\d.]+(e-?\d+)?", number)}
    return found


def check_numbers(html, text, symbols):
    """Each number stands beneath a part of the formula, and that part has this value. s may stand inside one."""
    values, _parts = split_numbers(text)
    pieces = {piece.name: piece.text for line in layout(html, tuple(values)) for term in line for piece in term.pieces}
    assert values.keys() - {"s"} <= pieces.keys()
    for name in pieces.keys() - {"", "L_D", "L_G", "P_D", "R₁", "R₂", "GP", "DG"}:
        number, expected = float(values[name].replace("−", "-")), value(plain_text(pieces[name]), symbols)
        assert number == pytest.approx(expected, abs=6e-6 + 1e-5 * abs(expected)), pieces[name]


#: Phases with a formula to be computed, and the symbol of what it gives.
GIVES = {"loss_d": "LD", "penalty_d": "PD", "loss_g": "LG"}


def check_step(run):
    """Go through one step; returns the formulas that were computed anew, by the key of their phase."""
    seen = {}
    for _ in range(len(run.phases)):
        run.advance()
        phase, params = run.state.done, run.params
        if phase.key.startswith(("sample", "generate")):
            continue                # what is drawn does not depend on objectives and cures
        frame = run.simulation.observe_fast(run.state, params)      # with the numbers of the whole frame, but quicker
        formula = formula_of(phase, params)
        text = numbers_html(formula, frame, params)
        assert "–" not in text and "{" not in text, (phase.key, text)           # every number is known
        if phase.key == "total_d":
            numbers = shown(text)
            total = frame.numbers["loss_d"] + frame.numbers["penalty_d"]
            assert frame.numbers["total_d"] == pytest.approx(total, rel=1e-6)
            assert numbers["TD"] == pytest.approx(total, abs=6e-6 + 1e-5 * abs(total))
        if phase.key not in GIVES:
            continue
        symbols = known(run.state, params, phase)
        lines = formula_lines(formula.html)
        check_numbers(formula.html, text, symbols)
        for name in [name for name in lines if re.fullmatch(r"LD|LG|PD|R₁|R₂|GP|DG", name)]:
            symbols[name] = value(lines[name], symbols)
            number = shown(text)[name]
            assert number == pytest.approx(symbols[name], abs=6e-6 + 1e-5 * abs(symbols[name])), (name, lines[name])
        gives = symbols[GIVES[phase.key]]
        assert frame.numbers[phase.key] == pytest.approx(gives, rel=1e-5, abs=1e-7), (phase.key, lines)
        seen[phase.key] = formula.html
    return seen


@pytest.mark.parametrize("cure", CURES, ids=lambda cure: "+".join(cure) or "none")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_what_the_formulas_say_is_what_the_step_computes(objective, cure):
    params = change(GanParams(), objective=objective, **SMALL, **cure)
    run = Run(SIMULATION, params, 3)
    run.step(2)                     # by when k of BEGAN is no longer 0
    seen = check_step(run)
    penalised = any(cure.get(name) for name in ("r1", "r2", "gradient_penalty", "dragan"))
    assert seen.keys() == {"loss_d", "loss_g"} | ({"penalty_d"} if penalised else set())


@pytest.mark.parametrize("values", LABELS, ids=str)
def test_the_labels_of_least_squares_stand_in_its_formulas(values):
    run = Run(GanSimulation(), change(GanParams(), **SMALL, **values), 3)
    run.step()
    check_step(run)


@pytest.mark.parametrize(("cure", "marks", "phase_keys"), [
    ({"label_smoothing": 0.1}, "(1 − s)", ("loss_d",)),
    ({"pack": 2}, "1…\u2060m)", ("score_d", "loss_d", "penalty_d", "score_g", "loss_g")),
    ({"spectral_norm": True}, "DW̄(", ("score_d", "loss_d", "penalty_d", "score_g", "loss_g")),
    ({"minibatch_std": True}, ", dev)", ("score_d", "loss_d", "penalty_d", "score_g", "loss_g")),
    ({"instance_noise": 0.2}, "σtξ", ("score_d", "score_g")),
    ({"unroll_steps": 2}, "DK(", ("score_g", "loss_g")),
    ({"ema": 0.9}, "θ̄G", ("update_g",)),
], ids=lambda value: "+".join(value) if isinstance(value, dict) else "")
def test_a_cure_stands_in_the_formulas_that_it_changes_and_only_there(cure, marks, phase_keys):
    with_it, without = (change(GanParams(), r1=1.0, **values) for values in (cure, {}))
    marked = set()
    for phase in GanSimulation().phases(with_it):
        text = re.sub(r"<[^>]+>", "", formula_of(phase, with_it).html)
        assert marks not in re.sub(r"<[^>]+>", "", formula_of(phase, without).html)
        if marks in text:
            marked.add(phase.key)
    assert marked == set(phase_keys)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_logits_have_probabilities_and_no_other_answer_has(objective):
    run = Run(GanSimulation(), change(GanParams(), objective=objective, **SMALL), 3)
    while run.state.done is None or run.state.done.key != "score_d":
        run.advance()
    formula, scores = formula_of(run.state.done, run.params), run.state.work["score_real"][0].double()
    numbers = shown(numbers_html(formula, run.frame(), run.params))
    answer = -scores if objective == "began" else scores
    assert numbers["E D[x]"] == pytest.approx(answer.mean().item(), abs=6e-6)
    assert ("σ" in formula.html) == (OBJECTIVES[objective].output == "probability")
    if "σ" in formula.html:
        chance = (1 / (1 + np.exp(-scores.numpy()))).mean()
        assert numbers["E σ(D[x])"] == pytest.approx(chance, abs=6e-6)


def test_one_real_and_one_generated_point_can_be_checked_with_a_calculator():
    """With batches of one the means on the screen are the answers themselves."""
    run = Run(GanSimulation(), change(GanParams(), **{**SMALL, "batch_size": 1}, label_smoothing=0.1), 3)
    numbers = {}
    while run.state.done is None or run.state.done.key != "loss_d":
        run.advance()
        numbers |= shown(numbers_html(formula_of(run.state.done, run.params), run.frame(), run.params))
    symbols = {"s": 0.1, "D[x]": numbers["E D[x]"], "D[x̃]": numbers["E D[x̃]"]}
    text = formula_lines(formula_of(run.state.done, run.params).html)["LD"]
    assert numbers["LD"] == pytest.approx(value(text, symbols), abs=3e-5)


def test_an_update_keeps_its_formula_when_the_next_step_has_another_optimizer():
    adam, sgd = (change(GanParams(), optimizer=rule) for rule in ("adam", "sgd"))
    last = GanSimulation().phases(adam)[-1]
    assert formula_of(last, sgd) == formula_of(last, adam) != formula_of(GanSimulation().phases(sgd)[-1], sgd)
