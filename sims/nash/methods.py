"""The methods: what one step is made of, and each of its phases, in plain floats.

A step follows the players' own moves. Throughout, z = (x, y), eta is the learning rate and v the direction of
`Game.field`. Where a discriminator is clipped, it is clipped after each of its moves: the imagined ones (look-ahead,
unrolled answers) at once, the real one in a phase of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sims.nash.games import LETTERS, Game, NashParams
from sims.params import N_
from sims.simulation import Phase, State

KEPT = 17                               # positions kept to measure the growth per step; with memory it takes 6
Point = tuple[float, float]


@dataclass(frozen=True)
class NashState(State):
    """x, y: where the players stand. The rest lets a viewer draw the step and the next phase go on.

    start: where they stood when this step began. points: what was only tried or imagined during this step.
    vx, vy: the direction found last. slope: of the imagined y against x (unrolled).
    memory: (vx, vy) of the step before (optimistic) or the velocity (momentum); owner: the method that left it.
    recent: the last positions at whole steps since `params_then` came into force, at step `since` and `radius_then`.
    """

    x: float = 0.0
    y: float = 0.0
    start: Point = (0.0, 0.0)
    points: tuple[Point, ...] = ()
    vx: float = 0.0
    vy: float = 0.0
    slope: float = 0.0
    memory: Point = (0.0, 0.0)
    owner: str = ""
    recent: tuple[Point, ...] = ()
    since: int = 0
    radius_then: float = 0.0
    params_then: NashParams | None = None


def phases(params: NashParams) -> tuple[Phase, ...]:
    return _phases(params.game, params.method, params.momentum_order, params.unroll_steps,
                   params.game == "dirac" and params.weight_clip > 0)


@lru_cache(maxsize=256)
def _phases(game: str, method: str, order: str, unroll_steps: int, clip: bool) -> tuple[Phase, ...]:
    (x, y), dirac = LETTERS[game], game == "dirac"

    def made(key: str, label: str, player: str = "", repeat: int = 0, repeats: int = 1) -> Phase:
        return Phase(key, label, f"nash.{method}.{key}{'.dirac' if dirac else ''}", player, repeat, repeats)

    gradients, move = made("gradients", N_("gradients")), made("move", N_("both move"))
    move_x = made("move_x", N_("θ moves") if dirac else N_("x moves"), x)
    move_y = made("move_y", N_("ψ moves") if dirac else N_("y moves"), y)
    answer = N_("ψ's imagined answer") if dirac else N_("y's imagined answer")
    steps = {
        "simultaneous": (gradients, move),
        "alternating": (move_x, move_y),
        "extragradient": (made("look_ahead", N_("look ahead")), move),
        "optimistic": (gradients, move),
        "implicit": (made("solve", N_("find the point")), move),
        "momentum": (move_x, move_y) if order == "alternating" else (made("velocity", N_("velocity")), move),
        "consensus": (gradients, made("correction", N_("consensus term")), move),
        "unrolled": (*(made("unroll", answer, y, k, unroll_steps) for k in range(unroll_steps)),
                     move_x, move_y),
        "flow": (made("flow", N_("flow")),),
        "hand_x": (made("place", N_("θ is placed") if dirac else N_("x is placed"), x), move_y),
        "hand_y": (move_x, made("place", N_("ψ is placed") if dirac else N_("y is placed"), y)),
    }[method]
    return (*steps, made("clip", N_("clip"), y)) if clip else steps


# The phases: each takes the state, the params and the game, and returns what changes -------------------------------

def _gradients(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    vx, vy = g.field(s.x, s.y)
    return {"vx": vx, "vy": vy}


def _bare_gradients(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    vx, vy = g.bare(s.x, s.y)
    return {"vx": vx, "vy": vy}


def _move(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    h = p.learning_rate
    return {"x": s.x + h * s.vx, "y": s.y + h * s.vy}


def _move_x(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    vx, _ = g.field(s.x, s.y)
    return {"x": s.x + p.learning_rate * vx, "vx": vx, "vy": 0.0}


def _move_y(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    _, vy = g.field(s.x, s.y)
    return {"y": s.y + p.learning_rate * vy, "vx": 0.0, "vy": vy}


def _look_ahead(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    h = p.learning_rate
    vx, vy = g.field(s.x, s.y)
    ahead = (s.x + h * vx, g.clipped(s.y + h * vy))
    vx, vy = g.field(*ahead)
    return {"points": (ahead,), "vx": vx, "vy": vy}


def _optimistic_move(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    h = p.learning_rate
    px, py = s.memory if s.owner == "optimistic" else (s.vx, s.vy)
    return {"x": s.x + h * (2 * s.vx - px), "y": s.y + h * (2 * s.vy - py), "memory": (s.vx, s.vy),
            "owner": "optimistic"}


def _solve(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    h = p.learning_rate
    x, y = implicit_point(g, s.x, s.y, h)
    return {"points": ((x, y),), "vx": (x - s.x) / h, "vy": (y - s.y) / h}


def _implicit_move(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    x, y = s.points[0]
    return {"x": x, "y": y}


def _velocity(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    mx, my = s.memory if s.owner == "momentum" else (0.0, 0.0)
    vx, vy = g.field(s.x, s.y)
    vx, vy = p.momentum * mx + vx, p.momentum * my + vy
    return {"vx": vx, "vy": vy, "memory": (vx, vy), "owner": "momentum"}


def _momentum_move_x(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    mx, my = s.memory if s.owner == "momentum" else (0.0, 0.0)
    mx = p.momentum * mx + g.field(s.x, s.y)[0]
    return {"x": s.x + p.learning_rate * mx, "vx": mx, "vy": 0.0, "memory": (mx, my), "owner": "momentum"}


def _momentum_move_y(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    mx, my = s.memory
    my = p.momentum * my + g.field(s.x, s.y)[1]
    return {"y": s.y + p.learning_rate * my, "vx": 0.0, "vy": my, "memory": (mx, my)}


def _correction(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    return _gradients(s, p, g)


def _unroll(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    h = p.learning_rate
    (x, y), slope = (s.points[-1], s.slope) if s.points else ((s.x, s.y), 0.0)
    _, vy = g.bare(x, y)
    _, _, c, d = g.jacobian(x, y)
    slope += h * (c + d * slope)
    wanted = y + h * vy
    y = g.clipped(wanted)
    return {"points": (*s.points, (x, y)), "slope": slope if y == wanted else 0.0, "vx": 0.0, "vy": vy}


def _unrolled_move_x(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    (x, y), slope = (s.points[-1], s.slope) if s.points else ((s.x, s.y), 0.0)
    lx, ly = g.loss_x_gradient(x, y)
    vx = -(lx + slope * ly)
    return {"x": s.x + p.learning_rate * vx, "vx": vx, "vy": 0.0}


def _unrolled_move_y(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    _, vy = g.bare(*s.start)
    return {"y": s.y + p.learning_rate * vy, "vx": 0.0, "vy": vy}


def _flow(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    x, y = flow_point(g, s.x, s.y, p.learning_rate)
    vx, vy = g.field(x, y)
    return {"x": x, "y": y, "vx": vx, "vy": vy}


def _place_x(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    return {"x": p.hand, "vx": 0.0, "vy": 0.0}


def _place_y(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    return {"y": p.hand, "vx": 0.0, "vy": 0.0}


def _clip(s: NashState, p: NashParams, g: Game) -> dict[str, Any]:
    return {"y": g.clipped(s.y)}


RUN: dict[str, Callable[[NashState, NashParams, Game], dict[str, Any]]] = {
    "nash.simultaneous.gradients": _gradients, "nash.simultaneous.move": _move,
    "nash.alternating.move_x": _move_x, "nash.alternating.move_y": _move_y,
    "nash.extragradient.look_ahead": _look_ahead, "nash.extragradient.move": _move,
    "nash.optimistic.gradients": _gradients, "nash.optimistic.move": _optimistic_move,
    "nash.implicit.solve": _solve, "nash.implicit.move": _implicit_move,
    "nash.momentum.velocity": _velocity, "nash.momentum.move": _move,
    "nash.momentum.move_x": _momentum_move_x, "nash.momentum.move_y": _momentum_move_y,
    "nash.consensus.gradients": _bare_gradients, "nash.consensus.correction": _correction,
    "nash.consensus.move": _move,
    "nash.unrolled.unroll": _unroll, "nash.unrolled.move_x": _unrolled_move_x, "nash.unrolled.move_y": _unrolled_move_y,
    "nash.flow.flow": _flow,
    "nash.hand_x.place": _place_x, "nash.hand_x.move_y": _move_y,
    "nash.hand_y.move_x": _move_x, "nash.hand_y.place": _place_y,
}
RUN |= {f"nash.{method}.clip": _clip for method in {name.split(".")[1] for name in RUN}}
RUN |= {f"{name}.dirac": run for name, run in RUN.items()}          # the same, under other letters


# The two methods that need an inner loop ---------------------------------------------------------------------------

def implicit_point(game: Game, x0: float, y0: float, h: float) -> Point:
    """z with z = z0 + h v(z). Closed for V = xy; else Newton from z0, and where that fails along h from 0.

    With a consensus term, whose field folds, it may not be found in rare cases: then the point nearest to being it.
    Where the penalty jumps at y = 0, the solution on y0's own side is taken if there is one, else the other side's.
    """
    if game.bilinear:
        scale = 1 / (1 + h * h)
        return (x0 - h * y0) * scale, (y0 + h * x0) * scale
    if not game.jump:
        return _follow(game, x0, y0, h, None)
    here = 1.0 if y0 > 0 or (y0 == 0 and x0 >= 0) else -1.0
    point = _follow(game, x0, y0, h, here)
    if point[1] * here < 0:
        there = _follow(game, x0, y0, h, -here)
        return there if there[1] * here < 0 else point
    return point


def _follow(game: Game, x0: float, y0: float, h: float, sign: float | None) -> Point:
    best, point, good = math.inf, (x0, y0), 1e-12 * (1 + abs(x0) + abs(y0))
    for parts in (1, 8, 64):
        x, y = x0, y0
        for k in range(1, parts + 1):
            x, y, error = _newton(game, x0, y0, h * k / parts, x, y, sign)
        if error < best:
            best, point = error, (x, y)
        if best <= good:
            return point
    for k in range(48):                             # the branch from z0 ends before h: look for another, inwards
        scale, turn = 0.85 ** (k // 4), 0.5 * math.pi * (k % 4)
        c, s = scale * math.cos(turn), scale * math.sin(turn)
        x, y, error = _newton(game, x0, y0, h, c * x0 - s * y0, s * x0 + c * y0, sign)
        if error < best:
            best, point = error, (x, y)
        if best <= good:
            break
    return point


def _newton(game: Game, x0: float, y0: float, h: float, x: float, y: float,
            sign: float | None) -> tuple[float, float, float]:
    """Newton's method on z - z0 - h v(z) from (x, y), to where it stops falling; and the error left."""
    vx, vy = game.field(x, y, sign)
    fx, fy = x - x0 - h * vx, y - y0 - h * vy
    error = abs(fx) + abs(fy)
    for _ in range(60):
        if error <= 4e-16 * (abs(x) + abs(y)):
            break
        a, b, c, d = _slopes(game, x, y, sign)
        a, b, c, d = 1 - h * a, -h * b, -h * c, 1 - h * d
        det = a * d - b * c
        if det == 0 or not math.isfinite(det):
            break
        dx, dy, part, fell = (d * fx - b * fy) / det, (a * fy - c * fx) / det, 1.0, False
        while part > (1e-4 if error > 1e-13 * (abs(x) + abs(y)) else 0.9):
            nx, ny = x - part * dx, y - part * dy
            vx, vy = game.field(nx, ny, sign)
            gx, gy = nx - x0 - h * vx, ny - y0 - h * vy
            if abs(gx) + abs(gy) < error:
                fell = True
                break
            part *= 0.5
        if not fell:
            break
        x, y, fx, fy, error = nx, ny, gx, gy, abs(gx) + abs(gy)
    return x, y, error


