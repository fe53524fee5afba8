"""Views of a panel: plots with what belongs to them."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from app.panels.panel import Panel


def view_at(widget: QWidget) -> QWidget | None:
    """The view that this widget is a part of: a plot with what is around it (title, legend) up to the next plot."""
    plot = widget
    while plot is not None and not isinstance(plot, _plots()):
        plot = plot.parentWidget()
    return None if plot is None else _around(plot)


def views_of(panel: QWidget) -> list[QWidget]:
    """Every view that is on the screen, each once."""
    found = (_around(plot) for plot in panel.findChildren(_plots()) if plot.isVisible())
    return list(dict.fromkeys(found))


def view_name(view: QWidget) -> str:
    """The accessible name of a view, or else of its plot."""
    plot = view if isinstance(view, _plots()) else view.findChild(_plots())
    return view.accessibleName() or plot.accessibleName()


def _plots() -> type[QWidget]:
    """Loaded at the first use: it brings pyqtgraph, for which the first paint of the window need not wait."""
    from widgets.plots.plot import Plot
    return Plot


def _around(plot: QWidget) -> QWidget:
    view, parent = plot, plot.parentWidget()
    while (parent is not None and not isinstance(parent, (Panel, QSplitter, QScrollArea)) and not parent.isWindow()
            and len(parent.findChildren(_plots())) == 1):
        view, parent = parent, parent.parentWidget()
    return view
