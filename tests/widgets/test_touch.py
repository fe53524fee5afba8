"""With fingers: two of them zoom a plot, one drags it, and in a presentation all that is pressed is large enough."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from sims.gan.params import GanParams
from widgets.controls.parameter_strip import ParameterStrip
from widgets.controls.parameters import ParameterControls
from widgets.controls.playback_bar import BUTTONS, PlaybackBar
from widgets.controls.tabs import WrappingTabs
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.theme import TARGET, themes


@pytest.fixture
def plot(qtbot, calm_theme):
    made = Plot("x", "y")
    qtbot.addWidget(made)
    made.setGeometry(0, 0, 500, 400)         # QTest takes places for those of the screen
    made.set_view((-1, -1, 1, 1))
    with qtbot.waitExposed(made):
        made.show()
    return made


def width(plot):
    low, high = plot.getViewBox().viewRange()[0]
    return high - low


def test_two_fingers_that_move_apart_zoom_about_their_middle(plot):
    device, view = QTest.createTouchDevice(), plot.viewport()
    QTest.touchEvent(view, device).press(0, QPoint(240, 200)).press(1, QPoint(300, 200)).commit()
    for reach in range(40, 130, 10):
        QTest.touchEvent(view, device).move(0, QPoint(270 - reach, 200)).move(1, QPoint(270 + reach, 200)).commit()
        QApplication.processEvents()
    QTest.touchEvent(view, device).release(0, QPoint(150, 200)).release(1, QPoint(390, 200)).commit()
    assert width(plot) < 1.2 and plot.touched


def test_one_finger_drags(plot, qtbot):
    device, view, box = QTest.createTouchDevice(), plot.viewport(), plot.getViewBox()
    before = box.viewRange()[0]
    QTest.touchEvent(view, device).press(0, QPoint(240, 200)).commit()
    for x in range(250, 341, 10):
        QTest.touchEvent(view, device).move(0, QPoint(x, 200)).commit()
        qtbot.wait(15)                  # pyqtgraph looks at the mouse 100 times a second
    QTest.touchEvent(view, device).release(0, QPoint(340, 200)).commit()
    after = box.viewRange()[0]
    assert after[0] < before[0] - 0.2 and width(plot) == pytest.approx(2.0, rel=0.01)


def test_a_pinch_keeps_what_is_between_the_fingers_in_its_place(plot):
    box, place = plot.getViewBox(), QPointF(150, 120)
    before = box.mapSceneToView(place)
    plot.pinch(2.0, place)
    after = box.mapSceneToView(place)
    assert width(plot) == pytest.approx(1.0, rel=0.01)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.01)


@pytest.mark.parametrize("scale", [1.0, 1.21, 1.82])
def test_in_a_presentation_that_is_touched_every_target_is_40_pixels_high(qtbot, calm_theme, scale):
    themes.apply(QApplication.instance())
    themes.present(True, scale, fingers=True)
    window = QWidget()
    qtbot.addWidget(window)
    controls = ParameterControls(GanParams)
    tabs = WrappingTabs()
    for text in ("Curves", "Quality"):
        tabs.addTab(text)
    layout = QVBoxLayout(window)
    for widget in (tabs, Legend([Entry("real", "real x"), Entry("level", "level")]), controls,
                   ParameterStrip(controls, ("objective", "instance_noise", "weight_clip"))):
        layout.addWidget(widget)
    layout.addWidget(PlaybackBar({name: QAction(name, window) for name in BUTTONS}))
    window.resize(1280, 1000)
    with qtbot.waitExposed(window):
        window.show()
    targets = [each for kind in (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider)
               for each in window.findChildren(kind)
               if each.isVisible() and not isinstance(each, QScrollBar)]
    assert len(targets) > 30
    small = [(type(each).__name__, each.accessibleName(), each.height()) for each in targets if each.height() < TARGET]
    assert small == []
    themes.present(False)
