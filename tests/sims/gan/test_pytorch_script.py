"""`saddle code`: the printed script runs by itself, and its losses are those of the lab for the same numbers."""

import dataclasses
import subprocess
import sys

import pytest
import torch

from app.command_line import main as command_line
from sims.gan import networks
from sims.gan.data import minibatches
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.pytorch_script import PRINTED, script
from sims.gan.simulation import GanSimulation
from sims.params import ParameterError, change
from sims.run import Run

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9, "latent_dim": 3}
#: Targets whose points have no spread draw no normals.
SHARP = ("circle", "line", "parallel_line")


def settings(**values):
    return change(GanParams(), **{**SMALL, **values})


def load(network, theta, shapes):
    for layer, (weight, bias) in zip(network.layers, networks.layers(theta[0], shapes), strict=True):
        # Where a weight is spectrally normalised, the one that is trained lies behind it.
        behind = layer.parametrizations.weight.original if hasattr(layer, "parametrizations") else layer.weight
        behind.data.copy_(weight.T)
        layer.bias.data.copy_(bias)


def draws_in_order(run):
    """This step's draws as the printed script asks for them: (what it calls, a tensor)."""
    params = run.params
    values = minibatches.step_draws(run.state.seeds, run.state.step, params)

    def draw(name):
        return minibatches.drawn(values, params, name)[0]

    def latent(name):
        return [("randn" if params.latent_distribution == "normal" else "rand", draw(name))]
    asked = []
    for k in range(params.n_critic):
        asked.append(("uniform", draw(f"which{k}")))
        if params.target_std or params.target not in SHARP:
            asked.append(("randn", draw(f"spread{k}")))
        asked += latent(f"latent{k}")
        if params.instance_noise:
            asked += [("randn", draw(f"noise_{kind}{k}")) for kind in ("real", "fake")]
        if params.gradient_penalty:
            asked.append(("rand", draw(f"mix{k}")[:, None]))
    asked += latent("latent_g")
    return asked + ([("randn", draw("noise_g"))] if params.instance_noise else [])


class Fed:
    """Stands in for torch.rand, randn and randint, and gives the numbers that it holds, which must fit the call."""

    def __init__(self, monkeypatch):
        self.asked = []
        monkeypatch.setattr(torch, "randn", lambda *shape: self._next(("randn",), shape))
        monkeypatch.setattr(torch, "rand", lambda *shape: self._next(("rand", "uniform"), shape))
        monkeypatch.setattr(torch, "randint", lambda high, shape: (self._next(("uniform",), shape) * high).long())

    def _next(self, kinds, shape):
        kind, numbers = self.asked.pop(0)
        assert kind in kinds
        assert tuple(numbers.shape) == shape
        return numbers


