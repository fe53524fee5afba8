"""Which methods the seeds tell apart, and in which words."""

import numpy as np

from app.panels.seeds.overlap import overlapping, sentence

LOW, LIKE_LOW, HIGH = np.arange(8.0), np.arange(8.0) + 1.5, np.arange(8.0) + 20


def test_two_whose_middle_halves_have_a_number_in_common_overlap():
    assert overlapping({"a": LOW, "b": LIKE_LOW, "c": HIGH}) == [("a", "b")]
    at_an_end = {"a": np.array([0.0, 1, 2, 3]), "b": np.array([2.25, 2.25, 9, 9])}
    assert overlapping(at_an_end) == [("a", "b")]
    assert overlapping({"a": LOW, "b": np.array([3.0, 3.0])}) == []         # too few to have a middle half
    assert overlapping({"a": np.append(LOW, np.nan), "b": LIKE_LOW}) == [("a", "b")]


def test_the_sentence():
    assert sentence("W₁", {"A": LOW, "B": LIKE_LOW, "C": HIGH}) == \
        "The middle halves of A and B overlap: 8 seeds do not tell them apart on W₁."
    assert "tell all of them apart" in sentence("W₁", {"A": LOW, "C": HIGH})
    assert "none of these methods" in sentence("W₁", {"A": LOW, "B": LIKE_LOW, "C": LOW + 1})
    assert "A and B; C and D" in sentence("W₁", {"A": LOW, "B": LIKE_LOW, "C": HIGH, "D": HIGH + 1})
    many = {name: LOW + shift for shift, name in enumerate("ABCD")} | {"E": LOW + 4.2, "F": HIGH + 50}
    assert sentence("W₁", many) == ("On W₁ 8 seeds tell apart: F from all others; A and E. The middle halves of the "
                                    "other 9 pairs overlap.")
    assert sentence("W₁", {"A": LOW}) == sentence("W₁", {"A": LOW, "B": np.zeros(0)}) == ""
