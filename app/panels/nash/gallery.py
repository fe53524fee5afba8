"""The gallery of ten Dirac-GANs: small phase planes that play together; a click opens one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextOption
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.panels.nash.growth import number
from app.panels.nash.runs import ShownRun
from app.panels.notes import wrapped
from sims.nash.simulation import VERDICTS, vector_field, verdict
from sims.params import N_
from widgets.language import _
from widgets.plots.items.item import LineArray
from widgets.plots.items.trail import paint_trail, thin
from widgets.plots.ticks import round_up
from widgets.theme import themes

ARROWS_ACROSS = 9
MEANING = N_("× … a step: after each step so many times as far from the equilibrium as before it, on average so far. "
             "Below 1 the run comes nearer, above 1 it goes away.")
#: The part of a picture's height that its plane has at least, if the factor is to be written below it.
PLANE_SHARE = 0.45


class SmallPlaneView(QAbstractButton):
    """A button that shows the phase plane of one run with its name and whether it converges."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.run: ShownRun | None = None
        self.extent = 2.0
        self._settings: object = None
        self._arrows = np.zeros((0, 4))
        self._lines = LineArray()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, 90)

    def show_run(self, run: ShownRun, extent: float) -> None:
        """extent: half the side of the square that is shown, the same for all pictures of a gallery."""
        self.run, self.extent = run, extent
        word, reason = verdict(run.params)
        if self.text() != run.label:
            self.setText(run.label)
            self.setAccessibleName(_("Open {run}: {verdict}").format(run=run.label, verdict=_(VERDICTS[word])))
        tip = _("{verdict}: {reason}").format(verdict=_(VERDICTS[word]), reason=_(reason))
        if self.toolTip() != tip:
            self.setToolTip(tip)
        if self._settings != (run.params, extent):
            self._settings = (run.params, extent)
            places = (np.arange(ARROWS_ACROSS) + 0.5) / ARROWS_ACROSS * 2 - 1
            x, y = (grid.ravel() * extent for grid in np.meshgrid(places, places))
            vx, vy = vector_field(run.params, x, y)
            size = np.hypot(vx, vy)
            reach = 0.55 * 2 / ARROWS_ACROSS * extent / np.where(size > 1e-12, size, np.inf)
            self._arrows = np.stack([x, y, x + vx * reach, y + vy * reach], axis=1)
        self.update()

    def paintEvent(self, event) -> None:
        if self.run is None:
            return
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = self.underMouse() or self.hasFocus()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(theme.colour("ground"))
        painter.setPen(QPen(theme.colour("accent" if held else "grid"), 2 if held else 1))
        painter.drawRoundedRect(frame, 4, 4)
        width = frame.width() - 8
        bold, plain = _fitted(theme.font(bold=True), self.text(), width), theme.font(tabular=True)
        title = _wrapped_height(self.text(), bold, width)
        outcome, caption = self._outcome(frame.height() - title - 12)
        self._write(painter, QRectF(frame.left() + 4, frame.top() + 3, width, title), self.text(), bold,
                    theme.colour("ink"))
        self._write(painter, QRectF(frame.left() + 4, frame.bottom() - caption - 3, width, caption), outcome, plain,
                    theme.colour("muted"))
        plane = frame.adjusted(6, title + 6, -6, -caption - 6)
        if plane.width() > 20 and plane.height() > 20:
            painter.setClipRect(plane)
            self._paint_plane(painter, plane)
        painter.end()

    def _outcome(self, room: float) -> tuple[str, float]:
        """The verdict, below it the factor of growth where the plane keeps its share of `room`, and their height."""
        font, width = themes.current.font(tabular=True), self.width() - 10
        word, _reason = verdict(self.run.params)
        growth = self.run.report.frame.numbers["growth_per_step"]
        text = _(VERDICTS[word])
        if np.isfinite(growth):
            factor = _("× {growth} a step").format(growth=number(growth))
            if QFontMetricsF(font).horizontalAdvance(factor) > width:
                factor = _("× {growth}").format(growth=number(growth))
            longer = f"{text}\n{factor}"
            height = _wrapped_height(longer, font, width)
            if room - height > PLANE_SHARE * self.height():
                return longer, height
        return text, _wrapped_height(text, font, width)

    @staticmethod
    def _write(painter: QPainter, rect: QRectF, text: str, font, colour) -> None:
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, text, option)

    def _paint_plane(self, painter: QPainter, plane: QRectF) -> None:
        theme, run = themes.current, self.run
        scale = min(plane.width(), plane.height()) / 2 / self.extent
        centre = np.array([plane.center().x(), plane.center().y()])

        def mapped(points: np.ndarray) -> np.ndarray:
            return points * (scale, -scale) + centre

        clip = run.params.weight_clip
        if clip:
            band = theme.colour("critic")
            band.setAlphaF(0.14)
            painter.fillRect(QRectF(plane.left(), centre[1] - clip * scale, plane.width(), 2 * clip * scale), band)
        painter.setPen(QPen(theme.colour("grid"), theme.line_width))
        painter.drawLine(QPointF(plane.left(), centre[1]), QPointF(plane.right(), centre[1]))
        painter.drawLine(QPointF(centre[0], plane.top()), QPointF(centre[0], plane.bottom()))
        painter.setPen(QPen(theme.colour("border"), theme.line_width))
        painter.setOpacity(0.55)
        arrows = mapped(self._arrows.reshape(-1, 2)).reshape(-1, 4)
        self._lines.draw(painter, arrows)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        for x, y in arrows[:, 2:]:
            painter.drawEllipse(QPointF(x, y), 1.3 * theme.scale, 1.3 * theme.scale)
        painter.setOpacity(1.0)
        painter.setBrush(theme.colour("ink"))
        painter.drawEllipse(QPointF(*centre), 3 * theme.scale, 3 * theme.scale)
        frame = run.report.frame
        old, recent, _exact = thin(run.history.way, frame.step + 1)
        recent = np.vstack([recent[:-1] if not frame.phase else recent, frame.arrays["position"][None]])
        rect = (plane.left(), plane.top(), plane.right(), plane.bottom())
        paint_trail(painter, mapped(old), mapped(recent), rect, theme.colour(run.entry.colour), None,
                    1.3 * theme.line_width, False, self._lines)


