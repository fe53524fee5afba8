"""The bar comes where the mouse is, stays where it is pinned, and shows the controls of the panel in front."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from app.window.lessons.frame import LessonFrame
from app.window.presenting.lecture_bar import BUTTONS, LectureBar


@pytest.fixture
def window(calm_theme, qtbot):
    main = QMainWindow()
    qtbot.addWidget(main)
    main.panels = QLabel("panels")
    main.frame = LessonFrame(main.panels)
    main.setCentralWidget(main.frame)
    main.wanted = QLabel("controls of one")
    actions = {name: QAction(name, main) for name in BUTTONS}
    main.bar = LectureBar(main.frame, actions, [QAction("GAN lab", main)], lambda: main.wanted)
    main.resize(900, 500)
    with qtbot.waitExposed(main):
        main.show()
    return main


def test_it_comes_at_the_upper_edge_and_goes_with_the_mouse(window):
    bar = window.bar
    bar.see(200)
    assert not bar.isVisible()
    bar.see(3)
    assert bar.isVisible() and bar.width() == window.frame.width() and window.panels.y() == 0
    bar.see(bar.height() - 2)           # on the bar itself
    assert bar.isVisible()
    bar.see(bar.height() + 5)
    assert not bar.isVisible()
    bar.see(3, active=False)            # over another window
    assert not bar.isVisible()


def test_pinned_it_covers_nothing_and_stays(window, qtbot):
    bar = window.bar
    bar.pin(True)
    qtbot.waitUntil(lambda: window.panels.y() == bar.height() > 20)
    bar.see(400)
    assert bar.isVisible()
    bar.pin(False)
    qtbot.waitUntil(lambda: window.panels.y() == 0)
    assert not bar.isVisible()


def test_it_shows_the_controls_of_the_panel_in_front(window):
    first, bar = window.wanted, window.bar
    bar.pin(True)
    assert first.isVisible() and bar.isAncestorOf(first)
    window.wanted = None
    bar.show_controls()
    assert not first.isVisible()
    window.wanted = first
    bar.show_controls()
    assert first.isVisible()


def test_its_menu_leads_to_the_panels(window):
    window.bar.pin(True)
    window.bar.panels.click()
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["GAN lab"]
    window.bar.pin(False)
    window.bar.show()
    window.bar.see(400)                 # the mouse is in the menu
    assert window.bar.isVisible()
    menu.close()


def test_it_watches_the_mouse_only_in_a_presentation(window):
    window.bar.watch(True)
    window.bar.pin(True)
    window.bar.watch(False)
    assert not window.bar.isVisible()


def test_a_black_screen_is_all_black(window, qtbot):
    bar, blank = window.bar, window.frame.blank
    bar.pin(True)
    qtbot.waitUntil(lambda: window.panels.y() == bar.height() > 20)
    blank.cover()
    window.resize(1000, 560)
    picture = window.frame.grab().toImage()
    assert {picture.pixelColor(x, y).name() for x in range(0, 1000, 7) for y in range(0, 560, 7)} == {"#000000"}
    blank.uncover()
    assert bar.isVisible() and window.frame.grab().toImage().pixelColor(3, 3).name() != "#000000"
    bar.pin(False)
    blank.cover()
    bar.see(3)
    assert not bar.isVisible()
    blank.uncover()
