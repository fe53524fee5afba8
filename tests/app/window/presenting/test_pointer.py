"""The dot and the spotlight are where the mouse is, and the mouse goes through them."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.window.presenting.pointer import LASER, LIGHT, SPOTLIGHT, Pointer


@pytest.fixture
def ground(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.setStyleSheet("background: white;")
    made.resize(640, 400)
    made.pointer = Pointer(made)
    made.show()
    made.pointer.use(LASER)
    made.pointer._timer.stop()              # the test points, not the mouse
    yield made
    made.pointer.use("")


def colour(ground, x, y):
    return QColor(ground.grab().toImage().pixel(x, y))


def test_the_dot_is_red_and_small(ground):
    ground.pointer.point_at(QPointF(200, 150))
    assert colour(ground, 200, 150).red() > 240 and colour(ground, 200, 150).green() < 60
    for x, y in ((240, 150), (200, 190), (10, 10)):
        assert colour(ground, x, y) == QColor("white")


def test_the_spotlight_leaves_a_disc_bright(ground):
    ground.pointer.use(SPOTLIGHT)
    ground.pointer._timer.stop()
    ground.pointer.point_at(QPointF(200, 150))
    radius = round(LIGHT * ground.height())
    assert colour(ground, 200, 150) == QColor("white") == colour(ground, 200 + radius - 3, 150)
    assert colour(ground, 200 + radius + 3, 150).lightness() < 120 and colour(ground, 5, 5).lightness() < 120


def test_the_mouse_goes_through(ground):
    button, clicks = QPushButton("go", ground), []
    button.setGeometry(100, 100, 80, 30)
    button.clicked.connect(lambda: clicks.append(1))
    button.show()
    ground.pointer.use(SPOTLIGHT)
    ground.pointer.point_at(QPointF(120, 110))
    assert ground.childAt(120, 110) is button
    QTest.mouseClick(ground.childAt(120, 110), Qt.MouseButton.LeftButton)
    assert clicks == [1]
