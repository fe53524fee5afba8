"""The traced step is the phases, bit for bit: for every objective, cure, optimiser, order of moves and target."""

import itertools
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from sims.compiler.loop import Loop, TensorList
from sims.gan.choices import ACTIVATIONS, OPTIMIZERS, PENALTY_TARGETS, TARGETS, UPDATES
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9}


def run_of(seed=0, **values):
    run = Run(GanSimulation(), change(GanParams(), **{**SMALL, **values}), seed)
    run.simulation.step_programs.patience = 3
    return run


def leap_to(run, step):
    leaps = []
    while run.state.step < step and (done := run.leap(step - run.state.step)):
        leaps.append(done)
    return leaps


def assert_same_bits(steps=20, traced=True, **values):
    """steps: 20 are four by themselves and leaps of 4, 8 and 4."""
    leaping, stepping = run_of(**values), run_of(**values)
    leaps = leap_to(leaping, steps)
    stepping.step(steps)
    assert fingerprint(leaping.state) == fingerprint(stepping.state)
    assert fingerprint(leaping.frame()) == fingerprint(stepping.frame())
    columns, wanted = leaping.trace.since(0), stepping.trace.since(0)
    assert columns.keys() == wanted.keys()
    for name in wanted:
        # Leaps are not measured at every step.
        there = np.isfinite(columns[name]) if name in GanSimulation.measured else slice(None)
        np.testing.assert_array_equal(columns[name][there], wanted[name][there], err_msg=name)
    assert (max(leaps) > 1) == traced


def pairs():
    """Every objective and every optimizer with two of the other; all the others are trials."""
    for objective, optimizer in itertools.product(OBJECTIVES, OPTIMIZERS):
        often = optimizer in ("adam", "sgd") or objective in ("nonsaturating", "wgan")
        yield pytest.param(objective, optimizer, marks=() if often else pytest.mark.trial)


@pytest.mark.parametrize(("objective", "optimizer"), list(pairs()))
def test_every_objective_with_every_optimizer(objective, optimizer):
    assert_same_bits(objective=objective, optimizer=optimizer)


@pytest.mark.parametrize(("objective", "batch"), [*((name, 64) for name in OBJECTIVES), ("nonsaturating", 128),
                                                  ("saturating", 192), ("hinge", 1)])
def test_rows_of_whole_vectors(objective, batch):
    assert_same_bits(objective=objective, batch_size=batch, hidden_width_d=32)


def ends():
    """Every batch with the default settings, and a third of them with each of the others; the rest are trials."""
    settings = [{}, {"hidden_width_g": 33, "objective": "saturating", "activation": "tanh"},
                {"r1": 0.1, "objective": "wgan", "n_critic": 2}, {"members": 2, "pack": 2}]
    for number, values in enumerate(settings):
        for place, batch in enumerate([1, 2, 3, 6, 7, 13, 31, 37, 70, 75, 127, 250]):
            often = not number or place % 3 == number - 1
            yield pytest.param(values, batch, marks=() if often else pytest.mark.trial)


@pytest.mark.parametrize(("values", "batch"), list(ends()))
def test_rows_that_end_anywhere(values, batch):
    """Torch's last bits depend on where vectors end, and MKL's on where its matrices begin."""
    assert_same_bits(14, batch_size=batch, **values)


@pytest.mark.parametrize("values", [{"hidden_width_d": 128, "batch_size": 256}, {"hidden_width_g": 256, "members": 2},
                                    {"hidden_width_d": 256, "hidden_layers_d": 3, "r1": 0.1},
                                    {"hidden_width_d": 64, "objective": "wgan", "pack": 2}])
def test_large_networks(values):
    """Real and generated points by themselves, and products by whichever library is worth it."""
    assert_same_bits(10, **{"batch_size": 512, **values})


