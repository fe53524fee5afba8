"""Thin supports: a network draws its latent space into the plane (Lemma 1), and two curves are jiggled (Lemma 2)."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene
from sims.distances.simulations.manifolds import RANK_POINTS
from sims.params import N_
from widgets.language import _, ngettext
from widgets.layout.flow import FlowLayout
from widgets.layout.turning_row import TurningRow
from widgets.numbers import in_language, whole
from widgets.plots.items.field import GridView
from widgets.plots.items.point_cloud import PointCloudView
from widgets.plots.plot import Plot


class ManifoldsScene(Scene):
    """A step jiggles both curves once. A new seed draws another network and other jiggles.

    The jiggles are counted on while the network changes, and anew with other curves.
    """

    simulation = "manifolds"
    title = N_("Supports")
    about = N_("Thin supports: Lemmas 1 and 2")
    live = ("latent_dim", "layers", "gain", "bottleneck")
    random = True
    notes = (
        N_("Lemma 1: the image of a z of dimension d has dimension d at most, so that it has no density in a larger "
           "space. Real data of the same kind lie on thin sets, too."),
        N_("Dong’s slides say Lemma 2 means “nearly no intersection”; the right statement is no perfect alignment: the "
           "curves may cross, but only in a set of measure 0."),
        N_("“One line, twice” aligns perfectly before its first jiggle, and never again: probability 0 is not the same "
           "as impossible."),
    )

    def build(self, picture: QWidget) -> None:
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
        row = TurningRow(picture)
        row.setContentsMargins(0, 0, 6, 0)
        for widgets in ((self.image_title, self.image, self.rank), (self.pair_title, self.curves, buttons, self.tally)):
            column = QVBoxLayout()
            for widget in widgets:
                column.addWidget(widget, 1 if isinstance(widget, Plot) else 0)
            row.addLayout(column, 1)
        self._drawn = None

    def jiggle(self, count: int) -> None:
        self.seek_asked.emit(self.frame.step + count)

    def text(self) -> str:
        step = self.frame.step
        return ngettext("{count} jiggle", "{count} jiggles", step).format(count=whole(step))

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        if self.frame.arrays["image"] is not self._drawn:       # the same array for the same network
            self._drawn = self.frame.arrays["image"]
            self._draw_image()
        self._draw_pair()

    def _draw_image(self) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        self.grid.set_grid(arrays["image"])
        places = arrays["points"]
        self.points.set_points(places)
        low, high = places.min(axis=0), places.max(axis=0)
        half = 0.6 * float((high - low).max()) + 1e-9
        centre = 0.5 * (low + high)
        self.image.set_view((centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half))
        self.rank.setText(_("Rank of the Jacobian at {points} points: 2 at {two}, 1 at {one}, 0 at {none}; never above "
                            "{most}, the dimension of z.").format(
            points=whole(RANK_POINTS), two=int(numbers["rank_2"]), one=int(numbers["rank_1"]),
            none=int(numbers["rank_0"]), most=self.params.latent_dim))

    def _draw_pair(self) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        for item, key, shift in zip((self.first, self.second), ("first", "second"), arrays["shifts"]):
            item.set_grid(arrays[key] + shift)
        gap = "" if math.isnan(numbers["gap"]) else (
            _("These two cross at an angle, wherever they are.") if math.isinf(numbers["gap"]) else
            _("This pair misses perfect alignment by {gap}.").format(gap=in_language(f"{numbers['gap']:.3g}")))
        self.tally.setText(_("Perfectly aligned: {aligned} of {count}. They meet in {meeting} of {count}.").format(
            aligned=int(numbers["aligned"]), count=whole(self.frame.step),
            meeting=whole(int(numbers['meeting']))) + "  " + gap)
