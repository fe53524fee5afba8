"""The language is chosen in the window, at once: the run goes on, and panel, page and settings stay."""

import csv
import gc
import io
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from app.lessons import course
from app.window import language_menu
from app.window.tried.tried_runs import as_csv
from tests.gui.monkey import rest
from tests.gui.monkey.faults import Faults
from tests.gui.windows import WAIT, run_of, stand
from widgets import language
from widgets.plots.curves.view import CurvesView

pytestmark = pytest.mark.gui
WORDS = {"&File": "&Datei", "Quit": "Beenden", "GAN lab": "GAN-Labor", "Modes": "Moden", "Controls": "Regler",
         "starting …": "beginnt …", "Distances": "Abstände", "Language": "Sprache", "Device": "Gerät",
         "As the system says": "Wie das System", "Next ›": "Weiter ›", "A tour of four stops": "Ein Rundgang",
         "Two networks against each other": "Zwei Netze gegeneinander", "learning rate of D": "Lernrate von D",
         "Status": "Zustand", "step {number}": "Schritt {number}"}


@pytest.fixture
def german(tmp_path, monkeypatch):
    path = tmp_path / "de" / "LC_MESSAGES" / "saddle.po"
    path.parent.mkdir(parents=True)
    path.write_text("\n\n".join(f'msgid "{text}"\nmsgstr "{said}"' for text, said in WORDS.items()), encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    yield
    language_menu.use("en")
    QLocale.setDefault(QLocale.c())


def choose(window, qtbot, code):
    before = window.panel
    action = next(action for action in window.languages.menu.actions() if action.data() == code)
    action.trigger()
    qtbot.waitUntil(lambda: window.panel is not before and window.panel.page.report is not None
                    and not window.panel.page.report.glance, timeout=WAIT)
    assert action.isChecked() and window.settings.language == code


def texts(window):
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}


def test_the_language_changes_at_once_and_the_run_goes_on(german, window, qtbot):
    assert [action.text() for action in window.languages.menu.actions()] == ["As the system says", "English", "Deutsch"]
    panel = window.panel
    panel.command("set", name="learning_rate_d", value=0.004)
    panel.choose_speed("step_100")
    panel.curves.open_page(panel.modes)
    panel.quality.shares.legend.set_shown("spread", False)
    panel.splitter.setSizes([500, 700])
    qtbot.waitUntil(lambda: panel.report.lead.frame.step > 300 and panel.report.can_undo, timeout=WAIT)
    seed, events, step = run_of(window).seed, run_of(window).log["events"], run_of(window).frame.step
    sizes, pid = panel.splitter.sizes(), window.client.pid
    of_the_first = weakref.ref(panel.lab.layers.menu.actions()[-1])

    choose(window, qtbot, "de")
    new = window.panel
    assert window.menuBar().actions()[0].text() == "&Datei" and window.actions_by_key["quit"].text() == "Beenden"
    assert window.languages.menu.title() == "Sprache (Language)" and window.tabs._bar.tabText(0) == "GAN-Labor"
    assert "Lernrate von D" in texts(window) and window._status.accessibleName() == "Zustand"
    assert new.curves.page is new.modes and new.curves.tabs.tabText(new.curves.tabs.currentIndex()) == "Moden"
    assert not new.quality.shares.legend.is_shown("spread") and new.quality.shares.legend.is_shown("high_quality")
    assert new.speed == "step_100"
    assert np.abs(np.subtract(new.splitter.sizes(), sizes)).max() < 40
    # The same run, in the same engine, with all that is known of it.
    assert window.client.pid == pid and new.playing and run_of(window).seed == seed
    assert run_of(window).log["events"] == events and new.report.can_undo and run_of(window).frame.step >= step
    qtbot.waitUntil(lambda: run_of(window).frame.step > step + 50, timeout=WAIT)
    curves = new.overview.findChild(CurvesView)
    known = next(iter(curves._item.curves.values())).trace.values
    assert np.isfinite(known[:step]).mean() > 0.9, "the curve begins where the run does"

    stand(window, qtbot, step=1200)
    assert "1.200" in new.playback.step.text()
    changed = window.tried.runs.rows[-1]
    (row,) = csv.DictReader(io.StringIO(as_csv([changed])))
    assert "0,004" in changed.settings and "0.004" in row["link"] and float(row["last_w1"]) > 0, "files have a dot"
    new.command("undo")
    qtbot.waitUntil(lambda: run_of(window).params.learning_rate_d != 0.004, timeout=WAIT)
    choose(window, qtbot, "en")
    assert window.menuBar().actions()[0].text() == "&File" and "learning rate of D" in texts(window)
    panel = new = curves = None
    gc.collect()
    assert of_the_first() is None, "nothing is left of the panels in the language that was left"


def test_a_lesson_and_a_scene_stay_where_they_are(german, window, qtbot):
    window.lessons.begin(course.lesson("00-tour"), "00-tour")
    player = window.lessons.player
    player.go_to(2)                                     # a scene of the distances
    qtbot.waitUntil(lambda: window.panel.group == "distances", timeout=WAIT)
    assert len(window.panel.pages) == 1, "the scene of the stop, and no other that would be seen first"
    window.panel.page.set_by_hand({"mean_q": 1.25})
    player.card.leave.click()

    choose(window, qtbot, "de")
    assert player.index == 2 and player.card.on.text() == "Weiter ›" and player.lesson.title == "Ein Rundgang"
    assert window.panel.group == "distances" and window.panel.page.params.mean_q == 1.25
    player.card.come_back.click()
    assert window.panel.page.params.mean_q == 1.25
    player.go_to(0)
    assert player.card.title.text() == "Zwei Netze gegeneinander"
    player.card.on.click()
    assert player.index == 1
    player.close()

    # So does the monkey's rest: each panel that speaks another language is built anew when it is asked for.
    faults = Faults()
    rest.come_to_rest(window, faults)
    assert not faults.kinds


def test_a_panel_behind_hears_of_its_run_where_the_bar_of_the_lecture_went_with_its_language(german, window, qtbot):
    lab = window.panel
    window.presenter.present(True)
    window.actions_by_key["pin_bar"].trigger()
    strip = lab.lecture_controls()
    assert window.lecture.bar.isAncestorOf(strip)
    window.show_panel(window.panel_of("nash"))
    window.actions_by_key["freeze"].trigger()
    choose(window, qtbot, "de")
    qtbot.waitUntil(lambda: not isValid(strip), timeout=WAIT)
    assert window.lecture.sheet.isVisible() and window.lecture.sign.isVisible()     # it still stands still
    window.actions_by_key["freeze"].trigger()
    lab._take_report(lab.report)                        # one that was on its way
    window.show_panel(window.panel_of("gan"))
    assert window.lecture.bar.isAncestorOf(window.panel.lecture_controls())
    window.presenter.present(False)


def test_the_name_of_each_language_can_be_read(window, monkeypatch):
    brought = []
    monkeypatch.setattr(language_menu.fonts, "bring", brought.append)
    window.languages.menu.aboutToShow.emit()
    assert brought == list(language.languages())


def test_another_start_speaks_what_was_chosen(german, monkeypatch):
    monkeypatch.setattr(language, "language_of_system", lambda: "de")
    language_menu.use("")
    assert language.chosen() == "de" and QLocale().decimalPoint() == ","
    language_menu.use("en")
    assert language.chosen() == "en" and QLocale().decimalPoint() == "."
