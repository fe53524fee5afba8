"""Lessons in the real window: gone through by keyboard alone, each stop with its scene; off the path and back."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.lessons import course
from app.lessons.lit import read_lit
from app.lessons.playing import first_step, pause_at
from app.window.dialogs.lessons_dialog import LessonsDialog
from app.window.lessons.veil import Veil
from tests.gui.test_concepts import demand_in_front
from tests.gui.windows import WAIT, press, says

NONE = Qt.KeyboardModifier.NoModifier


@pytest.mark.long
@pytest.mark.gui
def test_lessons_are_gone_through_by_keyboard_alone(window, qtbot, choose, tmp_path):
    player = a_lesson_is_chosen(window, qtbot)
    every_stop_has_its_scene(window, qtbot, player)
    a_number_is_predicted_and_played(window, qtbot, player)
    one_leaves_the_path_and_comes_back(window, qtbot, player)
    the_panel_is_blanked(window, qtbot, player)
    the_end_is_kept(window, qtbot, player)
    files_of_ones_own_are_opened(window, qtbot, choose, tmp_path)
    a_curve_is_drawn_and_played(window, qtbot, tmp_path)
    what_would_tell_the_curve_is_veiled(window, qtbot)
    ten_runs_leave_nothing_behind(window, qtbot)
    what_is_lit_has_a_ring(window, qtbot)
    a_lesson_is_printed(window, qtbot, choose, tmp_path)


def key(window, which):
    press(window, which, NONE)


def a_lesson_is_chosen(window, qtbot):
    assert not window.actions_by_key["next_stop"].isEnabled()
    press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(LessonsDialog)
    shown = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert [row.text(1) for row in shown] == [lesson.title for lesson in course.lessons()]
    assert all(row.text(4) == "–" for row in shown)
    for _row in range(len(shown)):
        if dialog.list.currentItem().text(1) != course.lesson("06-moving-earth").title:
            QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    player = window.lessons.player
    assert player.lesson == course.lesson("06-moving-earth") and player.index == 0
    assert player.card.isVisible() and window.actions_by_key["next_stop"].isEnabled()
    return player


def every_stop_has_its_scene(window, qtbot, player):
    for number, stop in enumerate(player.lesson.stops):
        if number:
            key(window, Qt.Key.Key_PageDown)
        demand_scene(window, qtbot, player, number, stop)
    assert player.card.on.text() == "Finish"
    for number in reversed(range(len(player.lesson.stops) - 1)):
        key(window, Qt.Key.Key_PageUp)
        assert player.index == number


def demand_scene(window, qtbot, player, number, stop):
    assert player.stop == stop and player.card.title.text() == stop.title
    page, scene = window.panel.page, stop.scene
    qtbot.waitUntil(lambda: page.report is not None and page.report.runs[0].log["params"] == scene.log["params"]
                    and page.report.runs[0].frame.step == first_step(stop) and not page.report.busy, timeout=WAIT)
    log = page.report.runs[0].log
    assert (log["simulation"], log["seed"]) == (scene.simulation, scene.log["seed"]), stop.title
    assert not page.playing
    assert page.playback.stop.condition == pause_at(stop)
    for view in stop.views:
        demand_in_front(window.panel, view)


def a_number_is_predicted_and_played(window, qtbot, player):
    """The first stop asks for the work of another plan than the one that is played: 6, as soon as one has answered."""
    assert player.index == 0
    card = player.card
    field = card.question.field
    assert QApplication.focusWidget() is field
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert card.question.outcome.text() == "You said 3. It is 6."
    assert QApplication.focusWidget() is card.play
    QTest.keyClick(card.play, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panel.page.report.runs[0].frame.step == 2 and not window.panel.page.playing,
                    timeout=WAIT)
    assert card.play.label.text().startswith("Play again")
    key(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.panel.page.report.runs[0].frame.step < 2, timeout=WAIT)
    qtbot.waitUntil(lambda: window.panel.page.report.runs[0].frame.step == 2, timeout=WAIT)


def one_leaves_the_path_and_comes_back(window, qtbot, player):
    number = next(number for number, stop in enumerate(player.lesson.stops) if stop.scene.simulation == "gan")
    player.go_to(number)
    demand_scene(window, qtbot, player, number, player.stop)
    lab = window.panel
    lab.choose_speed("max")
    key(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: lab.report.runs[0].frame.step > 320, timeout=WAIT)
    assert not (lab.steps.isVisible() or lab.side.isVisible())     # of neither this stop speaks
    key(window, Qt.Key.Key_Y)
    left = lab.report.runs[0]
    assert lab.steps.isVisible() and lab.side.isVisible()
    assert player.card.folded and lab.playback.stop.condition is None
    lab.command("new_seed")
    lab.command("set", name="batch_size", value=32)
    qtbot.waitUntil(lambda: lab.report.runs[0].log["seed"] != left.log["seed"], timeout=WAIT)
    press(window, Qt.Key.Key_2)                             # wandering off is allowed
    assert window.panel.group == "nash" and player.card.isVisible()
    key(window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: window.panel is lab and not lab.report.busy and
                    lab.report.runs[0].log["position"] == left.log["position"], timeout=WAIT)
    back = lab.report.runs[0]
    assert back.log["params"] == left.log["params"] and back.log["seed"] == left.log["seed"]
    assert back.frame.numbers["loss_d"] == left.frame.numbers["loss_d"]
    assert not lab.steps.isVisible() and "steps" not in window.settings.hidden
    assert not player.card.folded and lab.playback.stop.condition == pause_at(player.stop)


def the_panel_is_blanked(window, qtbot, player):
    blank = window.lessons.frame.blank
    key(window, Qt.Key.Key_Period)
    assert blank.isVisible()
    QTest.keyClick(blank, Qt.Key.Key_PageDown)
    assert not blank.isVisible()
    before, layers = player.index, window.panel_of("gan").lab.layers
    assert layers.is_shown("plan")
    key(window, Qt.Key.Key_PageDown)
    assert not layers.is_shown("plan") and layers.is_shown("arrows")         # it was there for that stop
    assert player.index == before + 1


def the_end_is_kept(window, qtbot, player):
    question = player.stop.question
    assert player.index == len(player.lesson.stops) - 1 and question.kind == "choice"
    key(window, Qt.Key.Key_1)
    qtbot.waitUntil(player.card.question.explanation.isVisible)     # the button is seen to be pressed
    assert player.card.question.choices[question.right].label.text().startswith("✓")
    key(window, Qt.Key.Key_PageUp)
    key(window, Qt.Key.Key_PageDown)
    assert player.card.question.explanation.isVisible()             # it is remembered
    key(window, Qt.Key.Key_PageDown)
    assert not player.card.isVisible() and not window.actions_by_key["next_stop"].isEnabled()
    dialog = LessonsDialog(window, window.lessons.progress)
    seen = {dialog.list.topLevelItem(row).text(1): dialog.list.topLevelItem(row).text(4)
            for row in range(dialog.list.topLevelItemCount())}
    assert seen.pop(course.lesson("06-moving-earth").title) == "✓ all" and set(seen.values()) == {"–"}
    dialog.reject()
    # A second lesson: all its scenes, and one that was begun goes on where one was.
    lesson = course.lesson("04-improved-loss")
    window.lessons.begin(lesson, lesson.key)
    for number, stop in enumerate(lesson.stops):
        if number:
            key(window, Qt.Key.Key_PageDown)
        demand_scene(window, qtbot, player, number, stop)
    key(window, Qt.Key.Key_PageUp)
    window.lessons.close_lesson()
    assert window.lessons.progress.reached(lesson.key) == len(lesson.stops)


def files_of_ones_own_are_opened(window, qtbot, choose, tmp_path):
    path = tmp_path / "mine.md"
    text = '+++\ntitle = "Mine"\n+++\n# One\n+++\nscene = "saddle:nash#3"\n+++\nText.\n# Two\n+++\n' \
        'scene = "saddle:nash#4"\n+++\nMore.\n'
    path.write_text(text.replace("nash#3", "nsh#3"))
    choose(path)
    window.actions_by_key["open_lesson"].trigger()
    assert "Line 6" in says(window) and "nsh" in says(window) and not window.lessons.is_open
    path.write_text(text)
    window.actions_by_key["open_lesson"].trigger()
    player = window.lessons.player
    demand_scene(window, qtbot, player, 0, player.lesson.stops[0])
    key(window, Qt.Key.Key_PageDown)
    window.lessons.close_lesson()
    window.lessons.open_file(path)
    assert player.index == 0                    # seen to its end, so it begins anew
    window.lessons.close_lesson()
    path.unlink()
    window.lessons.open_file(path)
    assert "mine.md" in says(window)
    choose(tmp_path / "here")                   # one begins with what is on the screen
    window.actions_by_key["new_lesson"].trigger()
    (stop,) = window.lessons.player.lesson.stops
    (shown,) = window.panel.logs()
    assert (tmp_path / "here.md").exists() and stop.scene.simulation == shown["simulation"]
    assert (stop.scene.log["params"], stop.scene.log["position"]) == (shown["params"], shown["position"])
    window.lessons.close_lesson()


CURVE = """+++
title = "Draw"
+++
# One
+++
scene = "saddle:nash?x0=1&y0=0&learning_rate=0.1#0"
play = "step >= 200"
[question]
kind = "curve"
text = "Draw the radius."
metric = "radius"
y = [0, 2]
explanation = "√(1 + η²) with each step."
+++
Words.
"""


def a_curve_is_drawn_and_played(window, qtbot, tmp_path):
    """The radius after n steps is 1.01^(n/2); a level curve at 1 is drawn, by keys that elsewhere step the run."""
    (tmp_path / "draw.md").write_text(CURVE, encoding="utf-8")
    window.lessons.open_file(tmp_path / "draw.md")
    player = window.lessons.player
    demand_scene(window, qtbot, player, 0, player.stop)
    view, plot = player.card.question, player.card.question.curve.plot
    QTest.keyClick(plot.plot, Qt.Key.Key_Return)            # nothing is drawn: that is no answer yet
    assert view.open
    for which in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(plot.plot, which)
    assert window.panel.report.runs[0].frame.step == 0 and view.curve.is_drawn
    QTest.keyClick(plot.plot, Qt.Key.Key_Return)
    assert plot.values == pytest.approx(1)                  # what was not drawn goes on levelly
    assert "Play" in view.outcome.text()
    window.panel.choose_speed("max")
    key(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "apart" in view.outcome.text(), timeout=WAIT)
    steps = np.arange(1, 201)
    apart = np.trapezoid(1.01 ** (steps / 2) - 1, steps) / 199
    assert f"are {apart:.3f} apart" in view.outcome.text()
    assert plot.functions["came"].value(150) == pytest.approx(1.01 ** 75, rel=1e-6)
    window.lessons.close_lesson()


def what_would_tell_the_curve_is_veiled(window, qtbot):
    """JS has its largest slope, 0.233660, at 1.636256 widths: SCIENCE, concept 26."""
    lesson = course.lesson("02-optimal-discriminator")
    index = next(index for index, stop in enumerate(lesson.stops) if stop.question and stop.question.over)
    window.lessons.begin(lesson, lesson.key)
    player = window.lessons.player
    player.go_to(index)
    demand_scene(window, qtbot, player, index, lesson.stops[index])
    page, view = window.panel.page, player.card.question

    def veiled():
        return [veil for veil in page.findChildren(Veil) if veil.isVisible()]
    assert len(veiled()) == 1 and veiled()[0].size() == page.size()
    player.leave()
    assert not veiled()
    player.come_back()
    assert veiled()
    view.button.click()
    assert not veiled()
    qtbot.waitUntil(lambda: view.curve.plot.functions["came"].value(1.636256) == pytest.approx(0.233660, abs=1e-4))
    assert view.outcome.text() == ""                        # nothing was drawn
    window.lessons.close_lesson()


def ten_runs_leave_nothing_behind(window, qtbot):
    lesson = course.lesson("11-nash")
    window.lessons.begin(lesson, lesson.key)
    player, last = window.lessons.player, len(lesson.stops) - 1
    player.go_to(last)
    qtbot.waitUntil(lambda: len(window.panel.report.runs) == 10 and not window.panel.report.busy, timeout=WAIT)
    key(window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: len(window.panel.report.runs) == 1, timeout=WAIT)
    demand_scene(window, qtbot, player, last - 1, lesson.stops[last - 1])
    window.lessons.close_lesson()


def what_is_lit_has_a_ring(window, qtbot):
    """Whatever the lessons name is there. One of a kind is looked at closely: where its ring is, and when it goes."""
    player = window.lessons.player
    for lesson in course.lessons():
        lit = [index for index, stop in enumerate(lesson.stops) if stop.lit]
        if lit:
            window.lessons.begin(lesson, lesson.key)
        for index in lit:
            player.go_to(index)
            if player.stop.question is not None and player.stop.question.over:
                assert not player.halos.missing             # nothing is lit on what is veiled
                player.card.question.button.click()
            qtbot.waitUntil(lambda: not player.halos.missing, timeout=WAIT)
    lesson = course.lesson("01-game")
    window.lessons.begin(lesson, lesson.key)
    player.go_to([stop.lit for stop in lesson.stops].index((read_lit("button/sub_step"),)))
    button = window.panel.playback.buttons["sub_step"]

    def ring():
        return [each.geometry() for each in player.halos.rings if each.isVisible()]

    def around():                                           # it moves while the window is laid out
        return [QRect(button.mapTo(window.lessons.frame, QPoint(0, 0)), button.size()).adjusted(-4, -4, 4, 4)]
    qtbot.waitUntil(lambda: ring() == around(), timeout=WAIT)
    key(window, Qt.Key.Key_Y)                               # off the path, and back
    assert ring() == []
    key(window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: ring() == around(), timeout=WAIT)
    press(window, Qt.Key.Key_2)                             # to another panel
    qtbot.waitUntil(lambda: ring() == [], timeout=WAIT)
    window.lessons.close_lesson()
    assert ring() == []


def a_lesson_is_printed(window, qtbot, choose, tmp_path):
    """One of the list, called off; and the one that is open, into a folder that is proposed from then on."""
    choose(tmp_path / "listed.pdf")
    window.actions_by_key["print_lesson"].trigger()
    dialog = next(each for each in window.findChildren(LessonsDialog) if each.isVisible())
    QTest.keyClick(dialog.list, Qt.Key.Key_Home)
    dialog.printing.click()
    assert window.exports.progress.maximum() == len(course.lessons()[0].stops)
    window.exports.progress.canceled.emit()
    qtbot.waitUntil(lambda: not window.exports.job.running, timeout=WAIT)
    assert not (tmp_path / "listed.pdf").exists()
    window.lessons.open_file(tmp_path / "draw.md")
    choose(tmp_path / "open")                               # its ending is added
    said = []
    window.statusBar().messageChanged.connect(said.append)
    window.actions_by_key["print_lesson"].trigger()
    qtbot.waitUntil(lambda: window.exports.progress is None, timeout=2 * WAIT)
    assert (tmp_path / "open.pdf").read_bytes().startswith(b"%PDF")
    assert any("open.pdf was saved" in text for text in said) and window.settings.print_folder == str(tmp_path)
    window.lessons.close_lesson()
