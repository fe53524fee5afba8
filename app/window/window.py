"""What the commands may use of the main window, so that they need not import it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from app.panels.panel import Panel
from app.window.panel_tabs import PanelTabs
from app.window.settings import Settings


class Window(QMainWindow):
    """settings: as they are now. tabs: of the panels. actions_by_key: a QAction for each command, by its method's name.

    app.window.main_window.MainWindow is the one that is opened.
    """

    settings: Settings
    tabs: PanelTabs
    actions_by_key: dict[str, QAction]

    def remember(self, **values: Any) -> None:
        """Change settings; they are written when the window closes."""
        self.settings = replace(self.settings, **values)

    @property
    def panels(self) -> list[Panel]:
        """All panels, in the order of their tabs; built when they are first asked for."""
        raise NotImplementedError

    @property
    def panel(self) -> Panel:
        """The panel in front."""
        raise NotImplementedError

    def show_panel(self, panel: Panel) -> None:
        """Bring a panel to the front."""
        self.tabs.go_to(self.panels.index(panel))
