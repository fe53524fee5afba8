"""What the tests of presets share: runs of them, and the list of what each claims."""

import numpy as np

from sims.events import read_events
from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.observation import frame_arrays, metrics
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run

CLAIMS = {}


def claim(function):
    CLAIMS[function.__name__] = function
    return function


def started(name, **changed):
    preset = PRESETS[name]
    params = change(GanParams(), **{**preset.values, **changed})
    return Run(GanSimulation(), params, preset.seed,
               read_events(params, [(step, 0, name, value) for step, name, value in preset.events]))


def done(name, **changed):
    run = started(name, **changed)
    run.seek(PRESETS[name].steps)
    return run


def captured(run):
    """The share of the generated points within three standard deviations of each mode."""
    points = frame_arrays.generated(run.state, run.params, 2500, random_streams.MEASURE)
    return metrics.captured(points, target_of(run.params)) / len(points)


def along(run, until, every=100):
    """(dominant mode, mode_kl, variance over that of the data) every so many steps."""
    rows, target = [], target_of(run.params)
    while run.state.step < until:
        run.seek(run.state.step + every)
        points = frame_arrays.generated(run.state, run.params, 1000, random_streams.MEASURE)
        nearest = ((points[:, None] - target.modes)**2).sum(-1).argmin(1)
        rows.append((np.bincount(nearest, minlength=len(target.modes)).argmax(),
                     metrics.mode_statistics(points, target)["mode_kl"], points.var(0).sum() / 4))
    return map(np.array, zip(*rows))
