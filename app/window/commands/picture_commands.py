"""Commands that save what is on the screen as a picture: the whole panel, or one view of it by menu or right click."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.files import atomically
from app.window.actions import FILE, command, named
from app.window.commands.recent_files import RecentFiles
from app.window.dialogs.save_as import ask_path, say_not_written, say_saved
from app.window.screenshots import view_at, view_name, views_of
from app.window.window import Window
from sims.params import N_
from widgets.language import _

if TYPE_CHECKING:                   # the window is painted before it has loaded what draws
    from widgets.snapshot import PictureSize


class PictureCommands:
    """Saves pictures, drawings and documents. views_menu: lists the views of the panel in front; the same is offered by
    a view's own menu.
    """

    def __init__(self, window: Window, recent: RecentFiles):
        self.window, self.recent = window, recent
        self.views_menu = named(QMenu(window), N_("Save picture of one view"))
        self.views_menu.aboutToShow.connect(self._list_views)
        self._pressed: QPoint | None = None

    def add_menus(self, menu: QMenu, actions: Mapping[str, QAction]) -> None:
        """Add the menu of views to the menu of files, below the command for the whole picture."""
        after = menu.actions()[menu.actions().index(actions["save_picture"]) + 1]
        menu.insertMenu(after, self.views_menu)

    @command(N_("Save picture of the panel…"), FILE, "Ctrl+E", icon="picture")
    def save_picture(self) -> None:
        """The whole panel as it is on the screen."""
        self._save(self.window.panel, _("Save picture"))

    @command(N_("Save picture at a size…"), FILE, "Ctrl+Alt+E")
    def save_picture_at_a_size(self) -> None:
        """The whole panel or one of its views, in pixels or in centimetres, as for a slide or a page."""
        from app.window.dialogs.picture_size import PictureSizeDialog
        from widgets.snapshot import PictureSize
        views = [self.window.panel, *views_of(self.window.panel)]
        names = [_("The whole panel"), *map(view_name, views[1:])]
        dialog = PictureSizeDialog(names, PictureSize.read(self.window.settings.picture_size), self.window)
        wanted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if wanted:
            self.window.remember(picture_size=dialog.picture_size.spell())
            self._save(views[dialog.view.currentIndex()], _("Save picture"), dialog.picture_size)

    def save_view(self, view: QWidget) -> None:
        """One view of the panel."""
        self._save(view, _("Save this view"))

    def _save(self, widget: QWidget, title: str, size: PictureSize | None = None) -> None:
        from widgets.snapshot import SUFFIXES, Snapshot
        snapshot = Snapshot(widget, size=size)                     # as it was when it was asked for
        path = ask_path(self.window, title, self.recent.folder(), "saddle.png",
                        _("PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"), *SUFFIXES)
        if path is None:
            return
        try:
            atomically(path, snapshot.write)
        except OSError as error:
            say_not_written(self.window.panel, path, error, _("no picture could be made"))
        else:
            say_saved(self.window, path)

    def _list_views(self) -> None:
        self.views_menu.clear()
        for view in views_of(self.window.panel):
            self.views_menu.addAction(view_name(view).replace("&", "&&"), partial(self.save_view, view))

    # The menu of a view ----------------------------------------------------------------------------------------------

    def take_context_menu(self, watched: QWidget, event: QContextMenuEvent) -> bool:
        """The menu key. By mouse the event would come too soon: dragging zooms, so see `watch_mouse`."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        return by_key and self._pop_up(watched, watched.mapToGlobal(watched.rect().center()))

    def watch_mouse(self, watched: QWidget, event: QMouseEvent) -> None:
        """Pop the menu up where the right button is let go of without having been dragged."""
        pressing = event.type() == QEvent.Type.MouseButtonPress
        releasing = event.type() == QEvent.Type.MouseButtonRelease
        if event.button() != Qt.MouseButton.RightButton or not (pressing or releasing):
            return
        here, pressed = event.globalPosition().toPoint(), self._pressed
        self._pressed = here if pressing else None
        if (releasing and pressed is not None
                and (here - pressed).manhattanLength() < QApplication.startDragDistance()):
            self._pop_up(watched, here)

    def _pop_up(self, watched: QWidget, where: QPoint) -> bool:
        view = view_at(watched)
        if view is None:
            return False
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Save this view…"), partial(self.save_view, view))
        menu.popup(where)
        return True
