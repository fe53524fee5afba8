"""Lipschitz constants: slopes of secants and compositions, and bounds for a network with clipped weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np


def secant_slopes(x: np.ndarray, f: np.ndarray) -> np.ndarray:
    """|f(a) - f(b)| / |a - b| over all pairs: (n, n) for x (n,) or (n, dimension) and f (n,); nan on the diagonal."""
    x, f = np.asarray(x, dtype=float), np.asarray(f, dtype=float)
    points = x.reshape(len(x), -1)
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(apart > 0, np.abs(f[:, None] - f[None]) / apart, np.nan)


def steepest_secant(x: np.ndarray, f: np.ndarray) -> float:
    """The largest secant slope: a lower bound of the Lipschitz constant."""
    return float(np.nanmax(secant_slopes(x, f)))


def composed_slope(outer: Callable, inner: Callable, x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """|d outer(inner(x)) / dx| by central differences, (n,). Never above the product of the two constants."""
    x = np.asarray(x, dtype=float)
    return np.abs(outer(inner(x + step)) - outer(inner(x - step))) / (2 * step)


def clip_bound(widths: Sequence[int], clip: float) -> float:
    """Lipschitz bound of a network of these layer widths (input first) whose weights all lie in [-clip, clip]:
    the product over layers of clip sqrt(n_in n_out), the largest Frobenius norm. Activations of slope <= 1."""
    return math.prod(clip * math.sqrt(n_in * n_out) for n_in, n_out in pairwise(widths))


def spectral_bound(weights: Sequence[np.ndarray]) -> float:
    """The product of the largest singular values: sharper than `clip_bound`, for the weights as they are."""
    return float(math.prod(np.linalg.norm(weight, 2) for weight in weights))


_ACTIVATIONS = {
    "relu": (lambda a: np.maximum(a, 0), lambda a: (a > 0).astype(float)),
    "leaky_relu": (lambda a: np.where(a > 0, a, 0.2 * a), lambda a: np.where(a > 0, 1.0, 0.2)),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
}


@dataclass(frozen=True)
class Mlp:
    """A plain network. weights: one (n_out, n_in) a layer; biases: one (n_out,) a layer; no activation at the end."""

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activation: str = "tanh"

    @property
    def widths(self) -> tuple[int, ...]:
        return (self.weights[0].shape[1], *(weight.shape[0] for weight in self.weights))

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """(n, inputs) -> (n, outputs)."""
        return self.value_and_jacobian(z, jacobian=False)[0]

    def jacobian(self, z: np.ndarray) -> np.ndarray:
        """(n, inputs) -> (n, outputs, inputs)."""
        return self.value_and_jacobian(z)[1]

    def value_and_jacobian(self, z: np.ndarray, jacobian: bool = True) -> tuple[np.ndarray, np.ndarray | None]:
        act, slope = _ACTIVATIONS[self.activation]
        h = np.asarray(z, dtype=float)
        chain = np.broadcast_to(np.eye(h.shape[1]), (len(h), h.shape[1], h.shape[1])) if jacobian else None
        for k, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            a = h @ weight.T + bias
            last = k == len(self.weights) - 1
            if jacobian:
                chain = weight @ chain
                chain = chain if last else slope(a)[:, :, None] * chain
            h = a if last else act(a)
        return h, chain

    def clipped(self, clip: float) -> Mlp:
        """Every weight and bias forced into [-clip, clip], as WGAN does after each step."""
        return Mlp(tuple(np.clip(weight, -clip, clip) for weight in self.weights),
                   tuple(np.clip(bias, -clip, clip) for bias in self.biases), self.activation)

    def steepest_gradient(self, z: np.ndarray) -> float:
        """The largest spectral norm of the Jacobian over the points z (n, inputs)."""
        return float(np.linalg.norm(self.jacobian(z), 2, axis=(1, 2)).max())


def random_mlp(widths: Sequence[int], seed: int, activation: str = "tanh", gain: float = 1.0) -> Mlp:
    """Normal weights of variance gain^2 / n_in and biases of std 0.5 gain: a pure function of the seed."""
    random = np.random.default_rng(seed)
    pairs = list(pairwise(widths))
    return Mlp(tuple(random.normal(0, gain / math.sqrt(n_in), (n_out, n_in)) for n_in, n_out in pairs),
               tuple(random.normal(0, 0.5 * gain, n_out) for _, n_out in pairs), activation)
