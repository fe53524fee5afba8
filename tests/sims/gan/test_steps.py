"""Whole training steps against an independent plain PyTorch version of the same step."""

import itertools

import pytest
import torch

from sims.gan.choices import ACTIVATIONS, LEAST_SQUARES_LABELS, OPTIMIZERS, PENALTY_TARGETS, TARGETS
from sims.gan.data import minibatches
from sims.gan.data.targets import target_of
from sims.gan.losses import LOSSES
from sims.gan.networks import ACTIVATIONS as ACTIVATION_FUNCTIONS
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.optimizers import RULES
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint
from tests.sims.gan import plain


def settings(**values):
    return change(GanParams(), **{"hidden_width_g": 9, "hidden_width_d": 11, "batch_size": 17,
                                  "learning_rate_d": 2e-3, "learning_rate_g": 3e-3, **values})


def plain_steps(params, seed, steps):
    """Train the plain version on the draws of the simulation; yields (theta_g, theta_d, loss_d, penalty_d, loss_g).

    All players' updates alternate here; the other orders of moves have tests of their own.
    """
    state = GanSimulation().initial(params, seed)
    g = plain.network(state.generator[0], shapes_g(params), params.activation)
    d = plain.network(state.discriminator[0], shapes_d(params), params.activation, params.minibatch_std,
                      state.directions[0] if params.spectral_norm else None)
    of_g, of_d = (plain.optimizer(params.optimizer, net, rate, params.beta1, params.beta2)
                  for net, rate in ((g, params.learning_rate_g), (d, params.learning_rate_d)))
    labels = {"0_1_1": (0, 1, 1), "-1_1_0": (-1, 1, 0)}[params.least_squares_labels]
    m, n, k_began = params.pack, params.batch_size, 0.0

    def judged(x):
        """Scores of groups that lie side by side, (groups, 2m)."""
        return -(d(x) - x).norm(dim=1) if params.objective == "began" else d(x)[:, 0]

    def beside(x):
        return torch.stack([x[i * m:(i + 1) * m].reshape(-1) for i in range(len(x) // m)])

    for step in range(steps):
        def draw(name, step=step):
            return minibatches.drawn(minibatches.step_draws((seed,), step, params), params, name)[0]

        def noisy(x, name, draw=draw, step=step):
            fade = 1 - step / params.noise_steps if params.noise_steps else 1
            return x + params.instance_noise * max(fade, 0) * draw(name) if params.instance_noise else x

        for k in range(params.n_critic):
            x = target_of(params).sample(draw(f"which{k}"), draw(f"spread{k}"))
            x = noisy(x, f"noise_real{k}")
            z = minibatches.latent(minibatches.step_draws((seed,), step, params), params, f"latent{k}")[0]
            fake = noisy(g(z).detach(), f"noise_fake{k}")
            if params.spectral_norm:
                for layer in d:
                    if hasattr(layer, "iterate"):
                        layer.iterate()
            r, f = judged(beside(x)), judged(beside(fake))
            loss_d = plain.loss_d(params.objective, r, f, params.label_smoothing, labels, k_began)
            penalty_d = torch.zeros(())
            if params.r1:
                penalty_d = penalty_d + params.r1 * plain.slope_penalty(judged, beside(x), "half zero")
            if params.r2:
                penalty_d = penalty_d + params.r2 * plain.slope_penalty(judged, beside(fake), "half zero")
            if params.gradient_penalty:
                mix = draw(f"mix{k}")[:n // m][:, None] if m > 1 else draw(f"mix{k}")[:, None]
                between = mix * beside(x) + (1 - mix) * beside(fake)
                kind = params.gradient_penalty_target
                penalty_d = penalty_d + params.gradient_penalty * plain.slope_penalty(judged, between, kind)
            if params.dragan:
                delta = 0.5 * x.std(unbiased=False) * draw(f"around{k}")
                around = x + draw(f"around_mix{k}")[:, None] * delta
                penalty_d = penalty_d + params.dragan * plain.slope_penalty(judged, beside(around), "one")
            of_d.zero_grad()
            (loss_d + penalty_d).backward()
            of_d.step()
            if params.objective == "began":
                gap = params.began_gamma * (-r).mean().item() - (-f).mean().item()
                k_began = min(max(k_began + params.began_lambda * gap, 0), 1)
            if params.weight_clip:
                with torch.no_grad():
                    for weight in d.parameters():
                        weight.clamp_(-params.weight_clip, params.weight_clip)
        z = minibatches.latent(minibatches.step_draws((seed,), step, params), params, "latent_g")[0]
        fake = noisy(g(z), "noise_g")
        loss_g = plain.loss_g(params.objective, judged(beside(x)).detach(), judged(beside(fake)), labels)
        of_g.zero_grad()
        loss_g.backward()
        of_g.step()
        yield plain.flattened(g), plain.flattened(d), loss_d.item(), penalty_d.item(), loss_g.item()


def assert_equal_to_plain(params, steps=5, seed=3):
    run = Run(GanSimulation(), params, seed)
    for theta_g, theta_d, loss_d, penalty_d, loss_g in plain_steps(params, seed, steps):
        run.step()
        numbers = run.state.numbers
        assert numbers["loss_d"] == pytest.approx(loss_d, rel=1e-5, abs=1e-6)
        assert numbers["loss_g"] == pytest.approx(loss_g, rel=1e-5, abs=1e-6)
        assert numbers.get("penalty_d", 0.0) == pytest.approx(penalty_d, rel=1e-5, abs=1e-6)
        assert numbers.get("total_d", loss_d) == pytest.approx(loss_d + penalty_d, rel=1e-5, abs=1e-6)
        torch.testing.assert_close(run.state.discriminator[0], theta_d, rtol=0, atol=1e-6)
        torch.testing.assert_close(run.state.generator[0], theta_g, rtol=0, atol=1e-6)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_makes_the_step_of_plain_pytorch(objective):
    assert_equal_to_plain(settings(objective=objective))


@pytest.mark.parametrize(("objective", "optimizer"), list(itertools.product(("nonsaturating", "wgan"), OPTIMIZERS)))
def test_every_optimizer_makes_the_step_of_torch_optim(objective, optimizer):
    assert_equal_to_plain(settings(objective=objective, optimizer=optimizer, beta1=0.7, beta2=0.95), steps=8)


@pytest.mark.parametrize("cure", [
    {"r1": 0.3}, {"r2": 0.4}, {"r1": 0.1, "r2": 0.2}, {"gradient_penalty": 1.5}, {"instance_noise": 0.5},
    {"weight_clip": 0.05}, {"n_critic": 3}, {"n_critic": 2, "weight_clip": 0.1, "instance_noise": 0.2, "r1": 0.1},
    *({"gradient_penalty": 2.0, "gradient_penalty_target": target} for target in PENALTY_TARGETS),
    {"dragan": 1.5}, {"spectral_norm": True}, {"spectral_norm": True, "r1": 0.2}, {"pack": 2}, {"pack": 3, "r1": 0.4},
    {"minibatch_std": True}, {"minibatch_std": True, "r2": 0.1}, {"instance_noise": 0.4, "noise_steps": 2},
], ids=lambda cure: "+".join(cure))
@pytest.mark.parametrize("objective", ["nonsaturating", "wgan", "relativistic"])
def test_every_cure_makes_the_step_of_plain_pytorch(objective, cure):
    assert_equal_to_plain(settings(objective=objective, activation="tanh", **cure), steps=3)


@pytest.mark.parametrize("shape", [
    {"hidden_layers_g": 0, "hidden_layers_d": 3}, {"latent_dim": 1},
    {"latent_dim": 7, "latent_distribution": "uniform"},
    {"minibatch_std": True, "hidden_layers_d": 0, "optimizer": "sgd", "objective": "hinge"},
    {"pack": 4, "gradient_penalty": 1.0}, {"batch_size": 18, "pack": 2, "objective": "began"},
    {"label_smoothing": 0.2}, {"label_smoothing": 0.1, "objective": "saturating"},
    *({"objective": "least_squares", "least_squares_labels": labels} for labels in LEAST_SQUARES_LABELS),
    *({"activation": name} for name in ACTIVATIONS), *({"target": name} for name in TARGETS)],
    ids=lambda shape: " ".join(f"{k}={v}" for k, v in shape.items()))
def test_every_network_and_target_makes_the_step_of_plain_pytorch(shape):
    assert_equal_to_plain(settings(**shape), steps=2)


def test_what_the_window_offers_is_what_the_engine_has():
    assert OBJECTIVES.keys() == LOSSES.keys()
    assert ACTIVATIONS.keys() == ACTIVATION_FUNCTIONS.keys()
    assert OPTIMIZERS.keys() == RULES.keys()
    for key in TARGETS:
        assert target_of(settings(target=key)).extent > 0


def test_members_train_as_they_would_alone():
    alone = [Run(GanSimulation(), settings(), seed) for seed in (4, 5, 6)]
    together = Run(GanSimulation(), settings(members=3), 4)
    together.step(20)
    for member, run in enumerate(alone):
        run.step(20)
        torch.testing.assert_close(together.state.generator[member], run.state.generator[0], rtol=0, atol=1e-5)
        torch.testing.assert_close(together.state.discriminator[member], run.state.discriminator[0], rtol=0, atol=1e-5)


def test_the_resting_network_does_not_move_by_a_bit():
    run = Run(GanSimulation(), settings(n_critic=2, weight_clip=0.1), 0)
    moves = {"d": 0, "g": 0}
    for _ in range(3 * len(run.phases)):
        player = run.phases[run.state.phase].player
        before = run.state
        run.advance()
        still = "generator" if player == "d" else "discriminator"
        assert fingerprint(getattr(run.state, still)) == fingerprint(getattr(before, still))
        moving = "discriminator" if player == "d" else "generator"
        changed = fingerprint(getattr(run.state, moving)) != fingerprint(getattr(before, moving))
        moves[player] += changed and run.state.done.key.startswith("update")
    assert moves == {"d": 6, "g": 3}            # k x as many updates of D as of G


def test_after_a_clip_every_weight_lies_in_the_band():
    run = Run(GanSimulation(), settings(objective="wgan", weight_clip=0.02, optimizer="rmsprop"), 0)
    run.step(3)
    largest = run.state.discriminator.abs().max().item()
    assert largest == pytest.approx(0.02, abs=1e-9)
    assert run.trace.since(0)["clipped_share"][0] > 0.5


def test_a_new_optimizer_starts_with_an_empty_memory():
    run = Run(GanSimulation(), settings(), 0)
    run.step(5)
    run.set("optimizer", "rmsprop")
    run.step(1)
    assert (run.state.moments_d.rule, run.state.moments_d.count) == ("rmsprop", 1)
    gradient = run.trace.since(0)["grad_norm_d"][-1]
    expected = gradient * (1 - run.params.beta2) ** 0.5
    assert run.state.moments_d.second.sum().sqrt().item() == pytest.approx(expected, rel=1e-4)
