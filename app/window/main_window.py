"""The main window: it holds the panels, the commands with their menus, and the client of the engine. No torch here."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QFileOpenEvent, QHelpEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QProgressDialog, QWidget

from app.begun_process import BegunProcess
from app.engine import process
from app.engine.client import EngineClient
from app.panels import PANELS
from app.panels.panel import OFFERS, Panel
from app.window import actions, cut_texts
from app.window import settings as remembered
from app.window.actions import FILE, HELP, LESSONS, PANEL, VIEW, command
from app.window.autosave import Autosave
from app.window.commands.compare_commands import CompareCommands
from app.window.commands.engine_commands import EngineCommands
from app.window.commands.file_commands import FileCommands
from app.window.commands.film_commands import FilmCommands
from app.window.commands.lecture_commands import LectureCommands
from app.window.commands.lesson_commands import LessonCommands
from app.window.commands.link_commands import LinkCommands
from app.window.commands.motion_commands import MotionCommands
from app.window.commands.picture_commands import PictureCommands
from app.window.commands.run_commands import RunCommands
from app.window.commands.script_commands import ScriptCommands
from app.window.commands.seeds_commands import SeedsCommands
from app.window.commands.tried_commands import TriedCommands
from app.window.commands.words_commands import WordsCommands
from app.window.dialogs.about_dialog import AboutDialog
from app.window.exports import Exports
from app.window.focus_help import FocusHelp
from app.window.language_menu import LanguageMenu
from app.window.lessons.frame import LessonFrame
from app.window.looks import Looks, enlarge_for
from app.window.panel_tabs import PanelTabs
from app.window.presenter import Presenter
from app.window.presenting.remote_keys import leaves_to_remote
from app.window.shortcuts import Shortcuts
from app.window.window import Window
from sims.params import N_
from widgets import spoken
from widgets.controls.focus_ring import FocusRings
from widgets.language import _
from widgets.layout import reading_order
from widgets.theme import themes

#: Events that the window looks at wherever they go, see `eventFilter`. QDropEvent: also of a drag that moves.
HANDLED = (QKeyEvent, QMouseEvent, QDropEvent, QContextMenuEvent, QFileOpenEvent, QHelpEvent)

WANTED = QSize(1440, 860)       # of the window where it was never opened, or a good part of a larger screen
PART = 0.75
FRAME = 40                      # pixels, at most, of a title bar and borders around it


class MainWindow(Window):
    """Owns the engine's client; closing the window ends the engine.

    settings: those of the last time where they are not given; `remember` changes them, and they are written when the
    window closes. engine: where it has begun. The first panel is built after the window has been painted, the others
    when they are asked for.
    """

    def __init__(self, settings: remembered.Settings | None = None, engine: BegunProcess | None = None):
        super().__init__()
        self.settings = self.loaded_settings = settings or remembered.load()
        enlarge_for(self.settings, self.screen().size())    # first: what is built keeps its type until it is shown
        self.setWindowTitle("Saddle")
        self.setWindowIcon(window_icon())
        self.setMinimumSize(800, 500)
        self.setAcceptDrops(True)
        self.client = EngineClient(self, engine or process.begin(self.settings.panel))
        self.tabs = PanelTabs(PANELS, self._build_panel)
        frame = LessonFrame(self.tabs)
        self.setCentralWidget(frame)
        self.looks = Looks(self)
        self.presenter = Presenter(self, self.looks)
        self.files = FileCommands(self, self.presenter)
        self.autosave = Autosave(self, self.presenter)
        self.links = LinkCommands(self, self.files)
        self.compares = CompareCommands(self, self.files)
        self.pictures = PictureCommands(self, self.files.recent)
        self.exports = Exports(self)
        self.tried = TriedCommands(self, self.files, self.links)
        self.words = WordsCommands(self, self.links)
        self.lessons = LessonCommands(self, self.presenter, frame, self.files, self.exports)
        self.lecture = LectureCommands(self, self.lessons)
        self.languages = LanguageMenu(self, self.speak_anew)
        self.motion = MotionCommands(self)
        self._build_commands(self.files, self.links, ScriptCommands(self, self.files), self.pictures,
                             FilmCommands(self, self.files.recent, self.exports),
                             RunCommands(self, self.presenter), self.compares, SeedsCommands(self), self.tried,
                             EngineCommands(self, self.files), self.words, self.lessons, self.presenter,
                             self.lecture, self.looks, self.motion, self)
        self._begun = False                 # whether a panel is in front, or about to be
        self._unsaved_settled = False       # whether it is settled what becomes of unsaved runs
        self._status = QLabel()
        self._status.setAccessibleName(_("Status"))
        self._status.setText(_("starting …"))
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().messageChanged.connect(lambda message: self._status.setVisible(not message))
        themes.changed.connect(self._show_icons)
        for key in ("leave", "pin_bar"):
            self.actions_by_key[key].setEnabled(False)
        self.lessons.show_state()
        self.looks.show()
        self.motion.less_motion(self.settings.less_motion)
        self._show_icons()
        self._restore_geometry()
        spoken.install()
        FocusRings(self)
        FocusHelp(self)
        QApplication.instance().installEventFilter(self)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_commands(self, *owners: object) -> None:
        """Make the actions and menus of all commands that these objects have."""
        self.commands = actions.commands_of(*map(type, owners))
        self.actions_by_key = actions.build(self, self.commands)
        for owner in owners:
            actions.connect(self.actions_by_key, owner)
        self.addActions(list(self.actions_by_key.values()))     # so that keys work while the menu bar is hidden
        menus = actions.build_menus(self.menuBar(), self.commands, self.actions_by_key)
        self.files.add_menus(menus[FILE], self.actions_by_key)
        self.pictures.add_menus(menus[FILE], self.actions_by_key)
        menus[LESSONS].addAction(self.actions_by_key["print_lesson"])
        menus[PANEL].addSeparator()
        menus[PANEL].addActions(self.tabs.panel_actions)
        self.addActions(self.tabs.panel_actions)
        self.looks.add_menus(menus[VIEW])
        devices = actions.named(menus[VIEW].addMenu(""), N_("Device"))
        self.shortcuts = Shortcuts(self.commands, self.actions_by_key, self.settings.keys, self.tabs.panel_actions)
        for name in remembered.ALLOWED["device"]:
            devices.addAction(name, partial(self.use_device, name))
        menus[VIEW].addMenu(self.languages.menu)

    def paintEvent(self, event) -> None:
        """The frame of the window stands on the screen at once; a panel comes in the next turn."""
        super().paintEvent(event)
        if not self._begun:
            QTimer.singleShot(0, self._begin)

    @Slot()
    def _begin(self) -> None:
        """Go to the panel of the last time, once."""
        if self._begun:
            return
        self._begun = True
        self.presenter.all_settings(self.settings.all_settings)
        self.tabs.show_tabs(not themes.presenting)
        self.tabs.changed.connect(self._panel_changed)
        self.tabs.start(self.settings.panel)
        self.autosave.offer_what_is_left()
        self.autosave.begin()

    def _build_panel(self, kind: type[Panel], parent: QWidget) -> Panel:
        application = QApplication.instance()
        application.removeEventFilter(self)         # thousands of events, none of a person
        try:
            panel = kind(self.client, self.actions_by_key, self.settings.device, parent)
        finally:
            application.installEventFilter(self)
        panel.take_choices(self.settings.choices)
        panel.show_all_settings(self.settings.all_settings)
        panel.status_changed.connect(self._show_state)
        panel.table_offered.connect(self.files.save_table)
        panel.welcomed.connect(self._welcomed)
        panel.tour_asked.connect(self.lessons.begin_tour)
        panel.open_asked.connect(self.actions_by_key["open"].trigger)
        panel.kept.connect(self.compares.keep)
        panel.pair_asked.connect(self.compares.open_pair)
        panel.branch_compared.connect(self.compares.compare_branch)
        panel.run_asked.connect(self.links.show_runs)
        panel.json_offered.connect(self.files.save_json)
        panel.picture_asked.connect(self.pictures.save_view)
        panel.sources_asked.connect(self.actions_by_key["sources"].trigger)
        self.tried.watch(panel)
        if "welcome" in panel.offers and not self.settings.seen_welcome:
            panel.welcome()
        return panel

    # Panels ----------------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> Panel:
        self._begin()
        return super().panel

    @command(N_("Next panel"), PANEL, "Ctrl+Tab", "Ctrl+PgDown")
    def next_panel(self) -> None:
        self.tabs.go_by(1)

    @command(N_("Previous panel"), PANEL, "Ctrl+Shift+Tab", "Ctrl+PgUp")
    def previous_panel(self) -> None:
        self.tabs.go_by(-1)

    @Slot()
    def _panel_changed(self) -> None:
        for key in OFFERS:          # a welcome brings its own panel to the front
            self.actions_by_key[key].setEnabled(key in self.panel.offers or key == "welcome")
        self.presenter.show_parts()
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        """Show what can be done now, and how the panel in front stands."""
        for key, on in self.panel.availability().items():
            self.actions_by_key[key].setEnabled(on)
        self._status.setText(self.panel.status_text())
        self.lessons.show_state()
        self.lecture.show_state()
        self.files.show_state()

    # Settings and dialogs --------------------------------------------------------------------------------------------

    def use_device(self, name: str) -> None:
        """Go on with the same runs on this device; where it fails, the engine says so and takes the CPU."""
        self.remember(device=name)
        for panel in self.tabs.built:
            panel.use_device(name)

    def speak_anew(self) -> None:
        """Say everything in the language of now. Runs go on, and panels, pages and settings stay as they are."""
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible() and not isinstance(dialog, QProgressDialog):      # of a film on its way
                dialog.close()
        self.tried.forget_dialog()
        actions.name_commands(self.commands, self.actions_by_key)
        actions.name_again(self.menuBar())
        self._status.setAccessibleName(_("Status"))
        if not self._begun:
            return
        for panel in self.tabs.built:
            self.remember(choices={**self.settings.choices, **panel.choices()})
        self.client.forget_questions()
        replaced = self.tabs.rebuild(self.lessons.panels)
        self.lessons.speak_anew(replaced)
        self.lecture.speak_anew()
        self.presenter.show_parts()
        self._show_state()

    @Slot()
    def _show_icons(self) -> None:
        actions.show_icons(self.commands, self.actions_by_key)

    @command(N_("Welcome"), HELP)
    def welcome(self) -> None:
        """Show the card of the first start again."""
        panel = self.tabs.that(lambda kind: "welcome" in kind.offers)
        self.show_panel(panel)
        panel.welcome()

    @Slot()
    def _welcomed(self) -> None:
        self.remember(seen_welcome=True)

    @command(N_("Keys"), HELP, "?", "F1", icon="help")
    def keys(self) -> None:
        from app.window.dialogs.keys_dialog import KeysDialog
        KeysDialog(self, self.shortcuts).exec()
        self.remember(keys=self.shortcuts.changed)

    @command(N_("About Saddle"), HELP)
    def about(self) -> None:
        AboutDialog(self).exec()

    # Events ----------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle files from outside, context menus of views, the glossary of formulas, and Return, which presses the
        button that has the focus.

        Space, which usually presses it, plays and pauses here.
        """
        if not isinstance(event, HANDLED):      # thousands a second: not even their type is looked at
            return False
        if isinstance(event, QFileOpenEvent):           # macOS: what was opened while the program runs
            self.open_text(event.file() or event.url().toString())
            return True
        if not watched.isWidgetType():
            return False
        if isinstance(event, QHelpEvent):
            return self.words.tell(watched, event) or cut_texts.tell(watched, event)
        asks = event.type() == QEvent.Type.MouseButtonDblClick or (
            event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_F1)
        if asks and self.words.explain(event):
            return True
        if watched.window() is not self:
            return False
        if themes.presenting and isinstance(event, QKeyEvent) and leaves_to_remote(watched, event):
            event.ignore()
            return True
        if isinstance(event, QDropEvent):
            return self.files.take_drop(event)
        if isinstance(event, QContextMenuEvent):
            return self.pictures.take_context_menu(watched, event)
        if isinstance(event, QMouseEvent):
            self.pictures.watch_mouse(watched, event)
            return False
        if (event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and isinstance(watched, QAbstractButton) and watched.isEnabled()):
            watched.click()
            return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        return reading_order.go_on(self, forward)

    def changeEvent(self, event: QEvent) -> None:
        """Where nothing has the focus when the window becomes active, Qt would give it to the first tab: an arrow would
        be no step, but another panel."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            focus = self.focusWidget()
            if focus is None or not focus.isVisible():
                self.tabs.setFocus()

    def open_text(self, text: str) -> None:
        """Open what the program was started with: a link, or the name of a file."""
        from app.sessions.link import is_link
        self._begin()
        if is_link(text):
            self.links.open_text(text)
        else:
            self.files.open_path(Path(text))

    def _restore_geometry(self) -> None:
        stored = QByteArray(base64.b64decode(self.settings.geometry or ""))
        if stored.isEmpty() or not self.restoreGeometry(stored):
            room = self.screen().availableSize() - QSize(FRAME, FRAME)
            wanted = WANTED * themes.current.scale
            self.resize(wanted.expandedTo(room * PART).boundedTo(room))
            if wanted.boundedTo(room) != wanted:            # nobody cuts it to the screen on Windows
                self.setWindowState(Qt.WindowState.WindowMaximized)

    # Closing ---------------------------------------------------------------------------------------------------------

    @command(N_("Quit"), FILE, "Ctrl+Q", separated=True)
    def quit(self) -> None:
        self.close()

    def close_at_once(self) -> None:
        """Close without a question about unsaved runs, as a signal asks for."""
        self._unsaved_settled = True
        self.close()

    def closeEvent(self, event) -> None:
        # Only a window that is seen has somebody to ask; and what follows a question must not ask again.
        if (not self._unsaved_settled and self.isVisible()
                and self.files.asks_about_unsaved(self.tabs.built, self.close_at_once)):
            event.ignore()
            return
        if themes.presenting:
            self.presenter.present(False)
        self.lecture.close()
        QApplication.instance().removeEventFilter(self)
        geometry = base64.b64encode(bytes(self.saveGeometry())).decode()
        choices = dict(self.settings.choices)
        for panel in self.tabs.built:
            choices |= panel.choices()
            panel.shut_down()
        self.exports.close()
        remembered.save(replace(self.settings, geometry=geometry, panel=self.panel.group, choices=choices),
                        self.loaded_settings)
        self.client.close()
        self.autosave.end()             # now that no engine is left which could still be writing its files
        super().closeEvent(event)


def window_icon() -> QIcon:
    return QIcon(str(Path(__file__).parents[2] / "resources" / "icons" / "saddle.svg"))
