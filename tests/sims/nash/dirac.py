"""What the tests of the Dirac-GAN share: its parameters, runs and points, and derivatives by differences."""

from __future__ import annotations

from sims.nash.games import HANDS
from sims.nash.simulation import NashParams, NashSimulation
from sims.params import change, parameters
from sims.run import Run

OBJECTIVES = parameters(NashParams)["objective"].choices
METHODS = tuple(method for method in parameters(NashParams)["method"].choices if method not in HANDS)
POINTS = [(1.0, 1.0), (-0.7, 1.3), (0.4, -2.1), (-1.5, -0.6), (3.0, 2.5)]


def dirac(**values) -> NashParams:
    return change(NashParams(), game="dirac", **values)


def run(steps: int, **values) -> Run:
    made = Run(NashSimulation(), dirac(**values))
    made.step(steps)
    return made


def difference(function, at, size=1e-3):
    """A derivative by a central formula of sixth order."""
    terms = zip((-1, 9, -45, 45, -9, 1), (-3, -2, -1, 1, 2, 3))
    return sum(weight * function(at + k * size) for weight, k in terms) / (60 * size)


EXTRAS = [{}, {"r1": 0.3, "r2": 0.2}, {"gradient_penalty": 0.7},
          {"gradient_penalty": 0.7, "gradient_penalty_target": 0}, {"instance_noise": 0.7},
          {"instance_noise": 0.4, "r1": 1.0, "gradient_penalty": 0.3}]
