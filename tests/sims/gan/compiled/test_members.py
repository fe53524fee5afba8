"""Members of one that sweeps train: the bits of each alone, or not together at all."""

import dataclasses

import pytest
import torch

from sims.compiler.program_cache import ProgramCache
from sims.gan.compiled import members
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import DIVERGED

SEEDS = (3, 8, 5)               # not in a row


def settings(**values):
    return change(GanParams(), **{"batch_size": 64, "hidden_width_g": 16, "hidden_width_d": 16, **values})


def first(params, simulation=None):
    simulation = simulation or GanSimulation()
    return [simulation.initial(params, seed) for seed in SEEDS]


def trained(as_one, steps):
    """The members after so many steps, of the last of which they know the numbers."""
    while as_one.state.step < steps - 1:
        assert as_one.leap(steps - 1 - as_one.state.step)
    assert as_one.step()
    return as_one.split()


def alone(params, seed, steps, simulation):
    """The state of a run by itself. simulation: whose programs it takes; test_step.py has runs take turns in one."""
    run = Run(simulation, params, seed)
    while run.state.step < steps:
        run.leap(steps - run.state.step)
    return run.state


@pytest.fixture
def agreeing(monkeypatch):
    """Whatever the last bits are on this machine."""
    monkeypatch.setattr(members, "agree", lambda states, params: True)
    monkeypatch.setattr(members, "_agreed", ProgramCache(9))


@pytest.mark.parametrize("values", [
    {}, {"objective": "wgan", "weight_clip": 0.1, "optimizer": "rmsprop"}, {"updates": "extragradient"},
    {"optimizer": "momentum", "pack": 2, "batch_size": 128}, {"activation": "tanh", "hidden_layers_d": 3},
    {"objective": "began", "ema": 0.9}, {"n_critic": 2, "latent_dim": 1}, {"r1": 0.1}, {"batch_size": 13},
    {"optimizer": "optimistic_adam"}, {"spectral_norm": True}, {"gradient_penalty": 1.0, "objective": "wgan"},
    {"freeze_g": True}, {"unroll_steps": 2},
    {"hidden_width_d": 128, "hidden_layers_d": 2, "batch_size": 1024},
], ids=lambda values: " ".join(f"{k}={v}" for k, v in values.items()) or "default")
def test_each_has_the_bits_that_it_has_alone_or_none_are_joined(values):
    params = settings(**values)
    as_one = GanSimulation().join(first(params), params)
    if as_one is None:
        assert not (members.whole_vectors(params) and members.agree(first(params), params))
        return
    simulation = GanSimulation().without_slow_metrics()
    for member, seed in zip(trained(as_one, 90), SEEDS):
        single = alone(params, seed, 90, simulation)
        assert member.numbers == single.numbers
        for name in ("generator", "discriminator", "averaged", "directions", "balance", "seeds", "step", "done"):
            one, other = getattr(member, name), getattr(single, name)
            assert torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other, name
        for name in ("first", "second", "count", "rule"):
            one, other = getattr(member.moments_d, name), getattr(single.moments_d, name)
            assert torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other, name


def test_a_bit_that_differs_is_noticed(monkeypatch):
    params = settings()
    states = first(params)
    join = members.joined

    def joined_wrongly(states, params):
        state = join(states, params)
        theta = state.generator.clone()
        theta[1, 0] = torch.nextafter(theta[1, 0], theta.new_tensor(9.0))
        return dataclasses.replace(state, generator=theta)
    monkeypatch.setattr(members, "joined", joined_wrongly)
    assert not members.agree(states, params)


def test_what_leaves_the_finite_range_for_one_is_done_for_none(agreeing):
    params = settings()
    states = first(params)
    as_one = GanSimulation().join(states, params)
    assert as_one.leap(40) == 1                             # the first, after which the moments are there
    before = as_one.state
    assert as_one.leap(40) > 1
    theta = as_one.state.generator.clone()
    theta[2, 5] = torch.inf
    spoilt = dataclasses.replace(as_one.state, generator=theta)
    for move in (lambda: as_one.leap(40), as_one.step):
        as_one.state = spoilt
        assert not move()
        assert as_one.state is before       # so that each takes a step alone before the one that fails
    assert torch.equal(as_one.split()[1].generator, before.generator[1:2])
    assert not any(state.numbers for state in as_one.split())


def test_only_states_at_one_whole_step_are_joined(agreeing):
    simulation, params = GanSimulation(), settings()
    states = first(params, simulation)
    assert simulation.join(states, params) is not None
    stepped = Run(simulation, params, 1)
    stepped.step()
    assert simulation.join([*states, stepped.state], params) is None
    between, _ = simulation.advance(states[0], params)
    assert simulation.join([between, *states[1:]], params) is None
    diverged = dataclasses.replace(states[0], status=DIVERGED)
    assert simulation.join([diverged, *states[1:]], params) is None
    two = simulation.initial(change(params, members=2), 0)
    assert simulation.join([two, *states], params) is None
