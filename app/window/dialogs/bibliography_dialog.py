"""The bibliography: what texts on the screen and docstrings name, with a link that opens in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QWidget

from app.window.dialogs.about_dialog import TextDialog
from app.words.sources import PAPERS, SOURCES, Paper, Source
from widgets.language import _
from widgets.theme import themes


class BibliographyDialog(TextDialog):
    def __init__(self, parent: QWidget):
        super().__init__(parent, _("Bibliography"), "".join((
            "<p>", _("Saddle teaches what these four texts teach. Where one of them is wrong, a note says so."), "</p>",
            _listed(SOURCES), "<p>",
            _("Papers and books, as texts on the screen and the program itself name them, with the statements of "
              "theirs that are used:"), "</p>", _listed(PAPERS))))


def _listed(sources: Iterable[Source]) -> str:
    return "".join(f"<p style='margin: 4px 0 4px 12px'><b>{escape(_(source.named))}</b><br>{_cited(source)}</p>"
                   for source in sources)


def _cited(source: Source) -> str:
    title = f"<i>{escape(source.title)}</i>"
    if source.address:
        title = f"<a style='color: {themes.current.accent}' href='{escape(source.address)}'>{title}</a>"
    cited = ", ".join(part for part in (escape(source.authors), title, escape(_(source.where))) if part)
    if isinstance(source, Paper) and source.used:
        cited += f"<br><i>{_('Used: {statements}').format(statements=', '.join(source.used))}</i>"
    return cited
