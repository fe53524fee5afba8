"""The plot that all views share: axes in the look of the theme, zooming, and a range that the user may take over."""

from __future__ import annotations

import math
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFontMetricsF
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QToolButton, QWidget

from widgets.icons import icon
from widgets.language import _
from widgets.numbers import in_language, number
from widgets.plots.ticks import log_ticks, power_text, rounded_range
from widgets.spoken import Spoken
from widgets.theme import themes

Rect = tuple[float, float, float, float]


class Axis(pg.AxisItem):
    """An axis with as many ticks as the size of the text allows, and large numbers as 20k and 1.5M.

    cornered: the name of the lower axis stands to the left of its numbers, in their row, and takes no row of its own.
    """

    cornered = False
    _label_shown = ""

    def _updateLabel(self):
        """Only where it is another one: pyqtgraph calls this for every change of a pen, a font and the range."""
        if (shown := self.labelString()) != self._label_shown:
            self._label_shown = shown
            super()._updateLabel()

    def resizeEvent(self, event=None):
        super().resizeEvent(event)
        self._place_name()

    def moveEvent(self, event):
        super().moveEvent(event)
        self._place_name()

    def _place_name(self):
        """Before the numbers, but not beyond the edge of the plot, where it would be cut."""
        if self.cornered and self.label is not None:
            left = max(-self.label.boundingRect().width() - 2, -self.pos().x())
            self.label.setPos(left, self.style["tickTextOffset"][1] - 2)

    def _updateHeight(self):
        if self.orientation == "bottom":
            # Of the font: what pyqtgraph has measured lags behind a larger one, and the name ran into the numbers.
            self.textHeight = QFontMetricsF(themes.current.font()).height()
        if not self.cornered or self.label is None:
            super()._updateHeight()
            return
        shown = self.label.isVisible()
        height = self.label.boundingRect().height() if shown else 0.0
        self.label.setVisible(False)
        super()._updateHeight()
        self.label.setVisible(shown)
        room = max(self.minimumHeight(), height)
        self.setMaximumHeight(room)
        self.setMinimumHeight(room)

    def tickValues(self, minVal, maxVal, size):
        if not self.logMode:
            return self._spread(super().tickValues(minVal, maxVal, size), maxVal - minVal, size)
        low, high = min(minVal, maxVal), max(minVal, maxVal)
        if not (math.isfinite(low) and math.isfinite(high)):
            return []
        lines = 2.2 if self.orientation in ("left", "right") else 5.0
        room = max(2, int(size / (lines * themes.current.font().pointSizeF() * 1.34)))
        ticks = log_ticks(low, high, room)
        return [(1.0, self._apart(ticks, size / max(high - low, 1e-12)))]

    def _apart(self, ticks, scale: float) -> list[float]:
        """Those of these ticks whose numbers do not run into the one before. scale: pixels to a decade."""
        if self.orientation not in ("left", "right"):
            return list(ticks)
        room, kept = QFontMetricsF(themes.current.font()).ascent(), []
        for tick in ticks:
            if not kept or (tick - kept[-1]) * scale >= room:
                kept.append(tick)
        return kept

    def _spread(self, levels, span: float, size: float):
        """Every 2nd, 3rd, ... of the main ticks where their numbers would run into each other."""
        if not levels or not span > 0 or not len(levels[0][1]):
            return levels
        spacing, ticks = levels[0]
        metrics = QFontMetricsF(themes.current.font())
        if self.orientation in ("left", "right"):
            room = metrics.ascent()                         # figures have nothing below their line
        else:
            room = metrics.averageCharWidth() + max(
                metrics.horizontalAdvance(text) for text in self.tickStrings(ticks, 1.0, spacing))
        every = math.ceil(room / (spacing / span * size))
        if every <= 1:
            return levels
        return [(spacing * every, [tick for tick in ticks if round(tick / spacing) % every == 0])]

    def tickStrings(self, values, scale, spacing):
        if self.logMode:
            return [power_text(value) for value in values]
        if not len(values) or max(map(abs, values)) < 10_000:
            return super().tickStrings(values, scale, spacing)
        if max(map(abs, values)) >= 1e9:
            return [in_language(f"{value:.4g}".replace("e+0", "e").replace("e+", "e")) for value in values]
        unit, letter = (1e6, "M") if max(map(abs, values)) >= 1e6 else (1e3, "k")
        return ["0" if value == 0 else in_language(f"{value / unit:.6g}{letter}") for value in values]


