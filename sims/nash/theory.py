"""What theory says of a setting, and what a run shows: eigenvalues, growth per step, verdict, measured growth."""

from __future__ import annotations

import cmath
import dataclasses
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sims.nash.games import HANDS, Game, NashParams, consensus_strength
from sims.params import N_

VERDICTS = {"converges": N_("converges"), "circles": N_("circles"), "diverges": N_("diverges"),
            "no linear convergence": N_("no linear convergence"), "by hand": N_("by hand")}
_ON_THE_CIRCLE = 1e-12

Matrix = tuple[float, float, float, float]


class Verdict(NamedTuple):
    """word: one of VERDICTS. reason: one translatable sentence."""

    word: str
    reason: str


def _roots(half_trace: complex, determinant: complex) -> tuple[complex, complex]:
    """The roots of t^2 - 2 half_trace t + determinant, without cancellation in the smaller one."""
    root = cmath.sqrt(half_trace * half_trace - determinant)
    if abs(half_trace - root) > abs(half_trace + root):
        root = -root
    large = half_trace + root
    if isinstance(half_trace, float) and root.real == 0:
        return large, large.conjugate()
    return large, (determinant / large if large else 0j)


def equilibrium_jacobian(params: NashParams) -> Matrix | None:
    """The Jacobian of the players' direction at (0, 0), consensus included: dvx/dx, dvx/dy, dvy/dx, dvy/dy.

    None where the direction jumps there, as it does under a penalty with a target slope.
    """
    return None if Game(params).jump else _linear_part(params)


def _linear_part(params: NashParams) -> Matrix:
    game = Game(params)
    turn = 1.0 if game.linear else 0.5                              # f'(0)
    noise = params.instance_noise if game.dirac and not game.linear else 0.0
    damping = game.damping + noise * noise / 2
    g = consensus_strength(params)
    # J = (0, -turn, turn, -damping), and J - g J'J
    return (0.0 - g * turn * turn, -turn + g * turn * damping, turn + g * turn * damping,
            0.0 - damping - g * (turn * turn + damping * damping))


def flow_eigenvalues(params: NashParams) -> np.ndarray:
    """The two eigenvalues of the continuous flow at (0, 0); none where it jumps there."""
    jacobian = equilibrium_jacobian(params)
    if jacobian is None:
        return np.empty(0, complex)
    return np.array(_of_matrix(*jacobian))


def _of_matrix(a: float, b: float, c: float, d: float) -> tuple[complex, complex]:
    # ((a - d)/2)^2 + bc and not (trace/2)^2 - det: the same, but exact where they cancel
    half, discriminant = 0.5 * (a + d), (0.5 * (a - d)) ** 2 + b * c
    if discriminant < 0:
        part = math.sqrt(-discriminant)
        return complex(half, part), complex(half, -part)
    root = math.copysign(math.sqrt(discriminant), half)
    large = half + root
    return complex(large), complex((a * d - b * c) / large if large else 0.0)


def update_eigenvalues(params: NashParams) -> np.ndarray:
    """The eigenvalues of one step at the equilibrium: two, or four for a method with memory.

    None where the step jumps there, or a hand makes it.
    """
    jacobian = None if params.method in HANDS else equilibrium_jacobian(params)
    return np.empty(0, complex) if jacobian is None else np.array(_update(params, jacobian))


def _update(params: NashParams, jacobian: Matrix) -> list[complex]:
    h, beta, method = params.learning_rate, params.momentum, params.method
    a, b, c, d = jacobian
    alternating = method == "alternating" or (method == "momentum" and params.momentum_order == "alternating")
    if method == "momentum" and beta == 0:
        method = "alternating" if alternating else "simultaneous"
    if method == "unrolled":
        return list(_of_matrix(*_unrolled_matrix(params)))
    if method == "alternating":                                     # y reads the x that has just moved
        xx, xy, yx, yy = 1 + h * a, h * b, h * c, 1 + h * d
        return list(_of_matrix(xx, xy, yx * xx, yy + yx * xy))
    if method == "momentum" and alternating:
        #   (t-1)(t-beta) X = h t (a X + b Y),  (t-1)(t-beta) Y = h t (c t X + d Y)
        own = [np.array([1, -(1 + beta + h * slope), beta]) for slope in (a, d)]
        quartic = np.polymul(*own) - np.array([0, h * h * b * c, 0, 0, 0])
        return [complex(root) for root in np.roots(quartic)]
    values = []
    for j in _of_matrix(a, b, c, d):
        if method in ("simultaneous", "consensus"):
            values.append(1 + h * j)
        elif method == "extragradient":
            values.append(1 + h * j * (1 + h * j))
        elif method == "implicit":
            values.append(1 / (1 - h * j) if h * j != 1 else complex(math.inf))
        elif method == "flow":
            values.append(cmath.exp(h * j))
        elif method == "optimistic":                                # t^2 - (1+2hj) t + hj
            values.extend(_quadratic(1 + 2 * h * j, h * j, 1 + 4 * (h * j) ** 2))
        else:                                                       # t^2 - (1+beta+hj) t + beta
            total = 1 + beta + h * j
            values.extend(_quadratic(total, complex(beta), total * total - 4 * beta))
    return values


