"""The phases of one training step, each a pure function of the state, in plain torch with autograd.

`work` carries what later phases of the same step need: the minibatches, their scores, the gradient. Tensors have
the axes (members, batch, ...).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import torch
from torch import Tensor

from sims.base import Phase, Scalars, State
from sims.gan import draws, networks, penalties
from sims.gan.catalogue import OBJECTIVES
from sims.gan.objectives import LOSSES
from sims.gan.optimizers import Moments, update
from sims.gan.settings import GanParams, sizes_d, sizes_g
from sims.gan.targets import TARGETS
from sims.params import N_


@dataclass(frozen=True)
class GanState(State):
    """Weights and moments of both players, and what the step under way has worked out so far."""

    seeds: tuple[int, ...] = ()
    generator: Tensor = None
    discriminator: Tensor = None
    moments_g: Moments = None
    moments_d: Moments = None
    work: Mapping[str, Tensor] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


# Random draws of a step ------------------------------------------------------------------------------------------

@lru_cache(maxsize=8)
def layout(params: GanParams) -> tuple[Mapping[str, tuple[int, int]], Mapping[str, tuple[int, int]], int, int]:
    """Where each draw of a step lies among its normals and its uniforms: name -> (start, length), and the totals."""
    batch, latent = params.batch_size, params.batch_size * params.latent_dim
    normal: dict[str, tuple[int, int]] = {}
    uniform: dict[str, tuple[int, int]] = {}

    def reserve(where: dict[str, tuple[int, int]], name: str, length: int) -> None:
        start = sum(next(reversed(where.values()))) if where else 0
        where[name] = (start, length)

    latents = normal if params.latent_distribution == "normal" else uniform
    for repeat in range(params.n_critic):
        reserve(uniform, f"which{repeat}", batch)
        reserve(normal, f"spread{repeat}", 2 * batch)
        reserve(latents, f"latent{repeat}", latent)
        if params.instance_noise:
            reserve(normal, f"noise_real{repeat}", 2 * batch)
            reserve(normal, f"noise_fake{repeat}", 2 * batch)
        if params.gradient_penalty:
            reserve(uniform, f"mix{repeat}", batch)
    reserve(latents, "latent_g", latent)
    if params.instance_noise:
        reserve(normal, "noise_g", 2 * batch)
    return normal, uniform, *(sum(next(reversed(where.values()))) for where in (normal, uniform))


def drawn(state: GanState, params: GanParams, name: str, *shape: int) -> Tensor:
    """One named draw of the current step, shape (members, *shape)."""
    normal, uniform, normals, uniforms = layout(params)
    values = draws.step_draws(state.seeds, state.step, normals, uniforms)
    where, source = (normal, values[0]) if name in normal else (uniform, values[1])
    start, length = where[name]
    return source[:, start:start + length].unflatten(1, shape).to(state.generator.device)


def latent(state: GanState, params: GanParams, name: str) -> Tensor:
    z = drawn(state, params, name, params.batch_size, params.latent_dim)
    return z if params.latent_distribution == "normal" else 2 * z - 1


# The two networks and their losses ---------------------------------------------------------------------------------

def generate(theta: Tensor, z: Tensor, params: GanParams) -> Tensor:
    """x~ = G(z), shape (members, batch, 2)."""
    return networks.forward(theta, sizes_g(params), z, params.activation)


def score(theta: Tensor, x: Tensor, params: GanParams) -> Tensor:
    """D(x), the raw output, shape (members, batch)."""
    return networks.forward(theta, sizes_d(params), x, params.activation).squeeze(-1)


def penalty(theta: Tensor, real: Tensor, fake: Tensor, mix: Tensor | None, params: GanParams) -> Tensor:
    """The weighted sum of the slope penalties that are on, shape (members,); zero where none is."""
    total = theta.new_zeros(theta.shape[0])
    for weight, points, measure in (
            (params.r1, real, penalties.zero_centred), (params.r2, fake, penalties.zero_centred),
            (params.gradient_penalty, None, penalties.one_centred)):
        if weight:
            at = penalties.interpolate(real, fake, mix) if points is None else points
            at = at.detach().requires_grad_()
            total = total + weight * measure(penalties.input_gradient(score(theta, at, params), at))
    return total


def critic_loss(theta: Tensor, real: Tensor, fake: Tensor, mix: Tensor | None, params: GanParams) -> Tensor:
    """What the discriminator minimises, shape (members,): the objective's loss and the penalties."""
    loss = LOSSES[params.objective][0]
    return loss(score(theta, real, params), score(theta, fake, params)) + penalty(theta, real, fake, mix, params)


