"""A panel whose training process is on its way: what is pressed raises nothing, and it rests when left alone."""

from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.panels import PANELS
from app.panels.training.panel import CurvesPanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from app.window.commands.seeds_commands import SeedsCommands
from app.window.presenter import Presenter


class Silent(QObject):
    """A client whose engine has not answered yet."""

    reported, noticed, ended, silent = Signal(object), Signal(object), Signal(str), Signal(int)
    pid = None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(return_value=())

    def open(self, *_arguments, **_named):
        return 1


@pytest.fixture(params=PANELS, ids=lambda entry: entry.group)
def panel(request, qtbot):
    owner = QObject()
    panel = request.param.load()(Silent(), actions.build(owner, (
        *actions.commands_of(RunCommands), *actions.commands_of(Presenter), *actions.commands_of(SeedsCommands))))
    qtbot.addWidget(panel)
    panel.owner = owner
    panel.resize(1200, 660)
    panel.show()
    panel.set_active(True)
    return panel


class Layouts(QObject):
    """Counts how often something is asked to lay itself out."""

    count = 0

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_panel_at_rest_does_not_lay_itself_out_again_and_again_and_what_is_pressed_raises_nothing(
        panel, qtbot, qapp, monkeypatch):
    panel.complete()
    qtbot.wait(300)
    layouts = Layouts()
    qapp.installEventFilter(layouts)
    qtbot.wait(300)
    qapp.removeEventFilter(layouts)
    assert layouts.count < 100              # once in each turn of the event loop it would be thousands
    press_everything(panel, monkeypatch)


def press_everything(panel, monkeypatch):
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_arguments, **_named: ("", ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_arguments, **_named: ("", False))
    monkeypatch.setattr(QDialog, "exec", lambda _self: 0)
    pressed = 0
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or (
                isinstance(widget, QPushButton | QToolButton) and widget.menu()):
            continue                                    # a menu waits until something is chosen
        if isinstance(widget, QAbstractButton):
            widget.click()
            pressed += 1
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex((widget.currentIndex() + 1) % max(1, widget.count()))
            pressed += 1
    assert pressed > 5


def test_the_pages_beside_a_picture_are_built_one_in_a_turn_before_a_report_is_shown(panel, monkeypatch):
    if not isinstance(panel, CurvesPanel):
        return
    shown = []
    monkeypatch.setattr(panel, "_show_reported", shown.append)
    panel.client.reported.emit(SimpleNamespace(group=panel.group))

    def count():
        return sum(page.is_complete for page in panel.curves.pages)
    built = [count()]
    panel.later._timer.timeout.connect(lambda: built.append(count()))       # Windows may have two turns in one call
    while built[-1] < len(panel.curves.pages):
        assert not shown
        QApplication.processEvents()
    assert built[0] == 1 and max(later - sooner for sooner, later in zip(built, built[1:])) == 1
    panel.complete()
    assert len(shown) == 1
