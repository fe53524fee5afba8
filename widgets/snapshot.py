"""A widget as it is now, to be written as a PNG picture, an SVG drawing or a PDF document."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter, QPicture
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from widgets.theme import themes

SUFFIXES = (".png", ".svg", ".pdf")
RESOLUTION = 2
_SCREEN_DPI, _POINTS = 96, 72


class Snapshot:
    """What a widget looked like when this was made. In a drawing or a document text is text, and points and curves stay
    sharp at any size.

    resolution: pixels of the picture for one of the screen. image: the picture.
    """

    def __init__(self, widget: QWidget, resolution: float = RESOLUTION):
        self.size = widget.size().expandedTo(QSize(1, 1))
        scale = resolution * widget.devicePixelRatioF()
        self.image = QImage((self.size * scale).expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(scale)
        self.image.fill(themes.current.colour("ground"))
        QWidget.render(widget, self.image)      # a plot by itself, too, whose own render is another function
        self._ground = themes.current.colour("ground")
        self._strokes = QPicture()
        painter = QPainter(self._strokes)
        QWidget.render(widget, painter, QPoint())
        painter.end()

    def write(self, path: Path) -> None:
        """Write it in the format of the suffix, one of SUFFIXES. Raises OSError."""
        if path.suffix.lower() == ".svg":
            drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)     # the older one does not clip
            drawing.setFileName(str(path))
            drawing.setSize(self.size)
            drawing.setResolution(_SCREEN_DPI)                          # else the strokes come out smaller
            drawing.setViewBox(QRect(QPoint(), self.size))
            drawing.setTitle("Saddle")
            self._play(drawing)
        elif path.suffix.lower() == ".pdf":
            document = QPdfWriter(str(path))
            document.setPageMargins(QMarginsF())
            document.setPageSize(QPageSize(QSizeF(self.size) * (_POINTS / _SCREEN_DPI), QPageSize.Unit.Point, "",
                                           QPageSize.SizeMatchPolicy.ExactMatch))
            document.setResolution(_SCREEN_DPI)
            document.setTitle("Saddle")
            self._play(document)
        elif not self.image.save(str(path), "PNG"):
            raise OSError

    def _play(self, device: QPaintDevice) -> None:
        painter = QPainter()
        if not painter.begin(device):
            raise OSError
        painter.fillRect(QRect(QPoint(), self.size), self._ground)
        self._strokes.play(painter)
        painter.end()
