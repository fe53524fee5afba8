"""Reads a target distribution from a file: points from a table, or a density from the dark parts of a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from sims.gan.data.custom_targets import POINTS_LIMIT, spell_picture, spell_points
from sims.params import N_, ParameterError

BYTES_LIMIT = 20_000_000
PICTURE_CELLS = 96              # along the longer side of a picture
REACH = 4.0                     # points with a coordinate beyond this are centred and scaled ...
FITTED = 2.5                    # ... to reach this far from 0
FAINTEST = 12                   # of 255: anything paler is paper
TABLES = (".csv", ".tsv", ".txt", ".dat")


@dataclass(frozen=True)
class LoadedTarget:
    """Parameters to set, as (name, value) in this order, and a translatable sentence on what was done."""

    values: tuple[tuple[str, str], ...]
    template: str
    fields: dict


def load_target(path: str | Path) -> LoadedTarget:
    """Read a table or a picture. ParameterError with one translatable sentence where that cannot be."""
    path = Path(path)
    name = path.name
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise OSError
        if size > BYTES_LIMIT:
            raise ParameterError(N_("{file} is larger than {limit} MB; nothing was changed."), file=name,
                                 limit=BYTES_LIMIT // 1_000_000)
        raw = path.read_bytes()
    except OSError:
        raise ParameterError(N_("{file} cannot be read; nothing was changed."), file=name) from None
    if not raw.strip():
        raise ParameterError(N_("{file} is empty; nothing was changed."), file=name)
    if path.suffix.lower() not in TABLES and QImageReader.imageFormat(str(path)):
        return _picture(path)
    return _table(raw, name)


def _table(raw: bytes, name: str) -> LoadedTarget:
    points = read_points(raw, name)
    total, fields = len(points), {"file": name}
    if total > POINTS_LIMIT:
        points = points[np.sort(np.random.default_rng(0).choice(total, POINTS_LIMIT, replace=False))]
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = bool(np.abs(points).max() > REACH)
    if scaled:
        scale = FITTED / max(float((high - low).max()) / 2, 1e-12)
        points = (points - (low + high) / 2) * scale
        fields["scale"] = f"{scale:.3g}"
    template = {
        (False, False): N_("{count} points from {file}."),
        (False, True): N_("{count} points from {file}, centred and scaled by {scale}."),
        (True, False): N_("{count} of {all} points from {file}, drawn at random."),
        (True, True): N_("{count} of {all} points from {file}, drawn at random, centred and scaled by {scale}."),
    }[total > POINTS_LIMIT, scaled]
    fields |= {"count": f"{len(points):,}", "all": f"{total:,}"}
    return LoadedTarget((("points", spell_points(points)), ("target", "points")), template, fields)


def read_points(raw: bytes, name: str) -> np.ndarray:
    """The points (n, 2) of a table with two columns of numbers, between commas, semicolons, tabs or spaces.

    Lines that begin with # and one heading are passed over; with semicolons or tabs a comma may be the decimal sign.
    """
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)
             if line.strip() and not line.strip().startswith("#")]
    if not lines or any(ord(letter) < 9 for letter in text):
        raise ParameterError(N_("{file} is neither a table of numbers nor a picture; nothing was changed."), file=name)
    split = _splitter([line for _number, line in lines[:20]])
    columns = None
    points = []
    for index, (number, line) in enumerate(lines):
        row = [_float(field) for field in split(line)]
        if columns is None:
            columns = [k for k, value in enumerate(row) if value is not None][:2]
            if len(columns) < 2:
                columns = None
                if index == 0:
                    continue                # a heading
        chosen = [row[k] if k < len(row) else None for k in columns] if columns else [None]
        if None in chosen:
            raise ParameterError(N_("Line {line} of {file} does not hold two numbers; nothing was changed."),
                                 line=number, file=name)
        if not all(map(math.isfinite, chosen)):
            raise ParameterError(N_("Line {line} of {file} holds a number that is not finite; nothing was changed."),
                                 line=number, file=name)
        points.append(chosen)
    if not points:
        raise ParameterError(N_("{file} holds no points; nothing was changed."), file=name)
    return np.array(points, float)


def _splitter(lines: list[str]):
    """How the fields of a line are told apart, from the first lines."""
    if any(";" in line for line in lines):
        return lambda line: [field.replace(",", ".") for field in line.split(";")]
    if any("\t" in line for line in lines):
        return lambda line: [field.replace(",", ".") for field in line.split("\t")]
    if any("," in line for line in lines):
        return lambda line: line.split(",")
    return str.split


def _float(field: str) -> float | None:
    try:
        return float(field.strip().strip('"'))
    except ValueError:
        return None


def _picture(path: Path) -> LoadedTarget:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > 4 * PICTURE_CELLS:
        reader.setScaledSize(size.scaled(QSize(4 * PICTURE_CELLS, 4 * PICTURE_CELLS),
                                         Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise ParameterError(N_("{file} is a damaged picture; nothing was changed."), file=path.name)
    density = picture_density(image)
    if not density.any():
        raise ParameterError(N_("{file} has no dark parts: its density would be empty; nothing was changed."),
                             file=path.name)
    return LoadedTarget((("picture", spell_picture(density)), ("target", "painted")),
                        N_("The dark parts of {file} are the density now."), {"file": path.name})


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
