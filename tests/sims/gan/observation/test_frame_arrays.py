"""What a frame says of points and slopes that squares in 32 bits cannot hold."""

import numpy as np
import pytest

from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams
from sims.gan.training import GanTraining

FAR = 1e30


@pytest.mark.filterwarnings("error")
def test_steepness_and_spread_are_finite_as_far_as_their_numbers_are():
    slopes = np.array([[3.0, 4.0], [0.6 * FAR, 0.8 * FAR]], np.float32)
    assert frame_arrays.steepness_of(slopes) == pytest.approx([5.0, FAR], rel=1e-6)
    params = GanParams()
    state = GanTraining().initial(params, 0)
    real = frame_arrays.real_points(0, frame_arrays.VIEW_POINTS, params, frame_arrays.random_streams.VIEW)
    fake = np.array([[-FAR, 0.0], [FAR, 0.0]], np.float32)
    spread = frame_arrays.gauges(np.repeat(fake, 500, 0), state, params)["spread"]
    assert spread == pytest.approx(FAR ** 2 / real.astype(float).var(axis=0).sum(), rel=1e-5)
