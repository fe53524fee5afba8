"""Settings at the ends of their ranges; `make extremes` tries them all."""

import math

import numpy as np
import pytest

from sims import registry
from sims.params import parameters
from tests.few_points import few_points_to_measure  # noqa: F401 - a fixture; `make extremes` takes them all
from tests.sims.extremes import ends, fate, not_finite, pairs, single, tried

#: Of these every setting costs a second, so only each so many-th is tried here.
SLOW = {"gan": 24, "patterns": 40, "line": 40, "gaussian_fits": 3, "critic": 5, "distances": 3}


@pytest.mark.parametrize("name", registry.names())
def test_a_run_at_an_end_of_a_range_is_finite_or_diverges_with_a_cause(name):
    settings = single(name)
    for setting in settings[::SLOW.get(name, 1)]:
        came, wrong = fate(name, setting, steps=5)
        assert came in ("ok", "diverged", "refused") and not wrong, (setting, wrong)


def test_a_run_of_the_lab_at_two_ends_is_finite_or_diverges_with_a_cause():
    settings = pairs("gan")
    for setting in settings[7::len(settings) // 3]:
        came, wrong = fate("gan", setting)
        assert came in ("ok", "diverged", "refused") and not wrong, (setting, wrong)


@pytest.mark.parametrize("setting", [
    {"target": "ring", "optimizer": "adam", "ring_radius": 0.2, "beta2": 0.0},       # G throws its points beyond 1e19
])
def test_where_a_fault_was_found_there_is_none_now(setting):
    came, wrong = tried(("gan", setting))
    assert came in ("ok", "diverged") and not wrong, wrong


def test_every_parameter_is_tried_at_both_ends_and_off_and_those_of_the_lab_with_all_others():
    declared = parameters(registry.params_type("gan"))
    assert ends(declared["r1"]) == (1e-4, 100.0, 0.0) and ends(declared["freeze_g"]) == (False, True)
    tried = single("gan")
    assert all({**setting} in tried for setting in ({"r1": 0.0}, {"r1": 100.0}, {"batch_size": 4096}))
    together = [{"learning_rate_d", "r1"} <= setting.keys() for setting in pairs("gan")]
    assert sum(together) == 4
    assert not any({"ring_modes", "grid_side"} <= setting.keys() for setting in pairs("gan"))


def test_numbers_that_are_none_are_found_wherever_they_are():
    assert list(not_finite({"a": [1.0, math.nan], "b": np.array([1, math.inf])})) == ["state[a][1]", "state[b]"]
    assert not list(not_finite((math.inf, np.array([1, 2]), np.array(["x"]), None, "nan")))
