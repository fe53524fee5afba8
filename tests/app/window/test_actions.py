"""Commands: a decorated method is called by its QAction, and menus and tool tips say what the decorator says."""

import gc
import weakref
from collections import Counter

import shiboken6
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QWidget

from app.window import actions
from app.window.actions import EDIT, FILE, MENUS, RUN, VIEW, command
from app.window.commands.file_commands import FileCommands
from app.window.commands.picture_commands import PictureCommands
from app.window.commands.run_commands import RunCommands
from app.window.main_window import MainWindow
from app.window.presenter import Presenter


class Lamp:
    def __init__(self):
        self.done = []

    @command("On or off", VIEW, "F2", checkable=True)
    def switch(self, on: bool) -> None:
        self.done.append(on)

    @command("Blink", RUN, "Shift+Right", "B", repeats=True, separated=True)
    def blink(self) -> None:
        """Say it."""
        self.done.append("blink")

    @command("Buy", FILE)
    def buy(self) -> None:
        self.done.append("buy")


def test_an_action_calls_the_method_and_the_method_stays_one(qapp):
    holder, lamp = QWidget(), Lamp()
    commands = actions.commands_of(Lamp)
    by_key = actions.build(holder, commands)
    actions.connect(by_key, lamp)
    by_key["blink"].trigger()
    by_key["switch"].trigger()
    by_key["switch"].trigger()
    lamp.blink()
    assert lamp.done == ["blink", True, False, "blink"]
    assert by_key["blink"].toolTip() == "Blink (Shift+Right, B)"
    assert by_key["buy"].toolTip() == "Buy"
    assert [by_key[key].isCheckable() for key in ("switch", "blink")] == [True, False]
    assert [by_key[key].autoRepeat() for key in ("switch", "blink")] == [False, True]
    assert [declared.key for declared in commands] == ["buy", "blink", "switch"]        # in the order of the menus


def test_a_subclass_has_the_commands_too(qapp):
    class Torch(Lamp):
        pass
    holder, torch = QWidget(), Torch()
    by_key = actions.build(holder, actions.commands_of(Torch))
    actions.connect(by_key, torch)
    by_key["buy"].trigger()
    assert torch.done == ["buy"]


def test_menus_list_the_commands_with_lines_between_them(qapp):
    bar = QMenuBar()
    commands = actions.commands_of(Lamp)
    menus = actions.build_menus(bar, commands, actions.build(bar, commands))
    assert list(menus) == list(MENUS)
    assert [action.text() for action in menus[RUN].actions()] == ["", "Blink"]
    assert menus[RUN].actions()[0].isSeparator()
    assert menus[EDIT].isEmpty()


def test_no_two_commands_of_the_window_share_a_key_or_a_name():
    commands = actions.commands_of(FileCommands, PictureCommands, RunCommands, Presenter, MainWindow)
    for values in ([declared.key for declared in commands], [key for declared in commands for key in declared.keys]):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    assert [declared.key for declared in commands if declared.menu == FILE] == [
        "open", "save", "save_as", "save_trace", "save_scores", "save_picture",
        "save_picture_at_a_size", "quit"]


def test_menus_are_named_again_however_deep_and_nothing_is_kept_of_a_panel_that_goes(qapp, monkeypatch):
    window = QMainWindow()
    outer = actions.named(window.menuBar().addMenu(""), "View")
    inner = actions.named(outer.addMenu(""), "Palette")
    entry, plain = actions.named(inner.addAction(""), "Dark"), inner.addAction("plain")
    panel = QWidget(window)
    of_panel = QMenu(panel)
    gone = weakref.ref(of_panel.addAction("layer"))
    monkeypatch.setattr(actions, "_", str.upper)
    actions.name_again(window.menuBar())
    assert [outer.title(), inner.title(), entry.text(), plain.text()] == ["VIEW", "PALETTE", "DARK", "plain"]
    shiboken6.delete(panel)
    del panel, of_panel
    gc.collect()
    assert gone() is None
