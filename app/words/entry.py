"""What the glossary says of one term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Entry:
    """One meaning. All texts are in English and shown through gettext.

    term: its name. says: one or two sentences. symbols: how formulas write it, in a line of type as
    widgets.formulas.mathml.plain gives it: "x̃_i". formula: that defines it (HTML, as formulas are written), "" for
    none. sources: what the four sources call it or say otherwise, with what is right; "" where they agree. see: terms
    of related entries. only: the simulations in whose formulas the symbols mean this; () for all.
    place: what it is in the window and where it is found there (translated); "" for a term.
    """

    term: str
    says: str
    symbols: tuple[str, ...] = ()
    formula: str = ""
    sources: str = ""
    see: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    place: str = ""

    @property
    def key(self) -> str:
        """What names it among all that help knows."""
        return f"{self.term} ({self.place})" if self.place else self.term


#: Simulations whose formulas are those of the lab.
LAB = ("gan", "patterns")


def marked_up(text: str) -> str:
    """A text as HTML, with what stands below and above its symbols in its place: "θ_D^{k+1}"."""
    html = escape(text)
    for sign, tag in (("_", "sub"), (r"\^", "sup")):
        html = re.sub(sign + r"(?:\{([^}]*)\}|(.[\u0300-\u036f]?))",
                      lambda found, tag=tag: f"<{tag}>{found[1] or found[2]}</{tag}>", html)
    return html
