"""Fonts that come along, for languages whose characters not every system can draw."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "fonts"
#: By the script of a language: how Qt calls it, and the font that comes along.
FONTS = {QLocale.Script.SimplifiedHanScript: (QFontDatabase.WritingSystem.SimplifiedChinese, "NotoSansSC-Subset.otf")}


def bring(code: str) -> None:
    """Have the characters of a language: where no font of the system has them, load the one that comes along."""
    script = QLocale(code).script()
    if script in FONTS and not QFontDatabase.families(FONTS[script][0]):
        _load(FONTS[script][1])


@cache
def _load(name: str) -> None:
    QFontDatabase.addApplicationFont(str(FOLDER / name))
