"""What the ending of a name says about a file."""

import pytest

from app.files import ENDINGS, other_ending


@pytest.mark.parametrize(("name", "ending", "said"), [
    ("view.svg", ".png", ".svg"), ("view.PNG", ".png", ""), ("view", ".png", ""), ("run.5", ".png", ""),
    ("lr.0.5", ".csv", ""), ("a.csv/view", ".png", ""), (".csv", ".png", ""), ("run.final", ".saddle", ""),
    ("view.png", ".saddle", ".png"), ("run.saddle", ".csv", ".saddle")])
def test_an_ending_of_another_format_is_told_from_a_part_of_the_name(name, ending, said):
    assert other_ending(name, ending) == said


def test_all_that_is_written_has_an_ending_that_is_known():
    assert {".saddle", ".csv", ".png", ".gif", ".json"} <= ENDINGS
