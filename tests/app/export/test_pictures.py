"""Pictures of a run without a window: what is in a PNG, an SVG and a PDF of it."""

import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.export import pictures
from sims import registry
from sims.run import Run

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def run():
    run = Run(registry.get("gan"))
    run.step(30)
    return run


def test_a_drawing_has_its_text_as_text_and_a_path_for_every_point(run, tmp_path, qapp):
    path = tmp_path / "lab.svg"
    pictures.save_picture(run, str(path))
    tree = ElementTree.parse(path)
    said = {"".join(text.itertext()).strip() for text in tree.iter(f"{SVG}text")}
    assert {"x₁", "x₂"} <= said
    shapes = sum(1 for kind in ("path", "circle", "ellipse", "polyline") for _ in tree.iter(f"{SVG}{kind}"))
    frame = run.frame()
    assert shapes >= len(frame.arrays["real"]) + len(frame.arrays["generated"])
    assert sum(1 for _ in tree.iter(f"{SVG}image")) < 60         # the surface of D and symbols of the legend
    assert path.stat().st_size < 5e6
    # It is as large as the picture: far from all strokes both show the same surface.
    drawn = QImage(*pictures.SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(drawn)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    pictures.save_picture(run, str(tmp_path / "lab.png"))
    shown = QImage(str(tmp_path / "lab.png"))
    for x, y in ((1200, 100), (1200, 850), (150, 850)):
        here, there = QColor(drawn.pixel(x, y)), QColor(shown.pixel(x, y))
        assert max(abs(a - b) for a, b in zip(here.getRgb(), there.getRgb())) <= 12


def test_a_document_and_a_picture_are_written_whole_or_not_at_all(run, tmp_path, qapp):
    pictures.save_picture(run, str(tmp_path / "lab.pdf"))
    data = (tmp_path / "lab.pdf").read_bytes()
    assert data.startswith(b"%PDF") and b"/Font" in data
    pictures.save_picture(run, str(tmp_path / "lab.png"))
    assert QImage(str(tmp_path / "lab.png")).width() == pictures.SIZE[0]
    with pytest.raises(OSError):
        pictures.save_picture(run, str(tmp_path / "nowhere" / "lab.svg"))
