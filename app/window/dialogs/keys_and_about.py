"""The dialogs of the help menu: the list of keys, and About."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.version import VERSION
from app.window.actions import Command
from widgets.language import _
from widgets.theme import themes


class TextDialog(QDialog):
    """Rich text that scrolls, and a button that closes. A link opens in the browser when it is clicked or chosen."""

    def __init__(self, parent: QWidget, title: str, html: str):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        text = QLabel(html)
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        text.setOpenExternalLinks(True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setMargin(themes.current.pixels(10))
        scroll = QScrollArea()
        scroll.setAccessibleName(title)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())      # drawn for light themes only
        buttons.rejected.connect(self.reject)
        self.buttons = buttons
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        wanted = text.sizeHint()
        room = parent.size()
        self.resize(min(room.width() - 40, max(wanted.width() + 60, themes.current.pixels(520))),
                    min(room.height() - 40, wanted.height() + themes.current.pixels(90)))


class KeysDialog(TextDialog):
    """Every command that has keys, with them, from the same declaration that makes them work."""

    def __init__(self, parent: QWidget, commands: Iterable[Command]):
        rows = "".join(f"<tr><td style='padding:2px 18px 2px 0'><b>{command.keys_text()}</b></td>"
                       f"<td style='padding:2px'>{_(command.text)}</td></tr>" for command in commands if command.keys)
        rows += f"<tr><td><b>Ctrl+1 … Ctrl+9</b></td><td style='padding:2px'>{_('Go to that panel')}</td></tr>"
        extra = _("Return presses the button that has the focus. In a plot: drag to move, wheel to zoom, "
                  "double click to see everything. In a derivation: Down and Up go from line to line, Home and End to "
                  "the first and the last.")
        presenting = _("In a presentation, as remotes have it: F5 begins it and Esc ends it, B and . blank it, PgDn "
                       "and PgUp go through the stops of a lesson, or else through pages and panels.")
        super().__init__(parent, _("Keys"), f"<table>{rows}</table><p>{extra}</p><p>{presenting}</p>")


class AboutDialog(TextDialog):
    def __init__(self, parent: QWidget):
        super().__init__(parent, _("About Saddle"), f"<h2>Saddle {VERSION}</h2><p>" + _(
            "A laboratory in which people see how adversarial training works and how it fails. "
            "Everything shown is computed as you watch; nothing is a recording.") + "</p><p>" + _(
            "MIT licence. Built on Python, Qt for Python (LGPL), PyTorch, NumPy, SciPy and pyqtgraph.") + "</p>")
        self.licences = self.buttons.addButton(_("Licences"), QDialogButtonBox.ButtonRole.ActionRole)
        self.licences.clicked.connect(self._show_licences)

    def _show_licences(self) -> None:           # imported only now: the window is to be painted soon
        from app.window.dialogs.licences_dialog import LicencesDialog

        LicencesDialog(self).exec()
