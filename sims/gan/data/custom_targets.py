"""Targets of the user's own, encoded as text: a painted density, and points from a file.

As text they are parameters like all others: checked, logged and saved in session files.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from functools import lru_cache

import numpy as np

from sims.params import N_, ParameterError

CELLS_LIMIT = 256               # cells a side of a painted density
POINTS_LIMIT = 20_000
REACH_LIMIT = 1e3               # coordinates beyond this are refused


def spell_picture(density: np.ndarray) -> str:
    """A density (rows, columns), row 0 at the bottom, of values 0 to 255, as text."""
    cells = np.asarray(density, np.uint8)
    rows, columns = cells.shape
    return f"{columns}x{rows}:" + base64.b64encode(zlib.compress(cells.tobytes(), 9)).decode()


@lru_cache(maxsize=8)
def parse_picture(text: str) -> np.ndarray:
    """The density encoded by a text, uint8 (rows, columns); ParameterError where it encodes none. "" is a disc."""
    if not text:
        line = np.linspace(-1, 1, 48)
        return np.where(line[:, None] ** 2 + line**2 < 0.45, 255, 0).astype(np.uint8)
    try:
        size, _colon, body = text.partition(":")
        columns, rows = (int(part) for part in size.split("x"))
        if not (1 <= columns <= CELLS_LIMIT and 1 <= rows <= CELLS_LIMIT):
            raise ValueError
        # Never unpack more than the size that was announced, whatever the text holds.
        raw = zlib.decompressobj().decompress(base64.b64decode(body, validate=True), columns * rows + 1)
        cells = np.frombuffer(raw, np.uint8).reshape(rows, columns)
    except (ValueError, binascii.Error, zlib.error):
        raise ParameterError(N_("this is no painted density")) from None
    if not cells.any():
        raise ParameterError(N_("the painted density is empty"))
    return cells


def spell_points(points: np.ndarray) -> str:
    """Points (n, 2) as text, in single precision."""
    table = np.ascontiguousarray(points, "<f4")
    return f"{len(table)}:" + base64.b64encode(table.tobytes()).decode()


@lru_cache(maxsize=8)
def parse_points(text: str) -> np.ndarray:
    """The points (n, 2) encoded by a text, float32; ParameterError where it encodes none. "" is one point at 0."""
    if not text:
        return np.zeros((1, 2), np.float32)
    try:
        count, _colon, body = text.partition(":")
        if not 1 <= int(count) <= POINTS_LIMIT or len(body) > 12 * POINTS_LIMIT:
            raise ValueError
        table = np.frombuffer(base64.b64decode(body, validate=True), "<f4").reshape(int(count), 2)
    except (ValueError, binascii.Error):
        raise ParameterError(N_("these are no points")) from None
    if not (np.abs(table) <= REACH_LIMIT).all():
        raise ParameterError(N_("points must lie within {limit:g} of the origin"), limit=REACH_LIMIT)
    return table.astype(np.float32)
