"""The densities of real and generated points, where they are known in closed form."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sims.gan.data.targets import Target, target_of
from sims.gan.networks import layers
from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams, shapes_g
from sims.gan.phases import GanState

Density = Callable[[np.ndarray], np.ndarray]


def real_density(params: GanParams) -> Density | None:
    """p, for targets that are mixtures of Gaussians; None where it is not known in closed form."""
    target: Target = target_of(params)
    if target.modes is None or params.target == "blobs":
        return None
    return lambda x: np.mean([_gaussian(x, centre, target.std**2 * np.eye(2)) for centre in target.modes], axis=0)


def generated_density(state: GanState, params: GanParams) -> Density | None:
    """q, where G is linear and z normal: a Gaussian. None else."""
    if params.hidden_layers_g or params.latent_distribution != "normal" or params.latent_dim < 2:
        return None
    (weight, bias), = layers(state.generator[:1].double(), shapes_g(params))
    weight, bias = frame_arrays.to_numpy(weight[0]), frame_arrays.to_numpy(bias[0, 0])
    return lambda x: _gaussian(x, bias, weight.T @ weight)


def _gaussian(x: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    offset = x - mean
    squared = (offset @ np.linalg.inv(covariance) * offset).sum(-1)
    return np.exp(-0.5 * squared) / (2 * math.pi * math.sqrt(np.linalg.det(covariance)))
