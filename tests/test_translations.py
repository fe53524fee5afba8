"""Every text is translated into every language that there is, and says the same; what is not is listed at once."""

import re
import string
import sys
from pathlib import Path

import pytest
from babel.messages import extract, pofile
from babel.messages.frontend import parse_mapping_cfg

from widgets import language

ROOT = Path(__file__).parents[1]
CODES = [code for code in language.languages() if code != language.ENGLISH]
#: How much longer than in English a text may be on the screen: a part of it, and letters beside.
PART, LETTERS = 0.25, 6


@pytest.fixture(scope="module")
def messages():
    """{text: where it stands}, as `make messages` collects them."""
    sys.path.insert(0, str(ROOT / ".ci"))
    try:
        with (ROOT / ".ci" / "messages.cfg").open(encoding="utf-8") as file:
            methods, options = parse_mapping_cfg(file)
        keywords = {**extract.DEFAULT_KEYWORDS, "N_": None}
        return {text: f"{folder}/{file}" for folder in ("app", "widgets", "sims", "resources")
                for file, _line, text, _comments, _context in extract.extract_from_dir(
                    str(ROOT / folder), methods, options, keywords)}
    finally:
        sys.path.remove(str(ROOT / ".ci"))


@pytest.fixture(scope="module", params=CODES)
def catalogue(request):
    with (language.FOLDER / request.param / "LC_MESSAGES" / "saddle.po").open("rb") as file:
        return {entry.id: entry for entry in pofile.read_po(file) if entry.id}


def fields(text):
    """The names and formats of the fields of a text; none where its braces are no fields, as in x_{new}."""
    try:
        return sorted((name, spec) for _text, name, spec, _how in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return []


def width(text):
    """Of a text in letters; a Chinese character is as wide as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def test_the_collected_texts_are_those_of_the_window(messages):
    """Something of each place where texts stand: code, lessons, concepts."""
    assert {"&File", "learning rate of D", "{name} takes {range}, not {value}", "Two networks against each other",
            "Counterfeiter and police: what G and D do"} <= messages.keys()


def test_every_text_is_translated(messages, catalogue):
    """Who adds a text translates it: docs/translating.md."""
    missing = [f"{place}: {text}" for text, place in messages.items()
               if text not in catalogue or not all([catalogue[text].string])]
    assert not missing, "\n".join(missing)


def test_no_translation_is_only_guessed(catalogue):
    assert [str(text) for text, entry in catalogue.items() if entry.fuzzy] == []


def test_fields_markup_and_formulas_are_those_of_the_text(catalogue):
    tags = re.compile(r"</?\w+[^>]*>|\$\$|\*\*|%")
    wrong = [(text, entry.string) for text, entry in catalogue.items() if isinstance(text, str) and entry.string
             and (fields(text), sorted(tags.findall(text)), text.count("\n"))
             != (fields(entry.string), sorted(tags.findall(entry.string)), entry.string.count("\n"))]
    assert wrong == []


def test_menus_keep_their_letters(catalogue):
    wrong = [(text, entry.string) for text, entry in catalogue.items()
             if re.search(r"&\w", text) and "&nbsp" not in text and entry.string.count("&") != text.count("&")]
    menus = {text: re.search(r"&(\w)", entry.string)[1].lower() for text, entry in catalogue.items()
             if text in ("&File", "&Edit", "&Run", "&Panel", "&View", "&Lessons", "&Help")}
    assert wrong == [] and len(set(menus.values())) == len(menus) == 7, menus


def test_no_translation_is_much_longer_than_its_text(catalogue):
    long = [(text, entry.string) for text, entry in catalogue.items() if isinstance(text, str)
            and width(entry.string) > (1 + PART) * width(text) + LETTERS]
    assert long == []
