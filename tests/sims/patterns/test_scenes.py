"""The data of each scene and its rule, and the metrics of patterns, against counting by hand."""

import math

import numpy as np
import pytest
import torch

from sims.patterns import measures
from sims.patterns.distribution import distribution_of
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES, digits, nearest_digit, translated


def drawn(count=4000, **values):
    params = PatternParams(**values)
    random = torch.Generator().manual_seed(1)
    uniform, normal = (draw(count, *more, generator=random) for draw, more in ((torch.rand, ()),
                                                                                (torch.randn, (params.width,))))
    return distribution_of(params).sample(uniform, normal).numpy().astype(float)


@pytest.mark.parametrize("scene, count", [("counting", 56), ("parity", 128), ("digits", 10)])
def test_every_pattern_of_the_data_comes_and_keeps_the_rule(scene, count):
    patterns = drawn(scene=scene)
    assert len(np.unique(patterns, axis=0)) == count == len(SCENES[scene].table)
    assert SCENES[scene].keeps(patterns).all()


def test_a_slot_that_changes_breaks_the_rule_of_dots():
    for scene in ("counting", "parity"):
        broken = SCENES[scene].table.copy()
        broken[:, 3] = 1 - broken[:, 3]
        assert not SCENES[scene].keeps(broken).any()


def test_digits_are_ten_and_a_picture_belongs_to_the_nearest():
    pictures = digits()
    assert (nearest_digit(pictures)[0] == np.arange(10)).all()
    pictures[:, 0] = 1                                  # a corner, where no digit has a pixel
    assert (nearest_digit(pictures)[1] == 1).all()
    assert SCENES["digits"].keeps(pictures).all()
    assert not SCENES["digits"].keeps(np.zeros((1, 64))).any()


def test_divergence_of_the_classes():
    every = PatternParams(scene="digits")
    assert measures.quality(digits(), every)["mode_kl"] == pytest.approx(0, abs=1e-12)
    one = measures.quality(digits()[6:7].repeat(9, axis=0), every)
    assert (one["modes"], one["mode_kl"]) == (1, pytest.approx(math.log(10), abs=1e-12))
    assert measures.quality(digits()[:4], every)["mode_kl"] == pytest.approx(math.log(10 / 4), abs=1e-12)


def test_perspective_of_the_data_is_whole_and_of_pairs_drawn_apart_gone():
    data = drawn(1600, scene="perspective")
    assert measures.correlation(data) == pytest.approx(1, abs=1e-6)
    assert SCENES["perspective"].keeps(data).all()
    found = [measures.correlation(np.stack([data[:, 0], np.random.default_rng(seed).permutation(data[:, 1])], 1))
             for seed in range(20)]
    assert np.abs(found).max() < 0.1 and np.mean(np.abs(found) < 0.05) >= 0.8       # 2 / sqrt(1600) is .05
    assert math.isnan(measures.correlation(np.ones((5, 2))))


def test_translation_error_and_diversity():
    data = drawn(scene="translation")
    found = measures.quality(data, PatternParams(scene="translation"))
    assert found["map_error"] == pytest.approx(0.02 * math.sqrt(2 / math.pi), rel=0.1)      # mean |noise|
    assert translated(np.array([-1.0, 0.0, 1.0])).tolist() == [-1, 0, 1]
    assert measures.diversity(np.array([[1.0, 3.0], [2.0, 2.0]])) == 0.5
