"""The phases of one training step, each a pure function of the state, in plain torch with autograd.

`work` carries what later phases of the same step need: the minibatches, their scores, the gradients. Tensors have
the axes (members, batch, ...). The two players' latents stay apart, because after a look ahead both are needed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import torch
from torch import Tensor

from sims.gan import networks
from sims.gan.data import minibatches
from sims.gan.losses import LOSSES
from sims.gan.objectives_text import objective_of
from sims.gan.optimizers import Moments, update
from sims.gan.params import Shapes, TrainingParams, shapes_d, shapes_g, unrolls
from sims.gan.players import (
    Batch,
    Discriminator,
    discriminator_loss,
    generate,
    generator_loss,
    penalised,
    penalty_means,
    rules,
    unrolled,
    weighted,
)
from sims.params import N_
from sims.simulation import Phase, State


@dataclass(frozen=True)
class GanState(State):
    """Weights and moments of both players, and what the step under way has computed so far.

    averaged: running mean of the generator's weights. directions: leading singular vectors of D's layers while it is
    normalised spectrally, else of length 0. balance: k of BEGAN, (members,). numbers: this step's, in plain floats.
    """

    seeds: tuple[int, ...] = ()
    generator: Tensor = None
    discriminator: Tensor = None
    averaged: Tensor = None
    directions: Tensor = None
    balance: Tensor = None
    moments_g: Moments = None
    moments_d: Moments = None
    work: Mapping[str, Tensor] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    handed: minibatches.StepInputs | None = None        # only inside a compiled step

    def network_d(self, params: TrainingParams) -> Discriminator:
        return Discriminator(self.discriminator, self.directions, params)


#: A phase returns the new state and its scalars, (members,) each and still tensors, so that a step can be compiled.
Outcome = tuple[GanState, Mapping[str, Tensor]]


def over_members(known: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The means of these scalars over the members, without axes."""
    return {name: values.mean() if len(values) > 1 else values.reshape(()) for name, values in known.items()}


def of_each(known: Mapping[str, Tensor]) -> dict[tuple[str, int], Tensor]:
    """These scalars of every member, without axes: (name, member) -> its own."""
    return {(name, member): values[member] for name, values in known.items() for member in range(len(values))}


def _with_work(state: GanState, **tensors: Tensor) -> GanState:
    return replace(state, work={**state.work, **tensors})


def _values(state: GanState, params: TrainingParams) -> minibatches.Draws:
    if state.handed is not None:
        return state.handed.draws
    normal, uniform = minibatches.step_draws(state.seeds, state.step, params)
    return normal.to(state.generator.device), uniform.to(state.generator.device)


def _draw(state: GanState, params: TrainingParams, name: str) -> Tensor:
    return minibatches.drawn(_values(state, params), params, name)


def _noise(state: GanState, params: TrainingParams, name: str) -> Tensor | None:
    """Instance noise for a minibatch, scaled for this step; None where there is none."""
    if not params.instance_noise:
        return None
    if state.handed is not None:
        width = state.handed.noise_width
    else:
        width = minibatches.noise_width(params, torch.tensor(state.step))
    return width * _draw(state, params, name)


def _plus(points: Tensor, noise: Tensor | None) -> Tensor:
    return points if noise is None else points + noise


def _batch(state: GanState, params: TrainingParams, repeat: int) -> Batch:
    """The minibatch as D sees it, with the draws that its penalties need."""
    draw = {}
    if params.gradient_penalty:
        draw["mix"] = _draw(state, params, f"mix{repeat}")
    if params.dragan:
        draw["around"] = _draw(state, params, f"around{repeat}")
        draw["around_mix"] = _draw(state, params, f"around_mix{repeat}")
    return Batch(state.work["seen_real"], state.work["seen_fake"], **draw)


# The discriminator's phases ------------------------------------------------------------------------------------------

