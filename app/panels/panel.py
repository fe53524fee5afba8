"""What the window needs of a panel, whatever is behind it: runs of the engine, or mathematics in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.panels.banner import Banner

#: Commands whose keys a panel may leave without effect.
COMMANDS = ("play", "step", "sub_step", "back", "sub_back", "restart", "new_seed", "reset", "undo", "redo", "faster",
            "slower")
PARTS = ("steps", "curves", "controls")


class Panel(QWidget):
    """One tab of the main window. `status_changed` makes the window read `status_text` and `availability` again."""

    group = ""                           # its name in settings and in the engine
    title = ""                          # on its tab; translated when it is shown
    parts: tuple[str, ...] = PARTS      # which parts it can fold away
    report: Any = None                  # of the engine's runs; None where there are none or none yet
    saves_runs = False                  # whether its runs can be saved to files and opened again; see RunPanel
    banner: Banner                      # where sentences for the person are shown
    has_experiments = False             # whether open_experiments() does something
    status_changed = Signal()
    table_offered = Signal(str, str)    # (name, comma-separated text): a person wants it as a file

    def status_text(self) -> str:
        """The line at the foot of the window."""
        return ""

    def availability(self) -> Mapping[str, bool]:
        """Which of COMMANDS can do something now; what is not named is left as it is."""
        return {}

    def command(self, name: str, /, **arguments: Any) -> None:
        """Carry out one of COMMANDS ("toggle" for play)."""
        raise NotImplementedError

    def reset(self) -> None:
        raise NotImplementedError

    def change_speed(self, by: int) -> None:
        raise NotImplementedError

    def open_experiments(self) -> None:
        """Show them, where `has_experiments`."""

    def use_device(self, device: str) -> None:
        """Go on with this device; nothing to do where no engine computes."""

    def set_active(self, on: bool) -> None:
        """It comes to the front, or another one does."""
        raise NotImplementedError

    def show_part(self, part: str, on: bool) -> None:
        """Fold or unfold one of `parts`."""
        raise NotImplementedError
