"""Theorem 2.6 of Arjovsky and Bottou 2017: the gradient of −ln D under a noisy D against SciPy's Cauchy law."""

import math

import numpy as np
import pytest
from scipy import stats

from sims.distances import noisy_discriminator
from sims.distances.noisy_discriminator import BLOCK
from sims.distances.simulations.noisy_discriminator import (
    MOST,
    NoisyDiscriminatorParams,
    NoisyDiscriminatorSimulation,
    NoisyDiscriminatorState,
)
from sims.params import change
from sims.run import Run

DRAWS = 20_000


@pytest.mark.parametrize("points", [1, 16])
def test_the_gradient_has_the_cauchy_law_whatever_the_size_of_the_minibatch(points):
    """Concept 34, by SciPy's test with the scale of the theorem. p, seeds 0 to 5, one point: .12 .68 .97 .57 .84 .19;
    16 points: .85 .13 .96 .07 .49 .70. A normal law of the same middle half is refused each time."""
    for seed in range(6):
        found, _critic = noisy_discriminator.drawn(0.1, 0.3, points, seed, DRAWS)
        assert stats.kstest(found, stats.cauchy(0, 3.0).cdf).pvalue > 0.01, seed
        assert stats.kstest(found, stats.norm(0, 3.0 / stats.norm.ppf(0.75)).cdf).pvalue < 1e-12, seed


def test_the_gap_and_its_limit_are_those_of_scipy():
    found, _critic = noisy_discriminator.drawn(0.1, 0.1, 1, 3, 500)
    assert noisy_discriminator.largest_gap(found, 1.0) == pytest.approx(
        stats.kstest(found, stats.cauchy.cdf).statistic, abs=1e-12)
    assert noisy_discriminator.gap_limit(10_000) == pytest.approx(stats.kstwo(10_000).ppf(0.99), rel=0.01)


def test_the_law_that_is_drawn_is_the_density_of_the_size():
    x = np.geomspace(0.01, 1000, 9)
    assert noisy_discriminator.size_density(x, 2.0) == pytest.approx(2 * stats.cauchy.pdf(x, 0, 2.0), rel=1e-12)


def test_more_draws_settle_the_mean_of_the_slopes_and_not_that_of_the_ratios():
    """Means of n draws, many of them: the middle half of Cauchy means is as wide for n = 4,096 as for n = 1, that of
    means of the slopes alone shrinks by √n = 64."""
    wide = {}
    for n, blocks in ((1, 1), (BLOCK, 100)):
        both = [noisy_discriminator.gradients(0.1, 0.1, 1, 0, block) for block in range(blocks)]
        ratios, slopes = (np.concatenate(each).reshape(-1, n).mean(axis=1) for each in zip(*both))
        wide[n] = [stats.iqr(ratios), stats.iqr(slopes)]
    assert wide[1][0] == pytest.approx(2.0, rel=0.1)                # of a Cauchy law of scale 1
    assert wide[BLOCK][0] == pytest.approx(wide[1][0], rel=0.4)     # 100 means: the width is known to 15 %
    assert wide[BLOCK][1] == pytest.approx(wide[1][1] / 64, rel=0.4)


def test_a_run_is_its_draws_in_their_order():
    run = Run(NoisyDiscriminatorSimulation(), NoisyDiscriminatorParams(points=3), 5)
    run.step(70)
    found, critic = noisy_discriminator.drawn(0.1, 0.1, 3, 5, 70)
    metrics, frame = run.metrics(), run.frame()
    assert run.trace.since(0)["gradient"] == pytest.approx(found, rel=1e-15)
    assert metrics["mean"] == pytest.approx(found.mean(), rel=1e-12)
    assert metrics["critic_mean"] == pytest.approx(critic.mean(), rel=1e-12)
    assert metrics["largest"] == np.abs(found).max() and metrics["median"] == np.median(found)
    assert frame.arrays["count"][-1] == 70 and frame.arrays["mean"][-1] == pytest.approx(found.mean(), rel=1e-12)
    widths = np.diff(np.sqrt(frame.arrays["sizes"][1:] * frame.arrays["sizes"][:-1]))
    assert 0.9 < (frame.arrays["density"][1:-1] * widths).sum() <= 1.0


def test_it_ends_and_then_only_counts():
    simulation, params = NoisyDiscriminatorSimulation(), NoisyDiscriminatorParams()
    at_end = NoisyDiscriminatorState(step=MOST, total=12.0)
    assert simulation.finished(at_end, params)
    after, columns = simulation.advance_many(at_end, params, 50)
    assert (after.step, after.total) == (MOST + 1, 12.0) and columns["mean"] == [12.0 / MOST]
    assert math.isnan(columns["gradient"][0])


def test_the_scale_is_the_ratio_of_the_noises():
    for noise in (0.1, 0.01):
        params = change(NoisyDiscriminatorParams(), noise=noise)
        run = Run(NoisyDiscriminatorSimulation(), params)
        run.step(4000)
        assert np.median(np.abs(run.trace.since(0)["gradient"])) == pytest.approx(run.metrics()["scale"], rel=0.1)
