"""The phase plane of a game of two numbers: V as a surface, the gradient field, and the path of each run."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.nash.hand import HandGrips
from app.panels.nash.runs import ShownRun
from app.words.curves import tips_of
from sims.nash.best_responses import best_responses
from sims.nash.games import LETTERS
from sims.nash.simulation import NashParams, payoff, vector_field
from sims.params import N_, parameters
from widgets.language import _
from widgets.plots.items.field import ArrowsView, GridView, SurfaceView, level_segments
from widgets.plots.items.handle import HandleView
from widgets.plots.items.point_cloud import PointCloudView
from widgets.plots.items.trail import TrailView, thin
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up
from widgets.theme import themes

LAYERS = {
    "field": (N_("pull on both"), "arrow", "muted"),
    "players": (N_("on each"), "arrow", "real"),
    "answers": (N_("best answers"), "arrow", "ink"),
    "levels": (N_("level sets"), "line", "muted"),
    "payoff": (N_("V"), "surface", "real"),
}
#: Parameters that the field of arrows and V do not depend on, with any value.
_NOT_OF_THE_FIELD = {"method": "simultaneous", "learning_rate": 0.1, "momentum": 0.5, "unroll_steps": 1, "x0": 1.0,
                     "y0": 1.0, "momentum_order": "simultaneous", "weight_clip": 0.0}
ARROWS_ACROSS, SURFACE_ACROSS, NOISY_ACROSS = 15, 81, 33
FIELD_MILLISECONDS = 40


class PhasePlaneView(QWidget):
    """Draws ShownRuns. start_moved(x, y, going_on): the user has dragged the start there (see HandleView.moved).

    hand_moved(index, place): the user wants the player that the run of this index has by hand to be there.
    """

    start_moved = Signal(float, float, bool)
    hand_moved = Signal(int, float)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot("x", "y", equal_aspect=True)
        self.layers = Legend(Entry(key, _(label), role, symbol=symbol) for key, (label, symbol, role) in LAYERS.items())
        self.layers.explain(tips_of("nash"))
        for layer in ("players", "answers"):
            self.layers.set_shown(layer, False)
        self.layers.toggled.connect(self._toggle)
        self._surface, self._levels = SurfaceView(level_line=False), GridView("muted", opacity=0.45)
        # Where V is what it is at the equilibrium: the axes themselves, in both games.
        self._axes = [pg.InfiniteLine(0, angle) for angle in (0, 90)]
        self._field = ArrowsView("muted", normalised=True, opacity=0.6)
        self._pull_x, self._pull_y = ArrowsView("real"), ArrowsView("generated")
        self._clip = pg.LinearRegionItem(orientation="horizontal", movable=False)
        self._clip.setZValue(-50)
        self._clip.hide()
        self._equilibrium = PointCloudView("circle", "ink", size=7)
        self._equilibrium.set_points(np.zeros((1, 2)))
        self._move_x, self._move_y = (ArrowsView(role, scale=1.0, max_length=1e9, opacity=1.0)
                                      for role in ("real", "generated"))
        self._answers = tuple(ArrowsView(role, scale=1.0, max_length=1e9) for role in ("real", "generated"))
        self._imagined, self._imagined_way = PointCloudView("circle", "ink", size=5), GridView("ink", opacity=0.5)
        self.handle = HandleView("accent")
        self.handle.limit = parameters(NashParams)["x0"].hi
        self.handle.moved.connect(self.start_moved)
        self.handle.setToolTip(_("The start: drag it anywhere. The two controls of the group Start move it too."))
        for depth, item in enumerate((self._levels, self._field, self._pull_x, self._pull_y, self._equilibrium)):
            item.setZValue(depth)
        for item in (*self._answers, self._imagined_way, self._imagined, self._move_x, self._move_y):
            item.setZValue(60)
        for item in (self._surface, self._clip, *self._axes, self._levels, self._field, self._pull_x, self._pull_y,
                     self._equilibrium, *self._answers, self._imagined_way, self._imagined, self._move_x, self._move_y,
                     self.handle):
            self.plot.addItem(item)
        self.hand = HandGrips(self.plot)
        self.hand.moved.connect(self.hand_moved)
        self._trails: dict[str, TrailView] = {}
        self._params: NashParams | None = None
        self._lead: ShownRun | None = None
        self._extent = 2.0
        self.plot.set_view((-2, -2, 2, 2))
        self._drawn: list = []          # the range for which the field was drawn last
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.layers)
        layout.addWidget(self.plot, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(FIELD_MILLISECONDS)
        self._later.timeout.connect(self._draw_field)
        self.plot.getViewBox().sigRangeChanged.connect(lambda *_: self._soon())
        self.plot.getViewBox().sigResized.connect(lambda *_: self._soon())
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    # -- runs

    @property
    def reach(self) -> float:
        """How far out from the equilibrium it shows the game by itself."""
        return self._extent

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str, by_hand: bool, fresh: bool) -> None:
        """visible: keys of the runs drawn. focus: the run whose moves are drawn if by_hand. fresh: they begin anew."""
        lead = next((run for run in runs if run.key == focus), runs[0])
        self._set_params(lead.params)
        if self._drawn != self.plot.getViewBox().viewRange():
            self._soon()
        seen = [run for run in runs if run.key in visible]
        self._grow(seen or runs, fresh)
        for key in set(self._trails) - {run.key for run in runs}:
            self.plot.removeItem(self._trails.pop(key))
        for depth, run in enumerate(runs):
            if run.key not in self._trails:
                self._trails[run.key] = TrailView()
                self.plot.addItem(self._trails[run.key])
            trail = self._trails[run.key]
            trail.role, trail.dash = run.entry.colour, run.entry.dash
            trail.setZValue(50 if run is lead else 10 + depth)
            trail.setVisible(run.key in visible)
            trail.headed = not (by_hand and run is lead and run.report.frame.done is not None)
            if run.key in visible:
                self._draw_trail(trail, run)
        base = lead.report.log["params"]
        self.handle.set_place(base["x0"], base["y0"])
        self._draw_moves(lead if by_hand and lead.key in visible else None)
        self._lead = lead
        self._draw_answers()
        self.hand.show_runs(runs)

    def _draw_trail(self, trail: TrailView, run: ShownRun) -> None:
        frame = run.report.frame
        old, recent, exact = thin(run.history.way, frame.step + 1)
        # The newest point in full, and where the players are in the middle of a step.
        position = frame.arrays["position"][None]
        recent = np.vstack([recent, position] if frame.phase else [recent[:-1], position])
        trail.set_trail(old, recent, exact)

    def _grow(self, runs: Sequence[ShownRun], fresh: bool) -> None:
        """Set the range: a square around the equilibrium that holds the runs, in rounded steps. It shrinks only where
        they begin anew."""
        need = max(max(1.15 * run.history.greatest, 1.25 * math.hypot(*run.history.start))
                   for run in runs)
        need = round_up(max(need, 0.1))
        # While the start is dragged nothing may move, and for a little less room nothing needs to.
        smaller = fresh and need < 0.45 * self._extent and not self.handle.held
        if need > self._extent or smaller:
            self._extent = need
            self.plot.set_view((-need, -need, need, need))

    def refit(self, runs: Sequence[ShownRun]) -> None:
        """Set the range for other runs at once."""
        if runs:
            self._extent = 0.0
            self._grow(runs, fresh=True)

    def _toggle(self, key: str, _on: bool) -> None:
        self._draw_answers() if key == "answers" else self._draw_field()

    def _draw_answers(self) -> None:
        """Where each player of the run in focus would go if the other stood still, from where they are."""
        on = self._lead is not None and self.layers.is_shown("answers")
        for item in self._answers:
            item.setVisible(on)
        if on:
            x, y = self._lead.report.frame.arrays["position"]
            of_x, of_y = best_responses(self._lead.params, float(x), float(y), self._extent)
            for item, end in zip(self._answers, ((of_x.place, y), (x, of_y.place))):
                self._arrow(item, np.array([x, y]), np.array(end, float))

    def _draw_moves(self, run: ShownRun | None) -> None:
        """Draw one step taken apart: each player's own move in its colour, and points that were only looked at."""
        none = np.zeros((0, 2))
        for item in (self._move_x, self._move_y):
            item.set_arrows(none, none)
        self._imagined.set_points(none)
        self._imagined_way.set_grid(None)
        if run is None or run.report.frame.done is None:
            return
        frame = run.report.frame
        done, start, position = frame.done.key, frame.arrays["start"], frame.arrays["position"]
        points = frame.arrays["points"]
        if len(points):
            self._imagined.set_points(points)
            self._imagined_way.set_grid(np.vstack([start, points]))
        corner = np.array([position[0], start[1]])
        if np.array_equal(position, start):             # nobody has moved yet: where each of them is drawn to
            reach = frame.arrays["direction"] * run.params.learning_rate
            corner, position = start + reach * (1, 0), start + reach
            if done not in ("look_ahead", "solve", "unroll"):
                self._arrow(self._move_x, start, corner)
                self._arrow(self._move_y, start, start + reach * (0, 1))
            return
        self._arrow(self._move_x, start, corner)
        self._arrow(self._move_y, corner, position)

    @staticmethod
    def _arrow(item: ArrowsView, start: np.ndarray, end: np.ndarray) -> None:
        item.set_arrows(start[None], (end - start)[None])

    # -- the field

    def _set_params(self, params: NashParams) -> None:
        """Take other parameters: names of axes and the clipped band at once, the field when its timer is due."""
        if self._clip_of(params) != self._clip_of(self._params) or self._params is None:
            clip = self._clip_of(params)
            self._clip.setVisible(clip > 0)
            self._clip.setRegion((-clip, clip))
        field = dataclasses.replace(params, **_NOT_OF_THE_FIELD)
        if self._params is None or params.game != self._params.game:
            self.plot.set_axis_names(*LETTERS[params.game])
        if self._params is None or field != dataclasses.replace(self._params, **_NOT_OF_THE_FIELD):
            self._soon()
        self._params = params

    @staticmethod
    def _clip_of(params: NashParams | None) -> float:
        return params.weight_clip if params is not None and params.game == "dirac" else 0.0

    def draw_now(self) -> None:
        """The field, without waiting for the timer."""
        if self._drawn != self.plot.getViewBox().viewRange():
            self._later.stop()
            self._draw_field()

    def _soon(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _draw_field(self) -> None:
        if self._params is None:
            return
        params = dataclasses.replace(self._params, **_NOT_OF_THE_FIELD)
        self._drawn = self.plot.getViewBox().viewRange()
        (x0, x1), (y0, y1) = self._drawn
        wide, high = x1 - x0, y1 - y0
        if not (np.isfinite([x0, x1, y0, y1]).all() and wide > 0 and high > 0):
            return
        on = {key: self.layers.is_shown(key) for key in LAYERS}
        gap = max(wide, high) / ARROWS_ACROSS
        # Nodes at multiples of the gap from the equilibrium, so that a pan does not make them swim.
        x, y = (np.arange(np.ceil(low / gap), np.floor(high_ / gap) + 1) * gap for low, high_ in ((x0, x1), (y0, y1)))
        x, y = (grid.ravel() for grid in np.meshgrid(x, y))
        vx, vy = vector_field(params, x, y)
        starts, nothing = np.stack([x, y], axis=1), np.zeros_like(x)
        for item, key, vectors in ((self._field, "field", (vx, vy)), (self._pull_x, "players", (vx, nothing)),
                                   (self._pull_y, "players", (nothing, vy))):
            item.setVisible(on[key])
            item.max_length = gap * 0.62
            item.set_arrows(starts, np.stack(vectors, axis=1))
        self._draw_value(params, (x0, y0, x1, y1), on)

    def _draw_value(self, params: NashParams, rect: tuple[float, float, float, float], on: dict[str, bool]) -> None:
        self._surface.setVisible(on["payoff"])
        self._levels.setVisible(on["levels"])
        if not (on["payoff"] or on["levels"]):
            return
        x0, y0, x1, y1 = rect
        across = NOISY_ACROSS if params.game == "dirac" and params.instance_noise else SURFACE_ACROSS
        x, y = np.linspace(x0, x1, across), np.linspace(y0, y1, across)
        values = payoff(params, x[None, :], y[:, None])
        centre = float(payoff(params, 0.0, 0.0))
        reach = 0.5 * min(x1 - x0, y1 - y0)
        span = float(np.abs(values - centre).max())
        self._surface.set_surface(values, rect, centre, span)
        part = np.array([0.25, 0.5, 0.75, 1.0]) * reach
        levels = np.unique(np.concatenate([payoff(params, part, part), payoff(params, part, -part)]))
        step = ((x1 - x0) / (across - 1), (y1 - y0) / (across - 1)) * 2
        self._levels.set_segments(np.vstack([level_segments(values - level) for level in levels]) * step
                                  + (x0, y0, x0, y0))

    def _apply_theme(self) -> None:
        colour = QColor(themes.current.colour("critic"))
        colour.setAlphaF(0.14)
        self._clip.setBrush(colour)
        for line in self._clip.lines:
            line.setPen(pg.mkPen(themes.current.colour("critic"), width=themes.current.line_width))
        for line in self._axes:
            line.setPen(pg.mkPen(themes.current.colour("border"), width=themes.current.line_width))
            line.setZValue(-1)
