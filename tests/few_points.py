"""Few points to measure a GAN by, for tests that prove something else: exact W1 of many takes longer than the training.

All runs of this process take the same few.
"""

import pytest


@pytest.fixture(autouse=True)
def few_points_to_measure(monkeypatch):
    for name, count in (("MEASURE_POINTS", 100), ("WATCH_POINTS", 200), ("WATCH_W1_POINTS", 50)):
        monkeypatch.setattr(f"sims.gan.simulation.{name}", count)
