"""What D sees of patterns: windows by hand, and that a D of patches cannot tell two sets with the same windows."""

import numpy as np
import pytest
import torch

from sims import registry
from sims.gan.params import shapes_d
from sims.gan.phases import RUN, program
from sims.patterns.blind_critic import _distribution, _of_each
from sims.patterns.distribution import distribution_of, given
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SLOTS, all_patterns
from sims.patterns.simulation import scores

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 8}


def test_windows_of_slots_are_those_cut_by_hand():
    params = PatternParams(scene="counting", critic="patch", patch_width=3)
    x = torch.rand(2, 5, 8)
    windows = distribution_of(params).windows(x)
    assert params.places == distribution_of(params).judgements == 6 and windows.shape == (2, 30, 3)
    for batch in range(5):
        for place in range(6):
            assert torch.equal(windows[:, 6 * batch + place], x[:, batch, place:place + 3])
    told = distribution_of(params).inputs(windows)
    assert told.shape[2] == params.inputs_d == 9 and torch.equal(told[0, 8, 3:], torch.eye(6)[2])


def test_windows_of_pixels_and_of_patterns_side_by_side():
    params = PatternParams(scene="digits", critic="patch", patch_width=7, pack=2)
    x = torch.rand(1, 3, 2 * 64)
    windows, pictures = distribution_of(params).windows(x), x.reshape(1, 3, 2, 8, 8)
    assert windows.shape == (1, 12, 2 * 49)
    hand = pictures[0, 1, :, 1:8, 0:7]                  # the third of four places
    assert torch.equal(windows[0, 4 + 2], hand.reshape(-1))


@pytest.mark.parametrize("width", [1, 3, 7])
def test_a_critic_of_patches_gives_the_blind_generator_what_it_gives_the_data(width):
    """Whatever its weights: the two have the same windows. One that sees the whole tells them apart."""
    simulation = registry.get("patterns")
    data = _distribution("counting")
    blind = np.ones(256)
    for start in range(SLOTS - width + 1):
        blind *= _of_each(data, start, width)
        overlap = _of_each(data, start, width - 1) if start else np.ones(256)
        blind = np.divide(blind, overlap, out=np.zeros(256), where=overlap > 0)
    gaps = {}
    for critic in ("patch", "whole"):
        params = PatternParams(critic=critic, patch_width=width, **SMALL)
        given_to = scores(simulation.initial(params, 3), params, all_patterns())
        gaps[critic] = abs(given_to @ (data - blind))
    assert blind.sum() == pytest.approx(1, abs=1e-12)
    assert gaps["patch"] < 1e-6 < 1e-4 < gaps["whole"]


def test_a_translation_keeps_the_x_that_it_is_given():
    params = PatternParams(scene="translation", **SMALL)
    simulation = registry.get("patterns")
    state = simulation.initial(params, 0)
    for phase in program(params)[:3]:
        state, _numbers = RUN[phase.key](state, params, phase.repeat)
    x = state.work["fake"][0, :, 0]
    assert torch.equal(x, given(state.work["z_d"], params)[0, :, 0]) and x.abs().max() < 1
    assert state.work["z_d"].shape[-1] == params.latent_dim + 1 and shapes_d(params)[0][0] == 2
