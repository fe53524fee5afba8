"""That the bench can still follow the start of the program, into which it looks from outside."""

import pytest

from tests.bench.start import first_picture

pytestmark = pytest.mark.gui


def test_the_first_picture_of_training_is_waited_for_and_comes():
    assert 0 < first_picture()[0] < 120