def compare(monkeypatch, steps=3, **values):
    params = settings(**values)
    run = Run(GanSimulation(), params, 4)
    student = {"__name__": "student"}
    exec(compile(script(params, 4, steps), "student.py", "exec"), student)
    load(student["G"], run.state.generator, shapes_g(params))
    load(student["D"], run.state.discriminator, shapes_d(params))
    if params.ema:
        load(student["G_mean"], run.state.generator, shapes_g(params))
    if params.spectral_norm:
        # torch turns the other vector of a pair first: where both have arrived, the order no longer matters.
        directions = run.state.directions
        for _ in range(2000):
            directions = networks.power_iteration(run.state.discriminator, directions, shapes_d(params))
        run.state = dataclasses.replace(run.state, directions=directions)
        pieces = iter(directions[0].split([length for pair in shapes_d(params) for length in pair]))
        for layer in student["D"].layers:
            normalised = layer.parametrizations.weight[0]
            normalised._v.copy_(next(pieces))
            normalised._u.copy_(next(pieces))
    fed = Fed(monkeypatch)
    for step in range(steps):
        fed.asked = draws_in_order(run)
        run.step()
        losses = student["train_step"](step)
        assert fed.asked == []
        wanted = (run.state.numbers["loss_d"], run.state.numbers["loss_g"])
        tolerance = 1e-6 if step == 0 else 2e-5     # from then on rounding is trained on, too
        assert losses == pytest.approx(wanted, rel=tolerance, abs=tolerance)
        if params.spectral_norm:
            break                               # the weights have moved, the vectors lag behind each in its own order
    monkeypatch.undo()
    if params.ema:
        points = student["G_mean"](torch.ones(1, 3))
        ours = networks.forward(run.state.averaged, shapes_g(params), torch.ones(1, 1, 3), params.activation)
        torch.testing.assert_close(points, ours[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("objective", PRINTED["objective"])
def test_every_objective_has_the_losses_of_the_lab(monkeypatch, objective):
    compare(monkeypatch, objective=objective)


@pytest.mark.parametrize("optimizer", PRINTED["optimizer"])
def test_every_optimizer_takes_the_steps_of_the_lab(monkeypatch, optimizer):
    compare(monkeypatch, steps=5, optimizer=optimizer, beta1=0.8, beta2=0.95)


def test_data_that_are_a_number_of_points_are_drawn_once():
    student = {"__name__": "student"}
    exec(script(settings(data_points=7), 0, 1), student)
    assert len(student["data"]) == 7
    drawn = {tuple(point) for point in student["sample_real"](500).tolist()}
    assert drawn == {tuple(point) for point in student["data"].tolist()}


@pytest.mark.parametrize("target", PRINTED["target"])
def test_every_target_is_the_one_of_the_lab(monkeypatch, target):
    compare(monkeypatch, steps=1, target=target)
    if target != "blobs":                       # which has no width to set
        compare(monkeypatch, steps=1, target=target, target_std=0.2, ring_modes=5, ring_radius=1.5, grid_side=3)


@pytest.mark.parametrize("values", [
    {"r1": 0.3}, {"r2": 0.3}, {"gradient_penalty": 1.0}, {"gradient_penalty": 1.0, "gradient_penalty_target": "zero"},
    {"gradient_penalty": 5.0, "gradient_penalty_target": "at_most_one"}, {"objective": "wgan", "weight_clip": 0.05},
    {"spectral_norm": True}, {"spectral_norm": True, "r1": 0.2, "objective": "relativistic"}, {"label_smoothing": 0.1},
    {"objective": "least_squares", "label_smoothing": 0.1, "least_squares_labels": "-1_1_0"},
    {"instance_noise": 0.3}, {"instance_noise": 0.3, "noise_steps": 2}, {"n_critic": 3}, {"ema": 0.9},
    {"latent_distribution": "uniform"}, {"hidden_layers_g": 0, "hidden_layers_d": 3},
    *({"activation": name} for name in ("leaky_relu", "tanh", "elu")),
    {"objective": "relativistic", "r1": 0.1, "r2": 0.1, "instance_noise": 0.1, "n_critic": 2, "gradient_penalty": 0.1},
], ids=lambda values: " ".join(f"{name}={value}" for name, value in values.items()))
def test_every_setting_that_is_printed_has_the_losses_of_the_lab(monkeypatch, values):
    compare(monkeypatch, **values)


def test_first_weights_are_spread_as_in_the_lab():
    params = settings(activation="elu", hidden_width_d=400)
    student = {"__name__": "student"}
    exec(script(params, 0, 1), student)
    ours, _bias = networks.layers(networks.initial(shapes_d(params), (0,), 1, "elu")[0], shapes_d(params))[1]
    theirs = student["D"].layers[1].weight
    assert theirs.std().item() == pytest.approx(ours.std().item(), rel=0.02)    # 160,000 weights
    assert student["D"].layers[1].bias.abs().max() == 0


def test_the_printed_script_runs_by_itself(capsys, tmp_path):
    assert command_line.main(["code", "gan", "--steps", "40", "--seed", "3", "--set", "spectral_norm=true", "--set",
                              "ema=0.9", "--set", "r1=0.1", "--set", "target=grid", "--set", "n_critic=2"]) == 0
    source = capsys.readouterr().out
    assert "torch.manual_seed(3)" in source
    assert max(map(len, source.splitlines())) <= 120
    path = tmp_path / "student.py"
    path.write_text(source)
    # -I: nothing of Saddle is in reach.
    done = subprocess.run([sys.executable, "-I", str(path)], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 22
    assert lines[19].startswith("step     40   loss of D")
    assert "nan" not in done.stdout


@pytest.mark.parametrize(("arguments", "said"), [
    (("gan", "--set", "pack=2", "--set", "unroll_steps=3"), "cannot be printed for pack=2 and unroll_steps=3"),
    (("gan", "--set", "optimizer=ogda"), "optimizer=ogda"),
    (("gan", "--preset", "frozen_d_argmax"), "frozen_d_argmax, which changes settings on its way"),
    (("gan", "--set", "objectiv=wgan"), "did you mean objective?"),
    (("nash",), "no plain PyTorch script is printed for nash"),
    (("gam",), "did you mean gan?"),
    (("gan", "--steps", "many"), "--steps takes"),
])
def test_what_cannot_be_printed_is_refused_in_one_line(capsys, arguments, said):
    assert command_line.main(["code", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err


def test_no_setting_is_left_out_without_a_word():
    """A parameter changes the script, or is refused."""
    changed = {"target": "grid", "objective": "hinge", "optimizer": "sgd", "activation": "tanh",
               "updates": "simultaneous", "latent_distribution": "uniform",
               "gradient_penalty_target": "zero", "least_squares_labels": "-1_1_0", "beta1": 0.9}
    needs = {"grid_side": {"target": "grid"}, "grid_spacing": {"target": "grid"},
             "noise_steps": {"instance_noise": 0.1}, "gradient_penalty_target": {"gradient_penalty": 1.0},
             "least_squares_labels": {"objective": "least_squares"}}
    # These belong to targets and to an objective that are refused.
    needless = {"picture", "points", "began_gamma", "began_lambda"}
    for field in dataclasses.fields(GanParams):
        if field.name in needless:
            continue
        base = change(GanParams(), **needs.get(field.name, {}))
        old = getattr(base, field.name)
        new = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else 0.5
        other = change(base, **{field.name: changed.get(field.name, new)})
        try:
            printed = script(other, 0, 1)
        except ParameterError as error:
            assert field.name in str(error)
            continue
        body, before = (text.split('"""', 2)[2] for text in (printed, script(base, 0, 1)))
        assert body != before, field.name
