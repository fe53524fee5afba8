"""The bibliography: what texts on the screen name is in it, and its links open in the browser when they are clicked."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.sources import PAPERS, SOURCES
from app.window.dialogs.sources_dialog import SourcesDialog

ROOT = Path(__file__).parents[2]


def visible_texts():
    """Every text that is marked for translation, with where it stands."""
    for folder in ("app", "widgets", "sims"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
                        and node.args and isinstance(node.args[0], ast.Constant)):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value


TEXTS = list(visible_texts())
NAMED = {source.named for source in SOURCES}


def test_no_text_says_the_slides_or_the_article_without_saying_which():
    assert len(TEXTS) > 500
    for place, text in TEXTS:
        vague = re.search(r"\b[Tt]he (slides|article|source|author|paper)\b|\b[Tt]he notes (?!“)", text)
        assert vague is None, (place, text)


def test_every_source_that_a_text_names_is_in_the_list_and_every_one_in_the_list_is_named():
    found = set()
    for place, text in TEXTS:
        for name in re.findall(r"\w+’s (?:slides|article)|[Tt]he notes “[^”]*”", text):
            name = name.replace("The notes", "the notes")
            assert name in NAMED, (place, name)
            if not place.startswith("app/sources.py"):
                found.add(name)
    assert found == NAMED


def test_every_paper_that_a_text_names_by_authors_and_year_is_in_the_list():
    papers = " ".join(paper.named for paper in PAPERS)
    names = [(place, f"{who} {year}") for place, text in TEXTS for who, year in re.findall(
        r"([A-Z]\w+ (?:et al\.|and [A-Z]\w+)|\w+GAN(?:-\w+)?),? \(?((?:19|20)\d\d)", text)]
    assert len(names) > 5
    for place, name in names:
        assert name in papers, (place, name)
    for paper in PAPERS:
        assert re.fullmatch(r"https://arxiv\.org/abs/\d{4}\.\d{4,5}", paper.address)


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
    dialog = SourcesDialog(parent)
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
