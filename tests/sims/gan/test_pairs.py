"""The pairs of the compare panel: equal but for what each is about."""

import pytest

from sims.gan.pairs import PAIR_OF, PAIRS
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.params import change, plain

ABOUT = {"generator_loss": {"objective"}, "lipschitz": {"gradient_penalty", "weight_clip"}, "noise": {"instance_noise"},
         "critic_updates": {"n_critic"}, "packing": {"pack"}, "unrolling": {"unroll_steps"}, "r1": {"r1"},
         "data": {"data_points"}, "rates": {"learning_rate_d"}}


@pytest.mark.parametrize("key", PAIRS)
def test_a_pair_differs_in_what_it_is_about_and_in_nothing_else(key):
    first, second = (plain(change(GanParams(), **values)) for values in (PAIRS[key].first, PAIRS[key].second))
    assert {name for name in first if first[name] != second[name]} == ABOUT[key]
    assert PAIRS[key].step > 0


@pytest.mark.parametrize("name", PAIR_OF)
def test_a_preset_is_compared_with_another_run_of_its_own_seed_and_step(name):
    pair, preset = PAIRS[PAIR_OF[name]], PRESETS[name]
    mine = change(GanParams(), **preset.values)
    sides = [change(GanParams(), **values) for values in (pair.first, pair.second)]
    if name != "wgan_blur":             # which has an optimiser and rates of its own, as published
        assert mine in sides
        assert (pair.seed, pair.step) == (preset.seed, preset.steps)