def _slopes(game: Game, x: float, y: float, sign: float | None) -> tuple[float, float, float, float]:
    """The Jacobian of `field`; by differences where the consensus term needs third derivatives of the losses."""
    if not game.consensus:
        return game.jacobian(x, y)
    e = 1e-6 * (1 + abs(x) + abs(y))
    (a1, c1), (a0, c0) = game.field(x + e, y, sign), game.field(x - e, y, sign)
    (b1, d1), (b0, d0) = game.field(x, y + e, sign), game.field(x, y - e, sign)
    return (a1 - a0) / (2 * e), (b1 - b0) / (2 * e), (c1 - c0) / (2 * e), (d1 - d0) / (2 * e)


def flow_point(game: Game, x: float, y: float, time: float) -> Point:
    """The continuous flow after `time`: a rotation for V = xy, else integrated to about 1e-12."""
    if game.bilinear:
        c, s = math.cos(time), math.sin(time)
        return c * x - s * y, s * x + c * y
    left, step = time, min(time, 0.5)
    while left > 0:
        step = min(step, left)
        nx, ny, error = _extrapolated(game, x, y, step)
        if error <= 1e-13 * (1 + abs(x) + abs(y)) or step <= time * 2e-9:
            x, y, left = nx, ny, left - step
            step *= 2.0
        else:
            step *= 0.5
    return x, y


