"""Mathematics set by ziamath in its font, STIX Two Math, as pictures of outlines that take any colour and size."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import tostring

#: The size that everything is set at, in units of the picture; it is painted at any other.
EM = 100.0
#: The colour of the outlines, to be replaced by another.
INK = "#123456"


@dataclass(frozen=True)
class Typeset:
    """svg: the outlines. Lengths in em. advance: how far on the next one begins. ascent, descent: from the base line.
    left, top, width, height: of the picture, from the start of the base line (top is negative)."""

    svg: str
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

    ziamath.config.svg2 = False             # plain paths, which Qt draws
    ziamath.config.precision = 2
    return ziamath


@lru_cache(maxsize=512)
def typeset(mathml: str) -> Typeset:
    """Set a <math> element; remembered."""
    ziamath = _ziamath()
    made = ziamath.Math(mathml.replace("<math>", f'<math mathcolor="{INK}">', 1), size=EM, margin=2.0)
    root, box = made.svgxml(), made.node.bbox
    left, top, width, height = (float(number) / EM for number in root.get("viewBox", "").split())
    return Typeset(tostring(root, encoding="unicode"), made.node.xadvance() / EM, box.ymax / EM, -box.ymin / EM,
                   left, top, width, height)
