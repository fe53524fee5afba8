"""Thin supports: a network draws its latent space into the plane (Lemma 1), and two curves are jiggled (Lemma 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene
from sims.distances import manifolds
from sims.distances.lipschitz import Mlp, random_mlp
from sims.distances.manifolds import Circle, Line
from sims.params import N_, param
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.plots.field import GridView
from widgets.plots.plot import Plot
from widgets.plots.point_cloud import PointCloudView

REACH = 3.0                     # the latent square or segment is [-REACH, REACH] in each direction
RANK_POINTS = 1000
WIDTH = 16                      # of a hidden layer
CURVES = {"circles": (Circle(0, 0, 1.0), Circle(1.0, 0, 1.0)), "line_circle": (Line(0, 0, 0.3), Circle(0, 0, 1.0)),
          "crossing": (Line(0, 0, 0.0), Line(0, 0, math.pi / 3)), "parallel": (Line(0, 0, 0.5), Line(0, 0, 0.5))}


@dataclass(frozen=True)
class ThinParams:
    latent_dim: int = param(1, 1, 2, label=N_("dimension of z"), group=N_("Lemma 1"))
    layers: int = param(2, 1, 4, label=N_("hidden layers"), group=N_("Lemma 1"))
    gain: float = param(1.6, 0.2, 4.0, label=N_("size of the weights"), group=N_("Lemma 1"))
    bottleneck: int = param(WIDTH, 1, WIDTH, label=N_("width of the first layer"), group=N_("Lemma 1"),
                            help=N_("With one unit the image is a curve whatever the dimension of z."))
    pair: str = param("circles", choices={"circles": N_("two circles"), "line_circle": N_("line and circle"),
                                          "crossing": N_("two lines that cross"), "parallel": N_("one line, twice")},
                      label=N_("curves"), group=N_("Lemma 2"))
    size: float = param(0.4, 0.01, 2.0, scale="log", label=N_("size of a jiggle"), group=N_("Lemma 2"))


@dataclass(frozen=True)
class Tally:
    """shifts: of the pair on the screen, (2 curves, 2). gap: how far it is from perfect alignment."""

    count: int = 0
    aligned: int = 0
    meeting: int = 0
    shifts: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    gap: float = math.nan


class ManifoldsScene(Scene):
    """A step jiggles both curves once. New seed draws another network and other jiggles."""

    title = N_("Supports")
    about = N_("Thin supports: Lemmas 1 and 2")
    Params = ThinParams
    notes = (
        N_("Lemma 1: the image of a z of dimension d has dimension d at most, so that it has no density in a larger "
           "space. Real data of the same kind lie on thin sets, too."),
        N_("The slides say Lemma 2 means “nearly no intersection”; the right statement is no perfect alignment: the "
           "curves may cross, but only in a set of measure 0."),
        N_("“One line, twice” aligns perfectly before its first jiggle, and never again: probability 0 is not the same "
           "as impossible."),
    )

    def build(self, picture: QWidget) -> None:
        self._seed = 0
        self.image_title, self.rank, self.pair_title, self.tally = (QLabel() for _number in range(4))
        for label, text in ((self.image_title, _("The image of z")), (self.pair_title, _("Two curves, jiggled"))):
            label.setText(text)
            label.setProperty("title", True)
        for label in (self.rank, self.tally):
            label.setWordWrap(True)
        self.image = Plot("x₁", "x₂", equal_aspect=True)
        self.image.setAccessibleName(_("The image of z"))
        self.grid, self.points = GridView("generated", opacity=0.6), PointCloudView("circle", "generated", size=3)
        self.image.addItem(self.grid)
        self.image.addItem(self.points)
        self.curves = Plot("x₁", "x₂", equal_aspect=True)
        self.curves.setAccessibleName(_("Two curves, jiggled"))
        self.first, self.second = GridView("real", opacity=1.0), GridView("generated", opacity=1.0)
        for item in (self.first, self.second):
            self.curves.addItem(item)
        self.curves.set_view((-3.2, -3.2, 3.2, 3.2))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for text, count in ((_("Jiggle"), 1), (_("Jiggle 10,000 times"), 10_000)):
            button = QPushButton(text)
            button.clicked.connect(lambda checked=False, count=count: self.jiggle(count))
            flow.addWidget(button)
        for plot in (self.image, self.curves):
            plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            plot.setMinimumHeight(160)
        row = QHBoxLayout(picture)
        row.setContentsMargins(0, 0, 6, 0)
        for widgets in ((self.image_title, self.image, self.rank), (self.pair_title, self.curves, buttons, self.tally)):
            column = QVBoxLayout()
            for widget in widgets:
                column.addWidget(widget, 1 if isinstance(widget, Plot) else 0)
            row.addLayout(column, 1)
        self._drawn: tuple | None = None

    # Time ------------------------------------------------------------------------------------------------------------

    def beginning(self, params: ThinParams) -> Tally:
        """The counter goes on while the network changes, and begins again with other curves."""
        known = getattr(self, "memory", None)
        same = known is not None and (params.pair, params.size) == (self._counted_for)
        self._counted_for = (params.pair, params.size)
        return known if same else Tally()

    def following(self, params: ThinParams, memory: Tally) -> tuple[Any, Any]:
        return params, self._jiggled(params, memory, 1)

    def jiggle(self, count: int) -> None:
        self._path = [*self._path[:self.step + 1], (self.params, self._jiggled(self.params, self.memory, count))]
        self._go(self.step + 1)

    def _jiggled(self, params: ThinParams, memory: Tally, count: int) -> Tally:
        shifts = manifolds.perturbations(count, self._seed * 1_000_003 + memory.count, params.size)
        pair = CURVES[params.pair]
        return Tally(memory.count + count, memory.aligned + manifolds.count_aligned(*pair, shifts),
                     memory.meeting + manifolds.count_meeting(*pair, shifts), tuple(shifts[-1].ravel().tolist()),
                     float(manifolds.alignment_gap(*pair, shifts[-1:])[0]))

    def new_seed(self) -> bool:
        self._seed += 1
        self.memory = Tally()
        self._path, self.step = [(self.params, self.memory)], 0
        self.show_all()
        return True

    def text(self) -> str:
        return _("{count} jiggles").format(count=f"{self.memory.count:,}")

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params = self.params
        key = (params.latent_dim, params.layers, params.gain, params.bottleneck, self._seed)
        if key != self._drawn:
            self._drawn = key
            self._draw_image(params)
        self._draw_pair(params, self.memory)

    def network(self, params: ThinParams) -> Mlp:
        widths = (params.latent_dim, params.bottleneck, *[WIDTH] * (params.layers - 1), 2)
        return random_mlp(widths, self._seed, "tanh", params.gain)

    def _draw_image(self, params: ThinParams) -> None:
        network = self.network(params)
        side = np.linspace(-REACH, REACH, 31 if params.latent_dim == 2 else 801)
        if params.latent_dim == 2:
            z = np.stack(np.meshgrid(side, side), axis=-1)
            nodes = network(z.reshape(-1, 2)).reshape(31, 31, 2)
        else:
            nodes = network(side[:, None])
        self.grid.set_grid(nodes)
        random = np.random.default_rng(self._seed).uniform(-REACH, REACH, (RANK_POINTS, params.latent_dim))
        places = network(random)
        self.points.set_points(places)
        ranks = manifolds.jacobian_ranks(network, random)
        low, high = places.min(axis=0), places.max(axis=0)
        half = 0.6 * float((high - low).max()) + 1e-9
        centre = 0.5 * (low + high)
        self.image.set_view((centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half))
        counts = [int((ranks == rank).sum()) for rank in range(3)]
        self.rank.setText(_("Rank of the Jacobian at {points} points: 2 at {two}, 1 at {one}, 0 at {none}; never above "
                            "{most}, the dimension of z.").format(
            points=f"{RANK_POINTS:,}", two=counts[2], one=counts[1], none=counts[0], most=params.latent_dim))

    def _draw_pair(self, params: ThinParams, tally: Tally) -> None:
        shifts = np.array(tally.shifts).reshape(2, 2)
        for item, curve, shift in zip((self.first, self.second), CURVES[params.pair], shifts):
            item.set_grid(_points(curve) + shift)
        gap = "" if math.isnan(tally.gap) else (
            _("These two cross at an angle, wherever they are.") if math.isinf(tally.gap) else
            _("This pair misses perfect alignment by {gap}.").format(gap=f"{tally.gap:.3g}"))
        self.tally.setText(_("Perfectly aligned: {aligned} of {count}. They meet in {meeting} of {count}.").format(
            aligned=tally.aligned, count=f"{tally.count:,}", meeting=f"{tally.meeting:,}") + "  " + gap)


def _points(curve: Line | Circle) -> np.ndarray:
    """(n, 2) along a curve, as far as the picture goes."""
    if isinstance(curve, Circle):
        t = np.linspace(0, 2 * math.pi, 121)
        return np.stack([curve.x + curve.radius * np.cos(t), curve.y + curve.radius * np.sin(t)], axis=1)
    t = np.array([-20.0, 20.0])
    return np.stack([curve.x + t * math.cos(curve.angle), curve.y + t * math.sin(curve.angle)], axis=1)