def _quadratic(total: complex, product: complex, discriminant: complex) -> tuple[complex, complex]:
    root = cmath.sqrt(discriminant)
    large = max(0.5 * (total + root), 0.5 * (total - root), key=abs)
    return large, (product / large if large else 0j)


def _unrolled_matrix(params: NashParams) -> Matrix:
    """One step of x through K imagined answers of y, and of y itself, at (0, 0)."""
    game, h = Game(params), params.learning_rate
    _, b, c, d = game.jacobian(0.0, 0.0)
    # second derivatives of x's loss: xx is 0, xy, yy
    xy = -b
    noise = params.instance_noise if game.dirac and not game.linear else 0.0
    yy = 0.0 if game.linear else noise * noise / 2 * (1 if game.objective != "saturating" else -1)
    if game.objective == "nonsaturating":
        yy /= 2                                                     # its loss holds only the generated half
    keep, answer = 1.0, 0.0                                         # y^(k) = keep y + answer x
    for _ in range(params.unroll_steps):
        keep, answer = keep * (1 + h * d), answer * (1 + h * d) + h * c
    by_x = 2 * xy * answer + yy * answer * answer
    by_y = keep * (xy + yy * answer)
    return 1 - h * by_x, -h * by_y, h * c, 1 + h * d


def growth_per_step(params: NashParams) -> float:
    """The factor by which the radius grows in a step, in the long run, near the equilibrium. NaN where it jumps there.

    For V = xy these are the closed forms; elsewhere it is the largest modulus of `update_eigenvalues`.
    """
    eta, method = params.learning_rate, params.method
    if params.game == "bilinear":
        square = eta * eta
        if method == "simultaneous":
            return math.sqrt(1 + square)
        if method in ("alternating", "flow"):
            return 1.0                                              # alternating: up to eta = 2, where the range ends
        if method == "extragradient":
            return math.sqrt(1 - square + square * square)
        if method == "implicit":
            return 1 / math.sqrt(1 + square)
        if method == "optimistic":
            if eta <= 0.5:
                return math.sqrt((1 + math.sqrt((1 - 2 * eta) * (1 + 2 * eta))) / 2)
            return 0.5 * math.hypot(1, 2 * eta + math.sqrt((2 * eta - 1) * (2 * eta + 1)))
        if method == "consensus":
            return math.hypot(1 - eta * consensus_strength(params), eta)
        if method == "unrolled":
            inner = params.unroll_steps * eta
            if inner <= 1:
                return math.sqrt(1 - 2 * inner * eta + square)
            return abs(1 - inner * eta) + eta * math.sqrt((inner - 1) * (inner + 1))
    values = update_eigenvalues(params)
    return _largest(values) if len(values) else math.nan


def _largest(values: Sequence[complex]) -> float:
    return max(abs(complex(value)) for value in values)


# What becomes of a run ---------------------------------------------------------------------------------------------

_REASONS = {
    "inside": N_("Every eigenvalue of a step lies inside the unit circle."),
    "on": N_("The eigenvalues of a step lie on the unit circle: it only turns."),
    "flow": N_("The flow only turns: its eigenvalues are imaginary."),
    "double": N_("The eigenvalues of a step meet at −1, on the unit circle: the swings grow by as much each step."),
    "outside": N_("An eigenvalue of a step lies outside the unit circle."),
    "leaves": N_("Near the equilibrium every step leads outwards: an eigenvalue lies outside the unit circle."),
    "weak": N_("The eigenvalues lie on the unit circle and only a term of higher order pulls inwards: "
               "the nearer, the slower."),
    "cycle": N_("Near the equilibrium a step leads outwards, far from it inwards: the run ends on a cycle."),
    "clip": N_("A step leads outwards or only turns, and the clip bounds it: the run ends on a cycle."),
    "jump": N_("The penalty asks for a slope that the equilibrium lacks: it pushes the discriminator away from 0."),
    "hand": N_("What becomes of it is up to you; the other player only follows its gradient."),
    "jump out": N_("A step overshoots by more than the penalty takes back."),
}


