"""The legend of a plot: a row of buttons, each with its symbol, that hide and show curves or layers of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from widgets.controls.one_stop import OneStop
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.plots.legend_symbols import line_pixmap, line_size, symbol_pixmap, symbol_size
from widgets.spoken import plain_text
from widgets.theme import themes


@dataclass(frozen=True)
class Entry:
    """One button of a legend. colour: a role of the theme or an index of its series. dash: as in `pen_for`.

    symbol: a name in `legend_symbols.SYMBOLS`; "" for a piece of a line with this dash.
    """

    key: str
    label: str
    colour: str | int = "ink"
    dash: str | tuple[float, ...] | None = None
    symbol: str = ""


class Legend(QWidget):
    """Checkable buttons in a row that wraps; Tab stops there once, and the arrows go on. heading: widgets in front of
    them in the same row.

    tucked: keys of entries that are in the row only while they are shown; a menu behind the others brings them back.
    more: the text on the button of that menu. menu: it, which others may add to; None without such entries.
    toggled(key, shown) comes when an entry is hidden or shown, by a click or by `set_shown`.
    """

    toggled = Signal(str, bool)

    def __init__(self, entries: Iterable[Entry] = (), heading: Iterable[QWidget] = (), parent: QWidget | None = None,
                 *, tucked: Iterable[str] = (), more: str = ""):
        super().__init__(parent)
        self._tucked: dict[str, QAction | None] = dict.fromkeys(tucked)
        self.menu: QMenu | None = None
        self._entries: dict[str, Entry] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._hidden: set[str] = set()
        self._more = more
        self._says_of: Callable[[str], str] = lambda _key: ""
        self._flow = FlowLayout(self, spacing=2)
        self._stop = OneStop(self, lambda: self.buttons)
        for widget in heading:
            self._flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._apply_theme)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Append an entry; one that was hidden under the same key, and not removed, is hidden again."""
        button = QToolButton()
        button.setProperty("legend", True)
        button.setCheckable(True)
        button.setChecked(entry.key not in self._hidden)
        button.setText(entry.label)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(_("Show {curve}").format(curve=entry.label))
        button.toggled.connect(lambda on, key=entry.key: self._toggle(key, on))
        self._entries[entry.key], self._buttons[entry.key] = entry, button
        if entry.key in self._tucked and self.menu is None:
            self._add_menu()
        self._draw(entry.key)
        self._flow.addWidget(button)
        self._stop.watch(button)
        if entry.key in self._tucked:
            self._tuck(entry, button)
        self._say(entry.key)

    def explain(self, says_of: Callable[[str], str]) -> None:
        """Say of each entry, there now or later, what is seen: says_of(key), translated; "" where not known."""
        self._says_of = says_of
        for key in self._entries:
            self._say(key)

    def _say(self, key: str) -> None:
        self.set_says(key, self._says_of(key) or _("Click to hide or show {curve}").format(
            curve=self._entries[key].label))

    def _add_menu(self) -> None:
        """Before the first of the entries that are tucked away, so that it keeps its place."""
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setText(self._more)
        button.setToolTip(_("Choose what else is shown"))
        button.clicked.connect(lambda: self.menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self._flow.addWidget(button)

    def _tuck(self, entry: Entry, button: QToolButton) -> None:
        action = self._tucked[entry.key] = self.menu.addAction(entry.label)
        action.setCheckable(True)
        action.setChecked(button.isChecked())
        action.toggled.connect(button.setChecked)
        button.toggled.connect(action.setChecked)
        button.setVisible(button.isChecked())

    def set_says(self, key: str, text: str) -> None:
        """Say in a tool tip what is seen."""
        self._buttons[key].setToolTip(text)
        self._buttons[key].setAccessibleDescription(plain_text(text))
        if self._tucked.get(key) is not None:
            self._tucked[key].setToolTip(text)

    def set_look(self, key: str, label: str, symbol: str, colour: str | int) -> None:
        """Give an entry another label and another symbol."""
        entry = replace(self._entries[key], label=label, symbol=symbol, colour=colour)
        if entry != self._entries[key]:
            self._entries[key] = entry
            self._buttons[key].setText(label)
            self._draw(key)

    def remove(self, key: str) -> None:
        """Take an entry away and forget whether it was hidden; nothing happens where there is none."""
        self._hidden.discard(key)
        self._take(key)

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show these entries and no others. What is hidden is remembered by key, also while it has no entry."""
        entries = tuple(entries)
        if entries == tuple(self._entries.values()):
            return
        for key in tuple(self._entries):
            self._take(key)
        for entry in entries:
            self.add(entry)
            self._buttons[entry.key].show()
        self.updateGeometry()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """The buttons of all entries, in their order."""
        return tuple(self._buttons.values())

    def shown_labels(self) -> list[str]:
        """What stands on those entries that are shown."""
        return [entry.label for key, entry in self._entries.items() if self.is_shown(key)]

    def button(self, key: str) -> QToolButton:
        return self._buttons[key]

    def is_shown(self, key: str) -> bool:
        """Whether what the entry stands for is to be seen; True also for a key that has no entry."""
        return key not in self._hidden

    def take_over(self, before: Legend) -> None:
        """Show and hide what another legend of the same plot does, and later entries, too."""
        for key in self._entries:
            self.set_shown(key, before.is_shown(key))
        self._hidden |= before._hidden

    def set_shown(self, key: str, on: bool) -> None:
        """As a click on the entry does."""
        self._buttons[key].setChecked(on)

    def _take(self, key: str) -> None:
        if self._entries.pop(key, None) is not None:
            button = self._buttons.pop(key)
            self._flow.removeWidget(button)
            button.deleteLater()
            self._stop.choose()

    def _toggle(self, key: str, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(key)
        if key in self._tucked:
            self._buttons[key].setVisible(on)
        self._draw(key)
        self.toggled.emit(key, on)

    def _apply_theme(self) -> None:
        for key in self._entries:
            self._draw(key)

    def _draw(self, key: str) -> None:
        entry, button, ratio = self._entries[key], self._buttons[key], self.devicePixelRatioF()
        font = button.font()
        font.setStrikeOut(not button.isChecked())   # what is hidden is told from the rest by more than a colour
        button.setFont(font)
        colour = entry.colour if button.isChecked() else "border"
        if entry.symbol:
            button.setIcon(QIcon(symbol_pixmap(entry.symbol, colour, ratio)))
            button.setIconSize(symbol_size())
        else:
            button.setIcon(QIcon(line_pixmap(colour, entry.dash, ratio)))
            button.setIconSize(line_size())
