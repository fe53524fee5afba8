"""How the window is shown: presentation, full screen, and which parts of a panel are folded away."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from app.panels.panel import PARTS
from app.window.actions import EDIT, VIEW, command
from app.window.looks import Looks, fingers
from app.window.window import Window
from sims.params import N_
from widgets.theme import themes

#: Parts of a panel that a presentation begins without.
FOLDED_WHILE_PRESENTING = ("controls", "steps")
#: With this key a remote blanks the screen, whatever it does at a desk.
BLANK = QKeySequence("B")


class Presenter:
    """Shows the window as it was left. What is chosen while presenting is not remembered."""

    def __init__(self, window: Window, looks: Looks):
        self.window, self.looks = window, looks
        self._usual_keys: dict[str, list[QKeySequence]] = {}        # while presenting: of those that have others then

    @command(N_("Presentation"), VIEW, "F5", "Shift+F5", checkable=True, icon="presentation")
    def present(self, on: bool) -> None:
        """Full screen without menus, controls folded, large type, and the keys of a presenter's remote."""
        self._action("present").setChecked(on)
        self._use_keys(on)
        self.window.menuBar().setVisible(not on)
        bar = self.window.statusBar()
        bar.clearMessage()              # one that came while it was hidden would lie over the state of the run
        bar.setVisible(not on)
        self.window.tabs.show_tabs(not on)
        if on:                          # what is folded need not be given another look now
            self.hide_parts({*self.window.settings.hidden, *FOLDED_WHILE_PRESENTING})
        themes.present(on, self.looks.presentation_scale, fingers())
        self.looks.show_chosen()
        self.full_screen(on)
        self.show_parts()
        self.show_state()

    def _use_keys(self, presenting: bool) -> None:
        """In a presentation B blanks, and what F5 has begun only Esc ends, as remotes have it."""
        while self._usual_keys:
            key, keys = self._usual_keys.popitem()
            self._action(key).setShortcuts(keys)
        for key, action in self.window.actions_by_key.items() if presenting else ():
            usual = action.shortcuts()
            wanted = ([] if key == "present" else [*usual, BLANK] if key == "blank"
                      else [each for each in usual if each != BLANK])
            if wanted != usual:
                self._usual_keys[key] = usual
                action.setShortcuts(wanted)

    def show_state(self) -> None:
        """In a presentation without a lesson its keys turn the pages, and what is seen is said across the top."""
        free = themes.presenting and not self._action("next_stop").isEnabled()
        for key in ("next_page", "previous_page"):
            self._action(key).setEnabled(free)
        if (panel := self.window.tabs.current) is not None:
            panel.show_about(free)

    @command(N_("Next page, in a presentation"), VIEW, "PgDown")
    def next_page(self) -> None:
        self._turn(1)

    @command(N_("Previous page, in a presentation"), VIEW, "PgUp")
    def previous_page(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        """Go to the next page of the panel; after the last, and where there are none, to the next panel."""
        pages = self.window.panel.page_tabs
        if pages is not None and not pages.isVisible():
            self.show_part("curves")
        index = pages.currentIndex() + by if pages is not None else -1
        while pages is not None and 0 <= index < pages.count() and not pages.isTabVisible(index):
            index += by
        if pages is not None and 0 <= index < pages.count():
            pages.setCurrentIndex(index)
            return
        self.window.tabs.go_by(by)
        if (pages := self.window.panel.page_tabs) is not None:
            places = [place for place in range(pages.count()) if pages.isTabVisible(place)]
            pages.setCurrentIndex(places[0 if by > 0 else -1])

    @command(N_("Full screen"), VIEW, "F11", checkable=True, icon="full_screen")
    def full_screen(self, on: bool) -> None:
        self._action("full_screen").setChecked(on)
        self._action("leave").setEnabled(on)
        state = self.window.windowState()
        full = Qt.WindowState.WindowFullScreen
        self.window.setWindowState(state | full if on else state & ~full)

    @command(N_("Back to the window"), VIEW, "Esc", icon="leave")
    def leave(self) -> None:
        """Leave a presentation and full screen; enabled only there."""
        self.present(False)

    @command(N_("Step by step"), VIEW, "F6", checkable=True, separated=True)
    def show_steps(self, on: bool) -> None:
        self.show_part("steps", on)

    @command(N_("Curves"), VIEW, "F7", checkable=True)
    def show_curves(self, on: bool) -> None:
        self.show_part("curves", on)

    @command(N_("Controls"), VIEW, "F8", checkable=True)
    def show_controls(self, on: bool) -> None:
        self.show_part("controls", on)

    @command(N_("All settings"), VIEW, "F9", checkable=True)
    def all_settings(self, on: bool) -> None:
        """Show all settings, or those that a first lecture uses and those that have been changed."""
        self._action("all_settings").setChecked(on)
        self.window.remember(all_settings=on)
        for panel in self.window.tabs.built:
            panel.show_all_settings(on)

    @command(N_("Find a setting…"), EDIT, "Ctrl+F", separated=True)
    def find_setting(self) -> None:
        self.show_part("controls")
        self.window.panel.find_setting()

    # Parts of the panel ----------------------------------------------------------------------------------------------

    def show_part(self, part: str, on: bool = True) -> None:
        """Fold or unfold one of PARTS, in every panel that has it."""
        self._part_action(part).setChecked(on)
        if not themes.presenting:
            hidden = self.window.settings.hidden
            self.window.remember(hidden=tuple(each for each in PARTS if (not on if each == part else each in hidden)))
        self._show_checked_parts()

    def show_parts(self) -> None:
        """Show the panel in front with the parts that are remembered; a presentation begins with fewer."""
        hidden = self.window.settings.hidden
        self._check([part for part in PARTS if part not in hidden
                     and not (themes.presenting and part in FOLDED_WHILE_PRESENTING)])

    def hide_parts(self, hidden: Collection[str]) -> None:
        """Show the panel in front without these parts, as a file has it; a presentation stays as it is."""
        if not themes.presenting:
            self._check([part for part in PARTS if part not in hidden])

    def hidden_parts(self) -> tuple[str, ...]:
        """Those of PARTS that are folded away."""
        return tuple(part for part in PARTS if not self._part_action(part).isChecked())

    def _check(self, shown: Collection[str]) -> None:
        for part in PARTS:
            self._part_action(part).setChecked(part in shown)
        self._show_checked_parts()

    def _show_checked_parts(self) -> None:
        panel = self.window.panel
        for part in PARTS:
            action = self._part_action(part)
            action.setEnabled(part in panel.parts)
            panel.show_part(part, action.isChecked())

    def _part_action(self, part: str) -> QAction:
        return self._action(f"show_{part}")

    def _action(self, key: str) -> QAction:
        return self.window.actions_by_key[key]
