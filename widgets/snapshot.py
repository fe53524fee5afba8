"""A widget as it is now, to be written as a PNG picture, an SVG drawing or a PDF document, also at a chosen size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter, QPicture
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from widgets.theme import themes

SUFFIXES = (".png", ".svg", ".pdf")
RESOLUTION = 2
PIXELS, CENTIMETRES = "px", "cm"
_SCREEN_DPI, _POINTS = 96, 72
_INCH = 2.54                            # centimetres
_SPELLED = re.compile(r"([\d.]+) x ([\d.]+) (px|cm) (\d+)")


@dataclass(frozen=True)
class PictureSize:
    """How large a picture is to be. unit: PIXELS or CENTIMETRES. dpi: pixels an inch, of a PNG in centimetres.

    A drawing and a document have no pixels: there 96 are an inch.
    """

    width: float
    height: float
    unit: str = PIXELS
    dpi: int = 300

    @property
    def drawn(self) -> QSizeF:
        """In units of 1/96 inch."""
        return QSizeF(self.width, self.height) * (1 if self.unit == PIXELS else _SCREEN_DPI / _INCH)

    @property
    def pixels(self) -> QSize:
        """Of a PNG."""
        scale = 1 if self.unit == PIXELS else self.dpi / _INCH
        return QSize(round(self.width * scale), round(self.height * scale)).expandedTo(QSize(1, 1))

    def spell(self) -> str:
        """As a text that `read` understands, such as "16 x 11 cm 300"."""
        return f"{self.width:g} x {self.height:g} {self.unit} {self.dpi}"

    @classmethod
    def read(cls, text: str) -> PictureSize | None:
        """The size that a text spells; None where it is none."""
        found = _SPELLED.fullmatch(text)
        try:
            return cls(float(found[1]), float(found[2]), found[3], int(found[4])) if found else None
        except ValueError:
            return None


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

    def write(self, path: Path, size: PictureSize | None = None) -> None:
        """Write it in the format of the suffix, one of SUFFIXES. Raises OSError.

        size: draw it as large as fits into this, in the middle; None: as it is on the screen, of a PNG with
        `resolution` pixels for one.
        """
        drawn = QSizeF(self.size) if size is None else size.drawn
        if path.suffix.lower() == ".svg":
            drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)     # the older one does not clip
            drawing.setFileName(str(path))
            drawing.setSize(drawn.toSize())
            drawing.setResolution(_SCREEN_DPI)                          # else the strokes come out smaller
            drawing.setViewBox(QRectF(0, 0, drawn.width(), drawn.height()))
            drawing.setTitle("Saddle")
            self._play(drawing, drawn)
        elif path.suffix.lower() == ".pdf":
            document = QPdfWriter(str(path))
            document.setPageMargins(QMarginsF())
            document.setPageSize(QPageSize(drawn * (_POINTS / _SCREEN_DPI), QPageSize.Unit.Point, "",
                                           QPageSize.SizeMatchPolicy.ExactMatch))
            document.setResolution(_SCREEN_DPI)
            document.setTitle("Saddle")
            self._play(document, drawn)
        elif not (self.image if size is None else self._image_of(size)).save(str(path), "PNG"):
            raise OSError

    def _image_of(self, size: PictureSize) -> QImage:
        image = QImage(size.pixels, QImage.Format.Format_RGB32)
        if image.isNull():
            raise OSError
        _set_dpi(image, _SCREEN_DPI)                                    # what the strokes are drawn for
        self._play(image, QSizeF(size.pixels))
        _set_dpi(image, _SCREEN_DPI if size.unit == PIXELS else size.dpi)
        return image

    def _play(self, device: QPaintDevice, drawn: QSizeF) -> None:
        painter = QPainter()
        if not painter.begin(device):
            raise OSError
        painter.fillRect(QRectF(0, 0, drawn.width(), drawn.height()), self._ground)
        scale = min(drawn.width() / self.size.width(), drawn.height() / self.size.height())
        painter.translate((drawn.width() - scale * self.size.width()) / 2,
                          (drawn.height() - scale * self.size.height()) / 2)
        painter.scale(scale, scale)
        painter.setClipRect(QRect(QPoint(), self.size))
        self._strokes.play(painter)
        painter.end()


def _set_dpi(image: QImage, dpi: int) -> None:
    image.setDotsPerMeterX(round(100 * dpi / _INCH))
    image.setDotsPerMeterY(round(100 * dpi / _INCH))
