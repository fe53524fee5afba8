"""What assistive technology is told of a widget that paints what it shows: what it is, and what is to be seen in it.

Of Qt's own controls Qt knows that. Apart from a name, which every widget has, it knows nothing of a painted one.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QTextDocumentFragment
from PySide6.QtWidgets import QAccessibleWidget

from widgets.language import _


def plain_text(text: str) -> str:
    """A tool tip in one line, without its marks where it is one in paragraphs: a sentence and its formula."""
    return " ".join((QTextDocumentFragment.fromHtml(text).toPlainText() if text.startswith("<p>") else text).split())


class Spoken:
    """Beside QWidget among the bases of a widget that paints. spoken_role: what it is. shows_focus: whether it shows by
    itself that it has the focus; else there is a ring around it."""

    spoken_role = QAccessible.Role.Graphic
    shows_focus = False

    def spoken_value(self) -> str:
        """What is to be seen in it now, translated; the widget's description where nothing else is said."""
        return self.accessibleDescription() or _("nothing yet")


class _SpokenInterface(QAccessibleWidget):
    def text(self, kind: QAccessible.Text) -> str:
        """The value is the description, too, where there is no other: screen readers of Linux read no other value than
        a number."""
        if kind == QAccessible.Text.Value:
            return self.object().spoken_value()
        said = super().text(kind)
        return self.object().spoken_value() if kind == QAccessible.Text.Description and not said else said


def _interface_of(_kind: str, widget: QObject) -> QAccessibleInterface | None:
    return _SpokenInterface(widget, widget.spoken_role) if isinstance(widget, Spoken) else None


def install() -> None:
    """Let Qt tell assistive technology what the painted widgets of this process say; once is enough."""
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed.append(True)


_installed: list[bool] = []
