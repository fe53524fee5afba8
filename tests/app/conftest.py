"""What tests of panels share."""

import pytest


@pytest.fixture
def calm_theme(qapp):
    from widgets.theme import themes

    themes.use("light")
    themes.present(False)
    themes.apply(qapp)


@pytest.fixture(autouse=True)
def few_points_to_measure(monkeypatch):
    """The exact W1 of 2,500 points takes longer than the training in these tests; all runs of a process take the same
    few."""
    monkeypatch.setattr("sims.gan.simulation.MEASURE_POINTS", 100)
