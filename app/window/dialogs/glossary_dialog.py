"""The dialog of the glossary: terms with their symbols to search in, and the entry of the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from unicodedata import name

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.window.dialogs.list_search import ListSearch
from app.words.entry import Entry, marked_up
from app.words.glossary import entries, entry_of
from widgets.controls.search_field import as_typed
from widgets.formulas.view import TypesetFormula
from widgets.language import _
from widgets.theme import themes

WANTED = QSize(820, 520)
LIST_WIDTH = 300


class GlossaryDialog(QDialog):
    """looked_at(term): of the entry that is shown, its key. term: of the one that is shown at first.

    others: entries beside those of the glossary, of what is in the window.
    """

    looked_at = Signal(str)

    def __init__(self, parent: QWidget, term: str = "", others: Iterable[Entry] = ()):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help and glossary"))
        self.list = QListWidget()
        self.search = ListSearch(_("Find a term, a symbol, a setting, a number or a page"), self.list)
        self.search.textChanged.connect(self._filter)
        self.list.setAccessibleName(_("Terms"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items: dict[str, QListWidgetItem] = {}
        for entry in sorted((*entries(), *others), key=lambda entry: (_(entry.term).casefold(), entry.place)):
            symbols = "  ".join([symbol for symbol in entry.symbols if "{" not in symbol][:3])
            item = QListWidgetItem(_(entry.term) + (f"   {symbols}" if symbols else "") + (
                f"   ({entry.place})" if entry.place else ""))
            item.setToolTip(item.text())
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
            self.items[entry.key] = item
        self.list.currentItemChanged.connect(self._show)
        self.title = QLabel()
        self.title.setProperty("title", True)
        self.title.setWordWrap(True)
        self.formula = TypesetFormula()
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Meaning"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(themes.current.pixels(8), 0, 0, 0)
        for widget, stretch in ((self.title, 0), (self.formula, 0), (self.text, 1)):
            column.addWidget(widget, stretch)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([themes.current.pixels(LIST_WIDTH), themes.current.pixels(WANTED.width() - LIST_WIDTH)])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget, stretch in ((self.search, 0), (splitter, 1), (buttons, 0)):
            layout.addWidget(widget, stretch)
        self.resize(QSize(*map(themes.current.pixels, WANTED.toTuple())).boundedTo(parent.size() - QSize(40, 60)))
        self.list.setCurrentItem(self.items.get(term, self.list.item(0)))
        self.search.setFocus()

    @property
    def entry(self) -> Entry | None:
        """The one that is shown; None where the search has left none."""
        item = self.list.currentItem()
        return None if item is None or item.isHidden() else item.data(Qt.ItemDataRole.UserRole)

    def _filter(self, text: str) -> None:
        wanted = as_typed(text).strip()
        words = wanted.split()
        for item in self.items.values():
            entry = item.data(Qt.ItemDataRole.UserRole)
            said = as_typed(f"{_(entry.term)} {_(entry.says)} {entry.place}")
            symbols = {as_typed(each) for each in entry.symbols} | spoken(entry.symbols)
            item.setHidden(not all(word in said or word in symbols for word in words))
        left = [self.list.item(row) for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        best = [item for item in left if text.strip() in item.data(Qt.ItemDataRole.UserRole).symbols] or \
            [item for item in left if wanted in map(as_typed, item.data(Qt.ItemDataRole.UserRole).symbols)] or \
            [item for item in left if as_typed(item.text()).startswith(wanted)] or left
        if best:
            self.list.setCurrentItem(best[0])
        self._show()

    def _show(self, *_items: QListWidgetItem) -> None:
        entry = self.entry
        self.title.setText(_(entry.term) if entry else "")
        if entry is not None and entry.formula:
            self.formula.show_formula(entry.formula)
        self.formula.setVisible(bool(entry and entry.formula))
        if entry is None:
            self.text.setHtml(escape(_("No entry matches this.")))
            return
        self.text.setHtml(entry_html(entry))
        self.list.scrollToItem(self.items[entry.key])
        self.looked_at.emit(entry.key)

    def _follow(self, link: QUrl) -> None:
        """To the entry of another term."""
        self.search.clear()
        self.list.setCurrentItem(self.items[link.path()])


def entry_html(entry: Entry) -> str:
    """What an entry says below its formula: its symbols, its meaning, the sources, the entries to go on to."""
    colour = themes.current.accent
    parts = [marked_up(_(entry.says))]
    if entry.place:
        parts.append(escape(entry.place.capitalize()) + ".")
    if entry.symbols:
        parts.append(_("In formulas: {symbols}").format(symbols=", &nbsp;".join(map(marked_up, entry.symbols))))
    if entry.sources:
        parts.append(f"<b>{escape(_('In the sources'))}</b><br>{marked_up(_(entry.sources))}")
    if entry.see:
        links = ", ".join(f"<a style='color: {colour}' href='term:{escape(term)}'>{escape(_(entry_of(term).term))}</a>"
                          for term in entry.see)
        parts.append(_("See also: {terms}").format(terms=links))
    return "".join(f"<p>{part}</p>" for part in parts)


def spoken(symbols: Iterable[str]) -> set[str]:
    """The names of the Greek letters in symbols, which few can type: {"sigma", "theta"}."""
    names = (name(letter, "") for symbol in symbols for letter in symbol)
    return {each.split()[-1].lower() for each in names if each.startswith("GREEK SMALL LETTER")}
