"""The dialog of sources: what the texts on the screen name, with author, title and a link that opens in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QWidget

from app.sources import PAPERS, SOURCES, Source
from app.window.dialogs.keys_and_about import TextDialog
from widgets.language import _
from widgets.theme import themes


class SourcesDialog(TextDialog):
    def __init__(self, parent: QWidget):
        super().__init__(parent, _("Sources"), "".join((
            "<p>", _("Saddle teaches what these four texts teach. Where one of them is wrong, a note says so."), "</p>",
            _listed(SOURCES), "<p>", _("Papers, by the name that they have on the screen:"), "</p>", _listed(PAPERS))))


def _listed(sources: Iterable[Source]) -> str:
    return "".join(f"<p style='margin: 4px 0 4px 12px'><b>{escape(_(source.named))}</b><br>{_cited(source)}</p>"
                   for source in sources)


def _cited(source: Source) -> str:
    title = f"<i>{escape(source.title)}</i>"
    if source.address:
        title = f"<a style='color: {themes.current.accent}' href='{escape(source.address)}'>{title}</a>"
    return ", ".join(part for part in (escape(source.authors), title, escape(_(source.where))) if part)