def verdict(params: NashParams) -> Verdict:
    """What becomes of a run that starts near the equilibrium, and why.

    "diverges" means that it leaves the equilibrium, and nothing is known that would hold it. On a Dirac-GAN with
    curved losses its radius may then grow ever more slowly: under the saturating one it never shrinks in a
    simultaneous step, and hardly grows where D is sure.
    """
    if params.method in HANDS:
        return Verdict("by hand", _REASONS["hand"])
    game = Game(params)
    jump = bool(game.jump)
    growth = _largest(_update(params, _linear_part(params))) if jump else growth_per_step(params)
    if jump:
        bounded = growth < 1 - _ON_THE_CIRCLE or game.clip
        return Verdict("circles", _REASONS["jump"]) if bounded else Verdict("diverges", _REASONS["jump out"])
    if growth < 1 - _ON_THE_CIRCLE:
        return Verdict("converges", _REASONS["inside"])
    on = growth <= 1 + _ON_THE_CIRCLE
    soft = game.objective in ("nonsaturating", "relativistic")
    if soft and on:
        return Verdict("no linear convergence", _REASONS["weak"])
    plain = not (game.damping or game.consensus)
    slow = params.method == "simultaneous" or (params.method == "unrolled" and params.learning_rate <= 1)
    if soft and plain and (game.clip or slow):
        return Verdict("no linear convergence", _REASONS["cycle"])
    if on:
        values = update_eigenvalues(params)
        if abs(values[0] - values[1]) < 1e-9 and params.method == "alternating":
            return Verdict("diverges", _REASONS["double"])
        return Verdict("circles", _REASONS["flow" if params.method == "flow" else "on"])
    if game.clip and plain:
        return Verdict("circles", _REASONS["clip"])
    return Verdict("diverges", _REASONS["outside" if game.linear else "leaves"])


def divergence_cause(params: NashParams) -> str:
    """The parameter to blame for a run that left: a penalty too strong for the rate, else the rate, else the method."""
    if params.method in HANDS:
        return "hand"
    if params.game == "dirac":
        strengths = {name: getattr(params, name) for name in ("r1", "r2", "gradient_penalty", "consensus")}
        name = max(strengths, key=strengths.__getitem__)
        if params.learning_rate * strengths[name] > 1.5:
            return name
    slow = dataclasses.replace(params, learning_rate=min(1e-3, params.learning_rate))
    growth = growth_per_step(slow)
    return "learning_rate" if not growth > 1 + _ON_THE_CIRCLE else "method"


# What a run shows --------------------------------------------------------------------------------------------------

_RESIDUAL, _RANK, _LINEAR_RADIUS = 1e-7, 1e-11, 1e-4


def remembers(params: NashParams) -> bool:
    """Whether a step depends on the position before the last as well."""
    return params.method == "optimistic" or (params.method == "momentum" and params.momentum != 0)


def measured_growth(params: NashParams, recent: Sequence[tuple[float, float]], radius: float, steps: int,
                    radius_then: float) -> float:
    """The growth of the radius per step that a run shows, from its positions alone.

    recent: its last positions at whole steps, as long as they are not too near the smallest number. radius: where it
    is now. steps: how many it made since it stood at radius_then (the start, or the last change of a parameter).

    Where the motion is linear (V = xy; a linear Dirac-GAN inside its clip; any Dirac-GAN within 1e-4 of the
    equilibrium) a linear map is fitted to the last positions (dynamic mode decomposition; with memory, to pairs of
    positions), and its largest eigenvalue is the growth in the long run. That is exact from the second step on (with
    memory from the fifth), where (radius_n/radius_0)^(1/n) would still show the ellipse and the transients. That
    mean is what is returned everywhere else. NaN before the first step and for a run that starts at the equilibrium.
    """
    if steps < 1 or not radius_then > 0:
        return math.nan
    mean = (radius / radius_then) ** (1 / steps) if radius > 0 else 0.0
    game = Game(params)
    if game.jump or (game.clip and any(abs(y) >= game.clip for _, y in recent)):
        return mean
    if not game.linear and max(math.hypot(*point) for point in recent) > _LINEAR_RADIUS:
        return mean
    fitted = _fitted_growth(recent, remembers(params))
    return mean if fitted is None else fitted


def _fitted_growth(recent: Sequence[tuple[float, float]], memory: bool) -> float | None:
    """The largest eigenvalue of the linear map that leads from each position to the next; None if there is none."""
    z = np.array(recent)
    z /= np.abs(z).max() or 1.0                                     # squares of tiny numbers are none
    if memory:
        z = np.hstack([z[1:], z[:-1]])
    if len(z) < 2:
        return None
    size = np.linalg.norm(z[:-1], axis=1, keepdims=True)
    if not (size > 0).all():
        return None
    before, after = (z[:-1] / size).T, (z[1:] / size).T
    left, strength, right = np.linalg.svd(before, full_matrices=False)
    rank = int((strength > _RANK * strength[0]).sum())
    left, strength, right = left[:, :rank], strength[:rank], right[:rank]
    images = after @ right.T / strength                             # where the map sends each direction of `left`
    residual = np.linalg.norm(after - images @ (strength[:, None] * right)) + np.linalg.norm(
        (images - left @ (left.T @ images)) * strength)
    if residual > _RESIDUAL * np.linalg.norm(after):
        return None
    sizes = np.abs(np.linalg.eigvals(left.T @ images))
    largest = sizes.max()
    if not largest > 0:
        return 0.0
    # Eigenvalues that (nearly) meet are each known only to the root of the rounding error, their product to all of it.
    close = sizes[sizes > largest * (1 - 1e-6)]
    return float(np.exp(np.log(close).mean()))
