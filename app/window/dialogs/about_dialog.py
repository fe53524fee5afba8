"""A dialog with a text, and About."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.version import VERSION
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
