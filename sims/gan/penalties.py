"""Gradient penalties on the discriminator: mean squares of the slope |grad_x D| at some points.

gradient: grad_x D, shape (members, batch, dimensions). Results have shape (members,), without the penalty's weight.
"""

from __future__ import annotations

import torch
from torch import Tensor


def input_gradient(score: Tensor, x: Tensor) -> Tensor:
    """grad_x D(x), shape (members, batch, dimensions), differentiable once more."""
    return torch.autograd.grad(score.sum(), x, create_graph=True)[0]


def length(gradient: Tensor) -> Tensor:
    """Lengths (members, batch) of vectors of few components, which torch's own norm is slow at.

    The constant is far below anything else in single precision: it only keeps the root differentiable at 0.
    """
    return (gradient.square().sum(-1) + 1e-30).sqrt()


def zero_centred(gradient: Tensor) -> Tensor:
    """half E |grad D|^2: R1 at real points, R2 at generated ones (Mescheder et al. 2018, eq. 9: weight gamma)."""
    return 0.5 * gradient.square().sum(-1).mean(-1)


def towards(gradient: Tensor, target: str) -> Tensor:
    """Mean squared distance of the slope |grad D| from its target (weight lambda, no half).

    "one": E (|grad D| - 1)^2, Gulrajani et al. 2017, eq. 3. "at_most_one": E max(0, |grad D| - 1)^2, Petzka et al.
    2018, eq. 8. "zero": E |grad D|^2.
    """
    if target == "zero":
        return gradient.square().sum(-1).mean(-1)
    excess = length(gradient) - 1
    return (excess if target == "one" else excess.clamp(min=0)).square().mean(-1)


def interpolate(real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
    """mix x + (1 - mix) G(z) with one mix in [0, 1) per sample: where the gradient penalty looks."""
    mix = mix.unsqueeze(-1)
    return mix * real + (1 - mix) * fake


def perturbed(real: Tensor, spread: Tensor, mix: Tensor) -> Tensor:
    """x + mix delta, delta = half the standard deviation of the batch, times U[0, 1] a coordinate (DRAGAN).

    Kodali et al. 2017, as in their code; spread (members, batch, 2) and mix (members, batch) are uniform on [0, 1).
    """
    width = real.std(dim=(1, 2), unbiased=False, keepdim=True)
    return real + mix.unsqueeze(-1) * 0.5 * width * spread
