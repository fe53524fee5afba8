"""The real window on a (virtual) screen: keys, clicks, typing, presentation, pictures for a person to look at."""

import dataclasses
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
)

from sims import registry
from sims.run import Run
from sims.simulation import fingerprint
from tests.gui.windows import close, new_window
from widgets import language
from widgets.theme import themes

pytestmark = pytest.mark.gui
WAIT = 30_000

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(lab):
    return lab


def frame(window):
    return window.panel.report.runs[0].frame


def position(window):
    return frame(window).step, frame(window).phase


def pause(window, qtbot):
    if window.panel.playing:
        QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.panel.playing, timeout=WAIT)
    settle(window, qtbot)


def settle(window, qtbot):
    """Until everything that was sent has been answered and drawn."""
    qtbot.wait(150)
    qtbot.waitUntil(lambda: not window.panel.report.busy, timeout=WAIT)


def go(window, qtbot, step, phase=0):
    window.panel.command("seek", step=step, phase=phase)
    qtbot.waitUntil(lambda: position(window) == (step, phase), timeout=WAIT)


def test_the_points_move(window, qtbot):
    first = frame(window).arrays["generated"].copy()
    qtbot.waitUntil(lambda: frame(window).step > 100, timeout=WAIT)
    moved = np.linalg.norm(frame(window).arrays["generated"] - first, axis=1)
    assert np.median(moved) > 0.05


def test_the_keys_of_time(window, qtbot):
    pause(window, qtbot)
    go(window, qtbot, 10)
    for keys, expected in (
            ((Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier), (11, 0)),
            ((Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier), (11, 1)),
            ((Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier), (11, 2)),
            ((Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier), (11, 1)),
            ((Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier), (11, 0)),
            ((Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier), (10, 0)),
            ((Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier), (9, 12)),
            ((Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier), (0, 0))):
        QTest.keyClick(window, *keys)
        qtbot.waitUntil(lambda expected=expected: position(window) == expected, timeout=WAIT)
    QTest.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].seed == 1, timeout=WAIT)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].seed == 0 and position(window) == (0, 0), timeout=WAIT)
    assert not window.panel.playing


def test_keys_work_whatever_has_the_focus_except_while_typing(window, qtbot):
    pause(window, qtbot)
    go(window, qtbot, 3)
    controls = window.panel.controls
    holders = [kind for kind in (QSlider, QComboBox, QAbstractButton) for kind in controls.findChildren(kind)[:1]]
    holders += [window.panel.playback.buttons["restart"], window.panel.playback.slider, window.panel.lab.plot]
    for number, widget in enumerate(holders):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus, timeout=WAIT)
        QTest.keyClick(widget, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda number=number: position(window) == (4 + number, 0), timeout=WAIT)
    field = next(f for f in controls.findChildren(QAbstractSpinBox) if f.isEnabled() and f.isVisible())
    edit = field.findChild(QLineEdit)
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus, timeout=WAIT)
    before, seed = position(window), window.panel.report.runs[0].seed
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_R, Qt.Key.Key_Space):
        QTest.keyClick(edit, key)
    settle(window, qtbot)
    assert (position(window), window.panel.report.runs[0].seed) == (before, seed)
    assert not window.panel.playing


