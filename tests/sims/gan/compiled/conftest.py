"""Programs have the bits of the phases whatever is measured beside them."""

from tests.few_points import few_points_to_measure  # noqa: F401 - a fixture
