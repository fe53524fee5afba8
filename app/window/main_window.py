"""The main window: panels, menus, status line, full screen and presentation. It never imports torch."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QFileOpenEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app import crash
from app.engine.client import EngineClient
from app.window import actions as commands
from app.window import settings as remembered
from app.window.dialogs.keys_and_about import AboutDialog, KeysDialog
from widgets.icons import icon
from widgets.language import _
from widgets.theme import themes

if TYPE_CHECKING:
    from app.panels.panel import Panel
    from app.window.file_commands import FileCommands

#: Events that the window looks at wherever they go; see eventFilter and FileCommands.takes.
HANDLED = (QKeyEvent, QMouseEvent, QDropEvent, QContextMenuEvent, QFileOpenEvent)
PARTS = {"show_steps": "steps", "show_curves": "curves", "show_controls": "controls"}


class MainWindow(QMainWindow):
    """Owns the engine's client; closing the window ends the engine."""

    def __init__(self, settings: remembered.Settings | None = None):
        super().__init__()
        self.settings = settings or remembered.load()
        self.setWindowTitle("Saddle")
        self.setWindowIcon(window_icon())
        self.setMinimumSize(800, 500)
        self.client = EngineClient(self)
        self.client.ended.connect(self._engine_ended)
        self.actions_by_key = commands.build(self)
        self._panels: list[Panel] = []
        self._keeper: FileCommands | None = None  # with the panels
        self._settled = False               # what becomes of unsaved runs
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName(_("Panels"))
        self._stack = QStackedWidget()
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(central)
        self._status = QLabel()
        self._status.setAccessibleName(_("Status"))
        self._status.setText(_("starting …"))
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self._build_menus()
        self._connect()
        themes.changed.connect(self._dress)
        themes.use(self.settings.theme)
        self.actions_by_key["dark"].setChecked(self.settings.theme == "dark")
        self._dress()
        self._restore_geometry()
        QApplication.instance().installEventFilter(self)

    # Building --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event) -> None:
        """The frame of the window stands on the screen at once; the panels come in the next turn."""
        super().paintEvent(event)
        if self._keeper is None:
            QTimer.singleShot(0, self._build_panels)

    @Slot()
    def _build_panels(self) -> None:
        """Load and build the panels and go to the one of the last time. Whoever asks for a panel has it done now."""
        if self._keeper is not None:
            return
        self.client.prepare(self.settings.panel)        # torch takes as long to load as the panels to be built
        from app.window.file_commands import FileCommands
        self._keeper = FileCommands(self, PARTS)
        self._keeper.add_menus(self._file_menu, self.actions_by_key)
        from app.panels import PANELS
        for kind in PANELS:
            panel = kind(self.client, self.actions_by_key, self.settings.device)
            panel.status_changed.connect(self._update_status)
            panel.table_offered.connect(self.keeper.save_table)
            self._panels.append(panel)
            self._stack.addWidget(panel)
            self._tabs.addTab(_(kind.title))
        self._tabs.setVisible(len(self._panels) > 1 and not themes.presenting)
        self.panel_actions = commands.build_panel_actions(self, [_(panel.title) for panel in self._panels])
        for number, action in enumerate(self.panel_actions):
            action.triggered.connect(partial(self._go_to_panel, number))
            self._panel_menu.addAction(action)
            self.addAction(action)
        self._tabs.currentChanged.connect(self._show_panel)
        keys = [panel.group for panel in self._panels]
        self._tabs.setCurrentIndex(keys.index(self.settings.panel) if self.settings.panel in keys else 0)
        self._show_panel(self._tabs.currentIndex())

    def _build_menus(self) -> None:
        menus = {}
        for spec in commands.ACTIONS:
            if spec.menu not in menus:
                menus[spec.menu] = self.menuBar().addMenu(_(spec.menu))
            if spec.separated:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self.actions_by_key[spec.key])
            self.addAction(self.actions_by_key[spec.key])   # so that its keys work while the menu bar is hidden
        self._file_menu = menus[commands.FILE]
        menus[commands.PANEL].addSeparator()
        self._panel_menu = menus[commands.PANEL]
        devices = menus[commands.VIEW].addMenu(_("Device"))
        for name in remembered.ALLOWED["device"]:
            devices.addAction(name, partial(self.use_device, name))

    def _connect(self) -> None:
        for key in ("step", "sub_step", "back", "sub_back", "restart", "new_seed", "undo", "redo"):
            self._on(key, partial(self._command, key))
        self._on("play", partial(self._command, "toggle"))
        self._on("reset", lambda: self.panel.reset())
        self._on("faster", lambda: self.panel.change_speed(1))
        self._on("slower", lambda: self.panel.change_speed(-1))
        self._on("experiments", self._open_experiments)
        self._on("next_panel", lambda: self._go_to_panel(self._tabs.currentIndex() + 1))
        self._on("previous_panel", lambda: self._go_to_panel(self._tabs.currentIndex() - 1))
        self._on("quit", self.close)
        self._on("keys", self.show_keys)
        self._on("about", lambda: AboutDialog(self).exec())
        for key in ("open", "save", "save_as", "save_trace", "save_picture"):
            self._on(key, lambda key=key: getattr(self.keeper, key)())
        self.actions_by_key["present"].triggered.connect(self.present)
        self.actions_by_key["full_screen"].triggered.connect(self._full_screen)
        self.actions_by_key["dark"].triggered.connect(self.use_dark)
        for key in PARTS:
            self.actions_by_key[key].setChecked(PARTS[key] not in self.settings.hidden)
            self.actions_by_key[key].triggered.connect(self._parts_chosen)

    def _on(self, key: str, slot) -> None:
        self.actions_by_key[key].triggered.connect(lambda checked=False: slot())

    # Panels ----------------------------------------------------------------------------------------------------------

    @property
    def keeper(self) -> FileCommands:
        self._build_panels()
        return self._keeper

    @property
    def panels(self) -> list[Panel]:
        self._build_panels()
        return self._panels

    @property
    def panel(self) -> Panel:
        self._build_panels()
        return self._stack.currentWidget()

    def show_panel(self, panel: Panel) -> None:
        self._tabs.setCurrentIndex(self.panels.index(panel))

    def _command(self, name: str) -> None:
        self.panel.command(name)

    def _go_to_panel(self, index: int, _checked: bool = False) -> None:
        self._tabs.setCurrentIndex(index % len(self.panels))

    @Slot(int)
    def _show_panel(self, index: int) -> None:
        for number, panel in enumerate(self.panels):
            if number != index:
                panel.set_active(False)
        self._stack.setCurrentIndex(index)
        self.panel_actions[index].setChecked(True)
        self.actions_by_key["experiments"].setEnabled(self.panel.has_experiments)
        self.panel.set_active(True)
        self._show_parts()
        self._update_status()

    @Slot()
    def _update_status(self) -> None:
        for key, on in self.panel.availability().items():
            self.actions_by_key[key].setEnabled(on)
        self._status.setText(self.panel.status_text())
        self.keeper.update_actions()

    def _open_experiments(self) -> None:
        self.actions_by_key["show_curves"].setChecked(True)
        self._parts_chosen()
        self.panel.open_experiments()

    def use_device(self, name: str) -> None:
        """Go on with the same runs on this device; where it fails, the engine says so and takes the CPU."""
        self.settings = replace(self.settings, device=name)
        for panel in self.panels:
            panel.use_device(name)

    # Looks -----------------------------------------------------------------------------------------------------------

    @Slot()
    def present(self, on: bool | None = None) -> None:
        """Presentation on or off (the keys toggle): full screen, controls folded, large type."""
        on = not themes.presenting if on is None else on
        self.actions_by_key["present"].setChecked(on)
        self.menuBar().setVisible(not on)
        self.statusBar().setVisible(not on)
        self._tabs.setVisible(len(self.panels) > 1 and not on)
        themes.present(on)
        self._set_full_screen(on)
        self._show_parts()

    @Slot(bool)
    def _full_screen(self, on: bool) -> None:
        self._set_full_screen(on)

    def _set_full_screen(self, on: bool) -> None:
        self.actions_by_key["full_screen"].setChecked(on)
        state = self.windowState()
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full if on else state & ~full)

    @Slot(bool)
    def use_dark(self, on: bool) -> None:
        self.settings = replace(self.settings, theme="dark" if on else "light")
        themes.use(self.settings.theme)

    @Slot()
    def _parts_chosen(self) -> None:
        if not themes.presenting:
            hidden = tuple(part for key, part in PARTS.items() if not self.actions_by_key[key].isChecked())
            self.settings = replace(self.settings, hidden=hidden)
        self._show_parts(chosen=True)

    def _show_parts(self, chosen: bool = False) -> None:
        """Show the parts that are on; a presentation begins with the controls and the step folded."""
        for key, part in PARTS.items():
            action = self.actions_by_key[key]
            action.setEnabled(part in self.panel.parts)
            if not chosen:
                action.setChecked(part not in self.settings.hidden
                                  and not (themes.presenting and part in ("controls", "steps")))
            self.panel.show_part(part, action.isChecked())

    @Slot()
    def _dress(self) -> None:
        for key in ("save_picture", "present", "full_screen", "dark", "keys"):
            name = {"save_picture": "picture", "present": "presentation", "dark": "theme", "keys": "help"}.get(key, key)
            self.actions_by_key[key].setIcon(icon(name))

    # Dialogs ---------------------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        KeysDialog(self).exec()

    @Slot(str)
    def _engine_ended(self, last_words: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Critical, "Saddle",
                          _("The training process has failed several times and was not started again. "
                            "What was on the screen stays; restart Saddle to go on."), parent=self)
        box.setInformativeText(_("Reports of what happened are in the folder {folder}.").format(folder=crash.folder()))
        box.setDetailedText(last_words)
        box.open()

    # Keys, closing ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return presses the button that has the focus: Space, which usually does, plays and pauses here."""
        if not isinstance(event, HANDLED):      # thousands a second: not even their type is looked at
            return False
        if (event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QAbstractButton)
                and watched.window() is self and watched.isEnabled()):
            watched.click()
            return True
        if self._keeper is not None and self._keeper.takes(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _restore_geometry(self) -> None:
        stored = QByteArray(base64.b64decode(self.settings.geometry or ""))
        if stored.isEmpty() or not self.restoreGeometry(stored):
            screen = self.screen().availableGeometry()
            self.resize(min(1440, screen.width()), min(860, screen.height()))

    def close_at_once(self) -> None:
        """Without a question, as a signal asks for."""
        self._settled = True
        self.close()

    def closeEvent(self, event) -> None:
        # Only a window that is seen has somebody to ask; and what follows a question must not ask again.
        if not self._settled and self.isVisible() and self.keeper.keeps(self.panels, self.close_at_once):
            event.ignore()
            return
        if themes.presenting:
            self.present(False)
        QApplication.instance().removeEventFilter(self)
        geometry = base64.b64encode(bytes(self.saveGeometry())).decode()
        remembered.save(replace(self.settings, geometry=geometry, panel=self.panel.group))
        self.client.close()
        super().closeEvent(event)


def window_icon() -> QIcon:
    return QIcon(str(Path(__file__).parents[2] / "resources" / "icons" / "saddle.svg"))
