"""The two smallest games: V = xy, and the Dirac-GAN of Mescheder et al. (2018).

In both, x descends and y ascends. The Dirac-GAN has its real data at 0, its generated data at theta = x and the
discriminator D(t) = psi t with psi = y. Its sign is that of the paper, so that both games turn the same way: D is the
logit of "generated" (sigma(D) is the probability that a sample is generated). With f(t) = -ln(1+e^-t),

    V(theta, psi) = E f(D(generated)) + E f(-D(real)) = f(psi theta) + f(0)   without noise,

and D ascends V. Where other pages call D the logit of "real", their psi is -y. `field` is the direction in which
each player moves: minus the gradient of its own loss. Nothing here is random.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sims.nash.noisy_logistic import sigmoid, smoothed, smoothed_arrays, smoothed_loss, smoothed_slope
from sims.params import N_, param

SIGN_CONVENTION = N_("D(t) = ψt is the logit of “generated”: the discriminator raises it at θ and lowers it at 0. "
                     "Real data sit at 0, generated data at θ; θ descends V and ψ ascends it.")
#: What the two numbers are called on the screen: x and y of V = xy are theta and psi of the Dirac-GAN.
LETTERS = {"bilinear": ("x", "y"), "dirac": ("θ", "ψ")}
#: The strength that the consensus method takes while the parameter `consensus` is 0.
DEFAULT_CONSENSUS = 1.0
#: The methods by which a person plays one side; no theory says what becomes of such a run.
HANDS = ("hand_x", "hand_y")

_DIRAC = {"game": ("dirac",)}
_NO_UNROLLING = ("simultaneous", "alternating", "extragradient", "optimistic", "implicit", "momentum", "consensus",
                 "flow")


@dataclass(frozen=True)
class NashParams:
    game: str = param("bilinear", choices={"bilinear": N_("V = xy"), "dirac": N_("Dirac-GAN")}, when="restart",
                      label=N_("game"), group=N_("Game"),
                      help=N_("V = xy is the smallest zero-sum game; the Dirac-GAN is the smallest GAN."))
    method: str = param("simultaneous", choices={
        "simultaneous": N_("simultaneous"), "alternating": N_("alternating"), "extragradient": N_("extragradient"),
        "optimistic": N_("optimistic"), "implicit": N_("implicit"), "momentum": N_("heavy-ball momentum"),
        "consensus": N_("consensus"), "unrolled": N_("unrolled"), "flow": N_("continuous flow"),
        "hand_x": N_("x (θ) by hand"), "hand_y": N_("y (ψ) by hand")}, when="step",
        label=N_("method"), group=N_("Method"), help=N_("How the two players turn their gradients into a step."))
    learning_rate: float = param(0.1, 1e-4, 2.0, scale="log", label=N_("learning rate"), group=N_("Method"),
                                 help=N_("Length of a step; for the continuous flow, the time a step takes."))
    momentum: float = param(0.5, -0.9, 0.9, label=N_("momentum"), group=N_("Method"),
                            only_if={"method": ("momentum",)},
                            help=N_("Share of the last displacement that is kept; it may be negative."))
    momentum_order: str = param("simultaneous", choices={
        "simultaneous": N_("both at once"), "alternating": N_("one after the other")}, when="step",
        label=N_("order of moves"), group=N_("Method"), only_if={"method": ("momentum",)},
        help=N_("Whether the second player answers where the first stood or where it has just moved."))
    unroll_steps: int = param(1, 0, 20, when="step", label=N_("unrolled steps"), group=N_("Method"),
                              only_if={"method": ("unrolled",)},
                              help=N_("How many answers of the other the first player looks ahead; "
                                      "0 is simultaneous."))
    hand: float = param(1.0, -10.0, 10.0, label=N_("hand"), group=N_("Method"), only_if={"method": HANDS},
                        help=N_("Where your hand holds its number while the other player follows its gradient."))
    x0: float = param(1.0, -10.0, 10.0, when="restart", label=N_("start x"), group=N_("Start"),
                      help=N_("Where x (in the Dirac-GAN: θ) starts."))
    y0: float = param(1.0, -10.0, 10.0, when="restart", label=N_("start y"), group=N_("Start"),
                      help=N_("Where y (in the Dirac-GAN: ψ) starts."))
    objective: str = param("saturating", choices={
        "saturating": N_("saturating"), "nonsaturating": N_("non-saturating"), "wgan": N_("Wasserstein"),
        "relativistic": N_("relativistic")}, when="step", label=N_("objective"), group=N_("Dirac-GAN"),
        only_if=_DIRAC, help=N_("The losses of the generator and the discriminator."))
    weight_clip: float = param(0.0, 0.01, 10.0, off=0.0, when="step", label=N_("weight clip"), group=N_("Dirac-GAN"),
                               only_if=_DIRAC, help=N_("ψ is cut back to [−c, c] after each of its moves."))
    gradient_penalty: float = param(0.0, 0.0, 10.0, label=N_("gradient penalty"), group=N_("Dirac-GAN"),
                                    only_if=_DIRAC, help=N_("Strength γ of γ/2 (|∂D| − target)²; 0 is off."))
    gradient_penalty_target: float = param(1.0, 0.0, 2.0, label=N_("target slope"), group=N_("Dirac-GAN"),
                                           only_if=_DIRAC,
                                           help=N_("The slope the penalty asks for: 1 in WGAN-GP, 0 is zero-centred."))
    r1: float = param(0.0, 0.0, 10.0, label=N_("R1"), group=N_("Dirac-GAN"), only_if=_DIRAC,
                      help=N_("Strength γ of γ/2 |∂D|² on real data; 0 is off."))
    r2: float = param(0.0, 0.0, 10.0, label=N_("R2"), group=N_("Dirac-GAN"), only_if=_DIRAC,
                      help=N_("Strength γ of γ/2 |∂D|² on generated data; 0 is off."))
    instance_noise: float = param(0.0, 0.0, 3.0, label=N_("instance noise"), group=N_("Dirac-GAN"), only_if=_DIRAC,
                                  help=N_("Standard deviation of the noise on real and generated data; 0 is off."))
    consensus: float = param(0.0, 0.0, 10.0, label=N_("consensus"), group=N_("Method"),
                             only_if={"method": _NO_UNROLLING},
                             help=N_("Strength γ of −γ∇½|v|². 0 is off, and 1 where consensus is the method; "
                                     "in V = xy only that method uses it."))


def consensus_strength(params: NashParams) -> float:
    """The factor of the consensus term that is in force."""
    if params.method in ("unrolled", *HANDS):
        return 0.0
    if params.method == "consensus":
        return params.consensus or DEFAULT_CONSENSUS
    return params.consensus if params.game == "dirac" else 0.0


class Game:
    """The functions of one setting in plain floats. v is the bare field; `field` adds the consensus term."""

    def __init__(self, params: NashParams):
        dirac = params.game == "dirac"
        self.dirac = dirac
        self.objective = params.objective if dirac else "wgan"      # WGAN without extras is V = xy
        self.linear = self.objective == "wgan"
        self.relativistic = self.objective == "relativistic"
        noise = params.instance_noise if dirac and not self.linear else 0.0
        self.variance = noise * noise * (2 if self.relativistic else 1)
        self.deviation = math.sqrt(self.variance)
        self.penalty = params.gradient_penalty if dirac else 0.0
        self.damping = params.r1 + params.r2 + self.penalty if dirac else 0.0
        self.jump = self.penalty * params.gradient_penalty_target
        self.clip = params.weight_clip if dirac else 0.0
        self.consensus = consensus_strength(params)
        self.bilinear = self.linear and not (self.damping or self.consensus)

    def field(self, x: float, y: float, sign: float | None = None) -> tuple[float, float]:
        """The direction in which the players move. sign: the side of y = 0 whose branch of |y| to take."""
        vx, vy = self.bare(x, y, sign)
        if self.consensus:
            a, b, c, d = self.jacobian(x, y)
            return vx - self.consensus * (a * vx + c * vy), vy - self.consensus * (b * vx + d * vy)
        return vx, vy

    def bare(self, x: float, y: float, sign: float | None = None) -> tuple[float, float]:
        """v: minus the gradient of each player's own loss."""
        if self.linear:
            vx, vy = -y, x
        elif self.variance:
            s, s1 = smoothed_slope(x * y, self.deviation * y)
            vx = -y * ((1 - s) if self.objective == "saturating" else s)
            real = 0.0 if self.relativistic else smoothed_slope(0.0, self.deviation * y)[1]
            vy = x * (1 - s) - self.variance * y * (s1 + real)
        else:
            t = x * y
            slope = sigmoid(-t)                                     # f'(t)
            vx = -y * (slope if self.objective == "saturating" else sigmoid(t))
            vy = x * slope
        if self.damping:
            vy -= self.damping * y
            if self.jump:
                vy += self.jump * (sign if sign is not None else (y > 0) - (y < 0))
        return vx, vy

    def jacobian(self, x: float, y: float) -> tuple[float, float, float, float]:
        """dvx/dx, dvx/dy, dvy/dx, dvy/dy of the bare field (off y = 0 where the penalty has a target)."""
        if self.linear:
            return 0.0, -1.0, 1.0, 0.0 - self.damping
        v = self.variance
        _, s, s1, s2, s3 = smoothed(x * y, self.deviation * y)
        turn = x * s1 + v * y * s2                                  # ds/dy
        if self.objective == "saturating":
            a, b = y * y * s1, s - 1 + y * turn
        else:
            a, b = -y * y * s1, -s - y * turn
        c = 1 - s - x * y * s1 - v * y * y * s2
        d = -x * turn - v * (s1 + y * (x * s2 + v * y * s3)) - self.damping
        if v and not self.relativistic:
            _, _, r1, _, r3 = smoothed(0.0, self.deviation * y)
            d -= v * (r1 + v * y * y * r3)
        return a, b, c, d

    def value(self, x: float, y: float) -> float:
        """V, which y ascends (its penalties left out)."""
        if self.linear:
            return x * y
        a = self.deviation * y
        fooled = smoothed_loss(-x * y, a)
        if self.relativistic:
            return -fooled
        return -fooled - smoothed_loss(0.0, a)

    def loss_x(self, x: float, y: float) -> float:
        """What x descends."""
        if self.linear or self.objective == "saturating":
            return self.value(x, y)
        return smoothed_loss(x * y, self.deviation * y)

    def loss_x_gradient(self, x: float, y: float) -> tuple[float, float]:
        """The gradient of x's loss in both variables: unrolling follows it through y's answers."""
        if self.linear:
            return y, x
        s, s1 = smoothed_slope(x * y, self.deviation * y)
        if self.objective == "saturating":
            real = smoothed_slope(0.0, self.deviation * y)[1] if self.variance else 0.0
            return y * (1 - s), x * (1 - s) - self.variance * y * (s1 + real)
        return y * s, x * s + self.variance * y * s1

    def clipped(self, y: float) -> float:
        return y if not self.clip or -self.clip <= y <= self.clip else math.copysign(self.clip, y)