def _fitted(font: QFont, text: str, width: float) -> QFont:
    """The font, smaller where a word of the text, or what it has between hyphens, is wider than this."""
    words = text.replace("-", "- ").split()
    widest = max((QFontMetricsF(font).horizontalAdvance(word) for word in words), default=0.0)
    if widest > width > 0:
        font.setPointSizeF(font.pointSizeF() * width / widest)
    return font


def _wrapped_height(text: str, font, width: float) -> float:
    box = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e4), int(Qt.TextFlag.TextWordWrap), text)
    return box.height()


class GalleryView(QWidget):
    """A SmallPlaneView for each run, in a grid that makes them as large as possible, above what their numbers mean.

    opened(index): one was clicked.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.pictures: list[SmallPlaneView] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self.meaning = wrapped(_(MEANING), "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._grid, 1)
        layout.addWidget(self.meaning)
        self._across = 0

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        if len(self.pictures) != len(runs):
            for picture in self.pictures:
                picture.deleteLater()
            self.pictures = []
            for index in range(len(runs)):
                picture = SmallPlaneView()
                picture.clicked.connect(lambda _checked=False, index=index: self.opened.emit(index))
                self.pictures.append(picture)
            self._across = 0
            self._arrange()
        # Every picture shows the same square: the start decides, and what leaves it leaves the picture.
        extent = round_up(max(1.6 * math.hypot(*runs[0].history.start), 0.1))
        for picture, run in zip(self.pictures, runs):
            picture.show_run(run, extent)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The number of columns that gives the largest squares."""
        count = len(self.pictures)
        if not count:
            return
        caption = 3.2 * themes.current.font_points * 1.4
        height = self.height() - self.meaning.heightForWidth(self.width())
        across = max(range(1, count + 1), key=lambda n: min(self.width() / n, height / -(-count // n) - caption))
        if across != self._across:
            self._across = across
            for index, picture in enumerate(self.pictures):
                self._grid.addWidget(picture, index // across, index % across)
