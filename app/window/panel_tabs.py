"""The panels of the window: one in front, the others behind tabs, each with a command to go there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels import PanelEntry
from app.panels.panel import Panel
from widgets.controls.tabs import WrappingTabs
from widgets.followers import PaintedLater
from widgets.language import _
from widgets.layout.pages import Pages
from widgets.theme import themes

MOST_NUMBERED = 9                       # Ctrl+1 to Ctrl+9


class PanelTabs(QWidget):
    """One panel is in front once `start` has been called. `changed`: another one is there.

    A panel is built when it first comes to the front or something is asked of it, so that the window opens soon.
    build: makes a panel from its class and its parent. panel_actions: each goes to a panel, and is checked while that
    is in front.
    """

    changed = Signal()

    def __init__(self, entries: Sequence[PanelEntry], build: Callable[[type[Panel], QWidget], Panel]):
        super().__init__()
        self._entries, self._build = entries, build
        self._built: dict[str, Panel] = {}
        self._outdated: set[str] = set()        # groups whose panels speak another language
        self._group = QActionGroup(self)
        self._bar = WrappingTabs()
        self._bar.setAccessibleName(_("Panels"))
        self._stack = Pages()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._stack, 1)
        self.panel_actions = [self._add(number, _(entry.title)) for number, entry in enumerate(entries)]

    def _add(self, number: int, title: str) -> QAction:
        self._bar.setTabToolTip(self._bar.addTab(title), _(self._entries[number].says))
        action = QAction(title, self)
        action.setCheckable(True)
        if number < MOST_NUMBERED:
            action.setShortcut(QKeySequence(f"Ctrl+{number + 1}"))
        action.triggered.connect(lambda _checked=False: self.go_to(number))
        self._group.addAction(action)
        return action

    # Panels ----------------------------------------------------------------------------------------------------------

    @property
    def built(self) -> list[Panel]:
        """Those that have been asked for, in the order of their tabs."""
        return [self._built[entry.group] for entry in self._entries if entry.group in self._built]

    @property
    def current(self) -> Panel | None:
        """The one in front; None before the start."""
        return self._stack.currentWidget()

    def of(self, group: str) -> Panel | None:
        """The panel of this group, built where it was not; None where no tab has it."""
        entry = next((entry for entry in self._entries if entry.group == group), None)
        if entry is not None and group not in self._built:
            self._built[group] = panel = self._build(entry.load(), self._stack)     # in its place, see RunPanel
            self._stack.addWidget(panel)
        if group in self._outdated:
            self._anew(group)
        return self._built.get(group)

    def that(self, fits: Callable[[type[Panel]], bool]) -> Panel | None:
        """The first panel whose class fits; None where none does."""
        return next((self.of(entry.group) for entry in self._entries if fits(entry.load())), None)

    def can(self, fits: Callable[[type[Panel]], bool]) -> bool:
        """Whether there is a panel whose class fits."""
        return any(fits(entry.load()) for entry in self._entries)

    def kind_of(self, group: str) -> type[Panel]:
        """The class of this panel, loaded but not built."""
        return self._entry(group).load()

    def title_of(self, group: str) -> str:
        """The translated title on the tab of this panel."""
        return _(self._entry(group).title)

    def declared(self) -> dict[str, PanelEntry]:
        """What is known of each panel without loading it, by its group."""
        return {entry.group: entry for entry in self._entries}

    def _entry(self, group: str) -> PanelEntry:
        return next(entry for entry in self._entries if entry.group == group)

    def titles(self) -> dict[str, str]:
        """The translated title of each group of runs."""
        return {group: title for entry in self._entries
                for group, title in {entry.group: _(entry.title), **entry.load().titles()}.items()}

    def rebuild(self, also: Collection[Panel] = ()) -> dict[Panel, Panel]:
        """Build the panel in front and some others anew, in the language of now: {old: new}. Those that are hidden are
        built anew when they are next asked for.
        """
        for number, (entry, action) in enumerate(zip(self._entries, self.panel_actions)):
            self._bar.setTabText(number, _(entry.title))
            self._bar.setTabToolTip(number, _(entry.says))
            action.setText(_(entry.title))
        self._bar.setAccessibleName(_("Panels"))
        self._outdated = set(self._built)
        return {old: self._anew(old.group) for old in dict.fromkeys((self.current, *also)) if old in self.built}

    def _anew(self, group: str) -> Panel:
        """The panel of this group in the place of the one that it takes over from."""
        from widgets.view_state import copy_view  # knows plots, for which the first paint does not wait
        self._outdated.discard(group)
        old = self._built.pop(group)
        new, in_front = self.of(group), old is self.current
        old.complete()
        new.take_over(old)
        copy_view(old, new)
        if in_front:
            self._stack.setCurrentWidget(new)
        self._stack.removeWidget(old)
        new.once_complete(old.deleteLater)      # until then it has what pages to come take over
        return new

    # In front --------------------------------------------------------------------------------------------------------

    def start(self, group: str) -> None:
        """Make this panel the first that is in front; the first tab where there is no such panel."""
        number = next((number for number, entry in enumerate(self._entries) if entry.group == group), 0)
        self._bar.setCurrentIndex(number)
        self._bar.currentChanged.connect(self._bring_to_front)
        self._bring_to_front(number)

    def show_panel(self, panel: Panel) -> None:
        """Bring a panel to the front."""
        self.go_to([entry.group for entry in self._entries].index(panel.group))

    def go_to(self, number: int) -> None:
        """Bring a panel to the front, counted from 0; after the last comes the first again."""
        self._bar.setCurrentIndex(number % len(self._entries))

    def go_by(self, count: int) -> None:
        """Go so many panels on, or back."""
        self.go_to(self._bar.currentIndex() + count)

    def show_tabs(self, on: bool) -> None:
        """Show the tabs, where there is more than one panel."""
        self._bar.setVisible(on and len(self._entries) > 1)

    @Slot(int)
    def _bring_to_front(self, number: int) -> None:
        panel = self.of(self._entries[number].group)
        for other in self.built:
            if other is not panel:
                other.set_active(False)
        PaintedLater(self.window())
        themes.changed.catch_up(panel)          # now: it is laid out just before Qt says that it is shown
        self._stack.setCurrentWidget(panel)
        self.panel_actions[number].setChecked(True)
        panel.set_active(True)
        self.changed.emit()
