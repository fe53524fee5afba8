"""Lemmas 1 and 2 of Arjovsky and Bottou (2017): supports of low dimension, which almost surely do not align."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sims.distances.lipschitz import Mlp


def jacobian_ranks(network: Mlp, z: np.ndarray, tolerance: float = 1e-9) -> np.ndarray:
    """The rank of dg/dz at each z (n, inputs): (n,) whole numbers, never above the number of inputs (Lemma 1).

    Singular values below tolerance times the largest of the point count as 0.
    """
    values = np.linalg.svd(network.jacobian(z), compute_uv=False)
    return (values > tolerance * np.maximum(values.max(axis=1, keepdims=True), 1e-300)).sum(axis=1)


def box_counts(points: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """How many boxes of side (extent / 2^level) the points (n, dimension) occupy, for each level: (levels,)."""
    points = np.asarray(points, dtype=float)
    low = points.min(axis=0)
    extent = (points.max(axis=0) - low).max()
    unit = (points - low) / (extent if extent > 0 else 1) * (1 - 1e-12)
    counts = []
    for level in np.asarray(levels, dtype=int):
        cells = np.floor(unit * 2.0**level).astype(np.int64)
        counts.append(len(np.unique(cells @ (2 ** (level + 1)) ** np.arange(points.shape[1]))))
    return np.array(counts)


def box_counting_dimension(points: np.ndarray, levels: np.ndarray | None = None) -> float:
    """The slope of ln(boxes) against ln(1 / side). The points must be dense at the finest level."""
    levels = np.arange(5, 11) if levels is None else np.asarray(levels)
    counts = box_counts(points, levels)
    return float(np.polyfit(levels * math.log(2), np.log(counts), 1)[0])


def dataset(name: str, count: int) -> np.ndarray:
    """Points of a curve in the plane, evenly spaced in its parameter: circle, line or swiss_roll; (count, 2)."""
    t = np.linspace(0, 1, count)
    if name == "circle":
        return np.stack([np.cos(2 * math.pi * t), np.sin(2 * math.pi * t)], axis=1)
    if name == "line":
        return np.stack([t, 0.5 * t], axis=1)
    if name == "swiss_roll":
        turn = 1.5 * math.pi * (1 + 2 * t)
        return np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1) / 15
    raise ValueError(f"no such data set: {name}")


@dataclass(frozen=True)
class Line:
    """A straight line through (x, y) at this angle."""

    x: float
    y: float
    angle: float


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    radius: float


Curve = Line | Circle


def perturbations(count: int, seed: int, size: float = 1.0) -> np.ndarray:
    """Independent shifts of both curves, each N(0, size^2) in the plane: (count, 2 curves, 2)."""
    return np.random.default_rng(seed).normal(0, size, (count, 2, 2))


def alignment_gap(first: Curve, second: Curve, shifts: np.ndarray) -> np.ndarray:
    """How far each perturbed pair is from perfect alignment, (n,): 0 where the curves meet and share a tangent.

    Two manifolds align perfectly where they meet in a point at which their tangent spaces do not span the plane
    (A&B, Definition 2.2). For lines and circles that is one equation between offsets, and a continuous shift
    satisfies it with probability 0. Where the gap is not 0 the curves may still cross: then the crossing has measure 0.
    shifts: (n, 2, 2), from `perturbations`.
    """
    move = shifts[:, 1] - shifts[:, 0] + (second.x - first.x, second.y - first.y)
    if isinstance(first, Circle) and isinstance(second, Circle):
        apart = np.hypot(move[:, 0], move[:, 1])
        outside, inside = first.radius + second.radius, abs(first.radius - second.radius)
        return np.minimum(np.abs(apart - outside), np.abs(apart - inside))
    if isinstance(first, Line) and isinstance(second, Line):
        offset = np.abs(move[:, 1] * math.cos(first.angle) - move[:, 0] * math.sin(first.angle))
        parallel = math.sin(first.angle - second.angle) == 0
        return offset if parallel else np.full(len(move), np.inf)       # lines at an angle always cross cleanly
    line, circle = (first, second) if isinstance(first, Line) else (second, first)
    offset = np.abs(move[:, 1] * math.cos(line.angle) - move[:, 0] * math.sin(line.angle))
    return np.abs(offset - circle.radius)


def count_aligned(first: Curve, second: Curve, shifts: np.ndarray) -> int:
    """How many of the perturbed pairs align perfectly: 0 with probability 1 (Lemma 2)."""
    return int((alignment_gap(first, second, shifts) == 0).sum())


def count_meeting(first: Curve, second: Curve, shifts: np.ndarray) -> int:
    """How many of the perturbed pairs meet at all: no perfect alignment does not mean no intersection."""
    return int(meets(first, second, shifts).sum())


def meets(first: Curve, second: Curve, shifts: np.ndarray) -> np.ndarray:
    """Whether each perturbed pair meets, (n,)."""
    move = shifts[:, 1] - shifts[:, 0] + (second.x - first.x, second.y - first.y)
    if isinstance(first, Circle) and isinstance(second, Circle):
        apart = np.hypot(move[:, 0], move[:, 1])
        return (apart <= first.radius + second.radius) & (apart >= abs(first.radius - second.radius))
    line = first if isinstance(first, Line) else second
    offset = np.abs(move[:, 1] * math.cos(line.angle) - move[:, 0] * math.sin(line.angle))
    if isinstance(first, Line) and isinstance(second, Line):
        return (offset == 0) | (math.sin(first.angle - second.angle) != 0)
    return offset <= (second if isinstance(second, Circle) else first).radius
