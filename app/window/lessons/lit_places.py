"""Where in the window is what a stop draws attention to."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.lessons.lit import PICTURE, Lit
from app.panels.nash.pages import BesideView
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from app.panels.training.curves.curve_page import Page
from app.panels.training.panel import CurvesPanel
from widgets.formulas.symbols import SymbolsWidget
from widgets.plots.charts.bars import BarsView
from widgets.plots.curves.view import CurvesView
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.plot import Plot
from widgets.theme import themes

RADIUS = 11                             # of the ring around a point, in pixels at scale 1


class Spot(NamedTuple):
    """rects(): where it is in a widget now, in its pixels. round: whether it is a point."""

    widget: QWidget
    rects: Callable[[], list[QRect]]
    round: bool = False


def bring_to_sight(panel: Panel, lit: Lit) -> None:
    """Open the page, the part or the group where it lies."""
    if lit.kind == "view" and lit.name in panel.view_titles():
        panel.open_view(lit.name)
    elif lit.kind == "setting":
        panel.show_setting(lit.name.rpartition(".")[2])
    elif lit.kind in ("curve", "point") and (plot := _plot_with(panel, lit.name)) is not None:
        _open_page(panel, plot)


def spots_of(panel: Panel, text: QWidget, lit: Lit) -> list[Spot]:
    """In what it is; nothing where there is no such thing. text: of the stop, whose formulas have terms, too."""
    page = panel.page
    match lit.kind:
        case "view":
            return _whole(_picture(page) if lit.name == PICTURE else
                          panel.seen(lit.name) if lit.name in panel.view_titles() else None)
        case "setting" if isinstance(page, RunPanel):
            return _whole(page.controls.rows.get(lit.name.rpartition(".")[2]))
        case "button" if isinstance(page, RunPanel):
            return _whole(page.playback.buttons.get(lit.name))
        case "curve":
            return _whole(_plot_with(page, lit.name) or _bars_with(page, lit.name))
        case "point":
            return _point(page, lit)
        case "term":
            formulas = [formula for owner in (text, page) for formula in owner.findChildren(SymbolsWidget)]
            return [Spot(formula, partial(_term, formula, lit.name)) for formula in formulas
                    if formula.isVisible() and formula.places_of(lit.name)]
    return []


def _whole(widget: QWidget | None) -> list[Spot]:
    return [] if widget is None else [Spot(widget, lambda: [widget.rect()])]


def _picture(panel: Panel) -> Plot | None:
    """The largest plot."""
    plots = [plot for plot in panel.findChildren(Plot) if plot.isVisible()]
    return max(plots, key=lambda plot: plot.width() * plot.height(), default=None)


def _plot_with(panel: Panel, name: str) -> CurvesView | FunctionPlot | None:
    """The plot with this curve; of several one that is seen, or whose page has a tab in every run."""
    panel.complete()
    plots = [plot for kind in (CurvesView, FunctionPlot) for plot in panel.findChildren(kind)
             if name in plot or name == plot.objectName()]
    return min(plots, key=lambda plot: (not plot.isVisible(), not _has_tab(plot)), default=None)


def _bars_with(panel: Panel, name: str) -> BarsView | None:
    """The bars with this one, where they are seen."""
    return next((bars for bars in panel.findChildren(BarsView) if name in bars and bars.isVisible()), None)


def _has_tab(plot: QWidget) -> bool:
    around = plot.parentWidget()
    while around is not None and not isinstance(around, Page):
        around = around.parentWidget()
    return around is None or around.at_first


def _term(formula: SymbolsWidget, name: str) -> list[QRect]:
    return [rect.toAlignedRect() for rect in formula.places_of(name)]


def _point(panel: Panel, lit: Lit) -> list[Spot]:
    if lit.name == PICTURE:
        plot, place = _picture(panel), lit.place
    else:
        curves = _plot_with(panel, lit.name)
        plot, place = (None, lit.place) if curves is None else (curves.plot, curves.drawn(*lit.place))
    found = plot is not None and all(map(math.isfinite, place))
    return [Spot(plot, partial(_around, plot, place), round=True)] if found else []


def _around(plot: Plot, place: tuple[float, float]) -> list[QRect]:
    """The square around a point, where the plot shows it."""
    box, radius = plot.getViewBox(), themes.current.pixels(RADIUS)
    at = plot.mapFromScene(box.mapViewToScene(QPointF(*place)))
    rect = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius).toAlignedRect()
    return [rect] if box.sceneBoundingRect().adjusted(-1, -1, 1, 1).contains(QPointF(at)) else []


def _open_page(panel: Panel, widget: QWidget) -> None:
    """Bring to the front, of the pages around a widget, that on which it lies, and scroll to it."""
    around = widget.parentWidget()
    while around is not None and around is not panel:
        if isinstance(around, Page) and isinstance(panel, CurvesPanel):
            panel.unfold("curves")
            panel.curves.open_page(around)
        elif isinstance(around, BesideView):
            around.open_page(next(key for key, view in around.views.items() if view.isAncestorOf(widget)))
        elif isinstance(around, QScrollArea):
            QTimer.singleShot(0, around, partial(around.ensureWidgetVisible, widget))      # once it has its place
        around = around.parentWidget()
