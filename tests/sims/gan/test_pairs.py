"""The pairs of the compare panel: equal but for what each is about."""

import pytest

from sims.gan.pairs import PAIRS
from sims.gan.params import GanParams
from sims.params import change, plain

ABOUT = {"generator_loss": {"objective"}, "lipschitz": {"gradient_penalty", "weight_clip"}, "noise": {"instance_noise"},
         "critic_updates": {"n_critic"}, "packing": {"pack"}, "unrolling": {"unroll_steps"}}


@pytest.mark.parametrize("key", PAIRS)
def test_a_pair_differs_in_what_it_is_about_and_in_nothing_else(key):
    first, second = (plain(change(GanParams(), **values)) for values in (PAIRS[key].first, PAIRS[key].second))
    assert {name for name in first if first[name] != second[name]} == ABOUT[key]
    assert PAIRS[key].step > 0
