"""What D gives at the place under the pointer: from the drawn surface at once, from the engine where a run rests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QTimer, Signal

from app.panels.gan.layers.surface import DiscriminatorSurface, sigmoid
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import listed, number
from widgets.plots.edge_card import EdgeCard, in_a_row
from widgets.plots.plot import Plot

#: Significant digits of what is read off the surface, and of what the engine has answered.
READ, ANSWERED = 2, 4
REST_MILLISECONDS = 120             # that pointer and picture must stand still before the engine is asked


def read_off(surface: DiscriminatorSurface, x: float, y: float) -> dict[str, np.ndarray]:
    """D at a place as Simulation.probe gives it, but by interpolation in the drawn surface; {} outside of it.

    score: (1,). slope: (1, 2), by central differences over one cell on either side.
    """
    scores = surface.scores
    if scores is None or not np.isfinite(scores.at(x, y)):
        return {}
    dx, dy = scores.spacing
    slope = [(scores.at(x + dx, y) - scores.at(x - dx, y)) / (2 * dx),
             (scores.at(x, y + dy) - scores.at(x, y - dy)) / (2 * dy)]
    return {"score": np.array([scores.at(x, y)]), "slope": np.array([slope])}


def place_html(frame: Frame, x: float, y: float, found: Mapping[str, np.ndarray], exact: bool) -> str:
    """A row for a place: x, the nearest mode, and D(x) with its slope. found: as `read_off` gives it.

    exact: it is the engine's answer, so with "=" and more digits; else with "≈".
    """
    sign, digits = ("=", ANSWERED) if exact else ("≈", READ)
    parts = [f"x = ({listed((number(x, 3), number(y, 3)))})"]
    modes, width = frame.arrays["modes"], frame.numbers["mode_std"]
    if len(modes):
        away = np.hypot(*(modes - (x, y)).T)
        nearest = int(away.argmin())
        text = _("to mode {mode}: {distance}").format(mode=nearest + 1, distance=number(float(away[nearest]), 3))
        if width > 0:
            text += f" = {number(float(away[nearest]) / width, 2)} σ"
        parts.append(text)
    if found:
        score, slope = float(found["score"][0]), float(np.hypot(*found["slope"][0]))
        output = float(sigmoid(score))
        values = [("σ(D)", output, output * (1 - output) * slope)] if frame.numbers["scores_are_logits"] == 1 else []
        parts += [_("{name} {sign} {value}, slope {slope}").format(
            name=name, sign=sign, value=number(value, digits), slope=number(steepness, digits))
                  for name, value, steepness in (*values, ("D", score, slope))]
    return in_a_row(parts)


class PlaceReadOut(QObject):
    """A card at an edge of the plot that tells of the place under the pointer, for as long as that is over the plot.

    asked(x, y): the pointer has rested on a place of a picture that does not move; give what is there to `answer`.
    """

    asked = Signal(float, float)

    def __init__(self, plot: Plot, surface: DiscriminatorSurface):
        super().__init__(plot)
        self._plot, self._surface = plot, surface
        self.card = EdgeCard(plot, lower=True)
        self._frame: Frame | None = None
        self._place: tuple[float, float] | None = None
        self._found: Mapping[str, np.ndarray] | None = None         # what the engine has answered
        self._rests = QTimer(self)
        self._rests.setSingleShot(True)
        self._rests.setInterval(REST_MILLISECONDS)
        self._rests.timeout.connect(self._ask)
        plot.scene().sigMouseMoved.connect(self._move)
        plot.viewport().installEventFilter(self)

    def show_frame(self, frame: Frame) -> None:
        self._frame, self._found = frame, None
        self._show()

    def answer(self, x: float, y: float, found: Mapping[str, np.ndarray]) -> None:
        """What the engine knows of a place that was asked for, as Simulation.probe has it."""
        if (x, y) == self._place:
            self._found = found
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._place = None
            self._show()
        return False

    def _move(self, scene_place: QPointF) -> None:
        view = self._plot.getViewBox()
        inside = view.sceneBoundingRect().contains(scene_place)
        place = view.mapSceneToView(scene_place)
        self._place, self._found = ((place.x(), place.y()) if inside else None), None
        self._show()
        if inside and self._frame is not None:
            self.card.choose_edge(np.concatenate([self._frame.arrays["real"], self._frame.arrays["generated"]]),
                                    self._plot.mapFromScene(scene_place))

    def _show(self) -> None:
        if self._frame is None or self._place is None:
            self._rests.stop()
            self.card.show_text("")
            return
        exact = self._found is not None
        found = self._found if exact else read_off(self._surface, *self._place)
        self.card.show_text(place_html(self._frame, *self._place, found, exact))
        if not exact:
            self._rests.start()

    def _ask(self) -> None:
        if self._place is not None:
            self.asked.emit(*self._place)
