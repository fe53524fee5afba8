"""What tests of panels share."""

import pytest


@pytest.fixture
def calm_theme(qapp):
    from widgets.theme import themes

    themes.use("light")
    themes.present(False)
    themes.apply(qapp)
