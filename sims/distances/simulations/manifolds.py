"""Thin supports: a network draws its latent space into the plane (Lemma 1), and two curves are jiggled (Lemma 2)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sims.distances import manifolds
from sims.distances.lipschitz import random_mlp
from sims.distances.manifolds import Circle, Curve, Line
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Scalars, Simulation, State, next_position

REACH = 3.0                     # the latent square or segment is [-REACH, REACH] in each direction
RANK_POINTS = 1000
SIDE, ALONG = 31, 801           # points of a side of the latent square, and of the latent segment
WIDTH = 16                      # of a hidden layer
BLOCK = 1024                    # jiggles that are drawn together
CURVES: dict[str, tuple[Curve, Curve]] = {
    "circles": (Circle(0, 0, 1.0), Circle(1.0, 0, 1.0)), "line_circle": (Line(0, 0, 0.3), Circle(0, 0, 1.0)),
    "crossing": (Line(0, 0, 0.0), Line(0, 0, math.pi / 3)), "parallel": (Line(0, 0, 0.5), Line(0, 0, 0.5))}


@dataclass(frozen=True)
class ManifoldsParams:
    latent_dim: int = param(1, 1, 2, label=N_("dimension of z"), group=N_("Lemma 1"),
                            help=N_("How many numbers z has: with fewer than the plane has, the image of z is a "
                                    "line, which has no area."))
    layers: int = param(2, 1, 4, label=N_("hidden layers"), group=N_("Lemma 1"),
                        help=N_("How many hidden layers the generator has; more of them fold the image of z further."))
    gain: float = param(1.6, 0.2, 4.0, label=N_("size of the weights"), group=N_("Lemma 1"),
                        help=N_("How large the random weights of the generator are."))
    bottleneck: int = param(WIDTH, 1, WIDTH, label=N_("width of the first layer"), group=N_("Lemma 1"),
                            help=N_("With one unit the image is a curve whatever the dimension of z."))
    pair: str = param("circles", choices={"circles": N_("two circles"), "line_circle": N_("line and circle"),
                                          "crossing": N_("two lines that cross"), "parallel": N_("one line, twice")},
                      label=N_("curves"), group=N_("Lemma 2"),
                      help=N_("Which two curves are jiggled: how they meet tells what is left of it."))
    size: float = param(0.4, 0.01, 2.0, scale="log", label=N_("size of a jiggle"), group=N_("Lemma 2"),
                        help=N_("Standard deviation of the random shift of each curve."))


@dataclass(frozen=True)
class ManifoldsState(State):
    """seed: of the network and the jiggles. aligned, meeting: how many of the jiggled pairs align or meet so far.

    shifts: of the last pair, 2 curves x 2. gap: how far that pair is from perfect alignment, nan before the first.
    """

    seed: int = 0
    aligned: int = 0
    meeting: int = 0
    shifts: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    gap: float = math.nan


@dataclass(frozen=True)
class _Jiggles:
    """A block of jiggles: shifts (n, 2, 2), whether each pair aligns and meets (n,), and its gap (n,)."""

    shifts: np.ndarray
    aligned: np.ndarray
    meeting: np.ndarray
    gap: np.ndarray


@lru_cache(maxsize=4)
def _jiggles(pair: str, size: float, seed: int, block: int) -> _Jiggles:
    shifts = manifolds.perturbations(BLOCK, seed * 1_000_003 + block, size)
    gap = manifolds.alignment_gap(*CURVES[pair], shifts)
    return _Jiggles(shifts, gap == 0, manifolds.meets(*CURVES[pair], shifts), gap)


@lru_cache(maxsize=4)
def _image(latent_dim: int, layers: int, gain: float, bottleneck: int, seed: int) -> dict[str, np.ndarray]:
    """image: of the latent square (SIDE, SIDE, 2) or segment (ALONG, 2); points (RANK_POINTS, 2); their ranks."""
    network = random_mlp((latent_dim, bottleneck, *[WIDTH] * (layers - 1), 2), seed, "tanh", gain)
    if latent_dim == 2:
        side = np.linspace(-REACH, REACH, SIDE)
        nodes = network(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)).reshape(SIDE, SIDE, 2)
    else:
        nodes = network(np.linspace(-REACH, REACH, ALONG)[:, None])
    z = np.random.default_rng(seed).uniform(-REACH, REACH, (RANK_POINTS, latent_dim))
    return {"image": nodes, "points": network(z), "ranks": manifolds.jacobian_ranks(network, z)}


def _image_of(state: ManifoldsState, params: ManifoldsParams) -> dict[str, np.ndarray]:
    return _image(params.latent_dim, params.layers, params.gain, params.bottleneck, state.seed)


class ManifoldsSimulation(Simulation):
    """A step jiggles both curves once, by a shift that is drawn anew each time."""

    name = "manifolds"
    title = N_("Thin supports: Lemmas 1 and 2")
    Params = ManifoldsParams
    formulas = {"manifolds.jiggle": Formula(
        N_("P[M + η and P + η′ align perfectly] = 0"),
        N_("Both curves are shifted at random, each by itself: they may cross, but they do not touch along a common "
           "tangent."),
        N_("P[M + η and P + η′ align perfectly] = {aligned:.0f} / {jiggles:.0f}"))}

    def phases(self, params: ManifoldsParams) -> tuple[Phase, ...]:
        return (Phase("jiggle", N_("both curves are jiggled"), formula="manifolds.jiggle"),)

    def initial(self, params: ManifoldsParams, seed: int) -> ManifoldsState:
        return ManifoldsState(seed=seed)

    def advance(self, state: ManifoldsState, params: ManifoldsParams) -> tuple[ManifoldsState, Scalars]:
        new, columns = self.advance_many(state, params, 1)
        return new, {name: float(values[0]) for name, values in columns.items()}

    def advance_many(self, state: ManifoldsState, params: ManifoldsParams,
                     limit: int) -> tuple[ManifoldsState, Mapping[str, np.ndarray]]:
        block, first = divmod(state.step, BLOCK)
        jiggles, some = _jiggles(params.pair, params.size, state.seed, block), slice(first, first + limit)
        columns = {"aligned": state.aligned + np.cumsum(jiggles.aligned[some], dtype=float),
                   "meeting": state.meeting + np.cumsum(jiggles.meeting[some], dtype=float), "gap": jiggles.gap[some]}
        last = min(first + limit, BLOCK) - 1
        phases = self.phases(params)
        step, phase = next_position(dataclasses.replace(state, step=state.step + last - first), phases)
        new = dataclasses.replace(
            state, step=step, phase=phase, done=phases[state.phase], aligned=int(columns["aligned"][-1]),
            meeting=int(columns["meeting"][-1]), shifts=tuple(jiggles.shifts[last].ravel().tolist()),
            gap=float(jiggles.gap[last]))
        return new, columns

    def observe(self, state: ManifoldsState, params: ManifoldsParams) -> Frame:
        first, second = (_points(curve) for curve in CURVES[params.pair])
        arrays = {**_image_of(state, params), "first": first, "second": second,
                  "shifts": np.array(state.shifts).reshape(2, 2)}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=self.measure(state, params))

    def measure(self, state: ManifoldsState, params: ManifoldsParams) -> dict[str, float]:
        """rank_k: at how many of 1000 random z the Jacobian of the network has rank k; never above latent_dim."""
        ranks = np.bincount(_image_of(state, params)["ranks"], minlength=3)
        return {"jiggles": float(state.step), "aligned": float(state.aligned), "meeting": float(state.meeting),
                "gap": state.gap, **{f"rank_{rank}": float(count) for rank, count in enumerate(ranks)}}


def _points(curve: Curve) -> np.ndarray:
    """(n, 2) along a curve, as far as the picture goes."""
    if isinstance(curve, Circle):
        t = np.linspace(0, 2 * math.pi, 121)
        return np.stack([curve.x + curve.radius * np.cos(t), curve.y + curve.radius * np.sin(t)], axis=1)
    t = np.array([-20.0, 20.0])
    return np.stack([curve.x + t * math.cos(curve.angle), curve.y + t * math.sin(curve.angle)], axis=1)
