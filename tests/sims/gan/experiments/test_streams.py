"""The experiments of the lab in small steps: what their rows hold, and where they agree with what stands elsewhere."""

import numpy as np
import pytest

from sims.gan.experiments import frozen_player, streams
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.observation import frame_arrays
from sims.simulation import fingerprint
from tests.sims.gan.experiments.test_frozen_player import ALONE, first


def rows_of(name, state, params, total):
    return [row for row in streams.EXPERIMENTS[name](state, params, total) if not isinstance(row, int)]


def test_steps_are_spaced_evenly_on_a_logarithmic_axis_and_end_at_the_last():
    for total in (1, 2, 7, 100, 3000):
        steps = streams.log_spaced(total)
        assert steps[0] == 1 and steps[-1] == total
        assert list(steps) == sorted(set(steps))
    assert len(streams.log_spaced(10_000)) <= 33


@pytest.mark.parametrize("values", [{"objective": objective} for objective in OBJECTIVES] + [
    {"pack": 2}, {"minibatch_std": True}, {"members": 3}, {"ema": 0.9}, {"latent_dim": 1}, {"target": "spiral"},
    {"objective": "wgan", "weight_clip": 0.1}, {"hidden_layers_g": 0, "instance_noise": 0.5}], ids=str)
def test_every_setting_has_its_experiments_and_they_leave_the_state_alone(values, monkeypatch):
    monkeypatch.setattr(streams, "POOL", 2**10)
    monkeypatch.setattr(streams, "CHUNK", 2**9)
    state, params = first(1, batch_size=16, hidden_width_g=8, hidden_width_d=8, **values)
    before = fingerprint(state)
    for name in streams.EXPERIMENTS:
        rows = rows_of(name, state, params, 4)
        assert len(rows) >= 4
        for row in rows:
            assert all(np.isfinite(value).all() for value in row.values()), name
    assert fingerprint(state) == before


def test_d_beside_its_optimum_is_drawn_along_a_line_through_both():
    """The optimum along the line is p / (p + q); D's error on the whole square falls (seeds 0 to 4, 300 updates from
    .01 down: largest error .051 .082 .071 .053 .072, from .64 to .94 at the start)."""
    state, params = first(0, **{**ALONE, "hidden_width_d": 32, "batch_size": 256, "learning_rate_d": 0.01})
    rows = rows_of("toward_optimum", state, params, 300)
    assert [rows[0]["step"], rows[-1]["step"]] == [0, 300]
    assert rows[0]["largest_error"] == frozen_player.beside_optimum(state, params).largest_error
    assert rows[-1]["largest_error"] < 0.15 < rows[0]["largest_error"]
    places, points = streams.cross_section(state, params)
    p, q = frozen_player.real_density(params)(points), frozen_player.generated_density(state, params)(points)
    np.testing.assert_allclose(rows[-1]["optimal"], p / (p + q), atol=1e-12)
    dense = p + q > 0.01
    assert np.abs(rows[-1]["trained"] - rows[-1]["optimal"])[dense].max() <= rows[-1]["largest_error"] + 0.02
    generated = frame_arrays.generated(state, params, frame_arrays.VIEW_POINTS, 4)
    assert np.linalg.norm(points[np.abs(places).argmin()] - generated.mean(0)) < 0.2


def test_v_scatters_as_one_over_the_root_of_the_batch_size():
    """Concepts 5 and 59, over sizes 1 to 4,096: slope of log sd against log size −.5 ± .05; seeds 0 to 4:
    −.490 −.503 −.500 −.502 −.502. Farthest from theory, in its own standard deviations: 1.8 1.1 .9 1.3 1.1."""
    state, params = first(0)
    rows = rows_of("batch_size", state, params, 1)
    sizes, spread = (np.array([row[name] for row in rows]) for name in ("size", "deviation"))
    assert sizes.tolist() == [2**k for k in range(13)]
    assert np.polyfit(np.log(sizes), np.log(spread), 1)[0] == pytest.approx(-0.5, abs=0.05)
    off = np.array([(row["deviation"] - row["expected"]) / row["uncertainty"] for row in rows])
    assert np.abs(off).max() < 5
    assert rows[0]["deviation"] == pytest.approx(rows[0]["expected"], rel=0.02)
