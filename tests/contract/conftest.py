"""The contract is the same with few points."""

from tests.few_points import few_points_to_measure  # noqa: F401 - a fixture