def generator_loss(theta: Tensor, discriminator: Tensor, z: Tensor, noise: Tensor | None, real: Tensor,
                   params: GanParams) -> Tensor:
    """What the generator minimises, shape (members,), with the discriminator held fixed."""
    fake = generate(theta, z, params)
    fake = fake if noise is None else fake + params.instance_noise * noise
    paired = OBJECTIVES[params.objective].paired
    real_scores = score(discriminator, real, params) if paired else fake.new_zeros(fake.shape[:2])
    return LOSSES[params.objective][1](real_scores, score(discriminator, fake, params))


# The phases --------------------------------------------------------------------------------------------------------

Outcome = tuple[GanState, Scalars]


def _with_work(state: GanState, **tensors: Tensor) -> GanState:
    return replace(state, work={**state.work, **tensors})


def sample_real(state: GanState, params: GanParams, repeat: int) -> Outcome:
    points = TARGETS[params.target].sample(drawn(state, params, f"which{repeat}", params.batch_size),
                                           drawn(state, params, f"spread{repeat}", params.batch_size, 2))
    return replace(state, work={"real": points}), {}


def sample_latent_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    return _with_work(state, z=latent(state, params, f"latent{repeat}")), {}


def generate_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    return _with_work(state, fake=generate(state.generator, state.work["z"], params)), {}


def score_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    real, fake = state.work["real"], state.work["fake"]
    if params.instance_noise:
        real = real + params.instance_noise * drawn(state, params, f"noise_real{repeat}", params.batch_size, 2)
        fake = fake + params.instance_noise * drawn(state, params, f"noise_fake{repeat}", params.batch_size, 2)
    scores = [score(state.discriminator, points, params) for points in (real, fake)]
    return (_with_work(state, seen_real=real, seen_fake=fake, score_real=scores[0], score_fake=scores[1]),
            {"score_real": mean(scores[0]), "score_fake": mean(scores[1])})


def _mix(state: GanState, params: GanParams, repeat: int) -> Tensor | None:
    return drawn(state, params, f"mix{repeat}", params.batch_size) if params.gradient_penalty else None


def loss_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    work = state.work
    loss = LOSSES[params.objective][0](work["score_real"], work["score_fake"])
    extra = penalty(state.discriminator, work["seen_real"], work["seen_fake"], _mix(state, params, repeat), params)
    return state, {"loss_d": mean(loss + extra.detach()), "penalty": mean(extra)}


def gradient_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    theta = state.discriminator.detach().requires_grad_()
    work = state.work
    loss = critic_loss(theta, work["seen_real"], work["seen_fake"], _mix(state, params, repeat), params)
    gradient, = torch.autograd.grad(loss.sum(), theta)
    return _with_work(state, gradient=gradient), {"grad_norm_d": mean(gradient.norm(dim=1))}


def update_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    theta, moments = update(params.optimizer, state.discriminator, state.work["gradient"], state.moments_d,
                            params.learning_rate_d, params.beta1, params.beta2)
    return (replace(state, discriminator=theta, moments_d=moments),
            {"max_abs_weight_d": mean(theta.abs().amax(1)),
             "moved_d": mean((theta - state.discriminator).norm(dim=1))})


