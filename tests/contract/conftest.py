"""What the tests of the contract share."""

import pytest


@pytest.fixture(autouse=True)
def few_points_to_measure(monkeypatch):
    """The exact W1 of 2,500 points takes longer than the training in these tests."""
    monkeypatch.setattr("sims.gan.simulation.MEASURE_POINTS", 100)
