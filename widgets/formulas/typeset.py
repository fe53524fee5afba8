"""Mathematics set by ziamath in its font, STIX Two Math, as pictures of outlines that take any colour and size."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import tostring

from widgets.formulas.mathml import plain
from widgets.formulas.words import use_for_words

#: The size that everything is set at, in units of the picture; it is painted at any other.
EM = 100.0
#: The colour of the outlines, to be replaced by another.
INK = "#123456"


@dataclass(frozen=True)
class Symbol:
    """A symbol in its place. texts: what it is part of and itself, in lines of type, the largest first: ("L_D", "D").
    left, right: in em from the start of the base line; above, below: from the base line, both upwards."""

    texts: tuple[str, ...]
    left: float
    right: float
    above: float
    below: float


@dataclass(frozen=True)
class Typeset:
    """svg: the outlines. symbols: what it is made of, without spaces and rules. Lengths in em. advance: how far on the
    next one begins. ascent, descent: from the base line. left, top, width, height: of the picture, from the start of
    the base line (top is negative)."""

    svg: str
    symbols: tuple[Symbol, ...]
    advance: float
    ascent: float
    descent: float
    left: float
    top: float
    width: float
    height: float


def prepare() -> None:
    """Load the typesetter beside what else goes on: the first formula would wait a fifth of a second for it."""
    if "ziamath" not in sys.modules:
        threading.Thread(target=_ziamath, name="formulas", daemon=True).start()


@lru_cache(maxsize=1)
def _ziamath():
    import ziamath  # not before the window is painted
    import ziamath.mathfont

    ziamath.config.svg2 = False             # plain paths, which Qt draws
    ziamath.config.precision = 2
    use_for_words(ziamath)
    return ziamath


@lru_cache(maxsize=512)
def typeset(mathml: str) -> Typeset:
    """Set a <math> element; remembered."""
    ziamath = _ziamath()
    made = ziamath.Math(mathml.replace("<math>", f'<math mathcolor="{INK}">', 1), size=EM, margin=2.0)
    root, box = made.svgxml(), made.node.bbox
    left, top, width, height = (float(number) / EM for number in root.get("viewBox", "").split())
    symbols = tuple(_symbols(made.node, 0.0, 0.0, ()))
    return Typeset(tostring(root, encoding="unicode"), symbols, made.node.xadvance() / EM, box.ymax / EM,
                   -box.ymin / EM, left, top, width, height)


def _symbols(node: Any, x: float, y: float, around: tuple[str, ...]) -> Iterator[Symbol]:
    """Those of a node of ziamath that begins at x and whose base line is y below that of the whole."""
    texts = (*around, plain([node.element]))
    inner = [(each, *place) for each, place in zip(node.nodes, node.nodexy) if hasattr(each, "element")]
    for each, right, down in inner:
        yield from _symbols(each, x + right, y + down, texts)
    if not inner and texts[-1]:
        box = node.bbox
        yield Symbol(texts, (x + box.xmin) / EM, (x + box.xmax) / EM, (box.ymax - y) / EM, (box.ymin - y) / EM)
