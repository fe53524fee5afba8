"""What tests of panels share."""

import pytest

from tests.few_points import few_points_to_measure  # noqa: F401 - a fixture


@pytest.fixture
def calm_theme(qapp):
    from widgets.theme import themes

    themes.use("light")
    themes.present(False)
    themes.apply(qapp)