def vector_field(params: NashParams, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """The direction in which the players move, for arrays of positions (broadcast together)."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    game = Game(params)
    if game.linear:
        vx, vy = -y, x.copy()
        a, b, c, d = 0.0, -1.0, 1.0, -game.damping
    else:
        v = game.variance
        _, s, s1, s2, s3 = smoothed_arrays(x * y, game.deviation * y)
        turn = x * s1 + v * y * s2
        saturating = game.objective == "saturating"
        vx = -y * ((1 - s) if saturating else s)
        vy = x * (1 - s) - v * y * s1
        a, b = (y * y * s1, s - 1 + y * turn) if saturating else (-y * y * s1, -s - y * turn)
        c = 1 - s - x * y * s1 - v * y * y * s2
        d = -x * turn - v * (s1 + y * (x * s2 + v * y * s3)) - game.damping
        if v and not game.relativistic:
            _, _, r1, _, r3 = smoothed_arrays(np.zeros_like(y), game.deviation * y)
            vy = vy - v * y * r1
            d = d - v * (r1 + v * y * y * r3)
    vy = vy - game.damping * y + game.jump * np.sign(y)
    if game.consensus:
        vx, vy = vx - game.consensus * (a * vx + c * vy), vy - game.consensus * (b * vx + d * vy)
    return vx, vy


def payoff(params: NashParams, x: Any, y: Any) -> np.ndarray:
    """V for arrays of positions (broadcast together)."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    game = Game(params)
    if game.linear:
        return x * y
    value = -smoothed_arrays(-x * y, game.deviation * y)[0]
    return value if game.relativistic else value - smoothed_arrays(np.zeros_like(y), game.deviation * y)[0]


def level_set(params: NashParams, level: float, extent: float, points: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Where V = level inside the square |x|, |y| <= extent, as one broken line (NaN parts its branches).

    V rises with xy at a given y, so every y has at most one x. At most `points` points, half of them spread evenly in
    y and half in its logarithm, which follows the branches out along the x axis. Empty where there is no such point.
    """
    evenly = np.linspace(0, extent, points // 4 + 1)[1:]
    far = np.geomspace(extent * 1e-4, extent, points // 4)
    up = np.unique(np.concatenate([evenly, far]))
    branches = []
    for y in (-up[::-1], up):
        low, high = np.full_like(y, -extent), np.full_like(y, extent)
        sign = np.sign(y)
        inside = (sign * (payoff(params, low, y) - level) <= 0) & (sign * (payoff(params, high, y) - level) >= 0)
        y, low, high, sign = y[inside], low[inside], high[inside], sign[inside]
        for _ in range(60):
            middle = 0.5 * (low + high)
            below = sign * (payoff(params, middle, y) - level) < 0
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        branches.append((0.5 * (low + high), y))
    (x1, y1), (x2, y2) = branches
    gap = [np.nan] if len(y1) and len(y2) else []
    return np.concatenate([x1, gap, x2]), np.concatenate([y1, gap, y2])
