"""A widget as a picture of a chosen size: as large as fits, in the middle, with text as text."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from widgets.plots.charts.matrix import MatrixView
from widgets.snapshot import CENTIMETRES, PictureSize, Snapshot
from widgets.theme import themes

RED = QColor("#c00000")


class Red(QWidget):
    """All red, 200 x 100, with a word in it."""

    def __init__(self):
        super().__init__()
        self.resize(200, 100)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), RED)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(20, 50, "saddle")
        painter.end()


@pytest.fixture
def red(qtbot, calm_theme):
    widget = Red()
    qtbot.addWidget(widget)
    return widget


def red_part(image):
    """(left, top, right, bottom) of the red pixels."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == RED]
    columns, rows = zip(*places)
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def test_a_picture_has_its_pixels_and_what_is_drawn_keeps_its_shape_in_the_middle(red, tmp_path):
    Snapshot(red, size=PictureSize(300, 300)).write(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (300, 300)
    assert red_part(image) == (0, 75, 300, 225)
    assert image.pixelColor(150, 10) == themes.current.colour("ground")


def test_centimetres_are_pixels_by_the_dpi_which_the_file_tells(red, tmp_path):
    Snapshot(red, size=PictureSize(5.08, 2.54, CENTIMETRES, 150)).write(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (300, 150)
    assert red_part(image) == (0, 0, 300, 150)
    assert image.dotsPerMeterX() == pytest.approx(150 / 0.0254, abs=1)


def test_a_drawing_and_a_document_are_as_large_as_asked_for_and_text_is_text(red, tmp_path):
    size = PictureSize(12.7, 7.62, CENTIMETRES)
    Snapshot(red, size=size).write(tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    width, height = (float(root.get(name).removesuffix("mm")) for name in ("width", "height"))
    assert (width, height) == pytest.approx((127, 76.2), abs=0.5)
    assert root.get("viewBox").split() == ["0", "0", "480", "288"]
    assert "saddle" in {"".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")}
    Snapshot(red, size=size).write(tmp_path / "a.pdf")
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", (tmp_path / "a.pdf").read_bytes())
    assert list(map(float, box[1].split())) == pytest.approx([0, 0, 360, 216], abs=1)


def test_without_a_size_a_picture_is_as_on_the_screen(red, tmp_path):
    Snapshot(red).write(tmp_path / "a.png")
    assert QImage(str(tmp_path / "a.png")).size().toTuple() == (400, 200)


@pytest.mark.parametrize("size", [PictureSize(1920, 1080), PictureSize(16, 11.5, CENTIMETRES, 600)])
def test_a_size_is_spelled_and_read_and_what_is_none_is_none(size):
    assert PictureSize.read(size.spell()) == size
    for text in ("", "16 x 11", "a x b px 300", "1.2.3 x 4 px 300"):
        assert PictureSize.read(text) is None


def test_a_table_becomes_a_document_without_a_warning_of_qt(qtbot, qapp, qtlog, calm_theme, tmp_path):
    """In a document Qt cannot draw the gradients of its own style."""
    themes.apply(qapp)
    view = MatrixView("Plan")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_matrix(np.eye(2), ("a", "b"), ("A", "B"), np.ones(2), np.ones(2))
    Snapshot(view).write(tmp_path / "table.pdf")
    assert [record.message for record in qtlog.records if "propagateSizeHints" not in record.message] == []
