"""Keep: runs saved to files and opened again, traces as CSV, views as PNG; by menu, by drop and at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QCursor, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMenu, QMessageBox, QWidget

from app.engine.messages import Notice
from app.files import atomically, write_text
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from app.sessions import file_format as sessions
from app.sessions.file_format import SUFFIX, Session, SessionError
from app.sessions.saved_run import SavedRun
from app.window import settings as remembered
from app.window.dialogs.keys_and_about import VERSION
from app.window.dialogs.unsaved_changes import ask, start_of, worth_asking
from app.window.screenshots import picture, view_at, view_name, views_of
from sims import registry
from sims.params import N_, ParameterError
from widgets.controls.playback_bar import SPEEDS
from widgets.language import _
from widgets.theme import themes

MOST_RECENT = 8
SHOWN_MILLISECONDS = 4000

NO_PANEL = N_("{file} holds a run of “{panel}”, and this Saddle has no such panel.")
NOT_HERE = N_("{file} was not opened: its panel shows no other {name} than {value}.")
NOT_WRITTEN = N_("{file} could not be written: {reason}.")
THINNED = N_("The run is long, so the curves in {file} keep only some of its steps; the run itself is exact.")

Then = Callable[[], object]


def nothing() -> None:
    pass


class FileCommands(QObject):
    """What the window does with files. Every refusal is one sentence in the banner, and changes nothing."""

    def __init__(self, window: QMainWindow, parts: Mapping[str, str]):
        super().__init__(window)
        self.window, self.parts = window, parts
        self._saved: dict[tuple[str, str], tuple] = {}      # (group, file): the logs as they stand in the file
        self._pressed: QPoint | None = None
        self._recent = QMenu(_("Open recent"), window)
        self._recent.aboutToShow.connect(self._list_recent)
        self._views = QMenu(_("Save one view"), window)
        self._views.aboutToShow.connect(self._list_views)
        window.setAcceptDrops(True)

    def add_menus(self, menu: QMenu, actions: Mapping[str, QAction]) -> None:
        menu.insertMenu(actions["save"], self._recent)
        after = menu.actions()[menu.actions().index(actions["save_picture"]) + 1]
        menu.insertMenu(after, self._views)

    # Runs ------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Into the file that the run comes from; without one, ask."""
        if self._panel is not None:
            self._save(self._panel)

    def _save(self, panel: RunPanel, then: Then = nothing) -> None:
        """then(): once it is written."""
        origin = panel.report.origin
        self._save_to(panel, Path(origin), then) if origin else self._save_as(panel, then)

    def save_as(self) -> None:
        if self._panel is not None:
            self._save_as(self._panel)

    def _save_as(self, panel: RunPanel, then: Then = nothing) -> None:
        path = self._ask_path(_("Save run"), panel.report.origin or f"{panel.group}{SUFFIX}",
                              _("Saddle run (*.saddle)"), SUFFIX)
        if path is not None:
            self._save_to(panel, path, then)

    def _save_to(self, panel: RunPanel, path: Path, then: Then) -> None:
        panel.client.ask(panel.group, "snapshot", partial(self._write, panel, path, then))

    def keeps(self, panels: Iterable[Panel], go_on: Then) -> bool:
        """Whether it asks first, because a run of these panels would be missed; then go_on() once that is settled."""
        for panel in panels:
            if not (isinstance(panel, RunPanel) and panel.asks_to_save and panel.report is not None):
                continue
            logs = [run.log for run in panel.report.runs]
            saved = self._saved.get((panel.group, panel.report.origin), ())
            if worth_asking(logs, [*panel.starts(), *map(start_of, saved)]):
                step = panel.report.lead.frame.step
                self._question = ask(self.window, step, partial(self._save, panel, go_on), go_on)
                return True
        return False

    def _write(self, panel: RunPanel, path: Path, then: Then, runs: tuple[SavedRun, ...] | None,
               error: Notice | None) -> None:
        if error is not None:
            self._say(panel, sentence(error))
            return
        hidden = tuple(part for key, part in self.parts.items() if not self.window.actions_by_key[key].isChecked())
        session = Session(panel.group, runs, panel.speed, hidden, panel.report.device)
        try:
            sessions.write(path, session, VERSION)
        except OSError as failed:
            self._say(panel, _(NOT_WRITTEN).format(file=path.name, reason=failed.strerror or type(failed).__name__))
            return
        self._note(panel, path, session)
        panel.client.ask(panel.group, "rename", lambda value, error: None, origin=str(path))
        self._tell(_("Saved to {file}").format(file=path.name))
        then()

    def open(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self.window, _("Open run"), self._folder(),
                                                    _("Saddle run (*.saddle)"))
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Open a file in the panel that it belongs to, once it is settled what becomes of the run there."""
        path = path.absolute()
        try:
            session = sessions.read(path)
            panel = self._panel_of(session, path)
        except SessionError as error:
            self._forget_missing(path)
            self._say(self.window.panel, sentence(error))
            return
        load = partial(panel.load, session.runs, str(path), partial(self._opened, panel, path, session))
        if not self.keeps([panel], load):
            load()

    def _panel_of(self, session: Session, path: Path) -> RunPanel:
        """The panel for these runs. Raises SessionError where none can show them as they are."""
        panel = next((panel for panel in self.window.panels
                      if isinstance(panel, RunPanel) and panel.group == session.panel), None)
        if panel is None:
            raise SessionError(NO_PANEL, file=path.name, panel=session.panel)
        if (registry.params_type(session.logs[0]["simulation"]) is not panel.params_type()
                or session.speed not in [stop.key for stop in SPEEDS]
                or not set(session.hidden) <= set(self.parts.values())):
            raise SessionError(sessions.DAMAGED, file=path.name)
        for name in panel.fixed:
            default = getattr(panel.params_type()(), name)
            if any(log["params"][name] != default for log in session.logs):
                raise SessionError(NOT_HERE, file=path.name, name=panel.parameter_name(name), value=default)
        return panel

    def _opened(self, panel: RunPanel, path: Path, session: Session, value: None, error: Notice | None) -> None:
        if error is not None:
            self._say(self.window.panel, sentence(error))
            return
        self._note(panel, path, session)
        self.window.show_panel(panel)
        panel.choose_speed(session.speed)
        if not themes.presenting:
            for key, part in self.parts.items():
                self.window.actions_by_key[key].setChecked(part not in session.hidden)
                panel.show_part(part, part not in session.hidden)

    def _note(self, panel: RunPanel, path: Path, session: Session) -> None:
        """A file has been written or opened and now holds what the panel shows."""
        self._saved[panel.group, str(path)] = session.logs
        self._remember(path)
        if session.thinned:
            self._say(panel, _(THINNED).format(file=path.name), passing=True)
        elif isinstance(getattr(panel, "banner", None), QWidget):
            panel.banner.clear("file")

    def show_title(self) -> None:
        """The name of the file in the title, with a mark where the run has moved on since it was saved."""
        report = self.window.panel.report
        origin = getattr(report, "origin", "")
        if not origin:
            title, moved = "Saddle", False
        else:
            title = "{}[*] – Saddle".format(Path(origin).name.replace("[*]", "[*][*]"))
            moved = not report.busy and self._saved.get((report.group, origin)) != tuple(
                run.log for run in report.runs)
        if (title, moved) != (self.window.windowTitle(), self.window.isWindowModified()):
            self.window.setWindowTitle(title)
            self.window.setWindowModified(moved)

    # Trace and views -------------------------------------------------------------------------------------------------

    def save_trace(self) -> None:
        """All rows of the trace as CSV; the engine writes them, so that the window does not stand still."""
        if (panel := self._panel) is None:
            return
        path = self._ask_path(_("Save trace"), f"{panel.group}.csv", _("Comma-separated values (*.csv)"), ".csv")
        if path is not None:
            panel.client.ask(panel.group, "save_trace", partial(self._trace_written, panel), path=str(path))

    def _trace_written(self, panel: RunPanel, paths: tuple[str, ...] | None, error: Notice | None) -> None:
        if error is not None:
            self._say(panel, sentence(error))
        else:
            self._tell(_("Saved to {file}").format(file=", ".join(Path(path).name for path in paths)))

    def save_table(self, name: str, text: str) -> None:
        """Numbers that a panel offers, as CSV."""
        path = self._ask_path(_("Save numbers"), f"{name}.csv", _("Comma-separated values (*.csv)"), ".csv")
        if path is None:
            return
        try:
            write_text(path, text)
        except OSError as failed:
            self._say(self.window.panel, _(NOT_WRITTEN).format(
                file=path.name, reason=failed.strerror or type(failed).__name__))
        else:
            self._tell(_("Saved to {file}").format(file=path.name))

    def save_picture(self) -> None:
        """The whole panel as it is on the screen."""
        self._save_image(self.window.panel, _("Save picture"))

    def save_view(self, view: QWidget) -> None:
        self._save_image(view, _("Save this view"))

    def _save_image(self, widget: QWidget, title: str) -> None:
        image = picture(widget)                         # as it was when it was asked for
        path = self._ask_path(title, "saddle.png", _("PNG picture (*.png)"), ".png")
        if path is None:
            return
        try:
            atomically(path, lambda part: _write_image(image, part))
        except OSError as failed:
            self._say(self.window.panel, _(NOT_WRITTEN).format(
                file=path.name, reason=failed.strerror or _("no picture could be made")))
        else:
            self._tell(_("Saved to {file}").format(file=path.name))

    def _list_views(self) -> None:
        self._views.clear()
        for view in views_of(self.window.panel):
            self._views.addAction(view_name(view).replace("&", "&&"), partial(self.save_view, view))

    # Events of the whole window --------------------------------------------------------------------------------------

    def takes(self, watched: QObject, event: QEvent) -> bool:
        """A file dropped anywhere on the window, or a right click on a view, which pops its menu up."""
        kind = event.type()
        if kind == QEvent.Type.FileOpen:                # macOS: a double click on a file
            self.open_path(Path(event.file()))
            return True
        if kind not in _WATCHED or not isinstance(watched, QWidget) or watched.window() is not self.window:
            return False
        if isinstance(event, QDropEvent):
            return self._take_drop(event)
        if isinstance(event, QContextMenuEvent):        # by mouse it would come too soon: dragging zooms
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            return by_key and self._pop_up(watched, watched.mapToGlobal(watched.rect().center()))
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton:
            here, pressed = event.globalPosition().toPoint(), self._pressed
            self._pressed = here if kind == QEvent.Type.MouseButtonPress else None
            if kind == QEvent.Type.MouseButtonRelease and pressed is not None and \
                    (here - pressed).manhattanLength() < QApplication.startDragDistance():
                self._pop_up(watched, here)
        return False

    def _take_drop(self, event: QDropEvent) -> bool:
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile() or not urls[0].toLocalFile().lower().endswith(SUFFIX):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.open_path(Path(urls[0].toLocalFile()))
        return True

    def _pop_up(self, watched: QWidget, where: QPoint) -> bool:
        view = view_at(watched)
        if view is None:
            return False
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Save this view…"), partial(self.save_view, view))
        menu.popup(where if where is not None else QCursor.pos())
        return True

    # Small parts -----------------------------------------------------------------------------------------------------

    @property
    def _panel(self) -> RunPanel | None:
        """The panel in front, where it has runs that can be kept."""
        panel = self.window.panel
        return panel if isinstance(panel, RunPanel) and panel.report is not None else None

    def update_actions(self) -> None:
        for key in ("save", "save_as", "save_trace"):
            self.window.actions_by_key[key].setEnabled(self._panel is not None)
        self.show_title()

    def _say(self, panel: QWidget, text: str, passing: bool = False) -> None:
        banner = getattr(panel, "banner", None)
        if banner is None:
            QMessageBox(QMessageBox.Icon.Warning, "Saddle", text, parent=self.window).open()
            return
        banner.clear("file")                            # so that the same sentence can be said again
        banner.show_text(text, "file", passing)

    def _tell(self, text: str) -> None:
        self.window.statusBar().showMessage(text, SHOWN_MILLISECONDS)

    def _ask_path(self, title: str, name: str, kinds: str, suffix: str) -> Path | None:
        start = name if Path(name).is_absolute() else str(Path(self._folder()) / name)
        chosen, _filter = QFileDialog.getSaveFileName(self.window, title, start, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
            if path.exists() and QMessageBox.question(
                    self.window, "Saddle", _("{file} is there already. Replace it?").format(file=path.name)
                    ) != QMessageBox.StandardButton.Yes:
                return None
        return path

    def _folder(self) -> str:
        """Where the last file was, or the folder of the user."""
        folder = Path(self.window.settings.recent[0]).parent if self.window.settings.recent else Path.home()
        return str(folder) if folder.is_dir() else str(Path.home())

    def _remember(self, path: Path) -> None:
        others = [other for other in self.window.settings.recent if other != str(path)]
        self._keep_recent((str(path), *others)[:MOST_RECENT])

    def _forget_missing(self, path: Path) -> None:
        if str(path) in self.window.settings.recent and not path.exists():
            self._keep_recent(tuple(other for other in self.window.settings.recent if other != str(path)))

    def _keep_recent(self, recent: tuple[str, ...]) -> None:
        self.window.settings = replace(self.window.settings, recent=recent)
        remembered.save(self.window.settings)

    def _list_recent(self) -> None:
        self._recent.clear()
        for name in self.window.settings.recent:
            path = Path(name)
            text = f"{path.name}   ({path.parent})".replace("&", "&&")
            self._recent.addAction(text, partial(self.open_path, path))
        if self.window.settings.recent:
            self._recent.addSeparator()
            self._recent.addAction(_("Clear this list"), partial(self._keep_recent, ()))
        else:
            self._recent.addAction(_("no file yet")).setEnabled(False)


_WATCHED = frozenset((QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop, QEvent.Type.ContextMenu,
                      QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease))


def sentence(error: Notice | ParameterError) -> str:
    """The translated sentence of a refusal; a reason inside it is translated, too."""
    fields: dict[str, Any] = {name: sentence(value) if isinstance(value, ParameterError) else value
                              for name, value in error.fields.items()}
    return _(error.template).format(**fields)


def _write_image(image, part: Path) -> None:
    if not image.save(str(part), "PNG"):
        raise OSError
