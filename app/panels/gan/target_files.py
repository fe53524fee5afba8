"""Reads a target distribution from a file: points from a table, or a density from the dark parts of a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from app.point_tables.reader import Layout, read
from app.point_tables.target import LoadedTarget, target_of_table
from sims.gan.data.custom_targets import spell_picture
from sims.params import N_, ParameterError, Phrase

BYTES_LIMIT = 100_000_000
PICTURE_CELLS = 96              # along the longer side of a picture
FAINTEST = 12                   # of 255: anything paler is paper
TABLES = (".csv", ".tsv", ".txt", ".dat")


def load_target(path: str | Path, layout: Layout | None = None) -> LoadedTarget:
    """Read a table or a picture. ParameterError with one translatable sentence where that cannot be.

    layout: of a table; found out where it is not said. Raises AmbiguousTable where it has two readings.
    """
    path = Path(path)
    raw = read_file(path)
    if is_picture(path):
        return _picture(path)
    return target_of_table(read(raw, path.name, layout), path.name)


def is_picture(path: Path) -> bool:
    """Whether a file is read as a picture, not as a table."""
    return path.suffix.lower() not in TABLES and bool(QImageReader.imageFormat(str(path)))


def read_file(path: Path) -> bytes:
    """The bytes of a file that may be a target. ParameterError where it is missing, empty or too large."""
    name = path.name
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise OSError
        if size > BYTES_LIMIT:
            raise ParameterError(N_("{file} is larger than {limit} MB; nothing was changed. Take a smaller picture, "
                                    "or fewer points."), file=name,
                                 limit=BYTES_LIMIT // 1_000_000)
        raw = path.read_bytes()
    except OSError:
        raise ParameterError(N_("{file} cannot be read; nothing was changed. Take a picture, or a table with two "
                                "numbers a line."), file=name) from None
    if not raw.strip():
        raise ParameterError(N_("{file} is empty; nothing was changed. Take a picture, or a table with two numbers a "
                                "line."), file=name)
    return raw


def _picture(path: Path) -> LoadedTarget:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > 4 * PICTURE_CELLS:
        reader.setScaledSize(size.scaled(QSize(4 * PICTURE_CELLS, 4 * PICTURE_CELLS),
                                         Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise ParameterError(N_("{file} is a damaged picture; nothing was changed. Save it anew with the program that "
                                "made it."), file=path.name)
    density = picture_density(image)
    if not density.any():
        raise ParameterError(N_("{file} has no dark parts: its density would be empty; nothing was changed. Paint "
                                "with black on white."),
                             file=path.name)
    return LoadedTarget((("picture", spell_picture(density)), ("target", "painted")),
                        (Phrase(N_("The dark parts of {file} are the density now."), file=path.name),))


def picture_density(image: QImage) -> np.ndarray:
    """The darkness of a picture, uint8 (cells, cells), row 0 at the bottom, on a square of paper."""
    sheet = QImage(image.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)            # what is transparent is paper
    painter = QPainter(sheet)
    painter.drawImage(0, 0, image)
    painter.end()
    grey = sheet.scaled(PICTURE_CELLS, PICTURE_CELLS, Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation).convertToFormat(QImage.Format.Format_Grayscale8)
    rows, columns, stride = grey.height(), grey.width(), grey.bytesPerLine()
    darkness = 255 - np.frombuffer(grey.constBits(), np.uint8).reshape(rows, stride)[:, :columns]
    darkness = np.where(darkness < FAINTEST, 0, darkness)[::-1]
    square = np.zeros((PICTURE_CELLS, PICTURE_CELLS), np.uint8)
    top, left = (PICTURE_CELLS - rows) // 2, (PICTURE_CELLS - columns) // 2
    square[top:top + rows, left:left + columns] = darkness
    return square
