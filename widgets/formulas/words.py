"""Chinese words in a formula, whose characters the font for mathematics lacks, from the font that comes along."""

from __future__ import annotations

from functools import cache
from typing import Any

from PySide6.QtGui import QPainterPath, QRawFont

from widgets.fonts import FOLDER

FONT, FIRST = "NotoSansSC-Subset.otf", 0x2E80           # and the first such character


def use_for_words(ziamath: Any) -> None:
    """Have ziamath set them, too."""
    from ziafont.fonttypes import BBox
    from ziafont.glyph import SimpleGlyph
    from ziafont.svgpath import Cubic, Lineto, Moveto, Point
    own = ziamath.mathfont.MathFont.glyph

    class Outline(SimpleGlyph):
        """A character as Qt draws it."""

        def advance(self, nextchr: Any = None) -> float:
            return self.width

    @cache
    def outline(char: str, font: Any) -> Outline:
        raw = QRawFont(str(FOLDER / FONT), font.info.layout.unitsperem)
        indexes = raw.glyphIndexesForString(char)
        path, parts, at = raw.pathForGlyph(indexes[0]), [], 0
        while at < path.elementCount():
            kind = path.elementAt(at).type
            count = 3 if kind == QPainterPath.ElementType.CurveToElement else 1
            points = [Point(path.elementAt(k).x, -path.elementAt(k).y) for k in range(at, at + count)]
            parts.append(Cubic(*points) if count == 3 else
                         (Moveto if kind == QPainterPath.ElementType.MoveToElement else Lineto)(points[0]))
            at += count
        around = path.boundingRect()
        glyph = Outline(0, parts, BBox(around.left(), around.right(), -around.bottom(), -around.top()), font)
        glyph.width = raw.advancesForGlyphIndexes(indexes)[0].x()
        return glyph

    def glyph(font: Any, char: str) -> Any:
        return outline(char, font) if ord(char) >= FIRST and not font.glyphindex(char) else own(font, char)
    ziamath.mathfont.MathFont.glyph = glyph
