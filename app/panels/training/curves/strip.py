"""The strip beside the picture of a GAN in training: pages of curves and histograms under tabs, one of them open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.training.curves.curve_page import EVERYTHING, Page
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.smoothing_button import SmoothingButton
from sims.simulation import Frame
from widgets.controls.tabs import WrappingTabs
from widgets.language import _
from widgets.layout.height_fitting import HeightScroll
from widgets.layout.pages import Pages
from widgets.theme import themes

#: A strip that is narrower, at scale 1, or not much wider than high has the plots of a page below one another.
NARROW, WIDE = 460, 1.3
#: One that is lower has the plots of a column side by side: half of the height would be too little for each.
LOW = 300


class CurvesStrip(QWidget):
    """The pages under their tabs. A page that says nothing of a run (see `Page.suits`) has no tab, and one that needs
    more height than there is scrolls. All but the first are completed when they are first opened or have a run to show,
    or sooner by who has the time.

    row_of: the shares of a frame that pages show over time, (k,); see FrameHistory.
    """

    def __init__(self, pages: tuple[Page, ...], row_of: Callable[[Frame], np.ndarray],
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.pages, self._row_of = pages, row_of
        self.history = FrameHistory()
        self.tabs = WrappingTabs()
        self.tabs.setAccessibleName(_("Views beside the picture"))
        self.stack = Pages()
        for page in pages:
            number = self.tabs.addTab(_(page.title))
            self.tabs.setTabVisible(number, page.at_first)
            self.tabs.setTabToolTip(number, _(page.says))
            self.stack.addWidget(HeightScroll(page))
            page.completed.connect(partial(self._take, page))
        self.tabs.currentChanged.connect(self._show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.smoothing = SmoothingButton()
        self.smoothing.chosen.connect(self._smooth)
        self.tabs.append(self.smoothing)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self._run: RunReport | None = None
        pages[0].complete()

    def _take(self, page: Page) -> None:
        """A page has its views."""
        self._arrange(page)
        for view in page.curves:
            view.set_smoothing(self.smoothing.weight)

    @property
    def page(self) -> Page:
        """The one that is open."""
        return self.pages[self.tabs.currentIndex()]

    def open_page(self, page: Page) -> None:
        """Show one of the pages."""
        self.tabs.setCurrentIndex(self.pages.index(page))

    def open_named(self, name: str) -> None:
        """Show the page of this name."""
        self.open_page(next(page for page in self.pages if page.name == name))

    def show_run(self, run: RunReport) -> None:
        """Show a report on every page: those behind keep their curves up to date."""
        self._run = run
        kept = self.history.take(run, self._row_of(run.frame))
        for number, page in enumerate(self.pages):
            page.complete()
            if self.tabs.isTabVisible(number) != page.suits(run):
                self.tabs.setTabVisible(number, page.suits(run))
            self.tabs.setTabText(number, page.tab_text(run))
            page.show_run(run, kept, self.history)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        for page in self.pages:
            if page.is_complete:
                self._arrange(page)

    def _arrange(self, page: Page) -> None:
        narrow = self.width() < max(WIDE * self.height(), themes.current.pixels(NARROW))
        page.arrange_views(narrow, self.height() < themes.current.pixels(LOW))

    def _smooth(self, weight: float) -> None:
        for page in self.pages:
            for view in page.curves:
                view.set_smoothing(weight)

    def _show_page(self, index: int) -> None:
        self.pages[index].complete()
        self.stack.setCurrentIndex(index)
        self.smoothing.setVisible(bool(self.pages[index].curves))       # where there is something to smooth
        if self._run is not None:
            # What has come meanwhile: nothing is cut, nothing is added twice.
            self.pages[index].show_run(self._run, EVERYTHING, self.history)
