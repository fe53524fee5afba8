"""A formula as it is written in the sources (HTML: unicode maths, <i>, <b>, <sub>, <sup>) as MathML, and back as text.

What the HTML says in a line of type is set as mathematics: a slash becomes a fraction, a root gets its bar, a tilde
stands over its letter. `plain` reads the very elements that are typeset, so that what it says is what is seen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from unicodedata import combining, normalize
from xml.etree.ElementTree import Element

RELATIONS = frozenset("=←≤≥~→")
SIGNS = frozenset("+−")
OPENING, CLOSING, BARS = "([", ")]", "‖|"
_PAIRS = {"(": ")", "[": "]", "‖": "‖", "|": "|"}

#: A comma between digits parts what stands in brackets, "[0,1]", and is a decimal comma elsewhere.
_TOKEN = re.compile(r"<[^>]+>|[A-Za-z]+|[\u2e80-\uffef]+|\d+(?:[.,]\d+)?(?![\d,]*\])|\d+|\s+|.", re.DOTALL)
_ACCENTS = {"\u0303": "~", "\u0302": "ˆ", "\u0304": "¯"}
_SUBSCRIPTS, _SUPERSCRIPTS = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_AS_SCRIPT = {"sub": str.maketrans("0123456789", _SUBSCRIPTS), "sup": str.maketrans("0123456789−", _SUPERSCRIPTS + "⁻")}
_DOUBLE_STRUCK = {"E": "𝔼"}
FENCE = "2em"                   # the height of a bracket round a fraction
_MARKS = ("′", "*")
_ENDING = RELATIONS | SIGNS | frozenset("·/,:…")
_OPERATORS = _ENDING | frozenset(OPENING + CLOSING + BARS)

Row = list[Element]


@lru_cache(maxsize=1024)
def lines(html: str) -> tuple[tuple[Element, ...], ...]:
    """The lines of a formula, each a row of MathML elements; they are shared, so nobody may change them."""
    return tuple(tuple(_Parser(line).row()) for line in html.split("<br>"))


def plain(elements: Row | tuple[Element, ...]) -> str:
    """What a row says, in a line of text: "L_D = −E ln σ(D(x)) − E ln(1 − σ(D(x̃)))"."""
    return "".join(_text(element) for element in elements).strip()


def is_sign(row: Row | tuple[Element, ...], index: int) -> bool:
    """Whether this plus or minus adds (and does not only say which sign a number has)."""
    return row[index].get("form") == "infix" and row[index].text in SIGNS


def closing(row: Row | tuple[Element, ...], index: int) -> int:
    """Where the bracket or bar that opens at `index` closes; `index` itself if none opens there."""
    wanted = _PAIRS.get(_bracket(row[index]))
    if wanted is None:
        return index
    depth = 0
    for place in range(index + 1, len(row)):
        bracket = _bracket(row[place])
        if depth == 0 and bracket == wanted:
            return place
        depth += (bracket in _PAIRS and bracket not in BARS) - (bracket in CLOSING)
        if depth < 0:
            break                               # a bar that stands alone in a bracket, as in KL(p‖q)
    return index


def _bracket(element: Element) -> str:
    """Which bracket or bar this is, also one with an exponent; " " if it is none."""
    if element.tag in ("msub", "msup", "msubsup"):
        return _bracket(element[0])
    return element.text if element.tag == "mo" and element.text and element.text in OPENING + CLOSING + BARS else " "


class _Parser:
    """Reads one line."""

    def __init__(self, html: str):
        # NFD: a letter and its tilde are two characters, whatever the source has.
        html = normalize("NFD", unescape(html).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", ""))
        self._tokens = [found[0] for found in _TOKEN.finditer(html)]
        self._slanted = self._bold = False

    def row(self) -> Row:
        return _fractions(_roots(self._flat("")))

    def _flat(self, until: str) -> Row:
        row: Row = []
        while self._tokens:
            token = self._tokens.pop(0)
            if token == until:
                break
            if token in ("<sub>", "<sup>"):
                _attach(row, token[1:-1], self._inner(f"</{token[1:]}"))
            elif token in ("<i>", "</i>"):
                self._slanted = token == "<i>"
            elif token in ("<b>", "</b>"):
                self._bold = token == "<b>"
            else:
                self._add(row, token)
        return row

    def _inner(self, until: str) -> Row:
        slanted = self._slanted
        row = _fractions(_roots(self._flat(until)))
        self._slanted = slanted
        return row

    def _add(self, row: Row, token: str) -> None:
        if token.isspace():
            _space(row, len(token))
        elif token in _ACCENTS:
            base = row.pop()
            row.append(_element("mover", base, _leaf("mo", _ACCENTS[token], source=token), accent="true"))
        elif token in _SUBSCRIPTS:
            _attach(row, "sub", [_leaf("mn", str(_SUBSCRIPTS.index(token)))])
        elif token in _SUPERSCRIPTS:
            _attach(row, "sup", [_leaf("mn", str(_SUPERSCRIPTS.index(token)))])
        elif token in _MARKS and row:
            _attach(row, "sup", [_leaf("mo", token)])
        elif token[0].isdigit() or token in "½∞":
            row.append(_leaf("mn", token))
        elif token in _OPERATORS:
            row.append(_operator(row, token))
        elif token == "Σ":
            row.append(_leaf("mo", "∑", source="Σ", form="prefix", lspace="0", rspace="0"))
        elif token in "∇∂":
            row.append(_leaf("mo", token, form="prefix", lspace="0", rspace="0"))
        elif self._bold:                        # only the expectation is bold
            row.append(_leaf("mi", _DOUBLE_STRUCK[token], source=token))
        elif not token.isalpha():
            row.append(_leaf("mi", token, mathvariant="normal"))
        else:
            self._letters(row, token)

    def _letters(self, row: Row, token: str) -> None:
        """A word is upright, a letter is a variable; "dx" is a d and an x."""
        if self._slanted or re.fullmatch("d[A-Za-z]", token):
            row += [_leaf("mi", letter) for letter in token]
        elif len(token) > 1:
            row.append(_leaf("mtext", token))
        else:
            row.append(_leaf("mi", token))


def _leaf(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = text
    return element


def _element(tag: str, *children: Element, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.extend(children)
    return element


def _grouped(row: Row) -> Element:
    return row[0] if len(row) == 1 else _element("mrow", *row)


def _space(row: Row, count: int) -> None:
    """A space of the source; a wide one behind a comma says that another formula follows."""
    if row and row[-1].text == "," and count > 1:
        row[-1].set("ends", "formula")
    elif row and row[-1].tag == "mspace":
        row[-1].set("width", "1em")
    elif row and (row[-1].tag != "mo" or row[-1].text not in RELATIONS | SIGNS | {","}):
        row.append(Element("mspace", {"width": "1em" if count > 1 else ".17em"}))


def _operator(row: Row, token: str) -> Element:
    """Spaces are explicit, so that an operator stands alike at the edge of a piece."""
    before = next((each for each in reversed(row) if each.tag != "mspace"), None)
    joins = before is not None and not (before.tag == "mo" and before.text in _ENDING | set(OPENING))
    if token in RELATIONS or (token in SIGNS and joins):
        if row and row[-1].tag == "mspace":
            row.pop()
        return _leaf("mo", token, form="infix", lspace=".25em", rspace=".25em")
    after = {",": ".2em", ":": ".2em"}.get(token, "0")
    stretch = {"stretchy": "false"} if token in OPENING + CLOSING + BARS else {}
    return _leaf("mo", token, form="prefix", lspace="0", rspace=after, **stretch)


def _attach(row: Row, kind: str, script: Row) -> None:
    """Set a subscript or a superscript on the last element; one that has the other already gets both."""
    base, script_element = row.pop(), _grouped(script)
    if base.tag == "mtext" and base.text == "max":
        row.append(_element("munder", base, script_element))
    elif base.tag == "msub" and kind == "sup":
        row.append(_element("msubsup", *base, script_element))
    elif base.tag == "msup" and kind == "sub":
        row.append(_element("msubsup", base[0], script_element, base[1], source="superscript first"))
    else:
        row.append(_element("m" + kind, base, script_element))


# Roots and fractions -------------------------------------------------------------------------------------------------

def _roots(row: Row) -> Row:
    """A root reaches over the one element behind it."""
    found: Row = []
    for element in row:
        if found and found[-1].text == "√" and found[-1].tag == "mi":
            found[-1] = _element("msqrt", element)
        else:
            found.append(element)
    return found


def _fractions(row: Row) -> Row:
    """What stands beside a slash, as far as the next space or operator, as a fraction."""
    row = list(row)
    while (slash := next((k for k, each in enumerate(row) if each.tag == "mo" and each.text == "/"), None)) is not None:
        first, last = _operand(row, slash, -1), _operand(row, slash, 1)
        above, below = row[first:slash], row[slash + 1:last + 1]
        spaced = [each for each in (above[-1:] + below[:1]) if each.tag == "mspace"]
        above, below = ([each for each in side if each not in spaced] for side in (above, below))
        # Not where an exponent stands at the bracket: both are part of the denominator.
        bracketed = below[0].text == "(" and closing(below, 0) == len(below) - 1 and below[-1].tag == "mo"
        fraction = _element("mfrac", _grouped(above), _grouped(below[1:-1] if bracketed else below),
                            displaystyle="true", source=(" / " if spaced else "/") + "()" * bracketed)
        row[first:last + 1] = [fraction]
    return _fitted(row)


def _operand(row: Row, slash: int, way: int) -> int:
    """Index of the last element that belongs to the fraction, going from the slash forwards (1) or backwards (-1)."""
    place, depth = slash, 0
    while 0 <= place + way < len(row):
        each, bracket = row[place + way], _bracket(row[place + way])
        deeper, out = (OPENING, CLOSING) if way > 0 else (CLOSING, OPENING)
        if depth == 0 and ((each.tag == "mo" and each.text in _ENDING) or bracket in out
                           or (each.tag == "mspace" and place != slash)):
            break
        depth += (bracket in deeper) - (bracket in out)
        place += way
    return place


def _fitted(row: Row) -> Row:
    """Brackets round a fraction are as high as it. (To let ziamath stretch them takes it many times as long.)"""
    for place, element in enumerate(row):
        if element.text == "(" and any(each.tag == "mfrac" for each in row[place:closing(row, place)]):
            element.set("minsize", FENCE)
            row[closing(row, place)].set("minsize", FENCE)
    return row


# Text ----------------------------------------------------------------------------------------------------------------

def _text(element: Element) -> str:
    parts = [_text(child) for child in element]
    source = element.get("source", "")
    if element.tag == "mspace":
        return " "
    if element.tag == "mfrac":
        above, below = parts
        return above + source.rstrip("()") + (f"({below})" if source.endswith("()") else below)
    if element.tag in ("msub", "msup", "msubsup", "munder"):
        kinds = {"msub": ["sub"], "munder": ["sub"], "msup": ["sup"], "msubsup": ["sub", "sup"]}[element.tag]
        scripts = [_script(kind, text) for kind, text in zip(kinds, parts[1:])]
        return parts[0] + "".join(reversed(scripts) if source else scripts)
    if element.tag == "msqrt":
        return "√" + parts[0]
    if parts:
        return "".join(parts)
    text = source or element.text or ""
    if element.tag == "mo" and element.get("form") == "infix":
        return f" {text} "
    return text + " " if text in (",", ":") else text


def _script(kind: str, text: str) -> str:
    if text in _MARKS:
        return text
    small = text.translate(_AS_SCRIPT[kind])
    if small != text and all(each in _SUBSCRIPTS + _SUPERSCRIPTS + "⁻" for each in small):
        return small
    letters = sum(not combining(each) for each in text)
    return {"sub": "_", "sup": "^"}[kind] + (text if letters == 1 else f"{{{text}}}")


