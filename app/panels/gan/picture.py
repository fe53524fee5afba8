"""The picture of the GAN lab: real and generated points, the output of D as a surface, the gradient at each point."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.gan.arrow_key import ArrowKey
from app.panels.gan.paint_tools import PaintBar
from app.panels.gan.trails import TrailMemory
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import short
from widgets.plots.charts.gauges import GaugesView
from widgets.plots.items.brush import BrushView
from widgets.plots.items.field import GridView, SurfaceView
from widgets.plots.items.point_cloud import PointCloudView, TrailsView
from widgets.plots.items.scaled_arrows import ScaledArrowsView
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot

LAYERS = {
    # key: (label, symbol in the legend, colour role)
    "real": (N_("real x"), "circle", "real"),
    "generated": (N_("generated G(z)"), "cross", "generated"),
    "surface": (N_("D: real / generated"), "surface", "real"),
    "arrows": (N_("pull of the loss"), "arrow", "ink"),
    "same_length": (N_("same length"), "arrow", "muted"),
    "modes": (N_("modes"), "ring", "accent"),
    "trails": (N_("trails"), "line", "generated"),
    "latent_grid": (N_("latent grid"), "grid", "muted"),
    "peak": (N_("highest D"), "star", "ink"),
}
#: Layers that are hidden at first: the picture opens calm.
FIRST_OFF = ("same_length", "modes", "trails", "latent_grid", "peak")
DIMMED = 0.25
MODE_RADIUS = 3.0               # standard deviations within which a point counts for its mode
FIRST_EXTENT = 3.1              # of the ring, which is seen first: the axes stand before the engine does
PAINTED_HALF = 3.0              # as sims.gan.data.targets has it; tests compare the two

#: The layers that a phase is about; the others are dimmed while the user goes through a step phase by phase.
LIT = {
    "sample_real": ("real",), "sample_latent_d": ("latent_grid",), "generate_d": ("generated", "latent_grid"),
    "score_d": ("real", "generated", "surface"), "loss_d": ("real", "generated", "surface"),
    "penalty_d": ("real", "generated", "surface"), "total_d": ("surface",),
    "gradient_d": ("surface",), "update_d": ("surface",), "clip_d": ("surface",),
    "sample_latent_g": ("latent_grid",), "generate_g": ("generated", "latent_grid"),
    "unroll_d": ("surface", "generated"),
    "score_g": ("generated", "surface"), "loss_g": ("generated", "surface"),
    "gradient_g": ("generated", "arrows"), "update_g": ("generated", "latent_grid"),
    "look_ahead": ("generated", "surface"),
}


class LabPicture(QWidget):
    """Draws frames of the gan simulation. The legend above the plot hides and shows its layers.

    painted(density): the user has painted on the target; uint8 (64, 64), as in BrushView.
    """

    painted = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot("x₁", "x₂", equal_aspect=True, cornered=True)
        self.setAccessibleName(_("Points and output of D"))
        self.plot.setAccessibleName(self.accessibleName())
        self.items = {
            "surface": SurfaceView(),
            "latent_grid": GridView("muted", opacity=0.7),
            "trails": TrailsView("generated"),
            "real": PointCloudView("circle", "real", size=11),
            "generated": PointCloudView("cross", "generated", size=6),
            "modes": GaugesView("accent"),
            "arrows": ScaledArrowsView("ink"),
            "peak": PointCloudView("star", "ink", size=16),
        }
        for depth, item in enumerate(self.items.values()):
            item.setZValue(depth)
            self.plot.addItem(item)
        self.brush = BrushView(self.plot, PAINTED_HALF)
        self.brush.setZValue(0.5)
        self.brush.setVisible(False)
        self.brush.painted.connect(self._send)
        self.plot.addItem(self.brush)
        self.paint_bar = PaintBar(self.brush)
        self.paint_bar.clear.clicked.connect(lambda: self.show_frame(self._frame))
        self.paint_bar.hide()
        self.layers = Legend(Entry(key, _(label), role, symbol=symbol) for key, (label, symbol, role) in LAYERS.items())
        for key in FIRST_OFF:
            self.layers.set_shown(key, False)
        self.layers.button("modes").setToolTip(
            _("A ring at {radius} standard deviations of each mode, and how full it is: the points inside over a fair "
              "share of all").format(radius=short(MODE_RADIUS)))
        self.layers.button("same_length").setToolTip(
            _("Draw all arrows of one length, to see where even the shortest point; click again for their sizes"))
        self.layers.toggled.connect(self._show_layer)
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
        self._trails = TrailMemory()
        self._density: np.ndarray | None = None     # the last that was shown
        self._sent: list[np.ndarray] = []           # painted here, not reported yet
        for key in FIRST_OFF:
            self._show_layer(key, False)

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
        wide = numbers["surface_width"]
        rect = (-wide, -extent, wide, extent)
        fresh = self.brush.isVisible() and not self.brush.density.any()     # a sheet on which nothing is painted yet
        self.items["real"].set_points(arrays["real"][:0] if fresh else arrays["real"])
        self.items["generated"].set_points(arrays["generated"])
        self.items["surface"].set_surface(arrays["surface"], rect, numbers["surface_centre"], numbers["surface_span"])
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
        if self.layers.is_shown("peak"):
            self.items["peak"].set_points(highest(arrays["surface"], rect))
        self.items["real"].set_highlight(arrays.get("batch_real") if phase in ("sample_real", "score_d") else None)
        self.items["generated"].set_highlight(
            arrays.get("batch_fake") if phase in ("generate_d", "score_d", "generate_g", "score_g") else None)
        self._light(LIT.get(phase, tuple(self.items)) if phase else self.items)

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
            item.setOpacity(1.0 if key in keys else DIMMED)
            item.setVisible(self.layers.is_shown(key) or (key in keys and len(keys) < len(self.items)))
        arrows = self.items["arrows"]
        self.arrow_key.setVisible(arrows.isVisible() and not arrows.same_length)

    def _show_layer(self, key: str, on: bool) -> None:
        if key in self.items:
            self.items[key].setVisible(on)
        if self._frame is not None:
            self.show_frame(self._frame)


def highest(values: np.ndarray, rect: tuple[float, float, float, float]) -> np.ndarray:
    """The node (1, 2) of a surface over rect where it is highest; (0, 2) where it holds no numbers."""
    if not np.isfinite(values).any():
        return np.zeros((0, 2))
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    x0, y0, x1, y1 = rect
    rows, columns = values.shape
    return np.array([[x0 + column * (x1 - x0) / (columns - 1), y0 + row * (y1 - y0) / (rows - 1)]])
