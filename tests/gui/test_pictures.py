"""Views saved as pictures, in a real window: by the menu, by a right click, each view of each page."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar

from app.panels import PANELS
from app.window.dialogs.picture_size import PictureSizeDialog
from app.window.screenshots import view_at, views_of
from tests.gui.windows import WAIT, laid_out, press, run_of, says
from widgets.controls.tabs import WrappingTabs
from widgets.plots.plot import Plot
from widgets.snapshot import Snapshot

pytestmark = pytest.mark.gui


def test_every_view_is_saved_at_twice_the_resolution_or_at_a_size(lab, qtbot, tmp_path, choose, screenshot_dir,
                                                                  monkeypatch):
    qtbot.waitUntil(lambda: run_of(lab).frame.step > 60, timeout=WAIT)
    lab.panel.command("pause")
    menu = lab.pictures.views_menu
    menu.aboutToShow.emit()
    views = views_of(lab.panel)
    assert len(menu.actions()) == len(views) >= 3
    assert all(action.text() for action in menu.actions())
    assert lab.panel.lab.accessibleName() in [action.text() for action in menu.actions()]
    for number, (action, view) in enumerate(zip(menu.actions(), views)):
        path = tmp_path / f"view-{number}.png"
        choose(path)
        action.trigger()
        assert path.name in lab.statusBar().currentMessage() and str(tmp_path) in lab.statusBar().currentMessage()
        image = QImage(str(path))
        assert (image.width(), image.height()) == (2 * view.width(), 2 * view.height())
        assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 5
        image.save(str(screenshot_dir / path.name))
    choose(tmp_path / "all")
    press(lab, Qt.Key.Key_E)
    image = QImage(str(tmp_path / "all.png"))
    assert (image.width(), image.height()) == (2 * lab.panel.width(), 2 * lab.panel.height())
    for suffix, begins in ((".svg", b"<?xml"), (".pdf", b"%PDF")):
        choose(tmp_path / f"view{suffix}")
        menu.actions()[0].trigger()
        assert (tmp_path / f"view{suffix}").read_bytes().startswith(begins)
    sizes = []

    def enter(dialog):
        sizes.append(dialog.picture_size)
        dialog.view.setCurrentIndex(1)
        dialog.width_field.setValue(300)
        return dialog.DialogCode.Accepted
    monkeypatch.setattr(PictureSizeDialog, "exec", enter)
    choose(tmp_path / "slide.png")
    for _ in range(2):
        press(lab, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    image = QImage(str(tmp_path / "slide.png"))
    assert (image.width(), image.height()) == (300, 1080)
    assert [size.width for size in sizes] == [1920, 300]                # what was chosen is remembered
    choose(tmp_path / "nowhere" / "no.png")
    press(lab, Qt.Key.Key_E)
    assert "no.png could not be written" in says(lab)


@pytest.mark.long
def test_every_view_of_every_page_of_every_panel_can_be_saved(window, qtbot):
    for number, entry in enumerate(PANELS):
        if entry.group == "map":                            # whose one picture is saved by a button of its own
            continue
        window.tabs.go_to(number)
        qtbot.waitUntil(lambda: bool(views_of(window.panel)), timeout=WAIT)
        _save_every_view(window, qtbot)


def _save_every_view(window, qtbot):
    bars = [bar for kind in (QTabBar, WrappingTabs) for bar in window.panel.findChildren(kind) if bar.isVisible()]
    pages = [(bar, page) for bar in bars for page in range(bar.count())] or [(None, 0)]
    saved = 0
    for bar, page in pages:
        if bar is not None:
            bar.setCurrentIndex(page)
        laid_out(window, qtbot)
        for view in views_of(window.panel):
            plot = view if isinstance(view, Plot) else view.findChild(Plot)
            for part in {view, plot}:                       # the plot by itself, as a right click on a bare one does
                image = Snapshot(part).image
                assert (image.width(), image.height()) == (2 * part.width(), 2 * part.height())
                saved += 1
    assert saved > 3


def test_a_right_click_or_the_menu_key_on_a_plot_offers_to_save_it(lab, qtbot, tmp_path, choose):
    plot = lab.panel.lab.plot

    def popped():
        menu = QApplication.activePopupWidget()
        return menu if isinstance(menu, QMenu) and menu.isVisible() else None
    centre = plot.viewport().rect().center()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.RightButton, pos=centre)
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.RightButton, pos=centre + QPoint(90, 0))
    assert popped() is None                             # that was a zoom
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=centre)
    qtbot.waitUntil(lambda: popped() is not None, timeout=WAIT)
    choose(tmp_path / "plot.png")
    popped().actions()[0].trigger()
    popped().close()
    assert QImage(str(tmp_path / "plot.png")).width() == 2 * view_at(plot.viewport()).width()
    QApplication.sendEvent(plot, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, centre, plot.mapToGlobal(centre)))
    qtbot.waitUntil(lambda: popped() is not None, timeout=WAIT)
    popped().close()
    assert view_at(lab.panel.controls) is None
