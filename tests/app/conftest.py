"""What tests of panels share."""

import pytest


@pytest.fixture
def calm_theme(qapp):
    from widgets.theme import themes

    themes.use("light")
    themes.present(False)
    themes.apply(qapp)


@pytest.fixture
def two_cores():
    """For tests of threads that keep off a processor: only Linux tells which, and of one there is none to leave."""
    from app.engine.processors import Processors
    if Processors().current() is None:
        pytest.skip("the system does not tell where a thread runs, or has but one processor")


@pytest.fixture
def few_points_to_measure(monkeypatch):
    """The exact W1 of 2,500 points takes longer than the training in these tests; runs and sweeps take the same few."""
    monkeypatch.setattr("sims.gan.simulation.MEASURE_POINTS", 100)
