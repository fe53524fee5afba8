"""Multilayer perceptrons whose weights are one flat vector with a leading axis of members.

A vector of shape (members, parameters) holds, layer by layer, a weight matrix (inputs, outputs) and a bias
(outputs). Layers are views of it, so an optimiser step, a clip or a norm is one line over the vector, and one GAN
or 256 of them are the same code.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sims.gan.data import random_streams
from sims.gan.params import Shapes

ACTIVATIONS: dict[str, tuple[Callable[[Tensor], Tensor], float]] = {
    # name: (function, gain of the initial weights: He et al. 2015 for the rectifiers, Xavier for tanh)
    "relu": (functional.relu, 2.0),
    "leaky_relu": (lambda x: functional.leaky_relu(x, 0.2), 2.0 / 1.04),
    "tanh": (torch.tanh, 1.0),
    "elu": (functional.elu, 1.5),
}


def parameter_count(shapes: Shapes) -> int:
    return sum(i * o + o for i, o in shapes)


def initial(shapes: Shapes, seeds: tuple[int, ...], which: int, activation: str) -> Tensor:
    """First weights (members, parameters): normal of variance gain / inputs (He et al. 2015), biases zero.

    which: 0 for the generator, 1 for the discriminator, so that the two never share a draw.
    """
    gain = ACTIVATIONS[activation][1]
    rows = []
    for seed in seeds:
        random = random_streams.generator(seed, random_streams.INITIAL, which)
        pieces = []
        for i, o in shapes:
            pieces += [random.standard_normal(i * o) * np.sqrt(gain / i), np.zeros(o)]
        rows.append(np.concatenate(pieces))
    return torch.from_numpy(np.stack(rows).astype(np.float32))


def layers(theta: Tensor, shapes: Shapes) -> list[tuple[Tensor, Tensor]]:
    """Views of the flat vector: a list of weights (members, inputs, outputs) and biases (members, 1, outputs).

    Of a flat vector without members (parameters): weights (inputs, outputs) and biases (outputs).
    """
    pieces = theta.split([length for i, o in shapes for length in (i * o, o)], dim=-1)
    weights = [piece.unflatten(-1, pair) for piece, pair in zip(pieces[::2], shapes)]
    return list(zip(weights, pieces[1::2] if theta.dim() == 1 else [bias.unsqueeze(1) for bias in pieces[1::2]]))


def matrices(theta: Tensor, shapes: Shapes) -> list[Tensor]:
    """Views of the flat vector: of each layer (..., inputs + 1, outputs), its weights over its biases."""
    pieces = theta.split([(i + 1) * o for i, o in shapes], dim=-1)
    return [piece.unflatten(-1, (i + 1, o)) for piece, (i, o) in zip(pieces, shapes)]


def forward(theta: Tensor, shapes: Shapes, x: Tensor, activation: str, deviation: Tensor | bool = False) -> Tensor:
    """Outputs (members, batch, outputs) of the network for inputs (members, batch, inputs); no final activation.

    deviation: whether the last layer is also told how much the features before it vary over the minibatch; a tensor
    (members, 1, 1) is told instead of this minibatch's own.
    """
    alone = theta.shape[0] == 1             # one GAN as plain matrices, which is most of what anybody looks at
    layers_of = matrices(theta.squeeze(0) if alone else theta, shapes)
    features = _hidden(layers_of[:-1], (x.squeeze(0) if alone else x).mT, activation)
    if deviation is not False:
        told = feature_deviation(features if not alone else features.unsqueeze(0)) if deviation is True else deviation
        told = told.squeeze(0) if alone else told
        features = torch.cat([features, told.expand(*features.shape[:-2], 1, features.shape[-1])], -2)
    out = _affine(layers_of[-1], features).mT
    return out.unsqueeze(0) if alone else out


def last_features(theta: Tensor, shapes: Shapes, x: Tensor, activation: str) -> Tensor:
    """What the last hidden layer gives, (members, features, batch)."""
    return _hidden(matrices(theta, shapes)[:-1], x.mT, activation)


def feature_deviation(features: Tensor) -> Tensor:
    """Mean over features (members, features, batch) of their standard deviation over the minibatch, (members, 1, 1).

    Karras et al. 2018, section 3. The small constant keeps the root differentiable where a feature is the same for
    all, as in their code.
    """
    return (features.var(dim=-1, unbiased=False) + 1e-8).sqrt().mean(-1)[:, None, None]


def _hidden(layers_of: list[Tensor], x: Tensor, activation: str) -> Tensor:
    """The hidden layers, features first: x (..., inputs, batch) -> (..., features, batch)."""
    act = ACTIVATIONS[activation][0]
    for matrix in layers_of:
        x = act(_affine(matrix, x))
    return x


def _affine(matrix: Tensor, x: Tensor) -> Tensor:
    """W^T x + b for every column of x."""
    return _Affine.apply(matrix, x)


def product(a: Tensor, b: Tensor) -> Tensor:
    """a b, of shapes (n, k) and (k, m) or with a leading axis of members; differentiable any number of times."""
    return torch.mm(a, b) if a.dim() == 2 else _MembersProduct.apply(a, b)


class _MembersProduct(torch.autograd.Function):
    """Products with an axis of members; autograd's own of single columns would be a bmm, which takes ten times as long.

    Slopes are such products again.
    """

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        if a.shape[-1] == 1:
            return a * b
        if b.shape[-1] == 1 and a.device.type == "cpu":
            return torch.cat([torch.mm(one, other).unsqueeze(0) for one, other in zip(a, b)])
        return torch.bmm(a, b)

    @staticmethod
    def backward(ctx, slope: Tensor) -> tuple[Tensor | None, Tensor | None]:
        a, b = ctx.saved_tensors
        return (product(slope, b.mT) if ctx.needs_input_grad[0] else None,
                product(a.mT, slope) if ctx.needs_input_grad[1] else None)


def _over_ones(x: Tensor) -> Tensor:
    """x with a last row of ones, which meets the biases, the last row of a layer's matrix."""
    return torch.cat([x, x.new_ones((*x.shape[:-2], 1, x.shape[-1]))], -2)


