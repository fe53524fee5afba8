"""The list of keys, in which they can be changed, too."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.window.actions import Command, keys_text
from app.window.dialogs.list_search import ListSearch
from app.window.shortcuts import Shortcuts
from widgets.controls.search_field import as_typed
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.spoken import Spoken
from widgets.theme import themes

WANTED = QSize(620, 640)                # at scale 1


class KeysDialog(QDialog):
    """Every command with its keys. The keys of the one that is chosen can be changed below."""

    def __init__(self, parent: QWidget, shortcuts: Shortcuts):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keys"))
        self._shortcuts = shortcuts
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Commands and their keys"))
        self.list.setHeaderLabels([_("Command"), _("Keys"), _("Menu")])
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = ListSearch(_("Search by a word or a key"), self.list)
        self.search.textChanged.connect(self._filter)
        self.items: dict[str, QTreeWidgetItem] = {}
        for key, command in shortcuts.commands.items():
            item = QTreeWidgetItem([_plain(command.text), "", _plain(command.menu)])
            item.setData(0, Qt.ItemDataRole.UserRole, key)
            self.list.addTopLevelItem(item)
            self.items[key] = item
        self.list.currentItemChanged.connect(self._begin)
        self.field = KeyField()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(_("New key"))
        self.field.findChild(QLineEdit).setAccessibleName(_("New key"))
        self.field.keySequenceChanged.connect(self._say)
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.says.setAccessibleName(_("What the new key does now"))
        self.use = self._button(_("Use it"), lambda: self._give(()))
        self.add = self._button(_("Use it as well"), lambda: self._give(self._shortcuts.keys_of(self.key)))
        self.none = self._button(_("No key"), lambda: self._change(lambda: shortcuts.give(self.key, ())))
        self.default = self._button(_("Its default key"), lambda: self._change(lambda: shortcuts.reset(self.key)))
        self.defaults = self._button(_("All default keys"), lambda: self._change(shortcuts.reset_all))
        row = FlowLayout(spacing=6)
        for widget in (self.field, self.use, self.add, self.none, self.default, self.defaults):
            row.addWidget(widget)
        more = QLabel(_(
            "Ctrl+1 to Ctrl+9 go to a panel. Tab goes from control to control, the arrows go on in legends and tabs; "
            "Return presses the button that has the focus. In a plot: drag to move, wheel to zoom, double click to see "
            "everything, as +, − and 0 do. In a derivation: Down and Up go from line to line, Home and End to the "
            "first and the last.") + " " + _(
            "In a presentation, as remotes have it: F5 begins it and Esc ends it, B and . blank it, PgDn and PgUp go "
            "through the stops of a lesson, or else through pages and panels."))
        more.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())      # drawn for light themes only
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.says)
        layout.addLayout(row)
        layout.addWidget(more)
        layout.addWidget(buttons)
        self._show()
        self.list.setCurrentItem(self.list.topLevelItem(0))
        for column in range(2):
            self.list.resizeColumnToContents(column)
        self.resize(QSize(*map(themes.current.pixels, WANTED.toTuple())).boundedTo(parent.size() - QSize(40, 60)))
        self.search.setFocus()

    @property
    def key(self) -> str:
        """The command that is chosen."""
        return self.list.currentItem().data(0, Qt.ItemDataRole.UserRole)

    def _button(self, text: str, clicked) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: clicked())
        return button

    def _show(self) -> None:
        changed = self._shortcuts.changed
        for key, item in self.items.items():
            item.setText(1, keys_text(self._shortcuts.keys_of(key)))
            font = item.font(1)
            font.setBold(key in changed)
            item.setFont(1, font)
        self.defaults.setEnabled(bool(changed))
        self._say()

    def _filter(self, text: str) -> None:
        words = as_typed(text).split()
        for item in self.items.values():
            said = as_typed(" ".join(item.text(column) for column in range(3)))
            item.setHidden(not all(word in said for word in words))
        left = [item for item in self.items.values() if not item.isHidden()]
        if left and self.list.currentItem() not in left:
            self.list.setCurrentItem(left[0])

    def _begin(self) -> None:
        self.field.clear()
        self._say()

    def _say(self, *_ignored: object) -> None:
        """What the new key does now, or what to do."""
        if self.list.currentItem() is None:
            return
        name, sequence = self.list.currentItem().text(0), self._typed()
        owner = self._shortcuts.owner_of(sequence)
        fields = {"key": keys_text([sequence]), "name": name, "other": _plain(owner.text) if isinstance(
            owner, Command) else ""}
        if not sequence:
            said = _("For a new key of “{name}” go to the field below and press it.")
        elif not self._shortcuts.can_be_given(sequence):
            said = _("{key} keeps what it does. Press another key.")
        elif isinstance(owner, Command) and owner.key != self.key:
            said = _("{key} is a key of “{other}”, which loses it if you use it for “{name}”.")
        elif owner is not None:
            said = _("{key} is a key of “{name}” already.")
        else:
            said = _("{key} is free.")
        self.says.setText(said.format(**fields))
        can = self._shortcuts.can_be_given(sequence)
        self.use.setEnabled(can)
        self.add.setEnabled(can and bool(self._shortcuts.keys_of(self.key)))
        self.none.setEnabled(bool(self._shortcuts.keys_of(self.key)))
        self.default.setEnabled(self.key in self._shortcuts.changed)

    def _typed(self) -> str:
        return self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _give(self, kept: tuple[str, ...]) -> None:
        self._change(lambda: self._shortcuts.give(self.key, (*kept, self._typed())))

    def _change(self, change) -> None:
        change()
        self.field.clear()
        self._show()


class KeyField(QKeySequenceEdit, Spoken):
    """A field into which a key is pressed; Qt tells assistive technology nothing of it."""

    spoken_role = QAccessible.Role.HotkeyField

    def spoken_value(self) -> str:
        return keys_text([self.keySequence().toString(QKeySequence.SequenceFormat.PortableText)]) or _("no key yet")


def _plain(text: str) -> str:
    return _(text).replace("&", "")
