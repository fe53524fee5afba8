"""Every command once: identifier, text, keys, help. Menus, buttons, tool tips and the list of keys read this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from sims.params import N_
from widgets.language import _


@dataclass(frozen=True)
class ActionSpec:
    """One command. keys: as Qt spells them; the first is the one that is shown. menu: where it is listed."""

    key: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    checkable: bool = False
    separated: bool = False             # a line above it in its menu


RUN, EDIT, VIEW, HELP, FILE = N_("&Run"), N_("&Edit"), N_("&View"), N_("&Help"), N_("&File")
PANEL = N_("&Panel")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open", N_("Open run…"), ("Ctrl+O",), FILE),
    ActionSpec("save", N_("Save run"), ("Ctrl+S",), FILE),
    ActionSpec("save_as", N_("Save run as…"), ("Ctrl+Shift+S",), FILE),
    ActionSpec("save_trace", N_("Save trace as CSV…"), ("Ctrl+Shift+E",), FILE, separated=True),
    ActionSpec("save_picture", N_("Save picture…"), ("Ctrl+E",), FILE),
    ActionSpec("quit", N_("Quit"), ("Ctrl+Q",), FILE, separated=True),
    ActionSpec("undo", N_("Undo"), ("Ctrl+Z",), EDIT),
    ActionSpec("redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), EDIT),
    ActionSpec("play", N_("Play or pause"), ("Space",), RUN),
    ActionSpec("step", N_("Step"), ("Right",), RUN),
    ActionSpec("sub_step", N_("Sub-step: one phase"), ("Shift+Right",), RUN),
    ActionSpec("back", N_("Step back"), ("Left",), RUN),
    ActionSpec("sub_back", N_("Sub-step back"), ("Shift+Left",), RUN),
    ActionSpec("restart", N_("Restart: same seed and settings"), ("Home",), RUN, separated=True),
    ActionSpec("new_seed", N_("New seed"), ("R",), RUN),
    ActionSpec("reset", N_("Reset all: settings, seed and play state"), ("Shift+R",), RUN),
    ActionSpec("faster", N_("Faster"), ("Ctrl+Up",), RUN, separated=True),
    ActionSpec("slower", N_("Slower"), ("Ctrl+Down",), RUN),
    ActionSpec("experiments", N_("Experiments: freeze G or D…"), ("X",), RUN, separated=True),
    ActionSpec("next_panel", N_("Next panel"), ("Ctrl+Tab", "Ctrl+PgDown"), PANEL),
    ActionSpec("previous_panel", N_("Previous panel"), ("Ctrl+Shift+Tab", "Ctrl+PgUp"), PANEL),
    ActionSpec("present", N_("Presentation"), ("F5", "Esc"), VIEW, checkable=True),
    ActionSpec("full_screen", N_("Full screen"), ("F11",), VIEW, checkable=True),
    ActionSpec("show_steps", N_("Step by step"), ("F6",), VIEW, checkable=True, separated=True),
    ActionSpec("show_curves", N_("Curves"), ("F7",), VIEW, checkable=True),
    ActionSpec("show_controls", N_("Controls"), ("F8",), VIEW, checkable=True),
    ActionSpec("dark", N_("Dark"), ("Ctrl+D",), VIEW, checkable=True, separated=True),
    ActionSpec("keys", N_("Keys"), ("?", "F1"), HELP),
    ActionSpec("about", N_("About Saddle"), (), HELP),
)


def build(parent: QObject) -> dict[str, QAction]:
    """A QAction for every command, with its keys valid wherever the focus is (a text field keeps what it types)."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(_(spec.text), parent)
        action.setObjectName(spec.key)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable)
        action.setAutoRepeat(spec.key in ("step", "sub_step", "back", "sub_back", "undo", "redo"))
        hint = keys_text(spec)
        action.setToolTip(_(spec.text) + (f" ({hint})" if hint else ""))
        actions[spec.key] = action
    return actions


def build_panel_actions(parent: QObject, titles: Sequence[str]) -> list[QAction]:
    """A checkable QAction for each panel by its (translated) title; the first nine have Ctrl and their number."""
    group = QActionGroup(parent)
    actions = []
    for number, title in enumerate(titles, start=1):
        action = QAction(title, parent)
        action.setCheckable(True)
        if number <= 9:
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        group.addAction(action)
        actions.append(action)
    return actions


def keys_text(spec: ActionSpec) -> str:
    """The keys of a command as a person reads them: "Shift+Right", "F5, Esc"."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)