_COUNTS = (2, 4, 6, 8, 10, 12)


def _extrapolated(game: Game, x: float, y: float, time: float) -> tuple[float, float, float]:
    """Gragg, Bulirsch and Stoer: midpoint steps, ever finer, extrapolated to none. The error is the last correction."""
    field = game.field
    vx, vy = field(x, y)
    rows: list[Point] = []
    for j, count in enumerate(_COUNTS):
        h = time / count
        px, py, qx, qy = x, y, x + h * vx, y + h * vy
        for _ in range(count - 1):
            wx, wy = field(qx, qy)
            px, py, qx, qy = qx, qy, px + 2 * h * wx, py + 2 * h * wy
        new = [(qx, qy)]
        for k in range(1, j + 1):
            ratio = 1 / ((count / _COUNTS[j - k]) ** 2 - 1)
            (ax, ay), (bx, by) = new[k - 1], rows[k - 1]
            new.append((ax + (ax - bx) * ratio, ay + (ay - by) * ratio))
        error = abs(new[-1][0] - rows[-1][0]) + abs(new[-1][1] - rows[-1][1]) if rows else math.inf
        rows = new
        if not error < 1e6 * (1 + abs(x) + abs(y)) and j:
            return x, y, math.inf
        if j > 1 and error <= 1e-15 * (1 + abs(x) + abs(y)):
            break
    return rows[-1][0], rows[-1][1], error
