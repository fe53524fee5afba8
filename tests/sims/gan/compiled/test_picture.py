"""A picture drawn by a traced program is the picture drawn call by call, bit for bit, and of the setting in force."""

import numpy as np
import pytest
import torch

from sims.gan.choices import ACTIVATIONS
from sims.gan.compiled.picture import UNSEEN, PictureProgram, PicturePrograms
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change, parameters
from sims.run import Run

NODES, OTHER_NODES = (frame_arrays.surface_nodes(view, torch.device("cpu"))
                      for view in ((-4.0, -2.0, 4.0, 2.0), (0.0, 0.5, 1.0, 0.75)))
SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9}


def run_of(**values):
    return Run(GanSimulation(), change(GanParams(), **{**SMALL, **values}), 3)


def by_hand(state, params):
    return {name: frame_arrays.to_numpy(values) for name, values in frame_arrays.drawn(state, params, NODES).items()}


def assert_same(found, wanted):
    assert found.keys() == wanted.keys()
    for name in wanted:
        np.testing.assert_array_equal(found[name], wanted[name], err_msg=name)
        assert found[name].strides == wanted[name].strides          # or sums over it would have other last bits


SETTINGS = [*({"objective": name} for name in OBJECTIVES), *({"activation": name} for name in ACTIVATIONS),
            {"pack": 3}, {"minibatch_std": True}, {"minibatch_std": True, "pack": 2}, {"spectral_norm": True},
            {"ema": 0.9}, {"members": 3}, {"latent_dim": 1}, {"latent_dim": 5, "latent_distribution": "uniform"},
            {"target": "two_moons"}, {"hidden_layers_g": 0, "hidden_layers_d": 0}, {"label_smoothing": 0.2}]


@pytest.mark.parametrize("values", SETTINGS, ids=lambda values: " ".join(f"{k}={v}" for k, v in values.items()))
def test_drawn_by_a_program_and_call_by_call(values):
    run = run_of(**values)
    drawing = PictureProgram(run.state, run.params, OTHER_NODES)
    for steps in (0, 3, 4):
        run.step(steps)
        assert_same(drawing(run.state, NODES), by_hand(run.state, run.params))


def other_value(name):
    declared = parameters(GanParams())[name]
    if declared.choices:
        return next(choice for choice in declared.choices if choice != declared.default)
    if isinstance(declared.default, bool):
        return not declared.default
    return type(declared.default)(declared.hi)


@pytest.mark.parametrize("name", UNSEEN)
def test_no_picture_depends_on_what_is_left_out_of_its_setting(name):
    for objective in ("nonsaturating", "wgan", "began"):
        run = run_of(objective=objective)
        run.step(2)
        changed = change(run.params, **{name: other_value(name)})
        assert changed != run.params
        assert_same(by_hand(run.state, changed), by_hand(run.state, run.params))


def test_a_setting_gets_its_program_when_it_has_stayed_and_each_its_own():
    run, drawings = run_of(), PicturePrograms(patience=3)
    run.step(2)
    for smoothing, rate in ((0.0, 1e-3), (0.0, 2e-3), (0.0, 3e-3), (0.3, 3e-3), (0.3, 3e-3), (0.3, 3e-3), (0.0, 1e-3)):
        params = change(run.params, label_smoothing=smoothing, learning_rate_d=rate)
        assert_same(drawings.draw(run.state, params, NODES, moving=True), by_hand(run.state, params))
    assert len(drawings._made) == 2
    other_seed = Run(GanSimulation(), run.params, 4).state
    assert_same(drawings.draw(other_seed, run.params, NODES, moving=True), by_hand(other_seed, run.params))


def test_who_looks_once_waits_for_no_program():
    run, drawings = run_of(), PicturePrograms(patience=1)
    drawings.draw(run.state, run.params, NODES, moving=False)
    assert not drawings._made


def test_a_program_draws_weights_that_have_left_the_finite_range():
    run = run_of()
    drawing, state = PictureProgram(run.state, run.params, NODES), run.state
    state = type(state)(**{**state.__dict__, "generator": state.generator * np.nan})
    assert_same(drawing(state, NODES), by_hand(state, run.params))


def test_the_histogram_of_weights_is_numpys():
    run = run_of()
    run.step(5)
    weights = run.state.discriminator[0].double().numpy()
    found = frame_arrays.weight_histogram(run.state, run.params)
    reach = np.abs(weights).max() * 1.02
    counts, edges = np.histogram(weights, frame_arrays.BINS, (-reach, reach))
    np.testing.assert_array_equal(found["weight_counts"], counts)
    np.testing.assert_allclose(found["weight_edges"], edges, rtol=1e-12)


def test_a_glance_is_the_whole_frame_without_the_histogram_of_weights():
    run = run_of()
    run.step(3)
    whole, glance = run.frame(), run.simulation.observe_fast(run.state, run.params)
    left_out = {"weight_counts", "weight_edges"}
    assert whole.arrays.keys() - glance.arrays.keys() == left_out
    assert_same(glance.arrays, {name: whole.arrays[name] for name in whole.arrays if name not in left_out})
    assert {name: whole.numbers[name] for name in glance.numbers} == pytest.approx(glance.numbers, nan_ok=True, rel=0)
