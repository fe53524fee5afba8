"""The picture of the GAN lab: real and generated points, the output of D as a surface, the gradient at each point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.gan.arrow_key import ArrowKey
from app.panels.gan.layers.followed import FollowedSample, nearest
from app.panels.gan.layers.interpolates import Interpolates
from app.panels.gan.layers.kind_menu import KindMenu
from app.panels.gan.layers.layers import FIRST_OFF, LAYERS, LIT, PARTS, SAYS
from app.panels.gan.layers.optimal_transport import PAIRS, TransportPlan
from app.panels.gan.layers.read_out import PlaceReadOut
from app.panels.gan.layers.surface import DiscriminatorSurface
from app.panels.gan.layers.value import value_html
from app.panels.gan.paint_tools import PaintBar
from app.panels.gan.trails import POINTS as TRAILS
from app.panels.gan.trails import TrailMemory
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import number, short, whole
from widgets.plots.charts.gauges import GaugesView
from widgets.plots.edge_card import EdgeCard, in_a_row
from widgets.plots.items.brush import BrushView
from widgets.plots.items.field import GridView
from widgets.plots.items.point_cloud import PointCloudView, TrailsView
from widgets.plots.items.scaled_arrows import ScaledArrowsView
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.theme import themes

DIMMED = 0.25
CENTRE_SIZE = 5                 # of the dots over the crosses, in pixels at scale 1
CENTRES = 11                    # in a row over half of the target's extent, at most: more would hide a dense cloud
PICK_PIXELS = 12                # how near to a cross a click must be
BEYOND = 0.04                   # how far D is looked at beyond what is seen, so that a drag shows no empty edge
MODE_RADIUS = 3.0               # standard deviations within which a point counts for its mode
FIRST_EXTENT = 3.1              # of the ring, which is seen first: the axes stand before the engine does
PAINTED_HALF = 3.0              # as sims.gan.data.targets has it; tests compare the two


class LabPicture(QWidget):
    """Draws frames of the gan simulation. The legend above the plot hides and shows its layers.

    painted(density): the user has painted on the target; uint8 (64, 64), as in BrushView. view_changed(rect): another
    part of the plane is seen, (x0, y0, x1, y1). place_asked(x, y): what D gives there is wanted, see `answer_place`.
    sample_asked(index): everything of this sample is wanted, see `answer_sample`.
    """

    painted = Signal(object)
    view_changed = Signal(tuple)
    place_asked = Signal(float, float)
    sample_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot("x₁", "x₂", equal_aspect=True, cornered=True)
        self.setAccessibleName(_("Points and output of D"))
        self.plot.setAccessibleName(self.accessibleName())
        self.surface, self.followed, self.transport, self.interpolates = (
            DiscriminatorSurface(), FollowedSample(), TransportPlan(), Interpolates())
        self.items = {
            "surface": self.surface.surface,
            "contours": self.surface.contours,
            "latent_grid": GridView("muted", opacity=0.7),
            "trails": TrailsView("generated"),
            "real": PointCloudView("circle", "real", size=11),
            "generated": PointCloudView("cross", "generated", size=6),
            "centres": PointCloudView("circle", "real", size=CENTRE_SIZE, halo=False),
            "plan": self.transport.lines,
            "between": self.interpolates.steep,
            "flat": self.interpolates.flat,
            "modes": GaugesView("accent"),
            "arrows": ScaledArrowsView("ink"),
            "peak": PointCloudView("star", "ink", size=16),
            "way": self.followed.way,
            "followed": self.followed.ring,
        }
        for depth, item in enumerate(self.items.values()):
            item.setZValue(depth)
            self.plot.addItem(item)
        self.plot.says = self._said
        self.brush = BrushView(self.plot, PAINTED_HALF)
        self.brush.setZValue(0.5)
        self.brush.setVisible(False)
        self.brush.painted.connect(self._send)
        self.plot.addItem(self.brush)
        self.paint_bar = PaintBar(self.brush)
        self.paint_bar.clear.clicked.connect(lambda: self.show_frame(self._frame))
        self.paint_bar.hide()
        self.layers = Legend((Entry(key, _(label), role, symbol=symbol)
                              for key, (label, symbol, role) in LAYERS.items()), tucked=FIRST_OFF, more=_("layers …"))
        for key in FIRST_OFF:
            self.layers.set_shown(key, False)
        for key, says in SAYS.items():
            self.layers.set_says(key, _(says).format(
                radius=short(MODE_RADIUS), points="1,000", arrows=160, trails=TRAILS, pairs=PAIRS))
        self.kinds = KindMenu(self.surface, self.layers.menu)
        self.kinds.chosen.connect(self._draw_surface)
        self.layers.toggled.connect(self.show_layer)
        self.arrow_key = ArrowKey(self.items["arrows"])
        self.arrow_key.clicked.connect(self._choose_scale)
        self.arrow_key.hide()           # until there are arrows
        self.plot.set_corner(self.arrow_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.layers)
        layout.addWidget(self.paint_bar)
        layout.addWidget(self.plot, 1)
        self._extent = 0.0
        self.plot.set_view((-FIRST_EXTENT, -FIRST_EXTENT, FIRST_EXTENT, FIRST_EXTENT))
        self._frame: Frame | None = None
        self._lit: tuple[str, ...] = ()
        self._trails = TrailMemory()
        self._density: np.ndarray | None = None     # the last that was shown
        self._sent: list[np.ndarray] = []           # painted here, not reported yet
        self._value: tuple[float | None, float | None] = None, None     # of the last whole frame
        self._w1: tuple[int, float] | None = None
        self._title = ""
        self.card = EdgeCard(self.plot)
        self.read_out = PlaceReadOut(self.plot, self.surface)
        self.read_out.asked.connect(self.place_asked)
        self._view_seen, self._sample_moved, self._plan_due = (
            _soon(self, milliseconds, act) for milliseconds, act in (
                (60, self._tell_view), (100, self._ask_for_sample), (100, self._draw_plan)))
        self.plot.getViewBox().sigRangeChanged.connect(lambda *_ignored: self._view_seen())
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        for key in FIRST_OFF:
            self.show_layer(key, False)

    def begin_run(self, frame: Frame) -> None:
        """Another run is shown from now on. frame: of its step 0, by which the scale of the arrows is chosen."""
        self.arrow_key.choose(frame.arrays["arrows"])
        self._draw_arrows()

    def show_frame(self, frame: Frame, by_hand: bool = False) -> None:
        """Draw a frame. by_hand: dim all layers but those that the last phase is about."""
        self._frame = frame
        arrays, numbers = frame.arrays, frame.numbers
        extent = numbers["extent"]
        if extent != self._extent:
            self._extent = extent
            self.plot.set_view((-extent, -extent, extent, extent))
        fresh = self.brush.isVisible() and not self.brush.density.any()     # a sheet on which nothing is painted yet
        real = arrays["real"][:0] if fresh else arrays["real"]
        self.items["real"].set_points(real)
        self.items["centres"].set_points(scattered(real, extent / CENTRES))
        self.items["generated"].set_points(arrays["generated"])
        self.surface.take(frame)
        self.kinds.offer()
        self._draw_surface()
        phase = frame.done.key if by_hand and frame.done is not None else None
        if phase or self.layers.is_shown("arrows"):
            self._draw_arrows()
        if phase or self.layers.is_shown("latent_grid"):
            self.items["latent_grid"].set_grid(arrays["latent_grid"])
        share = arrays["mode_share"]
        # A bar is full where a mode has its fair share of all points.
        self.items["modes"].set_gauges(arrays["modes"], MODE_RADIUS * numbers["mode_std"], share * max(len(share), 1))
        self._trails.take(frame)
        if self.layers.is_shown("trails"):
            self.items["trails"].set_trails(*self._trails.segments())
        if self.layers.is_shown("plan"):
            self._draw_plan()
        if self.layers.is_shown("between"):
            self.interpolates.draw(frame)
        self.items["real"].set_highlight(arrays.get("batch_real") if phase in ("sample_real", "score_d") else None)
        self.items["generated"].set_highlight(
            arrays.get("batch_fake") if phase in ("generate_d", "score_d", "generate_g", "score_g") else None)
        self._light(self._lit or (LIT.get(phase, tuple(self.items)) if phase else self.items))
        if self.followed.index is not None:
            self.followed.take(frame)
            self._sample_moved()
        self.read_out.show_frame(frame)
        if "value" in numbers or not self.surface.logits:
            self._value = numbers.get("value"), numbers.get("best_value")
        self._show_card()

    def _said(self) -> str:
        """What is drawn, in words."""
        if self._frame is None:
            return ""
        points = _("{real} real points, {generated} generated points, step {step}").format(
            real=len(self._frame.arrays["real"]), generated=len(self._frame.arrays["generated"]), step=self._frame.step)
        return "; ".join((points, *self.layers.shown_labels()))

    def light(self, layers: tuple[str, ...]) -> None:
        """Dim all but these layers from now on, whatever phase has run; none of them: as the phase says."""
        if layers != self._lit:
            self._lit = layers
            if self._frame is not None:
                self.show_frame(self._frame)

    # D, the transport plan, one sample -------------------------------------------------------------------------------

    def next_kind(self) -> None:
        """Show the next view of D."""
        self.kinds.step()

    def _draw_surface(self) -> None:
        if self.surface.scores is not None:
            kind = self.surface.kinds[self.surface.shown]
            self.layers.set_look("surface", _(kind.legend), *(("ramp", "ink") if kind.slope else ("surface", "real")))
            self.layers.set_says("surface", _(kind.says))
            self.surface.draw(self.layers.is_shown("levels"))
            if self.layers.is_shown("peak"):
                self.items["peak"].set_points(self.surface.scores.highest())

    def _tell_view(self) -> None:
        (x0, x1), (y0, y1) = self.plot.getViewBox().viewRange()
        x, y = BEYOND * (x1 - x0), BEYOND * (y1 - y0)
        self.view_changed.emit((x0 - x, y0 - y, x1 + x, y1 + y))

    def _draw_plan(self) -> None:
        if self._frame is not None and self.layers.is_shown("plan"):
            if not self.transport.draw(self._frame.arrays["real"], self._frame.arrays["generated"]):
                self._plan_due()
            self._show_card()

    def _clicked(self, event) -> None:
        """Follow the sample under the pointer; a click on the one that is followed lets it go."""
        if self._frame is None or event.isAccepted() or event.button() != Qt.MouseButton.LeftButton:
            return
        view = self.plot.getViewBox()
        place = view.mapSceneToView(event.scenePos())
        reach = themes.current.pixels(PICK_PIXELS) * view.viewPixelSize()[0]
        index = nearest(self._frame.arrays["generated"], place.x(), place.y(), reach)
        if index is not None:
            self.follow(None if index == self.followed.index else index)

    def follow(self, index: int | None) -> None:
        """Follow this sample of those that are drawn; None: no one."""
        self.followed.follow(index)
        if self._frame is not None and index is not None:
            self.followed.take(self._frame)
            self._sample_moved()
        self.layers.set_shown("followed", index is not None)
        self._show_card()

    def _ask_for_sample(self) -> None:
        if self.followed.index is not None:
            self.sample_asked.emit(self.followed.index)

    def answer_sample(self, index: int, found: Mapping[str, np.ndarray]) -> None:
        """What the engine knows of a sample that was asked for, as Simulation.sample has it."""
        if index == self.followed.index:
            self.followed.tell(found)
            self._show_card()

    def answer_place(self, x: float, y: float, found: Mapping[str, np.ndarray]) -> None:
        """What the engine knows of a place that was asked for, as Simulation.probe has it."""
        self.read_out.answer(x, y, found)

    def show_w1(self, step: int, w1: float) -> None:
        """The last exact W1 of the run, and its step: beside the mean length of the transport plan."""
        self._w1 = step, w1

    def show_title(self, html: str) -> None:
        """Say over the picture which run it is, where there are several."""
        if html != self._title:
            self._title = html
            self._show_card()

    def _show_card(self) -> None:
        """What is to be read of the sample followed, of the transport plan and of the value of the game."""
        parts = [self._title, self.followed.html(self.surface.logits)]
        if self.layers.is_shown("plan") and self._frame is not None:
            plan = [_("transport plan: {pairs} pairs, mean length {length}").format(
                pairs=self.transport.pairs, length=number(self.transport.length, 4))]
            if self._w1 is not None and self._w1[0] <= self._frame.step:
                plan.append(_("W₁ of 500 points at step {step}: {w1}").format(
                    step=whole(self._w1[0]), w1=number(self._w1[1], 4)))
            parts.append(in_a_row(plan))
        if self.layers.is_shown("between") and self._frame is not None:
            parts.append(self.interpolates.html())
        if self.layers.is_shown("value") and self._frame is not None:
            parts.append(value_html(*self._value))
        was_empty, text = not self.card.text(), "<br>".join(part for part in parts if part)
        self.card.show_text(text)
        if text and was_empty:
            self.card.choose_edge(np.concatenate([self._frame.arrays["real"], self._frame.arrays["generated"]]))

    def show_painting(self, density: np.ndarray | None) -> None:
        """Let the user paint on this density, uint8 (cells, cells); None where the target is not a painted one."""
        on = density is not None
        if on != self.brush.isVisible():
            self.brush.setVisible(on)
            self.paint_bar.setVisible(on)
            self.brush.set_active(on and self.paint_bar.paints)
        if not on:
            self._density, self._sent = None, []
        elif self._density is None or not np.array_equal(density, self._density):
            self._density = density
            known = [k for k, sent in enumerate(self._sent) if np.array_equal(sent, density)]
            if known:
                del self._sent[:known[-1] + 1]      # what the hand has painted since is on its way
            else:
                self._sent = []
                self.brush.set_density(density)

    def _send(self, density: np.ndarray) -> None:
        if density.any():           # an empty sheet is no density: the old one stays until something is painted
            self._sent.append(density)
            self.painted.emit(density)

    def _draw_arrows(self) -> None:
        if self._frame is None:
            return
        item, arrays = self.items["arrows"], self._frame.arrays
        self.arrow_key.guess(arrays["arrows"])
        item.same_length = self.layers.is_shown("same_length")
        item.set_arrows(arrays["arrow_starts"], arrays["arrows"])
        self.arrow_key.show_scale()
        self.plot.set_corner(self.arrow_key)

    def _choose_scale(self) -> None:
        self.arrow_key.choose(self._frame.arrays["arrows"], by_click=True)
        self._draw_arrows()

    def _light(self, keys: Iterable[str]) -> None:
        keys = set(keys)
        for key, item in self.items.items():
            layer = PARTS.get(key, key)
            lit = layer in keys or key in keys
            item.setOpacity(1.0 if lit else DIMMED)
            item.setVisible(self.layers.is_shown(layer) or (lit and len(keys) < len(self.items)))
        arrows = self.items["arrows"]
        self.arrow_key.setVisible(arrows.isVisible() and not arrows.same_length)

    def show_layer(self, key: str, on: bool) -> None:
        """Draw one of LAYERS, or not, as its entry in the legend says."""
        for item in (item for part, item in self.items.items() if PARTS.get(part, part) == key):
            item.setVisible(on)
        if key == "followed" and on != (self.followed.index is not None):
            self.follow(0 if on else None)
        if key in ("plan", "between", "value"):
            self._show_card()
        if self._frame is not None:
            self.show_frame(self._frame)


def scattered(points: np.ndarray, cell: float) -> np.ndarray:
    """Of points (n, 2) the first in each square of a grid of this width."""
    column, row = np.floor(points / cell).astype(np.int64).T
    _squares, first = np.unique(column * 100_003 + row, return_index=True)
    return points[first]


def _soon(owner: QObject, milliseconds: int, act: Callable[[], None]) -> Callable[[], None]:
    """Called often, it calls `act` once, so much later: what takes long need not be done for each of many changes."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return lambda: None if timer.isActive() else timer.start()
