"""Commands about words: the concepts of the sources with their places in the window, the glossary, the sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCursor, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.window.actions import HELP, command
from app.window.commands.link_commands import LinkCommands
from app.window.window import Window
from app.words.entry import Entry, marked_up
from app.words.places import Place
from sims.params import N_
from widgets.language import _

if TYPE_CHECKING:
    from widgets.formulas.symbols import Hit


class WordsCommands:
    """links: shows the run of a place that is a link. What a dialog needs is imported when it opens: the window is to
    be painted soon."""

    def __init__(self, window: Window, links: LinkCommands):
        self.window, self.links = window, links
        self._concept, self._term = 1, ""       # that were looked at last

    # Concepts --------------------------------------------------------------------------------------------------------

    @command(N_("Concepts"), HELP, "Ctrl+K")
    def concepts(self) -> None:
        """List what the sources teach; the one that is chosen opens where it is seen."""
        from app.window.dialogs.concepts_dialog import ConceptsDialog
        dialog = ConceptsDialog(self.window, self.window.tabs, self._concept)
        dialog.looked_at.connect(self._keep_concept)
        dialog.opened.connect(self.open_place)
        dialog.open()

    def _keep_concept(self, number: int) -> None:
        self._concept = number

    def open_place(self, place: Place) -> None:
        """Bring a place to the front. Raises LookupError where there is none."""
        panel = self.window.panel_of(place.panel)
        if panel is None:
            raise LookupError(place.panel)
        self.window.show_panel(panel)
        if place.link:
            self.links.open_text(place.link)
        if place.preset:
            panel.use_preset(place.preset)
        for view in place.views:
            panel.open_view(view)
        if place.setting:
            panel.show_setting(place.setting.rpartition(".")[2])

    # Glossary --------------------------------------------------------------------------------------------------------

    @command(N_("Help and glossary"), HELP, "Shift+F1")
    def glossary(self) -> None:
        """List every term and symbol, setting, number and page with what it means."""
        self.open_glossary(self._term)

    def open_glossary(self, term: str) -> None:
        """Show the entry of this term; "" the first."""
        from app.window.dialogs.glossary_dialog import GlossaryDialog
        from app.window.help_entries import window_entries
        dialog = GlossaryDialog(QApplication.activeModalWidget() or self.window, term,
                                window_entries(self.window.tabs))
        dialog.looked_at.connect(self._keep_term)
        dialog.open()

    def _keep_term(self, term: str) -> None:
        self._term = term

    def tell(self, widget: QWidget, event: QHelpEvent) -> bool:
        """Say as a tool tip what the symbol of a formula under the pointer means; whether there is one."""
        if event.type() != QEvent.Type.ToolTip:
            return False
        hit, found = self._under(widget, event.pos().x(), event.pos().y())
        if found:
            QToolTip.showText(event.globalPos(), told(found), widget, hit.rect.toAlignedRect())
        return bool(found)

    def explain(self, event: QKeyEvent | QMouseEvent) -> bool:
        """F1 or a double click: open the glossary at the symbol under the pointer; whether there is one."""
        widget = QApplication.widgetAt(QCursor.pos())
        if widget is None:
            return False
        place = widget.mapFromGlobal(QCursor.pos())
        _hit, found = self._under(widget, place.x(), place.y())
        if found:
            event.accept()
            self.open_glossary(found[0].term)
        return bool(found)

    def _under(self, widget: QWidget, x: float, y: float) -> tuple[Hit | None, tuple[Entry, ...]]:
        """The symbol of a formula that is there, and its meanings in the panel in front."""
        from app.words.glossary import meanings
        from sims import registry
        from widgets.formulas.symbols import SymbolsWidget
        hit = widget.symbol_at(x, y) if isinstance(widget, SymbolsWidget) else None
        if hit is None:
            return None, ()
        group = self.window.panel.page.group
        # A lesson may write of another panel's symbols than the one in front.
        return hit, meanings(hit.texts, group if group in registry.names() else "gan") or meanings(hit.texts)

    # Bibliography ----------------------------------------------------------------------------------------------------

    @command(N_("Bibliography"), HELP)
    def sources(self) -> None:
        """List the sources and papers that texts on the screen and docstrings name."""
        from app.window.dialogs.bibliography_dialog import BibliographyDialog
        BibliographyDialog(self.window).exec()


def told(found: tuple[Entry, ...]) -> str:
    """The tool tip (HTML) of a symbol with these meanings: each of its meanings, and the key that tells more."""
    said = "".join(f"<p><b>{escape(_(entry.term))}</b>: {marked_up(_(entry.says))}</p>" for entry in found)
    return said + f"<p><i>{escape(_('F1: more in the glossary'))}</i></p>"
