"""A widget as it is now, to be written as a PNG picture, an SVG drawing or a PDF document, also at a chosen size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QPointF, QRectF, QSize, QSizeF
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

    size: it is drawn as large as fits into this, in the middle; None: as it is on the screen. resolution: where there
    is no size, pixels of the picture for one of the screen. image: the picture.
    """

    def __init__(self, widget: QWidget, resolution: float = RESOLUTION, size: PictureSize | None = None):
        self.size = widget.size().expandedTo(QSize(1, 1))
        self._drawn = QSizeF(self.size) if size is None else size.drawn
        self._ground = themes.current.colour("ground")
        scale = resolution * widget.devicePixelRatioF() if size is None else _fit(self.size, QSizeF(size.pixels))
        self.image = QImage((self.size * scale).expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(scale)
        self.image.fill(self._ground)
        QWidget.render(widget, self.image)      # a plot by itself, too, whose own render is another function
        if size is not None:
            self.image = self._placed(size)
        self._strokes = QPicture()
        painter = QPainter(self._strokes)
        QWidget.render(widget, painter, QPoint())
        painter.end()

    def write(self, path: Path) -> None:
        """Write it in the format of the suffix, one of SUFFIXES. Raises OSError."""
        made = QBuffer()                                # Qt would not say that a disk is full
        made.open(QIODevice.OpenModeFlag.WriteOnly)
        self._make(path.suffix.lower(), made)
        path.write_bytes(made.data().data())

    def _make(self, suffix: str, made: QBuffer) -> None:
        if suffix == ".svg":
            drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)     # the older one does not clip
            drawing.setOutputDevice(made)
            drawing.setSize(self._drawn.toSize())
            drawing.setResolution(_SCREEN_DPI)                          # else the strokes come out smaller
            drawing.setViewBox(QRectF(0, 0, self._drawn.width(), self._drawn.height()))
            drawing.setTitle("Saddle")
            self._play(drawing)
        elif suffix == ".pdf":
            document = QPdfWriter(made)
            document.setPageMargins(QMarginsF())
            document.setPageSize(QPageSize(self._drawn * (_POINTS / _SCREEN_DPI), QPageSize.Unit.Point, "",
                                           QPageSize.SizeMatchPolicy.ExactMatch))
            document.setResolution(_SCREEN_DPI)
            document.setTitle("Saddle")
            self._play(document)
        elif not self.image.save(made, "PNG"):
            raise OSError

    def _placed(self, size: PictureSize) -> QImage:
        """The image in the middle of one of the size asked for."""
        whole = QImage(size.pixels, QImage.Format.Format_RGB32)
        whole.fill(self._ground)
        self.image.setDevicePixelRatio(1)
        place = self.image.rect()
        place.moveCenter(whole.rect().center())
        painter = QPainter(whole)
        painter.drawImage(place, self.image)
        painter.end()
        dots = round(100 * (_SCREEN_DPI if size.unit == PIXELS else size.dpi) / _INCH)
        whole.setDotsPerMeterX(dots)
        whole.setDotsPerMeterY(dots)
        return whole

    def _play(self, device: QPaintDevice) -> None:
        painter = QPainter()
        if not painter.begin(device):
            raise OSError
        painter.fillRect(QRectF(QPointF(), self._drawn), self._ground)
        scale = _fit(self.size, self._drawn)
        left = (self._drawn - scale * QSizeF(self.size)) / 2
        painter.translate(left.width(), left.height())
        painter.scale(scale, scale)
        self._strokes.play(painter)
        painter.end()


def _fit(size: QSize, room: QSizeF) -> float:
    """How many times as large something may be drawn to fit."""
    return min(room.width() / size.width(), room.height() / size.height())
