"""Targets from files: tables of points and pictures, and what is said of those that are none."""


import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.panels.gan.target_files import PICTURE_CELLS, load_target
from app.point_tables.target import FITTED, fitted
from sims.gan.data.custom_targets import POINTS_LIMIT, parse_picture, parse_points
from sims.params import ParameterError


@pytest.mark.parametrize("text", [
    "0.5,1\n-1,2.25\n", "x,y\n0.5,1\n-1,2.25", "0.5;1\n-1;2.25", "0,5;1\n-1;2,25", "x\ty\n0.5\t1\n-1\t2.25\n",
    "# a comment\n0.5 1\n\n-1 2.25", "name,x,y\na,0.5,1\nb,-1,2.25", '"0.5","1"\r\n"-1","2.25"\r\n',
    "\ufeffx,y\n0.5,1\n-1,2.25"], ids=repr)
def test_points_are_read_with_any_usual_separator(tmp_path, text):
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    loaded = load_target(path)
    assert dict(loaded.values)["target"] == "points"
    assert parse_points(dict(loaded.values)["points"]) == pytest.approx(np.array([[0.5, 1], [-1, 2.25]]))


def test_points_from_far_away_are_fitted_and_too_many_are_thinned(tmp_path):
    path = tmp_path / "many.csv"
    table = np.random.default_rng(0).uniform(0, 500, (POINTS_LIMIT + 50, 2))
    np.savetxt(path, table, delimiter=",")
    loaded = load_target(path)
    points = parse_points(dict(loaded.values)["points"])
    assert len(points) == POINTS_LIMIT
    assert np.abs(points).max() == pytest.approx(FITTED, rel=1e-3)
    said = " ".join(phrase.template for phrase in loaded.sentences)
    assert "{scale}" in said and "{all}" in said


@pytest.mark.parametrize(("points", "wanted", "scale"), [
    ([[1, 2], [-3, 4]], [[1, 2], [-3, 4]], None),
    ([[1e308, 0], [-1e308, 0]], [[2.5, 0], [-2.5, 0]], 2.5e-308),
    ([[1e308, 1e308], [1e308, 1e308]], [[0, 0], [0, 0]], 1.0),
    ([[7, 7]], [[0, 0]], 1.0),
    ([[100, 0], [102, 1]], [[-2.5, -1.25], [2.5, 1.25]], 2.5),
])
def test_huge_and_equal_points_are_fitted_to_numbers(points, wanted, scale):
    found, by = fitted(np.array(points, float))
    np.testing.assert_allclose(found, wanted)
    assert by == (scale if scale is None else pytest.approx(scale))


def test_lines_that_were_left_out_are_named(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text("x,y\n1,2\n3,\n,4\n")
    said = list(map(str, load_target(path).sentences))
    assert said == ["1 point from gaps.csv.", "2 lines have no value for x or y and were left out: 3, 4."]


@pytest.mark.parametrize("content, words", [
    (b"", "is empty"), (b"hello\nworld", "neither a table"), (b"1,2\n3,a", "Line 2"), (b"1,2\n3,inf", "not finite"),
    (b"x,y\n", "no points"), (b"\x00\x01\x02\x03\xff", "neither a table")], ids=repr)
def test_a_bad_table_is_one_sentence(tmp_path, content, words):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(ParameterError, match=words) as caught:
        load_target(path)
    assert "bad.csv" in str(caught.value)
    assert "nothing was changed" in str(caught.value)


def test_a_missing_file_a_folder_and_a_damaged_picture_are_one_sentence(tmp_path):
    damaged = tmp_path / "cut.png"
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(damaged))
    damaged.write_bytes(damaged.read_bytes()[:60])
    for path, words in ((tmp_path / "none.csv", "cannot be read"), (tmp_path, "cannot be read"),
                        (damaged, "damaged|neither")):
        with pytest.raises(ParameterError, match=words):
            load_target(path)


def test_dark_parts_of_a_picture_are_dense_and_the_right_way_up(tmp_path):
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))                      # transparent is paper
    for x in range(10):
        for y in range(5):
            image.setPixelColor(x, y, QColor("black"))  # top left
    path = tmp_path / "shape.png"
    image.save(str(path))
    values = dict(load_target(path).values)
    density = parse_picture(values["picture"])
    assert values["target"] == "painted"
    assert density.shape == (PICTURE_CELLS, PICTURE_CELLS)
    rows, columns = np.nonzero(density > 128)
    assert rows.mean() > PICTURE_CELLS / 2 and columns.mean() < PICTURE_CELLS / 2
    image.fill(QColor("white"))
    image.save(str(path))
    with pytest.raises(ParameterError, match="no dark parts"):
        load_target(path)
