"""What is added to the discriminator's loss to keep it tame. All are squared slopes of D at some points.

slope: norms of grad_x D, shape (members, batch). Results have shape (members,), before the weight.
"""

from __future__ import annotations

import torch
from torch import Tensor


def input_gradient(score: Tensor, x: Tensor) -> Tensor:
    """grad_x D(x), shape (members, batch, dimensions), differentiable once more."""
    return torch.autograd.grad(score.sum(), x, create_graph=True)[0]


def zero_centred(gradient: Tensor) -> Tensor:
    """half E |grad D|^2: R1 at real points, R2 at generated ones (Mescheder et al. 2018, eq. 9: weight gamma)."""
    return 0.5 * gradient.square().sum(-1).mean(-1)


def one_centred(gradient: Tensor) -> Tensor:
    """E (|grad D| - 1)^2, Gulrajani et al. 2017, eq. 3 (weight lambda)."""
    return (gradient.norm(dim=-1) - 1).square().mean(-1)


def interpolate(real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
    """mix x + (1 - mix) G(z) with one mix in [0, 1) per sample: where the gradient penalty looks."""
    mix = mix.unsqueeze(-1)
    return mix * real + (1 - mix) * fake