def clip_d(state: GanState, params: GanParams, repeat: int) -> Outcome:
    theta = state.discriminator.clamp(-params.weight_clip, params.weight_clip)
    return (replace(state, discriminator=theta),
            {"max_abs_weight_d": mean(theta.abs().amax(1)),
             "clipped_share": mean((theta != state.discriminator).float().mean(1))})


def sample_latent_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    return _with_work(state, z=latent(state, params, "latent_g")), {}


def generate_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    return _with_work(state, fake=generate(state.generator, state.work["z"], params)), {}


def _noise_g(state: GanState, params: GanParams) -> Tensor | None:
    return drawn(state, params, "noise_g", params.batch_size, 2) if params.instance_noise else None


def score_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    noise = _noise_g(state, params)
    fake = state.work["fake"]
    fake = fake if noise is None else fake + params.instance_noise * noise
    scores = score(state.discriminator, fake, params)
    changes = {"seen_fake": fake, "score_fake": scores}
    if OBJECTIVES[params.objective].paired:
        changes["score_real"] = score(state.discriminator, state.work["seen_real"], params)
    return _with_work(state, **changes), {"score_fake_g": mean(scores)}


def loss_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    loss = LOSSES[params.objective][1](state.work["score_real"], state.work["score_fake"])
    return state, {"loss_g": mean(loss)}


def gradient_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    theta = state.generator.detach().requires_grad_()
    loss = generator_loss(theta, state.discriminator, state.work["z"], _noise_g(state, params),
                          state.work["seen_real"], params)
    gradient, = torch.autograd.grad(loss.sum(), theta)
    return _with_work(state, gradient=gradient), {"grad_norm_g": mean(gradient.norm(dim=1))}


def update_g(state: GanState, params: GanParams, repeat: int) -> Outcome:
    theta, moments = update(params.optimizer, state.generator, state.work["gradient"], state.moments_g,
                            params.learning_rate_g, params.beta1, params.beta2)
    # The step is over: what it worked out is let go, so that a keyframe holds weights and moments only.
    return (replace(state, generator=theta, moments_g=moments, work={}),
            {"moved_g": mean((theta - state.generator).norm(dim=1))})


def mean(values: Tensor) -> float:
    return values.mean().item()


_CRITIC: tuple[tuple[str, str, Callable[..., Outcome]], ...] = (
    ("sample_real", N_("sample real"), sample_real),
    ("sample_latent_d", N_("sample latent"), sample_latent_d),
    ("generate_d", N_("generate"), generate_d),
    ("score_d", N_("score both"), score_d),
    ("loss_d", N_("loss of D"), loss_d),
    ("gradient_d", N_("gradient of D"), gradient_d),
    ("update_d", N_("update D"), update_d),
    ("clip_d", N_("clip D"), clip_d),
)
_GENERATOR: tuple[tuple[str, str, Callable[..., Outcome]], ...] = (
    ("sample_latent_g", N_("sample latent"), sample_latent_g),
    ("generate_g", N_("generate"), generate_g),
    ("score_g", N_("score generated"), score_g),
    ("loss_g", N_("loss of G"), loss_g),
    ("gradient_g", N_("gradient of G"), gradient_g),
    ("update_g", N_("update G"), update_g),
)
RUN: dict[str, Callable[..., Outcome]] = {key: run for key, _, run in _CRITIC + _GENERATOR}


@lru_cache(maxsize=32)
def program(params: GanParams) -> tuple[Phase, ...]:
    """The phases of a whole step: n_critic rounds of the critic (with a clip where there is one), then G."""
    listed = []
    for repeat in range(params.n_critic):
        listed += [Phase(key, label, _formula(key, params), "d", repeat, params.n_critic)
                   for key, label, _ in _CRITIC if key != "clip_d" or params.weight_clip]
    listed += [Phase(key, label, _formula(key, params), "g") for key, label, _ in _GENERATOR]
    return tuple(listed)


def _formula(key: str, params: GanParams) -> str:
    if key in ("loss_d", "loss_g"):
        return f"{key}.{params.objective}"
    if key in ("update_d", "update_g"):
        return f"{key}.{params.optimizer}"
    return key
