"""The bibliography: what texts on the screen name is in it, and its links open in the browser when they are clicked."""

import ast
import functools
import io
import re
import tokenize
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.window.dialogs.bibliography_dialog import BibliographyDialog
from app.words.sources import PAPERS, SOURCES

ROOT = Path(__file__).parents[3]


@functools.cache
def visible_texts():
    """Every text that is marked for translation, with where it stands."""
    found = []
    for folder in ("app", "widgets", "sims"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
                        and node.args and isinstance(node.args[0], ast.Constant)):
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value))
    return found


NAMED = {source.named for source in SOURCES}


def test_no_text_says_the_slides_or_the_article_without_saying_which():
    assert len(visible_texts()) > 500
    for place, text in visible_texts():
        vague = re.search(r"\b[Tt]he (slides|article|source|author|paper)\b|\b[Tt]he notes (?!“)", text)
        assert vague is None, (place, text)


def test_every_source_that_a_text_names_is_in_the_list_and_every_one_in_the_list_is_named():
    found = set()
    for place, text in visible_texts():
        for name in re.findall(r"\w+’s (?:slides|article)|[Tt]he notes “[^”]*”", text):
            name = name.replace("The notes", "the notes")
            assert name in NAMED, (place, name)
            if not place.startswith("app/words/sources.py"):
                found.add(name)
    assert found == NAMED


def test_every_paper_that_a_text_names_by_authors_and_year_is_in_the_list():
    papers = " ".join(paper.named for paper in PAPERS)
    names = [(place, f"{who} {year}") for place, text in visible_texts() for who, year in re.findall(
        r"([A-Z]\w+ (?:et al\.|and [A-Z]\w+)|\w+GAN(?:-\w+)?),? \(?((?:19|20)\d\d)", text)]
    assert len(names) > 5
    for place, name in names:
        assert name in papers, (place, name)
    for paper in PAPERS:
        assert re.fullmatch(r"|https://arxiv\.org/abs/\d{4}\.\d{4,5}|https://doi\.org/10\.\d+/\S+|https://bids\S+",
                            paper.address), paper


# Docstrings ----------------------------------------------------------------------------------------------------------

_WORK = (r"(?P<who>[A-Z][\w-]+(?: et al\.| and (?:van der )?[A-Z][\w-]+)?) "
         r"\(?(?P<year>19[2-9]\d|20(?:0[1-9]|[12]\d))\b\)?")
_KINDS = r"(?:eqs?\.|sections?|propositions?|algorithms?|theorems?|figures?|lemmas?|chapters?)"
_NUMBERED = rf"{_KINDS} \d[\d.]*\b(?: and \d[\d.]*\b)?"
_CITATION = rf"(?P<before>{_NUMBERED} of )?{_WORK}(?P<behind>(?:,? (?:and )?{_NUMBERED})*)"


def own_words(path):
    """Docstrings and comments of a file, each on one line; comments below one another are one."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (said := ast.get_docstring(node)):
            yield " ".join(said.split())
    lines = [""]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            lines[-1] += " " + token.string.lstrip("#: ")
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            lines.append("")
    yield from lines


def citations():
    """(file, "Arjovsky and Bottou 2017", {"theorem 2.4", …}) of all that docstrings and comments cite."""
    for folder in ("app", "widgets", "sims"):
        for path in (ROOT / folder).rglob("*.py"):
            if "entries" in path.parts or path.name == "sources.py":
                continue
            for said in own_words(path):
                for found in re.finditer(_CITATION, said, re.IGNORECASE):
                    if found["who"][0].isupper():
                        numbered = re.findall(_NUMBERED, f"{found['before'] or ''} {found['behind']}".lower())
                        yield path.name, f"{found['who']} {found['year']}", {each for one in numbered
                                                                             for each in statements(one)}


def statements(text):
    """“lemmas 1 and 2” as “lemma 1”, “lemma 2”."""
    kind, *numbers = re.findall(r"[a-z]+\.?|\d[\d.]*", text.replace(" and ", " "))
    return [f"{'eq.' if kind.startswith('eq') else kind.rstrip('s')} {number.rstrip('.')}" for number in numbers]


def test_every_work_that_a_docstring_cites_is_in_the_bibliography_with_the_statements_that_it_cites():
    cited, sources = {}, {f"{source.short} 2018" for source in SOURCES}
    for path, work, numbered in citations():
        if work not in sources:
            assert work in {paper.cited for paper in PAPERS}, (path, work)
            cited.setdefault(work, set()).update(numbered)
    assert len(cited) > 25
    assert {paper.cited: set(paper.used) for paper in PAPERS} == {paper.cited: set() for paper in PAPERS} | cited


class Browser(QObject):
    """Stands in for the browser of this machine."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toString())


@pytest.fixture
def browser():
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    yield browser
    QDesktopServices.unsetUrlHandler("https")


def test_the_dialog_lists_them_all_and_a_link_opens_only_when_it_is_asked_for(qtbot, browser):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 700)
    dialog = BibliographyDialog(parent)
    qtbot.addWidget(dialog)
    dialog.show()
    text = max(dialog.findChildren(QLabel), key=lambda label: len(label.text()))
    for source in (*SOURCES, *PAPERS):
        assert source.title in text.text() and source.address in text.text()
    qtbot.wait(50)
    assert browser.opened == []
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Tab)                    # to the first link
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert browser.opened == [next(source.address for source in SOURCES if source.address)]
