"""What either player would do, and gain by it, if the other stood still: best responses and the duality gap.

A point is a Nash equilibrium exactly where neither of the two has anything to gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sims.nash.games import Game, NashParams, payoff

_HALVINGS = 60                          # of an interval, after which its ends are neighbouring numbers


class Deviation(NamedTuple):
    """A player's best response to the other, who stands still.

    loss: its own loss now. place: where its loss is least within reach; where it stands if nothing is gained. gain: by
    how much its loss falls by going there, 0 or more. step_gain: by how much it falls by a gradient step of its own.
    """

    loss: float
    place: float
    gain: float
    step_gain: float


def loss_y(game: Game, x: float, y: float) -> float:
    """What y descends: -V and the penalties on D's slope, up to a constant; minus its derivative in y is `Game.bare`'s.
    """
    return -game.value(x, y) + 0.5 * game.damping * y * y - game.jump * abs(y)


def best_responses(params: NashParams, x: float, y: float, reach: float) -> tuple[Deviation, Deviation]:
    """Those of x and of y at (x, y), each within [-reach, reach] and, of a clipped y, within the clip.

    x's loss is monotone in x, so its best place is an end. y's is convex in y on either side of 0, where bisection of
    its slope finds the least.
    """
    game, h = Game(params), params.learning_rate
    vx, vy = game.bare(x, y)
    bound = min(reach, game.clip or reach)
    of_x = _best(lambda place: game.loss_x(place, y), x, (-reach, reach), x + h * vx)
    of_y = _best(lambda place: loss_y(game, x, place), y,
                 (_least(game, x, -bound, 0.0, -1.0), _least(game, x, 0.0, bound, 1.0)), game.clipped(y + h * vy))
    return of_x, of_y


def duality_gap(of_x: Deviation, of_y: Deviation) -> float:
    """What both together would gain (Nikaido and Isoda 1955): 0 at a Nash equilibrium, more elsewhere.

    In V = xy within [-r, r]: r (|x| + |y|).
    """
    return of_x.gain + of_y.gain


def mean_payoff(params: NashParams, x: Sequence[float], y: Sequence[float]) -> float:
    """V in the mean over positions x, y (n,): what y has won a step; x has won as much with the other sign."""
    return float(np.mean(payoff(params, np.asarray(x, float), np.asarray(y, float))))


def _best(loss, here: float, places: tuple[float, ...], stepped: float) -> Deviation:
    now = loss(here)
    gain, place = max(((now - loss(place), place) for place in places), key=lambda found: found[0])
    if not gain > 1e-12 * (1 + abs(now)):           # rounding is no gain
        gain, place = 0.0, here
    return Deviation(now, place, gain, now - loss(stepped))


def _least(game: Game, x: float, low: float, high: float, sign: float) -> float:
    """The y in [low, high], on one side of 0, at which y's loss is least."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if game.bare(x, middle, sign)[1] > 0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
