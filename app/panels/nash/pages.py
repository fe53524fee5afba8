"""The views beside the phase plane (curves, growth, game, Dirac line): under tabs, or in two columns if there is room.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.panels.nash.curves import NashCurvesView
from app.panels.nash.dirac_line import TwoDiracsView
from app.panels.nash.game import GameView
from app.panels.nash.growth import GrowthView
from app.panels.nash.runs import ShownRun
from sims.params import N_
from widgets.controls.tabs import WrappingTabs
from widgets.language import _
from widgets.theme import themes

PAGES = (("curves", N_("Over time")), ("growth", N_("Growth")), ("game", N_("The game")),
         ("diracs", N_("The two Diracs")))
KEYS = [key for key, _title in PAGES]
SAYS = {"curves": N_("Both numbers, the value of the game and the distance from the equilibrium, over the steps."),
        "growth": N_("By how much one step moves a run away from the equilibrium or nearer to it: measured, and by the "
                     "eigenvalues of the step."),
        "game": N_("What each player wants, does and would gain if the other stood still."),
        "diracs": N_("The Dirac-GAN as it is: one real point, one generated point, and D, a line through the origin.")}
#: From this width on, at scale 1, the curves have a column of their own beside the other pages.
WIDE = 780


class BesideView(QWidget):
    """step_clicked(step): the user has clicked on a curve. chosen(key): on the row of a run in the table of growth.

    page_opened(page): the user has opened this page.
    """

    step_clicked = Signal(int)
    chosen = Signal(str)
    page_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.curves, self.growth, self.game, self.diracs = NashCurvesView(), GrowthView(), GameView(), TwoDiracsView()
        self.curves.step_clicked.connect(self.step_clicked)
        self.growth.chosen.connect(self.chosen)
        self.views = {"curves": self.curves, "growth": self.growth, "game": self.game,
                      "diracs": self.diracs}
        self.tabs = WrappingTabs()
        self.tabs.setAccessibleName(_("Beside the plane"))
        for key, title in PAGES:
            self.tabs.setTabToolTip(self.tabs.addTab(_(title)), _(SAYS[key]))
        self.tabs.currentChanged.connect(self._page_changed)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        for view in self.views.values():
            self.row.addWidget(view, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.tabs)
        layout.addLayout(self.row, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(240)
        self._dirac = False
        self._awaited = ""                      # a page that is to be opened and has no tab yet
        self._wide = False
        self._last: tuple | None = None
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 200)

    def page(self) -> str:
        """The key of the page that is open."""
        return KEYS[self.tabs.currentIndex()]

    def open_page(self, key: str) -> None:
        """Open a page; one without a tab as soon as it has one."""
        there = self.tabs.isTabVisible(KEYS.index(key))
        self._awaited = "" if there else key
        if there:
            self.tabs.setCurrentIndex(KEYS.index(key))

    def _page_changed(self, _index: int) -> None:
        self._arrange()
        self.page_opened.emit(self.page())

    def _offer(self) -> None:
        """Show the tabs of the pages that there are now; the page that was open stays open if it is among them."""
        self.tabs.blockSignals(True)
        for index, key in enumerate(KEYS):
            self.tabs.setTabVisible(index, self._is_offered(key))
        if self._awaited:
            self.open_page(self._awaited)
        self.tabs.blockSignals(False)

    def _is_offered(self, key: str) -> bool:
        return self._dirac if key == "diracs" else not self._wide if key == "curves" else True

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str, step: int, fresh: bool,
                  reach: float) -> None:
        """reach: how far out the plane shows the game."""
        dirac = runs[0].params.game == "dirac"
        if dirac != self._dirac:
            self._dirac = dirac
            self._arrange()
        self._last = (runs, visible, focus, fresh, reach)
        self.curves.show_runs(runs, visible, step)      # also while it is hidden: it keeps the rows
        self._draw()

    def _draw(self) -> None:
        if self._last is None:
            return
        runs, visible, focus, fresh, reach = self._last
        if not self.growth.isHidden():
            self.growth.show_runs(runs, visible, focus)
        if not self.game.isHidden():
            self.game.show_runs(runs, visible, focus, reach)
        if not self.diracs.isHidden() or fresh:
            self.diracs.show_runs(runs, visible, focus, fresh)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE * themes.current.scale
        if wide != self._wide:
            self._wide = wide
            self._arrange()

    def _arrange(self) -> None:
        self._offer()
        page = self.page()
        for key, view in self.views.items():
            view.setVisible(key == page or (self._wide and key == "curves"))
        self._draw()