def luminances(widget):
    """(height, width) of it as it is painted, as WCAG has them."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    part = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)[..., 2::-1] / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)


def clearly_changed(before, after):
    """How many pixels of a widget have become lighter or darker by 3 to 1."""
    ratio = (np.maximum(before, after) + 0.05) / (np.minimum(before, after) + 0.05)
    return int((ratio >= 3).sum())


def test_tab_goes_from_the_panels_to_every_control_as_they_are_read(window, qtbot):
    pause(window, qtbot)
    QApplication.setActiveWindow(window)
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.setFocus()
    came, seen = [], None
    while len(came) < 2 or came[-1] is not came[0]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        came.append(QApplication.focusWidget())
        assert len(came) < 90
        if len(came) > 1:
            changed = clearly_changed(seen, luminances(came[-2]))
            assert changed > 40, (came[-2].accessibleName(), changed)
        seen = luminances(came[-1])
    assert len(set(came)) == len(came) - 1
    panel, places = window.panel, {widget: place for place, widget in enumerate(came[:-1])}
    legends = [button for button in panel.lab.layers.buttons if button in places]
    speed, field = places[panel.playback.speed], places[panel.controls.rows["learning_rate_d"].editor.field]
    assert len(legends) == 1 and places[legends[0]] < places[panel.lab.plot] < field < speed
    assert sum(button in places for view in panel.steps.phases._blocks for button in view._chips) == len(
        panel.steps.phases._blocks)
    QTest.keyClick(came[0], Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is panel.playback.speed       # the way round is short
    window.setFocus()


def test_typing_a_value_changes_the_run_and_marks_the_curves(window, qtbot):
    pause(window, qtbot)
    go(window, qtbot, 20)
    row = window.panel.controls.rows["learning_rate_d"]
    edit = row.editor.findChild(QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "0.004")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].params.learning_rate_d == 0.004, timeout=WAIT)
    window.setFocus()
    assert window.panel.report.runs[0].log["events"] == [(20, 0, "learning_rate_d", 0.004)]
    assert window.panel.overview.losses._item.marks == [(20.0, "learning rate of D = 0.004")]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].params.learning_rate_d == 0.001, timeout=WAIT)


def test_a_text_out_of_range_says_the_range_and_changes_nothing(window, qtbot):
    pause(window, qtbot)
    row = window.panel.controls.rows["batch_size"]
    edit = row.editor.findChild(QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "0")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.panel.report.runs[0].params.batch_size == 128
    assert window.panel.report.runs[0].log["events"] == []


def test_a_click_on_the_scrub_bar_goes_there_exactly(window, qtbot):
    qtbot.waitUntil(lambda: frame(window).step > 200, timeout=WAIT)
    pause(window, qtbot)
    reached = frame(window).step
    slider = window.panel.playback.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    qtbot.waitUntil(lambda: abs(frame(window).step - reached / 2) < 0.05 * reached, timeout=WAIT)
    settle(window, qtbot)
    run = Run(registry.get("gan"))
    run.seek(*position(window))
    run.simulation.look_at(tuple(frame(window).arrays["view"]))
    assert fingerprint(run.frame()) == fingerprint(frame(window))
    assert window.panel.report.furthest == reached


def test_the_question_mark_lists_the_keys_and_one_that_is_changed_works_at_once(window, qtbot):
    from app.window.dialogs.keys_dialog import KeysDialog

    def change():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, KeysDialog)
        listed.update({key: item.text(1) for key, item in dialog.items.items()})
        dialog.list.setCurrentItem(dialog.items["show_curves"])
        QTest.keyClick(dialog.field, Qt.Key.Key_F12)
        dialog.use.click()
        dialog.reject()
    listed = {}
    QTimer.singleShot(500, change)
    QTest.keyClick(window, Qt.Key.Key_Question)
    assert "Shift+Right" in listed["sub_step"] and "F5" in listed["present"]
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    shown = window.panel.curves.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.panel.curves.isVisible() == shown
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert window.panel.curves.isVisible() != shown and window.settings.keys == {"show_curves": "F12"}
    assert window.actions_by_key["show_curves"].toolTip() == "Curves (F12)"
    window.shortcuts.reset_all()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.panel.curves.isVisible() == shown


def test_a_sub_step_lights_its_part_and_dims_the_rest(window, qtbot):
    pause(window, qtbot)
    go(window, qtbot, 5, 3)                             # generate has run: its minibatch is ringed
    items = window.panel.lab.items
    qtbot.waitUntil(lambda: items["surface"].opacity() < 1, timeout=WAIT)
    assert items["generated"].opacity() == 1
    assert len(items["generated"]._highlight) == 128
    go(window, qtbot, 6)
    qtbot.waitUntil(lambda: items["surface"].opacity() == 1, timeout=WAIT)
    assert len(items["generated"]._highlight) == 0


def test_the_formula_carries_the_numbers_of_this_step(window, qtbot):
    pause(window, qtbot)
    go(window, qtbot, 5, 5)                             # the loss of D has been worked out
    run = Run(registry.get("gan"))
    run.seek(5, 5)
    text = window.panel.steps.formula._formula.text()
    assert f"{run.state.numbers['loss_d']:.5f}" in text


def test_divergence_pauses_with_a_sentence_and_can_be_stepped_back(window, qtbot):
    window.panel.command("use", values={"optimizer": "sgd", "objective": "least_squares", "learning_rate_d": 1.0})
    window.panel.command("play")
    qtbot.waitUntil(lambda: frame(window).status == "diverged", timeout=WAIT)
    qtbot.waitUntil(window.panel.banner.isVisible, timeout=WAIT)
    assert "learning rate of D" in window.panel.banner.label.text()
    assert not window.actions_by_key["play"].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: frame(window).status == "ok", timeout=WAIT)
    qtbot.waitUntil(lambda: not window.panel.banner.isVisible(), timeout=WAIT)


def cut_texts(window):
    """Visible labels, buttons and drop-down lists that get less room than their text needs."""
    cut = []
    for combo in window.findChildren(QComboBox):
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        room = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                            QStyle.SubControl.SC_ComboBoxEditField, combo).width()
        needed = combo.fontMetrics().horizontalAdvance(combo.currentText())
        if combo.isVisible() and room < needed - 1:         # the last pixel of a text is empty
            cut.append(("QComboBox", combo.currentText(), room, needed))
    for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
        if not widget.isVisible() or not widget.text() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel):
            if widget.wordWrap() or type(widget) is not QLabel or widget.textFormat() == Qt.TextFormat.RichText:
                continue
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
        else:
            needed = widget.sizeHint().width() - 4
        if widget.width() < needed:
            cut.append((type(widget).__name__, widget.text(), widget.width(), needed))
    return cut


@pytest.mark.parametrize(("size", "theme"), [((1280, 720), "light"), ((1920, 1080), "dark")],
                         ids=["1280x720-light", "1920x1080-dark"])
def test_no_text_is_cut_at_any_size_and_theme(window, qtbot, size, theme, screenshot_dir):
    window.looks.dark(theme == "dark")
    window.resize(*size)
    qtbot.waitUntil(lambda: frame(window).step > 60, timeout=WAIT)
    pause(window, qtbot)
    window.grab().save(str(screenshot_dir / f"lab-{theme}-{size[0]}x{size[1]}.png"))
    assert cut_texts(window) == []
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
    window.showNormal()
    window.resize(*size)
    settle(window, qtbot)
    window.grab().save(str(screenshot_dir / f"lab-{theme}-{size[0]}x{size[1]}-presentation.png"))
    assert cut_texts(window) == []
    QTest.keyClick(window, Qt.Key.Key_Escape)


def test_every_visible_text_passes_through_gettext(qtbot):
    """With a translator that wraps every text in brackets, nothing that a person reads is without them."""
    language.install(lambda text: f"⟦{text}⟧")
    try:
        themes.apply(QApplication.instance())
        main = new_window(qtbot, seen_welcome=False)
        main.welcome()
        assert untranslated(main) == []
        pause(main, qtbot)
        go(main, qtbot, 2, 5)
        assert untranslated(main) == []
        main.close()
        main.deleteLater()
        QApplication.processEvents()
    finally:
        language.install(None)


def untranslated(window):
    found = []

    def check(text, where):
        plain = text.replace("&", "")
        if any(c.isalpha() for c in plain) and "⟦" not in plain and plain not in ("Saddle", "x₁", "x₂"):
            found.append((where, plain))
    for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
        if not widget.isVisible():                      # pyqtgraph has menus that are never opened here
            continue
        if "font-family" not in widget.text():          # a formula is mathematics
            check(widget.text(), type(widget).__name__)
        check(widget.accessibleName(), "accessible name")
    for combo in window.findChildren(QComboBox):
        for index in range(combo.count()):
            check(combo.itemText(index), "combo")
    for action in window.actions_by_key.values():
        check(action.text(), "action")
    return found


def test_the_program_starts_takes_keys_and_quits_cleanly(tmp_path, qtbot):
    """The whole program as its own process, as a person has it."""
    if not shutil.which("xdotool") or not os.environ.get("DISPLAY"):
        pytest.skip("needs xdotool and a display")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    program = subprocess.Popen([sys.executable, "-m", "app"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env=environment)
    try:
        wanted = ["xdotool", "search", "--onlyvisible", "--pid", str(program.pid), "--name", "^Saddle$"]
        end, ids = time.monotonic() + 30, ""
        while not ids and time.monotonic() < end:
            ids = subprocess.run(wanted, capture_output=True, text=True).stdout.strip()
            time.sleep(0.1)
        assert ids
        time.sleep(1)
        for key in ("space", "Right", "ctrl+d", "ctrl+q"):
            subprocess.run(["xdotool", "windowfocus", ids.split()[-1], "key", key], check=True)
            time.sleep(0.3)
        out, err = program.communicate(timeout=15)
    finally:
        program.kill()
    assert program.returncode == 0
    assert (out, err) == ("", "")
    stored = (tmp_path / "config" / "saddle" / "settings.json").read_text()
    assert '"theme": "dark"' in stored


def test_settings_hold_what_was_chosen(qtbot):
    from app.window import settings
    settings.path().unlink(missing_ok=True)
    window = new_window(qtbot)
    window.looks.dark(True)
    window.actions_by_key["show_curves"].trigger()
    window.close()
    kept = settings.load()
    assert (kept.theme, kept.hidden, kept.panel) == ("dark", ("curves",), "gan")
    assert dataclasses.asdict(kept)["geometry"]
    settings.path().unlink()
    close(window)
    themes.use("light")