class _Frame(pg.GraphicsWidget):
    """A view with an axis to the left and one below.

    pg.PlotItem is that too, but makes some sixty widgets of a menu that is never opened here: five sixths of the time
    that a plot took to be made.
    """

    def __init__(self, axes: dict[str, Axis]):
        super().__init__()
        self.axes = axes
        self.view = pg.ViewBox(parent=self, enableMenu=False)
        layout = QGraphicsGridLayout()
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addItem(self.view, 0, 1)
        for side, place in (("left", (0, 0)), ("bottom", (1, 1))):
            axis = axes[side]
            axis.linkToView(self.view)
            axis.setZValue(0.5)             # over what is drawn, which a line at the very edge would hide
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)     # its ticks reach in: else all its text is drawn
            axis.setFlag(axis.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
            layout.addItem(axis, *place)
        layout.setRowStretchFactor(0, 100)
        layout.setColumnStretchFactor(1, 100)
        self.setLayout(layout)


class Plot(pg.GraphicsView, Spoken):
    """A plot in the colours of the theme. Rectangles are (x0, y0, x1, y1) in data coordinates.

    Dragging pans; the wheel, + and - zoom. A range that the user has set stays until `fit` (the corner button, a double
    click or 0). x_name, y_name: names of the axes. equal_aspect: one unit is as long on both axes. cornered: for low
    plots, the name of the x axis takes no row of its own.

    says: what is drawn, in words, for who does not see it. touched: whether the user has set the range.
    touched_by_hand: the user has just done so. fitted: the automatic range is back.
    """

    fitted = Signal()
    touched_by_hand = Signal()
    spoken_role = QAccessible.Role.Chart
    fit_button: QToolButton | None = None       # until it is made: Qt may resize the plot before
    corner: QWidget | None = None

    def __init__(self, x_name: str = "", y_name: str = "", *, equal_aspect: bool = False, cornered: bool = False,
                 parent=None):
        axes = {side: Axis(side) for side in ("left", "bottom")}
        axes["bottom"].cornered = cornered
        super().__init__(parent)
        self.enableMouse(False)             # the view inside is moved, not this
        self.viewport().setAutoFillBackground(False)        # its ground is filled once, and not copied from a picture
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._frame = _Frame(axes)
        self.setCentralItem(self._frame)
        self.touched = False
        self._equal_aspect = equal_aspect
        self._automatic: Rect | None = None
        self.says: Callable[[], str] = str
        self._names = (x_name, y_name)
        box = self.getViewBox()
        box.disableAutoRange()
        box.setAspectLocked(equal_aspect)
        box.sigRangeChangedManually.connect(self._touch)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Plot of {y} over {x}").format(x=x_name, y=y_name) if x_name else _("Plot"))
        self.fit_button = QToolButton(self)
        self.fit_button.setAccessibleName(_("Show everything"))
        self.fit_button.setToolTip(_("Show everything again (double click, or 0)"))
        self.fit_button.setText(_("Show all"))      # the icon alone reads as "full screen"
        self.fit_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fit_button.clicked.connect(self.fit)
        self.fit_button.hide()
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def getViewBox(self) -> pg.ViewBox:
        return self._frame.view

    def getAxis(self, side: str) -> Axis:
        """side: "left" or "bottom"."""
        return self._frame.axes[side]

    def addItem(self, item: QGraphicsItem) -> None:
        self._frame.view.addItem(item)

    def removeItem(self, item: QGraphicsItem) -> None:
        self._frame.view.removeItem(item)

    def sizeHint(self) -> QSize:
        """Small, because it takes what there is. (Where a layout has less than all hints together and holds texts whose
        height follows from their width, it ignores its stretch factors.)"""
        return QSize(240, max(60, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 40)

    def height_of_names(self) -> int:
        """The height in pixels below which the name of the vertical axis is cut; 0 where it has none."""
        if not self._names[1]:
            return 0
        bottom = self.getAxis("bottom").maximumHeight()
        return round(QFontMetricsF(themes.current.font()).horizontalAdvance(self._names[1]) + bottom)

    def set_axis_names(self, x_name: str, y_name: str) -> None:
        self._names = (x_name, y_name)
        self.setAccessibleName(_("Plot of {y} over {x}").format(x=x_name, y=y_name))
        self._apply_theme()

    def spoken_value(self) -> str:
        said = [self.says()]
        for side, name, (low, high) in zip(("bottom", "left"), self._names, self.getViewBox().viewRange()):
            text = power_text if self.getAxis(side).logMode else number
            said.append(_("{axis} from {low} to {high}").format(
                axis=name or {"bottom": "x", "left": "y"}[side], low=text(low), high=text(high)))
        return "; ".join(filter(None, said))

    def set_corner(self, widget: QWidget) -> None:
        """Lay a widget over the lower right corner; again, where its size has changed."""
        if widget is not self.corner:
            self.corner = widget
            widget.setParent(self)
        self._place_corner()

    def set_view(self, rect: Rect) -> None:
        """The range to show until the user moves the plot, exactly as given; `fit` comes back to it."""
        self._automatic = tuple(map(float, rect))
        if not self.touched:
            self._show_automatic()

    def include(self, rect: Rect | None) -> None:
        """Let the automatic range cover rect, too. It only grows, and in rounded steps; None changes nothing."""
        if rect is None or not all(map(math.isfinite, rect)):
            return
        now = self._automatic
        if now is not None and now[0] <= rect[0] and now[1] <= rect[1] and now[2] >= rect[2] and now[3] >= rect[3]:
            return
        union = rect if now is None else (min(now[0], rect[0]), min(now[1], rect[1]),
                                          max(now[2], rect[2]), max(now[3], rect[3]))
        x, y = (rounded_range(union[i], union[i + 2]) for i in (0, 1))
        # A side that still holds the data stays as it was.
        grown = [x[0], y[0], x[1], y[1]]
        if now is not None:
            grown = [now[i] if now[i] == union[i] else grown[i] for i in range(4)]
        self.set_view(tuple(grown))

    def fit(self) -> None:
        """Show the automatic range again."""
        self.touched = False
        self.fit_button.hide()
        self._show_automatic()
        self.fitted.emit()

    def zoom(self, factor: float) -> None:
        """Scale the range about its centre; a factor below 1 zooms in."""
        self.getViewBox().scaleBy((factor, factor))
        self._touch()

    def viewportEvent(self, event) -> bool:
        if event.type() == QEvent.Type.Gesture and (pinch := event.gesture(Qt.GestureType.PinchGesture)):
            self.pinch(pinch.scaleFactor(), self.mapToScene(self.mapFromGlobal(pinch.centerPoint().toPoint())))
            event.accept(pinch)
            return True
        return super().viewportEvent(event)

    def pinch(self, factor: float, place: QPointF) -> None:
        """Two fingers have moved apart by this factor about a place of the scene; below 1, they have come closer."""
        box = self.getViewBox()
        if factor > 0:
            box.scaleBy((1 / factor, 1 / factor), center=box.mapSceneToView(place))
            self._touch()

    def mouseDoubleClickEvent(self, event) -> None:
        super().mouseDoubleClickEvent(event)
        self.fit()

    def keyPressEvent(self, event) -> None:
        if event.text() in ("+", "="):
            self.zoom(0.8)
        elif event.text() == "-":
            self.zoom(1.25)
        elif event.text() == "0":
            self.fit()
        else:
            event.ignore()      # the window's own keys; the view would swallow the arrows

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if not self.closed and self.fit_button is not None:
            self._place_button()
            self._place_corner()
            if not self.touched:
                self._show_automatic()

    def _touch(self, *_ignored) -> None:
        if not self.touched:
            self.touched = True
            self.fit_button.show()
            self._place_button()
        self.touched_by_hand.emit()

    def _show_automatic(self) -> None:
        if self._automatic is not None:
            x0, y0, x1, y1 = self._automatic
            self.getViewBox().setRange(QRectF(x0, y0, max(x1 - x0, 1e-12), max(y1 - y0, 1e-12)), padding=0)
            self.scene().prepareForPaint()      # else pyqtgraph does it while painting, and all is painted twice

    def _place_button(self) -> None:
        self.fit_button.adjustSize()
        self.fit_button.move(self.width() - self.fit_button.width() - 6, 6)

    def _place_corner(self) -> None:
        if self.corner is not None:
            self.corner.adjustSize()
            below = self.height() - round(self.getAxis("bottom").height())
            self.corner.move(self.width() - self.corner.width() - 6, below - self.corner.height() - 6)

    def _apply_theme(self) -> None:
        if self.closed:
            return
        theme = themes.current
        self.setBackground(theme.colour("ground"))
        font = theme.font()
        for side, name in zip(("bottom", "left"), self._names):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.border, width=theme.line_width))
            axis.setTextPen(theme.ink)
            axis.setTickFont(font)
            axis.setSIPrefixEnableRanges(())        # before the next line, which else would take 0.5 for 500 m
            axis.enableAutoSIPrefix(False)
            axis.setTickDensity(1.0 if theme.scale < 1.4 else 0.6)
            axis.setStyle(tickLength=-theme.pixels(4), tickTextOffset=theme.pixels(4), maxTickLevel=1,
                          hideOverlappingLabels=True)
            axis.setLabel(name, **{"color": theme.muted, "font-size": f"{theme.font_points:.1f}pt"})
            axis.showLabel(bool(name))
            if side == "left" and self._equal_aspect:
                # Of a fixed width: where the range follows from the room that is left, it would follow from the
                # width of the numbers, which follows from the range, and the two could chase each other for ever.
                axis.setWidth(theme.pixels(66 if name else 58))
        self.fit_button.setIcon(icon("fit"))
        self.fit_button.setIconSize(QSize(theme.pixels(18), theme.pixels(18)))
        self._place_button()
