"""Multilayer perceptrons whose weights are one flat vector with a leading axis of members.

A vector of shape (members, parameters) holds, layer by layer, a weight matrix (inputs, outputs) and a bias
(outputs). Layers are views of it, so an optimiser step, a clip or a norm is one line over the vector, and one GAN
or 256 of them are the same code.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sims.gan import draws

ACTIVATIONS: dict[str, tuple[Callable[[Tensor], Tensor], float]] = {
    # name: (function, gain of the initial weights: He et al. 2015 for the rectifiers, Xavier for tanh)
    "relu": (functional.relu, 2.0),
    "leaky_relu": (lambda x: functional.leaky_relu(x, 0.2), 2.0 / 1.04),
    "tanh": (torch.tanh, 1.0),
    "elu": (functional.elu, 1.5),
}


def parameter_count(layer_sizes: tuple[int, ...]) -> int:
    return sum(i * o + o for i, o in pairwise(layer_sizes))


def initial(layer_sizes: tuple[int, ...], seeds: tuple[int, ...], which: int, activation: str) -> Tensor:
    """First weights (members, parameters): normal of variance gain / inputs (He et al. 2015), biases zero.

    which: 0 for the generator, 1 for the discriminator, so that the two never share a draw.
    """
    gain = ACTIVATIONS[activation][1]
    rows = []
    for seed in seeds:
        random = draws.generator(seed, draws.INITIAL, which)
        pieces = []
        for i, o in pairwise(layer_sizes):
            pieces += [random.standard_normal(i * o) * np.sqrt(gain / i), np.zeros(o)]
        rows.append(np.concatenate(pieces))
    return torch.from_numpy(np.stack(rows).astype(np.float32))


def layers(theta: Tensor, layer_sizes: tuple[int, ...]) -> list[tuple[Tensor, Tensor]]:
    """Views of the flat vector: a list of weights (members, inputs, outputs) and biases (members, 1, outputs)."""
    pairs = list(pairwise(layer_sizes))
    pieces = theta.split([length for i, o in pairs for length in (i * o, o)], dim=1)
    return [(pieces[2 * k].unflatten(1, pair), pieces[2 * k + 1].unsqueeze(1)) for k, pair in enumerate(pairs)]


def forward(theta: Tensor, layer_sizes: tuple[int, ...], x: Tensor, activation: str) -> Tensor:
    """Outputs (members, batch, outputs) of the network for inputs (members, batch, inputs); no final activation."""
    act = ACTIVATIONS[activation][0]
    *hidden, last = layers(theta, layer_sizes)
    for weight, bias in hidden:
        x = act(torch.baddbmm(bias, x, weight))
    weight, bias = last
    return torch.baddbmm(bias, x, weight)