class _Affine(torch.autograd.Function):
    """W^T x + b with its own backward pass: autograd would also compute a gradient by the row of ones."""

    @staticmethod
    def forward(ctx, matrix: Tensor, x: Tensor) -> Tensor:
        ctx.save_for_backward(matrix, x)
        return product(matrix.mT, _over_ones(x))

    @staticmethod
    def backward(ctx, slope: Tensor) -> tuple[Tensor | None, Tensor | None]:
        matrix, x = ctx.saved_tensors
        return (product(_over_ones(x), slope.mT) if ctx.needs_input_grad[0] else None,
                product(matrix.narrow(-2, 0, x.shape[-2]), slope) if ctx.needs_input_grad[1] else None)


# Spectral normalisation (Miyato et al. 2018, algorithm 1) ------------------------------------------------------------

def initial_directions(shapes: Shapes, seeds: tuple[int, ...]) -> Tensor:
    """For each layer a unit vector of its inputs and one of its outputs, all in one vector (members, sum)."""
    count = sum(i + o for i, o in shapes)
    rows = [random_streams.generator(seed, random_streams.INITIAL, 2).standard_normal(count) for seed in seeds]
    return torch.from_numpy(np.stack(rows).astype(np.float32))


def _directions(directions: Tensor, shapes: Shapes) -> list[tuple[Tensor, Tensor]]:
    pieces = directions.split([length for i, o in shapes for length in (i, o)], dim=1)
    return [(pieces[2 * k].unsqueeze(-1), pieces[2 * k + 1].unsqueeze(-1)) for k in range(len(shapes))]


def power_iteration(theta: Tensor, directions: Tensor, shapes: Shapes) -> Tensor:
    """One step towards the leading singular vectors of every weight matrix."""
    turned = []
    for (weight, _bias), (_into, out) in zip(layers(theta, shapes), _directions(directions, shapes)):
        into = _unit(torch.bmm(weight, out))
        turned += [into.squeeze(-1), _unit(torch.bmm(weight.mT, into)).squeeze(-1)]
    return torch.cat(turned, 1)


def _unit(vectors: Tensor) -> Tensor:
    """Columns (members, length, 1) of length 1, as functional.normalize makes them in twice the time."""
    return vectors / torch.linalg.vector_norm(vectors, 2, 1, True).clamp_min(1e-12)


def spectrally_normalised(theta: Tensor, directions: Tensor, shapes: Shapes) -> Tensor:
    """The flat vector with every weight matrix divided by its estimated largest singular value; differentiable."""
    pieces = []
    for (weight, bias), (into, out) in zip(layers(theta, shapes), _directions(directions, shapes)):
        sigma = into.transpose(1, 2) @ weight @ out
        pieces += [(weight / sigma).flatten(1), bias.flatten(1)]
    return torch.cat(pieces, 1)