PLAIN = GanParams()         # what it says is tried with every objective above
CURES = [
    {"r1": 0.3}, {"r2": 0.3}, {"gradient_penalty": 1.0}, {"dragan": 1.0}, {"weight_clip": 0.1},
    {"spectral_norm": True}, {"instance_noise": 0.3}, {"instance_noise": 0.3, "noise_steps": 15},
    {"label_smoothing": 0.1}, {"pack": 2}, {"minibatch_std": True}, {"ema": 0.9}, {"n_critic": 3},
    *({"gradient_penalty": 1.0, "gradient_penalty_target": target} for target in PENALTY_TARGETS
      if target != PLAIN.gradient_penalty_target),
    {"members": 3}, {"members": 2, "r1": 0.1, "pack": 2}, {"freeze_d": True}, {"freeze_g": True},
    {"latent_dim": 5, "latent_distribution": "uniform"}, {"hidden_layers_g": 0, "hidden_layers_d": 1},
    *({"updates": order} for order in UPDATES if order != PLAIN.updates),
    {"updates": "extragradient", "weight_clip": 0.2, "r1": 0.1},
    *({"activation": name} for name in ACTIVATIONS if name != PLAIN.activation),
    {"r1": 0.1, "r2": 0.1, "gradient_penalty": 0.1, "dragan": 0.1, "spectral_norm": True, "instance_noise": 0.1,
     "ema": 0.5, "n_critic": 2, "weight_clip": 1.0},
]


@pytest.mark.parametrize("objective", ["nonsaturating", "wgan"])
@pytest.mark.parametrize("cure", CURES, ids=lambda cure: " ".join(f"{k}={v}" for k, v in cure.items()))
def test_every_cure(objective, cure):
    assert_same_bits(objective=objective, **cure)


@pytest.mark.parametrize("target", [name for name in TARGETS if name != PLAIN.target])
def test_every_target(target):
    """The loss has no part in it: points are drawn before the step begins."""
    assert_same_bits(target=target)


@pytest.mark.parametrize("values", [{}, {"members": 3, "n_critic": 2}, {"objective": "relativistic", "pack": 2}],
                         ids=str)
def test_data_that_are_a_number_of_points(values):
    assert_same_bits(data_points=5, **values)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_steps_that_look_ahead_through_d_s_updates(optimizer):
    assert_same_bits(unroll_steps=3, optimizer=optimizer)


def test_a_program_made_in_the_background_changes_no_bit():
    run, straight = run_of(), run_of()
    leaps, deadline = [], time.monotonic() + 60
    with ThreadPoolExecutor(1) as executor:
        run.simulation.use_executors(slow=executor)
        while max(leaps, default=0) < 2 and time.monotonic() < deadline:
            leaps.append(run.leap(20))
    assert max(leaps) > 1 and leaps[:4] == [1, 1, 1, 1]
    straight.step(run.state.step)
    assert fingerprint(run.state) == fingerprint(straight.state)


def test_what_cannot_be_traced_is_trained_phase_by_phase(monkeypatch):
    def refuse(*_):
        raise NotImplementedError
    monkeypatch.setattr("sims.gan.compiled.step.StepProgram", refuse)
    assert_same_bits(12, traced=False)


def test_chunks_of_any_size_and_hand_steps_agree():
    run = run_of()
    for size in (1, 7, 2, 30, 5, 1, 14):
        leap_to(run, run.state.step + size)
        run.advance()
        run.step()
    run.seek(17)
    leap_to(run, 67)
    straight = run_of()
    straight.step(67)
    assert fingerprint(run.state) == fingerprint(straight.state)


def test_runs_that_take_turns_in_one_program_do_what_they_do_alone():
    one, again = run_of(1), run_of(2)
    again.simulation = one.simulation
    for size in (20, 9, 9, 30):
        for run in (one, again):
            leap_to(run, run.state.step + size)
    again.seek(30)
    leap_to(one, 80)
    leap_to(again, 80)
    for seed, run in ((1, one), (2, again)):
        alone = run_of(seed)
        alone.step(80)
        assert fingerprint(run.state) == fingerprint(alone.state)


def test_changes_take_effect_at_their_step_and_dragging_a_rate_traces_nothing_anew():
    run, straight = run_of(), run_of()
    for moved in (run, straight):
        moved.step(20) if moved is straight else leap_to(moved, 20)
        for rate in (2e-3, 5e-3):
            moved.set("learning_rate_d", rate)
            moved.step(10) if moved is straight else leap_to(moved, moved.state.step + 10)
    assert len(run.simulation.step_programs._made) == 1
    for moved in (run, straight):
        moved.set("r1", 0.2)
        moved.set("optimizer", "rmsprop")
        moved.step(25) if moved is straight else leap_to(moved, moved.state.step + 25)
        moved.set("optimizer", "optimistic_adam")       # whose corrections begin anew
        moved.step(25) if moved is straight else leap_to(moved, moved.state.step + 25)
    assert len(run.simulation.step_programs._made) == 3
    assert fingerprint(run.state) == fingerprint(straight.state)


