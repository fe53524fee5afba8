"""The training core: a run of the lab against the usual loop of nn.Module and torch.optim, as `saddle run` runs it:
one thread that trains, beside which another makes the next minibatches. The usual loop has one thread."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from tests.bench.harness import Row, in_turns, rate_of

ROUNDS = 15


def ours(simulation: Any = None, follows: bool = False, **values: Any) -> Callable[[int], int]:
    """What trains a run by at least so many steps, and says how many: draws and the trace of each included, but
    tracing is over.

    follows: also the metrics that the lab measures at 200 to 400 steps of a run (modes, W1, ...), which the plain
    loop has none of and a sweep leaves out.
    """
    from app.headless_run import HeadlessRun, going
    from sims.params import change
    simulation = simulation or _on_one_thread()
    simulation = simulation if follows else simulation.without_slow_metrics()
    run = HeadlessRun(simulation, change(simulation.Params(), **values))

    way = going(run, 10**9)

    def train(steps: int) -> int:
        start = run.state.step
        while run.state.step < start + steps:
            next(way)
        return run.state.step - start
    train(300)
    return train


def _on_one_thread() -> Any:
    from sims.gan.simulation import GanSimulation
    return GanSimulation.on_device("cpu")[0]


def plain(width: int = 32, layers: int = 2, batch: int = 128, r1: float = 0.0, gradient_penalty: float = 0.0,
          rounds: int = 1, optimizer: str = "Adam") -> Callable[[int], int]:
    """The loop that a student writes: it notes both losses of every step and nothing else."""
    import torch
    from torch import nn
    from torch.nn.functional import softplus
    torch.set_num_threads(1)

    def network(outputs: int) -> nn.Module:
        sizes = [2] + layers * [width]
        hidden = [part for i, o in zip(sizes, sizes[1:]) for part in (nn.Linear(i, o), nn.ReLU())]
        return nn.Sequential(*hidden, nn.Linear(width, outputs))
    g, d = network(2), network(1)
    settings = {"betas": (0.5, 0.999)} if optimizer == "Adam" else {}
    update_g, update_d = (getattr(torch.optim, optimizer)(net.parameters(), 1e-3, **settings) for net in (g, d))
    angle = 2 * math.pi * torch.arange(8) / 8
    modes = 2 * torch.stack([angle.cos(), angle.sin()], 1)
    losses: list[tuple[float, float]] = []

    def train(steps: int) -> int:
        for _ in range(steps):
            for _ in range(rounds):
                real = modes[torch.randint(8, (batch,))] + 0.02 * torch.randn(batch, 2)
                fake = g(torch.randn(batch, 2)).detach()
                if r1:
                    real.requires_grad_()
                score = d(real)
                loss_d = softplus(-score).mean() + softplus(d(fake)).mean()
                if r1:
                    slope, = torch.autograd.grad(score.sum(), real, create_graph=True)
                    loss_d = loss_d + r1 / 2 * slope.square().sum(1).mean()
                if gradient_penalty:
                    mix = torch.rand(batch, 1)
                    between = (mix * real + (1 - mix) * fake).requires_grad_()
                    slope, = torch.autograd.grad(d(between).sum(), between, create_graph=True)
                    loss_d = loss_d + gradient_penalty * (slope.norm(dim=1) - 1).square().mean()
                update_d.zero_grad()
                loss_d.backward()
                update_d.step()
            loss_g = softplus(-d(g(torch.randn(batch, 2)))).mean()
            update_g.zero_grad()
            loss_g.backward()
            update_g.step()
            losses.append((loss_d.item(), loss_g.item()))
        return steps
    train(20)
    return train


def rates(settings: dict[str, Any], same: dict[str, Any], steps: int) -> Callable[[], tuple[float, float]]:
    """(ours, plain) in steps a second."""
    def measure() -> tuple[float, float]:
        from app.headless_run import working_ahead
        simulation = _on_one_thread()
        with working_ahead(simulation):
            train, baseline = ours(simulation, **settings), plain(**same)
            return in_turns(lambda: rate_of(lambda: train(steps)), lambda: rate_of(lambda: baseline(steps)), ROUNDS)
    return measure


def _row(name: str, goal: float | None, settings: dict[str, Any], same: dict[str, Any], steps: int = 200) -> Row:
    return Row(f"train {name}", "steps/s", rates(settings, same, steps), "nn.Module + torch.optim.Adam", True, goal)


def _sizes(width: int, batch: int, layers: int = 2) -> tuple[dict[str, Any], dict[str, Any]]:
    return ({"hidden_width_g": width, "hidden_width_d": width, "hidden_layers_g": layers, "hidden_layers_d": layers,
             "batch_size": batch}, {"width": width, "batch": batch, "layers": layers})


def products(width: int, batch: int, layers: int = 2) -> Callable[[int], int]:
    """Only what no loop can do without: a step's products between hidden layers, on the same numbers again and again.

    Five forward (G twice, D on real points and twice on generated ones), three for weights' slopes, four for points'.
    """
    import torch

    from sims.gan.networks import product
    torch.set_num_threads(1)
    matrix, features, slope = (torch.randn(shape) for shape in
                               ((width + 1, width), (width + 1, batch), (width, batch)))

    def train(steps: int) -> int:
        with torch.inference_mode():
            for _ in range(steps * (layers - 1)):
                for _ in range(5):
                    product(matrix.mT, features)
                for _ in range(3):
                    product(features, slope.mT)
                for _ in range(4):
                    product(matrix[:-1], slope)
        return steps
    train(20)
    return train


def _bound(name: str, width: int, batch: int, layers: int = 2, steps: int = 10) -> Row:
    """How much faster than the usual loop its products alone are: no loop of ours comes that far."""
    def measure() -> tuple[float, float]:
        alone, baseline = products(width, batch, layers), plain(width, layers, batch)
        return in_turns(lambda: rate_of(lambda: alone(steps)), lambda: rate_of(lambda: baseline(steps)), ROUNDS)
    return Row(f"  of {name} the products alone", "steps/s", measure, "nn.Module + torch.optim.Adam", True)


def steps_by_hand() -> tuple[float, float]:
    """Our own phases run one by one as for a hand step, against the traced program."""
    from sims.gan.simulation import GanSimulation
    from sims.run import Run
    traced, run = ours(follows=True), Run(GanSimulation())
    run.step(20)
    return in_turns(lambda: rate_of(lambda: traced(1000)), lambda: rate_of(lambda: run.step(100)), ROUNDS)


def making() -> tuple[float, None]:
    """Seconds to make a program: record, simplify, place, spell, compile."""
    from sims.gan.compiled.step import StepProgram
    from sims.gan.params import GanParams
    from sims.run import Run
    run = Run(_on_one_thread(), GanParams())
    run.step(2)
    times = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        StepProgram(run.state, run.params)
        times.append(time.thread_time() - start)
    return sorted(times)[ROUNDS // 2], None


ROWS = [
    _row("2-32-32, batch 128", 10, {}, {}),
    _row("2-32-32, batch 128, R1", 6, {"r1": 0.1}, {"r1": 0.1}),
    _row("2-32-32, batch 128, gradient penalty", 6, {"gradient_penalty": 1.0}, {"gradient_penalty": 1.0}),
    _row("2-8-8, batch 150", 18, *_sizes(8, 150)),
    _row("2-128-128, batch 256", 2, *_sizes(128, 256), steps=60),
    _bound("2-128-128", 128, 256),
    _row("3 x 256, batch 512", 1.2, *_sizes(256, 512, 3), steps=10),
    _bound("3 x 256", 256, 512, 3),
    _row("2-32-32, batch 128, metrics followed", None, {"follows": True}, {}),
    Row("train 2-32-32, traced and by hand", "steps/s", steps_by_hand, "our phases, one at a time", True),
    Row("a program for the default lab", "s", making, goal=2, kind="most"),
]
