"""The class sees what the teacher's picture shows, sharp, and what is frozen stays; so does the sheet on one screen."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.window.looks import presentation_scale
from app.window.presenting import frozen
from app.window.presenting.class_window import SIZE, ClassWindow
from app.window.presenting.frozen import FrozenSheet, FrozenSign
from widgets.theme import PRESENTATION_SCALE, themes


class Picture(QWidget):
    """Half of it in one colour, the other white."""

    colour = "#0000ff"

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.fillRect(QRect(0, 0, self.width() // 2, self.height()), QColor(self.colour))


@pytest.fixture
def teacher(qtbot, calm_theme):
    made = Picture()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.blank, made.says = False, "<b>Look</b> at the left half"
    return made


@pytest.fixture
def shown(teacher, qtbot):
    view = ClassWindow(teacher, lambda: teacher, lambda: teacher.says, lambda: "", lambda: teacher.blank)
    qtbot.addWidget(view)
    view.begin()
    view._timer.stop()                  # the test says when it looks
    view.resize(SIZE)
    view.look()
    yield view
    view.close()


def at(view, share_x, share_y=0.5):
    image, mirror = view.grab().toImage(), view.mirror.geometry()
    return QColor(image.pixel(mirror.topLeft() + QPoint(round(share_x * mirror.width()),
                                                        round(share_y * mirror.height())))).name()


def test_it_shows_the_picture_as_large_as_it_fits_and_the_sentence(teacher, shown):
    assert (at(shown, 0.25), at(shown, 0.75)) == ("#0000ff", "#ffffff")
    assert shown.label.text() == teacher.says
    picture = shown.mirror.picture
    assert picture.width() == shown.mirror.width() or picture.height() == shown.mirror.height()
    assert picture.width() == pytest.approx(2 * picture.height(), abs=2)
    assert (at(shown, 0.499), at(shown, 0.501)) == ("#0000ff", "#ffffff")       # no blur of an enlarged picture


def test_frozen_it_keeps_what_it_showed(teacher, shown):
    shown.frozen = True
    teacher.colour, teacher.says = "#ff0000", "Another"
    shown.look()
    assert at(shown, 0.25) == "#0000ff" and "left half" in shown.label.text()
    shown.frozen = False
    shown.look()
    assert at(shown, 0.25) == "#ff0000" and shown.label.text() == "Another"


def test_it_is_black_where_the_teacher_blanks(teacher, shown):
    teacher.blank = True
    shown.look()
    assert at(shown, 0.25) == "#000000" and not shown.label.isVisible()
    image = shown.grab().toImage()
    assert {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 40) for y in range(image.height())} == {
        "#000000"}
    teacher.blank = False
    shown.look()
    assert QColor(shown.grab().toImage().pixel(1, 1)).name() == themes.current.panel


def test_what_is_frozen_keeps_its_colours_too(shown, calm_theme):
    before = shown.grab().toImage()
    shown.frozen = True
    themes.use("dark")
    try:
        shown.look()
        assert shown.grab().toImage() == before
        shown.frozen = False
        shown.look()
        assert QColor(shown.grab().toImage().pixel(1, 1)).name() == themes.current.panel
    finally:
        themes.use("light")


def test_what_is_frozen_fills_another_screen_too(teacher, shown):
    shown.frozen = True
    shown.resize(SIZE / 2)
    shown.look()
    assert (at(shown, 0.45), at(shown, 0.55), at(shown, 0.98)) == ("#0000ff", "#ffffff", "#ffffff")
    teacher.blank = True
    shown.look()
    teacher.blank, teacher.colour = False, "#ff0000"        # what is prepared behind it
    shown.look()
    assert at(shown, 0.45) == "#0000ff" and shown.label.isVisible()


def test_it_fills_another_screen_and_never_that_of_the_teacher(teacher, shown, monkeypatch):
    class Screen:
        def geometry(self):
            return QRect(1280, 0, 800, 600)
    filled = []
    monkeypatch.setattr(shown, "showFullScreen", lambda: filled.append(shown.geometry()))
    shown.place()
    assert filled == []                 # there is one screen here: a window that can be moved
    monkeypatch.setattr(QGuiApplication, "screens", lambda: [teacher.screen(), Screen()])
    shown.place()
    assert filled == [QRect(1280, 0, 800, 600)]
    lowered = []
    monkeypatch.setattr(shown, "lower", lambda: lowered.append(shown.geometry()))
    monkeypatch.setattr(shown, "isFullScreen", lambda: True)
    monkeypatch.setattr(QGuiApplication, "screens", lambda: [teacher.screen()])     # it was unplugged
    shown.place()
    assert [teacher.screen().geometry().contains(place) for place in lowered] == [True]


def test_on_a_screen_of_its_own_the_type_is_that_of_a_presentation(teacher, shown, monkeypatch, qtbot):
    teacher.resize(1600, 950)           # at a desk with the type of a desk
    shown.look()
    assert teacher.width() == 1600      # a window beside the teacher's changes nothing
    monkeypatch.setattr(shown, "isFullScreen", lambda: True)
    low = QSize(1024, 768)
    for size, scale in ((QSize(1920, 1080), PRESENTATION_SCALE), (low, presentation_scale(low))):
        teacher.resize(1600, 950)
        shown.resize(size)
        qtbot.waitUntil(lambda: abs(shown.mirror.width() - shown.width()) < 20)
        for _turn in range(2):          # the second time it has the size that was asked for
            shown.look()
        enlarged = shown.mirror.picture.width() / teacher.width()
        assert themes.current.scale * enlarged == pytest.approx(scale, rel=0.1)
    shown.close()
    teacher.resize(1600, 950)
    assert teacher.width() == 1600


def test_it_leaves_the_keyboard_to_the_teacher(shown):
    assert shown.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_on_one_screen_a_sheet_holds_the_picture_still_and_lets_clicks_through(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    picture = Picture(over)
    picture.setGeometry(0, 0, 400, 200)
    over.resize(400, 200)
    over.show()
    sheet = FrozenSheet(over)
    sheet.freeze(True)
    picture.colour = "#ff0000"
    picture.update()
    assert QColor(over.grab().toImage().pixel(100, 100)).name() == "#0000ff"
    assert over.childAt(100, 100) is picture
    sheet.freeze(False)
    assert QColor(over.grab().toImage().pixel(100, 100)).name() == "#ff0000"


def test_the_sign_of_a_frozen_picture_covers_no_control_which_it_looks_for_once(qtbot, monkeypatch):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    picture = QWidget(over)
    picture.setGeometry(20, 20, 360, 260)
    sources = QPushButton("Sources", picture)
    sources.setGeometry(280, 236, 80, 24)
    over.show()
    sign = FrozenSign(over, lambda: picture)
    sign.show_sign(True)
    button = sources.rect().translated(sources.mapTo(over, QPoint()))
    assert picture.geometry().contains(sign.geometry()) and not sign.geometry().intersects(button)
    assert sign.geometry().bottom() > button.top() - 2 * sign.height()
    monkeypatch.setattr(frozen, "_controls", None)      # as each report asks for it: nothing is looked for
    sign.place()
    monkeypatch.undo()
    sources.hide()
    sign.show_sign(True)
    assert sign.geometry().bottom() > button.top()
    looked = []
    monkeypatch.setattr(frozen, "_controls", lambda over: looked.append(over) or [])
    for width in range(300, 360):                       # as while a window is laid out
        picture.resize(width, 200)
    assert looked == []
    qtbot.waitUntil(lambda: picture.geometry().contains(sign.geometry()))
    assert len(looked) == 1
    sign.show_sign(False)
    picture.resize(200, 100)
    QApplication.processEvents()
    assert len(looked) == 1