def test_divergence_is_found_at_its_very_phase():
    values = {"optimizer": "sgd", "objective": "least_squares", "hidden_width_d": 32}
    leaping, stepping = run_of(**values), run_of(**values)
    leap_to(leaping, 60)
    stepping.step(60)
    for run in (leaping, stepping):
        run.set("learning_rate_d", 1.0)                 # a step multiplies the error: see test_headless_run
    leap_to(leaping, 360)
    stepping.step(300)
    assert stepping.diverged and stepping.state.step > 60
    assert fingerprint(leaping.state) == fingerprint(stepping.state)


def test_a_loop_that_changes_something_in_place_is_refused():
    def step(x, added):
        x = x.clone()
        x.add_(added)
        return x, x.sum()[None]
    with pytest.raises(NotImplementedError, match="in place"):
        Loop(step, [torch.zeros(3)], [torch.zeros(2, 1)], [])


def test_a_loop_keeps_a_row_of_every_step():
    def step(x, added, factor):
        x = (x + added) * factor
        return x, x.sum()[None]
    each = torch.tensor([[1.0], [2.0], [3.0]])
    loop = Loop(step, [torch.ones(2)], [each], [torch.tensor(2.0)])
    (after,), rows = loop.run([torch.ones(2)], [loop.input_block([each])], [torch.tensor(3.0)])
    assert after.tolist() == [81.0, 81.0]
    assert rows[:, 0].tolist() == [12.0, 48.0, 162.0]


def test_python_alone_holds_no_tensor_that_a_leap_takes(monkeypatch):
    """Each of those would take the interpreter's lock in the midst of the call, to be given back."""
    run = run_of()
    leap_to(run, 200)
    loop = run.simulation.step_programs.find(run.state, run.params).loop
    calls, compiled = [], loop._compiled

    class Watched:
        copies = compiled.copies

        def leap(self, *arguments):
            calls.append(arguments)
            return compiled.leap(*arguments)
    monkeypatch.setattr(loop, "_compiled", Watched())
    run.leap(50)
    taken, = calls
    inner = [one for argument in taken if isinstance(argument, list) for one in argument]
    assert any(isinstance(one, TensorList) for one in inner) and any(isinstance(one, TensorList) for one in taken)
    assert not any(isinstance(one, torch.Tensor) for one in (*taken, *inner))


def test_a_loop_in_captured_blocks_is_the_same_loop():
    """On a GPU `capture` makes a CUDA graph; here it repeats the call, so that all but the graph is tried."""
    def step(x, added, factor):
        x = torch.tanh((x + added) * factor)
        return x, x.sum()
    each, fixed = torch.linspace(-1, 1, 117)[:, None] * torch.ones(5), [torch.tensor(1.3)]
    plain = Loop(step, [torch.ones(5)], [each], fixed)
    captured = Loop(step, [torch.ones(5)], [each], fixed, capture=lambda call: call)
    for steps in (117, 16, 3, 50):
        (after,), rows = captured.run([torch.ones(5)], [captured.input_block([each[:steps]])], fixed)
        (wanted,), wanted_rows = plain.run([torch.ones(5)], [plain.input_block([each[:steps]])], fixed)
        assert torch.equal(after, wanted) and torch.equal(rows, wanted_rows)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("values", [{}, {"members": 4}, {"r1": 0.1}, {"gradient_penalty": 1.0, "objective": "wgan"}])
def test_on_a_gpu_the_captured_steps_are_the_phases(values):
    runs = [Run(GanSimulation("cuda"), change(GanParams(), **values)) for _ in range(2)]
    leaps = leap_to(runs[0], 120)
    runs[1].step(120)
    assert max(leaps) > 16
    torch.testing.assert_close(runs[0].state.generator, runs[1].state.generator, rtol=1e-3, atol=1e-4)


def test_training_imports_neither_sympy_nor_dynamo_nor_torch_optim():
    code = ("import sys; from sims import registry; from sims.run import Run\n"
            "run = Run(registry.get('gan'))\nwhile run.state.step < 200: run.leap(50)\nrun.frame(); run.metrics()\n"
            "made = [p for p in run.simulation.step_programs._made.values() if p]\n"
            "print(len(made), [m for m in ('sympy', 'torch._dynamo', 'torch._inductor') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "1 []", done.stderr
