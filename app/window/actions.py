"""Commands of the window: a method with a decorator is a command, and everything that offers it is built from that.

The QActions with their keys, the menus, the tool tips and the list of keys all read the same declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MethodType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from sims.params import N_
from widgets.icons import icon
from widgets.language import _

FILE, EDIT, RUN, PANEL = N_("&File"), N_("&Edit"), N_("&Run"), N_("&Panel")
VIEW, LESSONS, HELP = N_("&View"), N_("&Lessons"), N_("&Help")
NAME = "name in English"
MENUS = (FILE, EDIT, RUN, PANEL, VIEW, LESSONS, HELP)


@dataclass(frozen=True)
class Command:
    """A method that is a command. On an instance it is the method as it was written, to be called from anywhere.

    text: what a person reads (translatable). menu: one of MENUS. keys: as Qt spells them, the first is shown in the
    menu. checkable: it is on or off, and the method takes which. repeats: a key held down repeats it. separated: a
    line stands above it in its menu. icon: a name that widgets.icons knows, or "".
    """

    method: Callable[..., None]
    text: str
    menu: str
    keys: tuple[str, ...]
    checkable: bool
    repeats: bool
    separated: bool
    icon: str

    @property
    def key(self) -> str:
        """Its identifier: the name of the method."""
        return self.method.__name__

    def __get__(self, owner: object, kind: type | None = None) -> Any:
        return self if owner is None else MethodType(self.method, owner)


def command(text: str, menu: str, *keys: str, checkable: bool = False, repeats: bool = False, separated: bool = False,
            icon: str = "") -> Callable[[Callable[..., None]], Command]:
    """Make a method a command; see Command. It takes no arguments, or where it is checkable `on: bool`."""
    return lambda method: Command(method, text, menu, keys, checkable, repeats, separated, icon)


def commands_of(*owners: type) -> list[Command]:
    """The commands that these classes have: by menu, and within one in the order of the classes and methods."""
    found = [value for owner in owners for kind in reversed(owner.__mro__) for value in vars(kind).values()
             if isinstance(value, Command)]
    return sorted(found, key=lambda declared: MENUS.index(declared.menu))


def build(parent: QObject, commands: Collection[Command]) -> dict[str, QAction]:
    """A QAction for every command by its key; the keys work wherever the focus is, except where text is typed."""
    actions = {}
    for declared in commands:
        action = QAction(parent)
        action.setObjectName(declared.key)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(declared.checkable)
        action.setAutoRepeat(declared.repeats)
        action.setShortcuts([QKeySequence(key) for key in declared.keys])
        actions[declared.key] = action
    name_commands(commands, actions)
    return actions


def name_commands(commands: Iterable[Command], actions: Mapping[str, QAction]) -> None:
    """Give the actions their texts, in the language of now."""
    for declared in commands:
        action = actions[declared.key]
        action.setText(_(declared.text))
        show_keys(action, declared, [key.toString() for key in action.shortcuts()])


Named = TypeVar("Named", QAction, QMenu)


def named(thing: Named, text: str) -> Named:
    """The same action or menu, called `text`, which is translated, now and whenever another language is chosen."""
    thing.setProperty(NAME, text)
    _name(thing)
    return thing


def name_again(menus: QMenuBar | QMenu) -> None:
    """Call what is `named` in these menus in the language of now.

    The menus are gone through: what `findChildren` finds PySide keeps for as long as the finder is there, also the
    actions of panels that are gone.
    """
    for action in menus.actions():
        menu = action.menu()
        for thing in (action, menu):
            if thing is not None and thing.property(NAME):
                _name(thing)
        if menu is not None:
            name_again(menu)


def _name(thing: QAction | QMenu) -> None:
    say = thing.setTitle if isinstance(thing, QMenu) else thing.setText
    say(_(thing.property(NAME)))


def show_keys(action: QAction, declared: Command, keys: Iterable[str]) -> None:
    """Let these keys call a command, and say so in its menu and its tool tip."""
    keys = tuple(keys)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setToolTip(_(declared.text) + (f" ({keys_text(keys)})" if keys else ""))


def keys_text(keys: Iterable[str]) -> str:
    """Keys as a person reads them: "Shift+Right", "Ctrl+Shift+Z, Ctrl+Y"."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def connect(actions: Mapping[str, QAction], owner: object) -> None:
    """Let the actions call the methods of this object that are commands."""
    for declared in commands_of(type(owner)):
        method = MethodType(declared.method, owner)
        actions[declared.key].triggered.connect(method if declared.checkable else _without_argument(method))


def _without_argument(method: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked=False: method()


def build_menus(bar: QMenuBar, commands: Iterable[Command], actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """All MENUS in the menu bar, with their commands."""
    menus = {menu: named(bar.addMenu(""), menu) for menu in MENUS}
    for declared in commands:
        if declared.separated:
            menus[declared.menu].addSeparator()
        menus[declared.menu].addAction(actions[declared.key])
    return menus


def show_icons(commands: Iterable[Command], actions: Mapping[str, QAction]) -> None:
    """Draw the icons in the colours of the theme; to be called again when that changes."""
    for declared in commands:
        if declared.icon:
            actions[declared.key].setIcon(icon(declared.icon))
