"""Metrics on configurations whose values are known."""

import math

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from sims.gan.choices import TARGETS as NAMES
from sims.gan.data.targets import grid_centres, ring_centres, target_of
from sims.gan.observation import metrics
from sims.gan.observation.metric_floors import floors
from sims.gan.params import GanParams

TARGETS = {name: target_of(GanParams(target=name)) for name in NAMES}
RING = TARGETS["ring"]


def perfect(target, count, seed=0):
    return metrics.real_sample(seed, 7, count, target)


def test_the_ring_has_eight_distinct_centres():
    centres = ring_centres()
    apart = np.linalg.norm(centres[:, None] - centres, axis=-1) + 9 * np.eye(8)
    assert apart.min() == pytest.approx(4 * math.sin(math.pi / 8))
    assert np.linalg.norm(centres, axis=1) == pytest.approx(2)
    assert len(np.unique(grid_centres(), axis=0)) == 25


@pytest.mark.parametrize("covered", range(1, 9))
def test_k_of_eight_modes(covered):
    points = np.tile(ring_centres()[:covered], (100, 1))
    found = metrics.mode_statistics(points, RING)
    assert found["modes"] == covered
    assert found["high_quality"] == 1
    assert found["mode_kl"] == pytest.approx(math.log(8 / covered), abs=1e-12)


def test_one_mode_lies_where_the_closed_forms_say():
    """1 of 8: W1 = (R/4) cot(pi/16), JS = .496929."""
    real, fake = np.tile(ring_centres(), (125, 1)), np.tile(ring_centres()[:1], (1000, 1))
    assert metrics.wasserstein1(real, fake) == pytest.approx(0.5 / math.tan(math.pi / 16), abs=1e-9)
    p, q = 1 / 8, 1.0
    m = (p + q) / 2
    js = 0.5 * (p * math.log(p / m) + 7 * p * math.log(2)) + 0.5 * q * math.log(q / m)
    assert js == pytest.approx(0.496929, abs=1e-6)
    assert metrics.grid_js(real, fake, RING.extent) == pytest.approx(js, abs=1e-12)


def test_a_uniform_circle_has_every_mode_evenly_and_almost_no_quality():
    angle = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    found = metrics.mode_statistics(2 * np.stack([np.cos(angle), np.sin(angle)], 1), RING)
    # On the circle a point is within 3 std of a centre when its chord is: 8 arcs of 2 * 2 asin(.06 / 4).
    assert found["high_quality"] == pytest.approx(8 * 4 * math.asin(0.015) / (2 * math.pi), abs=2e-4)
    assert found["mode_kl"] == pytest.approx(0, abs=1e-8)
    assert found["modes"] == 8


def test_a_perfect_generator_reaches_the_published_floors():
    """SCIENCE.md: ring, W1 at n=1000 .115 +- .045, sliced at 2,500 .041 +- .015, JS .0033 +- .0007, HQ .98889."""
    rows = [metrics.quality(perfect(RING, 2500, seed), perfect(RING, 2500, seed + 100), RING) for seed in range(6)]
    mean = {name: np.mean([row[name] for row in rows]) for name in rows[0]}
    assert mean["modes"] == 8
    assert mean["high_quality"] == pytest.approx(1 - math.exp(-4.5), abs=0.003)
    assert mean["w1"] == pytest.approx(0.115, abs=0.055)
    assert mean["sliced_w1"] == pytest.approx(0.041, abs=0.02)
    assert mean["js"] == pytest.approx(0.0033, abs=0.001)
    assert mean["mode_kl"] == pytest.approx(7 / 5000, abs=0.002)        # bias (K - 1) / 2N


def test_exact_w1_of_a_shift_is_its_length():
    points = perfect(TARGETS["swiss_roll"], 300)
    assert metrics.wasserstein1(points, points + (0.3, -0.4)) == pytest.approx(0.5, abs=1e-6)


def test_sliced_w1_is_the_mean_of_scipys_over_directions():
    a, b = perfect(TARGETS["two_gaussians"], 200, 1), perfect(RING, 200, 2)
    angles = np.pi * (np.arange(128) + 0.5) / 128
    scipys = [wasserstein_distance(a @ (np.cos(t), np.sin(t)), b @ (np.cos(t), np.sin(t))) for t in angles]
    assert metrics.sliced_wasserstein1(a, b) == pytest.approx(np.mean(scipys), rel=1e-6)


def test_points_that_are_no_numbers_are_no_quality():
    points = np.full((10, 2), np.nan)
    assert metrics.mode_statistics(points, RING)["modes"] == 0
    assert math.isnan(metrics.quality(perfect(RING, 10), points, RING)["w1"])


def test_targets_without_modes_have_no_modes_metric():
    assert math.isnan(metrics.mode_statistics(perfect(TARGETS["line"], 50), TARGETS["line"])["modes"])


@pytest.mark.parametrize("key", TARGETS)
def test_a_target_fills_the_square_it_is_drawn_in(key):
    points = perfect(TARGETS[key], 5000)
    reach = np.abs(points).max()
    assert 0.55 * TARGETS[key].extent < reach <= TARGETS[key].extent or key == "points"


def test_samples_of_a_mixture_have_its_moments():
    points = perfect(TARGETS["grid"], 200_000)
    offsets = points - grid_centres()[((points[:, None] - grid_centres()) ** 2).sum(-1).argmin(1)]
    assert offsets.std(axis=0) == pytest.approx(0.05, rel=0.01)
    assert offsets.mean(axis=0) == pytest.approx(0, abs=1e-3)


def test_floors_are_what_samples_of_the_sizes_followed_reach():
    found = floors(GanParams())
    assert found["floor_high_quality"] == pytest.approx(1 - math.exp(-4.5), abs=0.003)
    assert found["floor_mode_kl"] == pytest.approx(7 / 2000, abs=0.002)         # bias (K - 1) / 2N, N = 1,000
    pairs = [(perfect(RING, 1000, seed), perfect(RING, 1000, seed + 50)) for seed in range(20)]
    sliced = [metrics.sliced_wasserstein1(real, fake, 64) for real, fake in pairs]
    assert found["floor_sliced_w1"] == pytest.approx(np.mean(sliced), abs=3 * np.std(sliced) / math.sqrt(8))
    exact = [metrics.wasserstein1(real[:500], fake[:500]) for real, fake in pairs[:8]]
    assert found["floor_w1"] == pytest.approx(np.mean(exact), abs=3 * np.std(exact) / math.sqrt(3))
    assert "floor_mode_kl" not in floors(GanParams(target="line"))


def test_grid_js_and_total_variation_of_parts_that_do_not_meet():
    left, right = np.full((50, 2), -1.0), np.full((50, 2), 1.0)
    assert metrics.grid_js_tv(left, right, 2.0) == pytest.approx((math.log(2), 1.0))
    half = np.concatenate([left, right])
    assert metrics.grid_js_tv(left, half, 2.0)[1] == pytest.approx(0.5)
    assert metrics.grid_js_tv(left, left, 2.0) == (0.0, 0.0)
