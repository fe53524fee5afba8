"""What the commands may use of the main window, so that they need not import it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMainWindow

from app.panels.panel import Panel
from app.window.dialogs import file_list
from app.window.panel_tabs import PanelTabs
from app.window.settings import Settings


class Window(QMainWindow):
    """settings: as they are now; loaded_settings: as they were at the start. tabs: of the panels. actions_by_key: a
    QAction for each command, by its method's name.

    app.window.main_window.MainWindow is the one that is opened.
    """

    settings: Settings
    loaded_settings: Settings
    tabs: PanelTabs
    actions_by_key: dict[str, QAction]

    def remember(self, **values: Any) -> None:
        """Change settings; they are written when the window closes."""
        self.settings = replace(self.settings, **values)

    @property
    def panel(self) -> Panel:
        """The panel in front."""
        return self.tabs.current

    def panel_of(self, group: str) -> Panel | None:
        """The panel of this group, built where nobody has asked for it yet; None where there is none."""
        return self.tabs.of(group)

    def show_panel(self, panel: Panel) -> None:
        """Bring a panel to the front."""
        self.tabs.show_panel(panel)

    def childEvent(self, event) -> None:
        """A dialog is about to be shown; that of files says the kinds of files in the language of the window."""
        super().childEvent(event)
        if event.polished() and isinstance(event.child(), QFileDialog):
            file_list.dress(event.child())
