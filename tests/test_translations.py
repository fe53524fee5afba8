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
    """{text, or (singular, plural): where it stands}, as `make messages` collects them."""
    sys.path.insert(0, str(ROOT / ".ci"))
    try:
        with (ROOT / ".ci" / "messages.cfg").open(encoding="utf-8") as file:
            methods, options = parse_mapping_cfg(file)
        keywords = {**extract.DEFAULT_KEYWORDS, "N_": None, "CountedPhrase": (1, 2)}
        return {text: f"{folder}/{file}" for folder in ("app", "widgets", "sims", "resources")
                for file, _line, text, _comments, _context in extract.extract_from_dir(
                    str(ROOT / folder), methods, options, keywords)}
    finally:
        sys.path.remove(str(ROOT / ".ci"))


@pytest.fixture(scope="module", params=CODES)
def catalogue(request):
    with (language.FOLDER / request.param / "LC_MESSAGES" / "saddle.po").open("rb") as file:
        return pofile.read_po(file)


@pytest.fixture(scope="module")
def pairs(catalogue):
    """(text, translation) of each; of a text with a number its plural with each form that the language has."""
    return [pair for entry in catalogue if entry.id and entry.string
            for pair in (zip([entry.id[1]] * len(entry.string), entry.string) if entry.pluralizable
                         else [(entry.id, entry.string)])]


def _forms(entry):
    return entry.string if entry.pluralizable else [entry.string]


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
               if text not in catalogue or not all(_forms(catalogue[text]))]
    assert not missing, "\n".join(missing)


def test_every_text_with_a_number_has_all_forms_of_the_language(catalogue):
    wrong = [entry.id for entry in catalogue if entry.pluralizable and len(_forms(entry)) != catalogue.num_plurals]
    assert wrong == [] and any(entry.pluralizable for entry in catalogue)


def test_a_count_goes_through_ngettext(messages):
    """A text that would say "1 steps"; one that can be of many only says so here: docs/translating.md."""
    many = {"{count} runs are too many; a map takes at most {most}. Take fewer cells, or fewer seeds.",
            "{count} pictures of this size are too many; at most {most} fit. Take a smaller size, or fewer steps.",
            "{count} pictures, {seconds} seconds",                                          # at least two
            "The link gives {count} values for {name}, but has {runs} runs.",               # at least two of each
            "The link is of {count} runs of the simulation “{simulation}”, which no panel here shows.",
            "Train {count} seeds", "{metric}, mean of {count} seeds",
            "On {metric} {seeds} seeds tell apart: {told}. The middle halves of the other {count} pairs overlap.",
            "the link holds {count} runs side by side, and this takes one", "({held} of {count} seeds)",
            "A table takes 1 to {steps} steps, and at most {cells} runs.",
            "a curve of D is {count} numbers from −{largest} to {largest}, not '{text}'"}
    found = {text for text in messages if isinstance(text, str)
             and re.search(r"\{(count|total|steps|width)\} [a-z]+s\b", text)}
    assert found - many == set()


def test_no_translation_is_only_guessed(catalogue):
    assert [str(entry.id) for entry in catalogue if entry.id and entry.fuzzy] == []


def test_fields_markup_and_formulas_are_those_of_the_text(pairs):
    tags = re.compile(r"</?\w+[^>]*>|\$\$|\*\*|%")
    wrong = [(text, said) for text, said in pairs if (fields(text), sorted(tags.findall(text)), text.count("\n"))
             != (fields(said), sorted(tags.findall(said)), said.count("\n"))]
    assert wrong == []


def test_menus_keep_their_letters(pairs):
    wrong = [(text, said) for text, said in pairs
             if re.search(r"&\w", text) and "&nbsp" not in text and said.count("&") != text.count("&")]
    menus = {text: re.search(r"&(\w)", said)[1].lower() for text, said in pairs
             if text in ("&File", "&Edit", "&Run", "&Panel", "&View", "&Lessons", "&Help")}
    assert wrong == [] and len(set(menus.values())) == len(menus) == 7, menus


def test_no_translation_is_much_longer_than_its_text(pairs):
    long = [(text, said) for text, said in pairs if width(said) > (1 + PART) * width(text) + LETTERS]
    assert long == []