def sample_real(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    return _with_work(state, real=minibatches.real(_values(state, params), params, repeat, state.seeds)), {}


def sample_latent_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    z = minibatches.latent(_values(state, params), params, f"latent{repeat}")
    return _with_work(state, z_d=z, z=z), {}


def generate_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    return _with_work(state, fake=generate(state.generator, state.work["z_d"], params)), {}


def score_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    if params.spectral_norm:
        directions = networks.power_iteration(state.discriminator, state.directions, shapes_d(params))
        state = replace(state, directions=directions)
    real = _plus(state.work["real"], _noise(state, params, f"noise_real{repeat}"))
    fake = _plus(state.work["fake"], _noise(state, params, f"noise_fake{repeat}"))
    scores = state.network_d(params).scores(real, fake)
    numbers = {"score_real": scores[0].mean(-1), "score_fake": scores[1].mean(-1)}
    objective = objective_of(params)
    if objective.centre is not None:
        threshold = 0.0 if objective.output == "probability" else objective.centre
        found, fooled = ((part > threshold).float() for part in scores)
        numbers["accuracy_d"] = 0.5 + 0.5 * (found - fooled).mean(-1)
    return _with_work(state, seen_real=real, seen_fake=fake, score_real=scores[0], score_fake=scores[1]), numbers


def loss_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    work = state.work
    loss = LOSSES[params.objective][0](work["score_real"], work["score_fake"], rules(params, state.balance))
    known = {"loss_d": loss}
    if objective_of(params).autoencoder:
        known["began_k"] = state.balance
    return _with_work(state, loss_d=loss), known


def penalty_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    means = penalty_means(state.network_d(params), _batch(state, params, repeat))
    total = weighted(means, params).detach()
    kept = {f"mean_{name}": mean.detach() for name, mean in means.items()}
    return _with_work(state, penalty_d=total, **kept), {"penalty_d": total}


def total_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    return state, {"total_d": state.work["loss_d"] + state.work["penalty_d"]}


def gradient_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    theta = state.discriminator.detach().requires_grad_()
    loss = discriminator_loss(state.network_d(params).with_theta(theta), _batch(state, params, repeat), state.balance)
    gradient, = torch.autograd.grad(loss.sum(), theta)
    return _with_work(state, gradient_d=gradient), {"grad_norm_d": gradient.norm(dim=1),
                                                    **_layer_norms("d", gradient, shapes_d(params))}


def update_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    theta, moments = update(params.optimizer, _origin(state, "discriminator"), state.work["gradient_d"],
                            state.moments_d, params.learning_rate_d, params.beta1, params.beta2)
    numbers: Mapping[str, Tensor] = {}
    if objective_of(params).autoencoder:
        state, numbers = _balanced(state, params)
    return replace(state, discriminator=theta, moments_d=moments), numbers


def _balanced(state: GanState, params: TrainingParams) -> Outcome:
    """k <- clip(k + lambda (gamma L(x) - L(G(z))), 0, 1) and the measure M, Berthelot et al. 2017, section 3.3."""
    error_real, error_fake = (-state.work[name].mean(-1) for name in ("score_real", "score_fake"))
    gap = params.began_gamma * error_real - error_fake
    balance = (state.balance + params.began_lambda * gap).clamp(0, 1)
    return replace(state, balance=balance), {"began_k": balance, "began_m": error_real + gap.abs()}


def clip_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    theta = state.discriminator.clamp(-params.weight_clip, params.weight_clip)
    return (replace(state, discriminator=theta),
            {"clipped_share": (theta.abs() >= params.weight_clip).float().mean(-1)})


# The generator's phases ----------------------------------------------------------------------------------------------

def sample_latent_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    z = minibatches.latent(_values(state, params), params, "latent_g")
    return _with_work(state, z_g=z, z=z), {}


def generate_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    return _with_work(state, fake=generate(state.generator, state.work["z_g"], params)), {}


def unroll_d(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    """Imagine D's next updates; D itself stays where it is."""
    fake = _plus(state.work["fake"], _noise(state, params, "noise_g"))
    imagined = unrolled(state.network_d(params), state.moments_d,
                        replace(_batch(state, params, _last_round(params)), fake=fake), state.balance)
    return (_with_work(state, unrolled=imagined.theta),
            {"unrolled_by": (imagined.theta - state.discriminator).norm(dim=1)})


def score_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    fake = _plus(state.work["fake"], _noise(state, params, "noise_g"))
    d = state.network_d(params)
    if "unrolled" in state.work:
        d = d.with_theta(state.work["unrolled"])
    scores = d.score(fake)
    changes = {"seen_fake_g": fake, "score_fake_g": scores}
    if objective_of(params).paired:
        changes["score_real_g"] = d.score(_real_for_g(state))
    return _with_work(state, **changes), {"score_fake_g": scores.mean(-1)}


def _real_for_g(state: GanState) -> Tensor:
    """Real points for a relativistic G: as D last saw them, or as drawn where D is frozen."""
    return state.work.get("seen_real", state.work["real"])


def loss_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    fake = state.work["score_fake_g"]
    real = state.work.get("score_real_g", torch.zeros_like(fake))
    return state, {"loss_g": LOSSES[params.objective][1](real, fake, rules(params, state.balance))}


def gradient_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    theta = state.generator.detach().requires_grad_()
    noise, d = _noise(state, params, "noise_g"), state.network_d(params)
    if params.unroll_steps and "unrolled" in state.work:
        fake = _plus(generate(theta, state.work["z_g"], params), noise)
        d = unrolled(d, state.moments_d, replace(_batch(state, params, _last_round(params)), fake=fake),
                          state.balance, graph=True)
    real = _real_for_g(state) if objective_of(params).paired else None
    loss = generator_loss(theta, d, state.work["z_g"], noise, real, state.balance)
    gradient, = torch.autograd.grad(loss.sum(), theta)
    return _with_work(state, gradient_g=gradient), {"grad_norm_g": gradient.norm(dim=1),
                                                    **_layer_norms("g", gradient, shapes_g(params))}


def update_g(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    theta, moments = update(params.optimizer, _origin(state, "generator"), state.work["gradient_g"], state.moments_g,
                            params.learning_rate_g, params.beta1, params.beta2)
    averaged = params.ema * state.averaged + (1 - params.ema) * theta if params.ema else theta
    return replace(state, generator=theta, averaged=averaged, moments_g=moments), {}


# Extragradient -------------------------------------------------------------------------------------------------------

def look_ahead(state: GanState, params: TrainingParams, repeat: int) -> Outcome:
    """Both players go where their gradients point; they will come back and move by the gradients found there.

    Gidel et al. 2019, algorithm 3 (with Adam: ExtraAdam, whose moments take in both gradients).
    """
    origin = {"origin_generator": state.generator, "origin_discriminator": state.discriminator}
    theta_g, moments_g = update(params.optimizer, state.generator, state.work["gradient_g"], state.moments_g,
                                params.learning_rate_g, params.beta1, params.beta2)
    theta_d, moments_d = update(params.optimizer, state.discriminator, state.work["gradient_d"], state.moments_d,
                                params.learning_rate_d, params.beta1, params.beta2)
    ahead = replace(state, generator=theta_g, discriminator=theta_d, moments_g=moments_g, moments_d=moments_d)
    return _with_work(ahead, **origin), {"looked_ahead_d": (theta_d - state.discriminator).norm(dim=1),
                                         "looked_ahead_g": (theta_g - state.generator).norm(dim=1)}


def _origin(state: GanState, player: str) -> Tensor:
    """Where a player moves from: where it stands, or where it stood before the look ahead."""
    return state.work.get(f"origin_{player}", getattr(state, player))


# The step ------------------------------------------------------------------------------------------------------------

def _layer_norms(player: str, gradient: Tensor, shapes: Shapes) -> dict[str, Tensor]:
    """Norm of the gradient layer by layer, the first layer first."""
    pieces = gradient.split([i * o + o for i, o in shapes], dim=1)
    return {f"grad_norm_{player}_{layer + 1}": piece.norm(dim=1) for layer, piece in enumerate(pieces)}


def _last_round(params: TrainingParams) -> int:
    return minibatches.rounds(params) - 1


_ALL: tuple[tuple[str, str, str, Callable[..., Outcome]], ...] = (
    ("sample_real", "d", N_("sample real"), sample_real),
    ("sample_latent_d", "d", N_("sample latent"), sample_latent_d),
    ("generate_d", "d", N_("generate"), generate_d),
    ("score_d", "d", N_("score both"), score_d),
    ("loss_d", "d", N_("loss of D"), loss_d),
    ("penalty_d", "d", N_("penalty of D"), penalty_d),
    ("total_d", "d", N_("total of D"), total_d),
    ("gradient_d", "d", N_("gradient of D"), gradient_d),
    ("update_d", "d", N_("update D"), update_d),
    ("clip_d", "d", N_("clip D"), clip_d),
    ("sample_latent_g", "g", N_("sample latent"), sample_latent_g),
    ("generate_g", "g", N_("generate"), generate_g),
    ("unroll_d", "g", N_("imagine D's answers"), unroll_d),
    ("score_g", "g", N_("score generated"), score_g),
    ("loss_g", "g", N_("loss of G"), loss_g),
    ("gradient_g", "g", N_("gradient of G"), gradient_g),
    ("update_g", "g", N_("update G"), update_g),
    ("look_ahead", "", N_("both look ahead"), look_ahead),
)
RUN: dict[str, Callable[..., Outcome]] = {key: run for key, _, _, run in _ALL}
_ABOUT = {key: (player, label) for key, player, label, _ in _ALL}

_GRADIENT_D = ("sample_real", "sample_latent_d", "generate_d", "score_d", "loss_d", "penalty_d", "total_d",
               "gradient_d")
_GRADIENT_G = ("sample_latent_g", "generate_g", "unroll_d", "score_g", "loss_g", "gradient_g")
_AHEAD_D = ("generate_d", "score_d", "loss_d", "penalty_d", "total_d", "gradient_d")
_AHEAD_G = ("generate_g", "score_g", "loss_g", "gradient_g")


@lru_cache(maxsize=32)
def program(params: TrainingParams) -> tuple[Phase, ...]:
    """The phases of a whole step, in their order.

    Alternating: n_critic rounds of the discriminator, then G. Simultaneous: both gradients, then both updates.
    Extragradient: both gradients, a look ahead, both gradients there, both updates. A frozen player has no phases.
    """
    trains_d, trains_g = not params.freeze_d, not params.freeze_g
    update_d = ("update_d", "clip_d") if params.weight_clip else ("update_d",)
    rounds = minibatches.rounds(params)
    plan: list[tuple[str, int, int]] = []           # key, round, rounds

    left_out: tuple[str, ...] = () if unrolls(params) else ("unroll_d",)
    if not penalised(params):
        left_out += ("penalty_d", "total_d")

    def add(keys: tuple[str, ...], repeat: int = 0, repeats: int = 1) -> None:
        plan.extend((key, repeat, repeats) for key in keys if key not in left_out)

    if not trains_d and (objective_of(params).paired or not trains_g):
        add(("sample_real",))
    if params.updates == "alternating" or not (trains_d and trains_g):
        for repeat in range(rounds if trains_d else 0):
            add(_GRADIENT_D + update_d, repeat, rounds)
        add((*_GRADIENT_G, "update_g") if trains_g else ())
    else:
        add(_GRADIENT_D)
        add(_GRADIENT_G)
        if params.updates == "extragradient":
            add(("look_ahead", *_AHEAD_D, *_AHEAD_G))
        add((*update_d, "update_g"))
    return tuple(Phase(key, _ABOUT[key][1], _formula(key, params), _ABOUT[key][0], repeat, repeats)
                 for key, repeat, repeats in plan)


def _formula(key: str, params: TrainingParams) -> str:
    if key in ("loss_d", "loss_g"):
        return f"{key}.{params.objective}"
    if key in ("update_d", "update_g"):
        return f"{key}.{params.optimizer}"
    return key
