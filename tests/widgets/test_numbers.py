"""Numbers as text: six significant digits, never wide, and with a sign only where there is one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.numbers import number, short

#: What a read-out may be given: each must be a short text and fit where it stands.
EXTREME = (1e-300, -1e-300, 0.0, -0.0, 1e308, -1.2345678e-308, math.nan, math.inf, -math.inf, 123456789.0, -99999.95)


@pytest.mark.parametrize(("value", "text"), [
    (2.0, "2"), (-0.4496, "−0.4496"), (1 / 3, "0.333333"), (math.log(2), "0.693147"), (2 * math.log(2), "1.38629"),
    (0.1 + 0.2, "0.3"),
    (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "–"), (0.0, "0"), (-0.0, "0"), (float(np.float32(0.1)), "0.100000"),
    (-6.1728e-05, "−6.1728e−5"), (-6.172833949e-05, "−6.17283e−5"), (1.147e-50, "1.147e−50"), (23170.475, "23170.5"),
    (999999.7, "1.00000e6"), (0.0009999999, "0.00100000"), (123456789.0, "1.23457e8"), (1e308, "1e308")])
def test_a_measured_number_has_six_significant_digits_or_is_exact(value, text):
    assert number(value) == text


def test_fewer_digits_where_they_are_asked_for():
    assert [number(value, 3) for value in (1.23456, -0.00123456, 12345.6, 1234567.0)] == \
        ["1.23", "−0.00123", "12346", "1.23e6"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_short_and_right_to_six_digits(value):
    text = number(value)
    assert len(text) <= len("−1.23457e−308") and "-" not in text
    back = float(text.replace("−", "-"))
    assert back == pytest.approx(value, rel=5.0001e-6, abs=0) or back == value or math.isinf(back)
    assert not text.startswith("−0") or text.startswith("−0.")


def test_a_chosen_number_is_written_as_a_person_would():
    assert [short(value) for value in (0.00001, 0.1, 10.0, 1e-12, 123456.0)] == \
        ["0.00001", "0.1", "10", "1e-12", "123456"]
