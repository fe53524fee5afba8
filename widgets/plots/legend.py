"""A legend that stands for itself: one row of entries, each with its line, that several plots obey."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.plots.curve_item import pen_for
from widgets.theme import themes


@dataclass(frozen=True)
class Entry:
    """One line of a legend. colour: a role of the theme or an index of its series; dash as in `pen_for`."""

    key: str
    label: str
    colour: str | int = "ink"
    dash: str | tuple[float, ...] | None = None


class LegendBar(QWidget):
    """Checkable entries. toggled(key, on) comes only when a person clicks; what is hidden stays so by its key."""

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._buttons: dict[str, QToolButton] = {}
        self._hidden: set[str] = set()
        self._flow = FlowLayout(self, spacing=2)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._dress)

    def set_entries(self, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        if entries == self._entries:
            return
        self._entries = entries
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for entry in entries:
            button = QToolButton()
            button.setProperty("legend", True)
            button.setCheckable(True)
            button.setChecked(entry.key not in self._hidden)
            button.setText(entry.label)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAccessibleName(_("Show {curve}").format(curve=entry.label))
            button.setToolTip(_("Click to hide or show {curve}").format(curve=entry.label))
            button.toggled.connect(lambda on, key=entry.key: self._toggle(key, on))
            self._buttons[entry.key] = button
            self._flow.addWidget(button)
            button.show()
        self._dress()
        self.updateGeometry()

    def is_shown(self, key: str) -> bool:
        return key not in self._hidden

    def button(self, key: str) -> QToolButton:
        return self._buttons[key]

    def _toggle(self, key: str, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(key)
        self._dress()
        self.toggled.emit(key, on)

    def _dress(self) -> None:
        for entry in self._entries:
            button = self._buttons[entry.key]
            button.setIconSize(line_size())
            button.setIcon(QIcon(line_pixmap(entry.colour if button.isChecked() else "border", entry.dash,
                                             self.devicePixelRatioF())))


def line_size() -> QSize:
    return QSize(themes.current.pixels(26), themes.current.pixels(12))


def line_pixmap(colour: str | int, dash, ratio: float) -> QPixmap:
    """A piece of a line as it is drawn in a plot."""
    theme, size = themes.current, line_size()
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(pen_for(theme.colour(colour), dash, 2 * theme.scale if theme.scale < 1.4 else 3))
    painter.drawLine(QPointF(1, size.height() / 2), QPointF(size.width() - 1, size.height() / 2))
    painter.end()
    return pixmap
