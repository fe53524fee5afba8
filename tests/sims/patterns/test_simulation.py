"""The training on patterns: the compiled step against the phases, what is measured, and slope penalties of patches."""

import math

import pytest
import torch

from sims import registry
from sims.gan.players import Batch, penalty_means
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES
from sims.run import Run

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 8}
EVERY = [*({"scene": scene} for scene in SCENES), {"critic": "patch"}, {"critic": "patch", "pack": 2},
         {"scene": "digits", "critic": "patch", "patch_width": 6},
         {"scene": "perspective", "critic": "patch", "patch_width": 1, "r1": 0.1, "gradient_penalty": 1.0}]


@pytest.mark.parametrize("values", EVERY, ids=lambda values: " ".join(map(str, values.values())))
def test_many_steps_at_once_have_the_bits_of_the_phases(values):
    simulation = type(registry.get("patterns"))("cpu")
    simulation.step_programs.patience = 0
    params = simulation.Params(**SMALL, **values)
    one, other = Run(simulation, params, 5), Run(simulation, params, 5)
    one.step(2)
    after, _columns = simulation.advance_many(one.state, params, 6)
    other.step(8)
    assert after.step == other.state.step == 8
    for name in ("generator", "discriminator"):
        assert torch.equal(getattr(after, name), getattr(other.state, name))


def test_what_is_measured_belongs_to_the_scene():
    simulation = registry.get("patterns")
    known = {"counting": {"correct", "modes", "correct_least", "correct_blind"},
             "perspective": {"correct", "correlation"}, "digits": {"correct", "modes", "mode_kl"},
             "translation": {"correct", "map_error", "diversity"}}
    names = set().union(*known.values())
    for scene, wanted in known.items():
        params = PatternParams(scene=scene, **SMALL)
        found = simulation.measure(simulation.initial(params, 1), params)
        assert {name for name in names if not math.isnan(found[name])} == wanted
        frame = simulation.observe(simulation.initial(params, 1), params)
        assert frame.arrays["generated"].shape == frame.arrays["real"].shape == (24, params.width)
        assert (len(frame.arrays["cloud"]) > 0) == (params.width == 2)


def test_a_penalty_of_slopes_is_that_of_the_patch_and_not_of_its_place():
    """Against central differences of D by the numbers of one window."""
    params = PatternParams(critic="patch", patch_width=4, r1=2.0, activation="tanh", **SMALL)
    simulation = registry.get("patterns")
    state = simulation.initial(params, 4)
    d = type(state.network_d(params))(state.discriminator.double(), state.directions, params)
    x = torch.rand(1, 3, 8, dtype=torch.float64)
    found = penalty_means(d, Batch(x, x))["r1"].item()
    windows, eps, total = d.windows(x), 1e-5, 0.0
    for slot in range(4):
        shift = torch.zeros(4, dtype=torch.float64)
        shift[slot] = eps
        total = total + ((d.judge(windows + shift) - d.judge(windows - shift)) / (2 * eps)) ** 2
    assert found == pytest.approx(total.mean().item() / 2, rel=1e-6)


@pytest.mark.parametrize("values", EVERY, ids=lambda values: " ".join(map(str, values.values())))
def test_the_words_of_every_phase_are_those_of_patterns(values):
    """Nothing is ringed, no arrow is drawn; the patterns are told as they are, of a translation with the x given."""
    simulation = registry.get("patterns")
    run = Run(simulation, simulation.Params(**SMALL, **values), 3)
    for phase in run.phases:
        formula = simulation.formula(phase, run.params)
        assert not {"arrows", "ringed"} & set(formula.says.replace("(", " ").split()), phase.key
        given = "<i>x<sub>i</sub></i>))" in formula.html
        assert given == (phase.key.startswith("generate") and run.params.scene == "translation"), phase.key
        patches = "patch" in formula.says
        assert patches == (phase.key.startswith("score") and run.params.critic == "patch"), phase.key
    run.advance()
    assert run.frame().numbers["width"] == run.params.width
