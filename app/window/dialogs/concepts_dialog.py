"""The dialog of concepts: what the sources teach, where the window shows it, and the test that proves its number."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.window.dialogs.list_search import ListSearch
from app.window.panel_tabs import PanelTabs
from app.words.concepts import Concept, concepts
from app.words.places import Place
from app.words.sources import SOURCES
from sims import registry
from sims.params import parameters
from widgets.controls.parameter_row import name_of
from widgets.controls.search_field import as_typed
from widgets.language import _
from widgets.theme import themes

#: The word by which a person knows each source.
SHORT = {letter: source.short for letter, source in zip("ABCD", SOURCES)}
WANTED = QSize(780, 560)
WIDE = 700                              # pixels at scale 1 from which on there is room for all columns


class ConceptsDialog(QDialog):
    """looked_at(number): of the concept that is chosen. opened(place): a person wants to go there; the dialog goes.

    tabs: of the panels, whose titles it shows. number: of the concept that is chosen at first.
    """

    looked_at = Signal(int)
    opened = Signal(object)

    def __init__(self, parent: QWidget, tabs: PanelTabs, number: int = 1):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Concepts"))
        self._tabs = tabs
        self.list = QTreeWidget()
        self.search = ListSearch(_("Find a concept by a word, its number or its source"), self.list)
        self.search.setToolTip(_("Arrow keys go through the list, Enter opens the place."))
        self.search.textChanged.connect(self._filter)
        self.list.setAccessibleName(_("Concepts"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels([_("No."), _("Concept"), _("Taught by")])
        self.list.header().setStretchLastSection(False)
        for column, mode in enumerate((QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch,
                                       QHeaderView.ResizeMode.ResizeToContents)):
            self.list.header().setSectionResizeMode(column, mode)
        self.items: dict[int, QTreeWidgetItem] = {}
        for concept in concepts():
            item = QTreeWidgetItem([str(concept.number), _(concept.title), taught_by(concept)])
            item.setData(0, Qt.ItemDataRole.UserRole, concept)
            item.setTextAlignment(0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
            self.items[concept.number] = item
        self.list.currentItemChanged.connect(self._tell)
        self.list.itemActivated.connect(self._open)
        self.told = QLabel()
        self.told.setAccessibleName(_("Where it is seen"))
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(4 * self.told.fontMetrics().lineSpacing())     # the list keeps its height
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.told.linkActivated.connect(lambda which: self._go(int(which)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Close)
        for button in buttons.buttons():
            button.setIcon(QIcon())             # drawn for light themes only
            button.setAutoDefault(False)
        self.go = buttons.button(QDialogButtonBox.StandardButton.Open)
        self.go.setText(_("Show it"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._open)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget, stretch in ((self.search, 0), (self.list, 1), (self.told, 0), (buttons, 0)):
            layout.addWidget(widget, stretch)
        self.resize(QSize(*map(themes.current.pixels, WANTED.toTuple())).boundedTo(parent.size() - QSize(40, 60)))
        self.list.setCurrentItem(self.items.get(number))
        self.search.setFocus()

    @property
    def concept(self) -> Concept | None:
        """The one that is chosen; None where the search has left none."""
        item = self.list.currentItem()
        return None if item is None or item.isHidden() else item.data(0, Qt.ItemDataRole.UserRole)

    def resizeEvent(self, event) -> None:
        """Where there is little room the titles have it: who teaches a concept stands below, too."""
        super().resizeEvent(event)
        self.list.setColumnHidden(2, self.width() < themes.current.pixels(WIDE))

    def _filter(self, text: str) -> None:
        words = as_typed(text).split()
        for item in self.items.values():
            said = as_typed(" ".join(item.text(column) for column in range(item.columnCount())))
            item.setHidden(not all(word in said.split() if word.isdecimal() else word in said for word in words))
        left = [item for item in self.items.values() if not item.isHidden()]
        if left and self.list.currentItem() not in left:
            self.list.setCurrentItem(left[0])
        self._tell()

    def _tell(self, *_items: QTreeWidgetItem) -> None:
        concept = self.concept
        self.go.setEnabled(concept is not None and bool(concept.places))
        if concept is None:
            self.told.setText(_("No concept matches this."))
            return
        self.looked_at.emit(concept.number)
        shown = "; ".join(f"<a style='color: {themes.current.accent}' href='{number}'>"
                          f"{escape(place_text(place, self._tabs))}</a>" for number, place in enumerate(concept.places))
        proved = ", ".join(escape(check.rpartition("::")[2].removeprefix("test_").replace("_", " "))
                           for check in concept.checks)
        self.told.setText("<br>".join((
            f"<b>{escape(_(concept.title))}</b> ({escape(taught_by(concept))})",
            _("Seen in: {places}").format(places=shown), _("Proved by the test: {checks}").format(checks=proved))))
        self.told.setToolTip("<br>".join(map(escape, concept.checks)))

    def _open(self, *_ignored: object) -> None:
        self._go(0)

    def _go(self, which: int) -> None:
        concept = self.concept
        if concept is not None and which < len(concept.places):
            self.accept()
            self.opened.emit(concept.places[which])


def taught_by(concept: Concept) -> str:
    """The sources of a concept by their short names."""
    return ", ".join(_(SHORT[letter]) for letter in concept.sources)


def place_text(place: Place, tabs: PanelTabs) -> str:
    """A place in words: "GAN lab, preset “Full collapse”, Modes"."""
    kind = tabs.kind_of(place.panel)
    parts = [tabs.title_of(place.panel)]
    if place.preset:
        parts.append(_("preset “{title}”").format(title=kind.preset_titles()[place.preset]))
    parts += [kind.view_titles()[view] for view in place.views]
    if place.setting:
        simulation, name = place.setting.split(".")
        declared = parameters(registry.params_type(simulation))[name]
        parts.append(_("setting “{title}”").format(title=name_of(declared)))
    return ", ".join(parts)
