"""Keys that are changed: no two commands share one, menus and tool tips show it, and the next start has it again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.window import actions, settings
from app.window.actions import RUN, VIEW, command
from app.window.dialogs.keys_dialog import KeysDialog
from app.window.settings import Settings
from app.window.shortcuts import Shortcuts


class Lamp:
    @command("Blink", RUN, "Shift+Right", "B")
    def blink(self) -> None:
        pass

    @command("Hum", RUN)
    def hum(self) -> None:
        pass

    @command("&Dark", VIEW, "Ctrl+D")
    def dark(self) -> None:
        pass


@pytest.fixture
def lamp(qtbot):
    """(a window, its actions, what makes its Shortcuts)"""
    holder = QWidget()
    holder.resize(900, 700)
    qtbot.addWidget(holder)
    commands = actions.commands_of(Lamp)
    by_key = actions.build(holder, commands)
    panel = QAction("Panel", holder)
    panel.setShortcut(QKeySequence("Ctrl+1"))
    return holder, by_key, lambda changed=(): Shortcuts(commands, by_key, dict(changed), [panel])


def test_a_key_that_is_given_is_taken_from_its_command_and_the_settings_keep_both(lamp):
    _holder, by_key, make = lamp
    keys = make()
    assert keys.changed == {} and keys.owner_of("ctrl+d").text == "&Dark" and keys.owner_of("F2") is None
    keys.give("hum", ["Ctrl+D", "F2"])
    assert [key.toString() for key in by_key["hum"].shortcuts()] == ["Ctrl+D", "F2"]
    assert by_key["hum"].toolTip() == "Hum (Ctrl+D, F2)" and by_key["dark"].toolTip() == "&Dark"
    assert keys.changed == {"hum": "Ctrl+D; F2", "dark": ""}
    settings.save(Settings(keys=keys.changed))
    kept = settings.load().keys
    settings.path().unlink()
    again = make(kept)
    assert again.changed == kept and again.owner_of("F2").key == "hum" and not by_key["dark"].shortcuts()
    again.reset("dark")
    assert again.changed == {"hum": "F2"} and by_key["dark"].shortcut().toString() == "Ctrl+D"
    again.reset_all()
    assert again.changed == {} and by_key["hum"].shortcuts() == []


def test_keys_that_must_keep_their_meaning_and_what_is_no_key_are_not_given(lamp):
    keys = lamp[2]({"hum": "Ctrl+1; Tab; Return; nonsense; H", "no such command": "F3", "dark": 7})
    assert keys.changed == {"hum": "H"}
    for key in ("Ctrl+1", "Tab", "", "nonsense"):
        assert not keys.can_be_given(key), key


def test_no_key_has_two_commands_whatever_was_stored(lamp):
    """As where a later version gives a command a key that a person has given to another."""
    keys = lamp[2]({"hum": "B", "dark": "Shift+Right"})
    given = [key for name in keys.commands for key in keys.keys_of(name)]
    assert sorted(given) == ["B", "Shift+Right"] and keys.owner_of("B").key == "hum"


def test_the_dialog_names_who_has_a_key_and_changes_it(lamp, qtbot):
    holder, by_key, make = lamp
    keys = make()
    dialog = KeysDialog(holder, keys)
    dialog.show()
    assert [dialog.items[key].text(1) for key in ("blink", "hum", "dark")] == ["Shift+Right, B", "", "Ctrl+D"]
    QTest.keyClicks(dialog.search, "hum")
    assert dialog.key == "hum" and dialog.items["dark"].isHidden() and "field below" in dialog.says.text()
    assert not dialog.use.isEnabled() and not dialog.none.isEnabled() and not dialog.defaults.isEnabled()
    QTest.keyClick(dialog.field, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert dialog.says.text() == "Ctrl+D is a key of “Dark”, which loses it if you use it for “Hum”."
    dialog.use.click()
    assert dialog.items["hum"].text(1) == "Ctrl+D" and dialog.items["dark"].text(1) == ""
    assert dialog.items["hum"].font(1).bold() and by_key["hum"].shortcut().toString() == "Ctrl+D"
    QTest.keyClick(dialog.field, Qt.Key.Key_F2)
    assert dialog.says.text() == "F2 is free."
    dialog.add.click()
    assert keys.keys_of("hum") == ("Ctrl+D", "F2")
    dialog.field.setKeySequence(QKeySequence("Ctrl+1"))
    assert "keeps what it does" in dialog.says.text() and not dialog.use.isEnabled()
    dialog.defaults.click()
    assert keys.changed == {} and dialog.items["dark"].text(1) == "Ctrl+D"
    dialog.close()
