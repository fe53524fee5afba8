"""The picture of the GAN lab: real and generated points, D's surface, the pull on each point, the latent grid."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sims.base import Frame
from sims.params import N_
from widgets.field import ArrowsView, GridView, SurfaceView
from widgets.language import _
from widgets.layer_bar import LayerBar
from widgets.plot import Plot
from widgets.point_cloud import PointCloudView

LAYERS = {
    # key: (label, symbol in the legend, colour role)
    "real": (N_("real x"), "circle", "real"),
    "generated": (N_("generated G(z)"), "cross", "generated"),
    "surface": (N_("D: real / generated"), "surface", "real"),
    "arrows": (N_("pull of the loss"), "arrow", "ink"),
    "latent_grid": (N_("latent grid"), "grid", "muted"),
}
DIMMED = 0.25

#: Which layers a phase is about; the rest steps back while one goes through a step by hand.
LIT = {
    "sample_real": ("real",), "sample_latent_d": ("latent_grid",), "generate_d": ("generated", "latent_grid"),
    "score_d": ("real", "generated", "surface"), "loss_d": ("real", "generated", "surface"),
    "gradient_d": ("surface",), "update_d": ("surface",), "clip_d": ("surface",),
    "sample_latent_g": ("latent_grid",), "generate_g": ("generated", "latent_grid"),
    "score_g": ("generated", "surface"), "loss_g": ("generated", "surface"),
    "gradient_g": ("generated", "arrows"), "update_g": ("generated", "latent_grid"),
}


class LabView(QWidget):
    """Draws Frames of the gan simulation. Layers are hidden and shown by the legend above the plot."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot("x₁", "x₂", equal_aspect=True)
        self.items = {
            "surface": SurfaceView(),
            "latent_grid": GridView("muted", opacity=0.7),
            "real": PointCloudView("circle", "real", size=11),
            "generated": PointCloudView("cross", "generated", size=6),
            "arrows": ArrowsView("ink"),
        }
        for depth, item in enumerate(self.items.values()):
            item.setZValue(depth)
            self.plot.addItem(item)
        self.layers = LayerBar({key: (_(label), symbol, role) for key, (label, symbol, role) in LAYERS.items()})
        self.layers.toggled.connect(self._show_layer)
        self.layers.set_checked("latent_grid", False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.layers)
        layout.addWidget(self.plot, 1)
        self._extent = 0.0

    def show_frame(self, frame: Frame, by_hand: bool = False) -> None:
        """Draw a frame; by_hand: light what the last phase was about and dim the rest."""
        arrays, numbers = frame.arrays, frame.numbers
        extent = numbers["extent"]
        if extent != self._extent:
            self._extent = extent
            self.plot.set_view((-extent, -extent, extent, extent))
        wide = numbers["surface_width"]
        self.items["real"].set_points(arrays["real"])
        self.items["generated"].set_points(arrays["generated"])
        self.items["surface"].set_surface(arrays["surface"], (-wide, -extent, wide, extent),
                                          numbers["surface_centre"], numbers["surface_span"])
        self.items["arrows"].set_arrows(arrays["arrow_starts"], arrays["arrows"])
        self.items["latent_grid"].set_grid(arrays["latent_grid"])
        phase = frame.done.key if by_hand and frame.done is not None else None
        self.items["real"].set_highlight(arrays.get("batch_real") if phase in ("sample_real", "score_d") else None)
        self.items["generated"].set_highlight(
            arrays.get("batch_fake") if phase in ("generate_d", "score_d", "generate_g", "score_g") else None)
        self._light(LIT[phase] if phase else self.items)

    def _light(self, keys: Iterable[str]) -> None:
        keys = set(keys)
        for key, item in self.items.items():
            item.setOpacity(1.0 if key in keys else DIMMED)
            item.setVisible(self.layers.is_checked(key) or (key in keys and len(keys) < len(self.items)))

    def _show_layer(self, key: str, on: bool) -> None:
        self.items[key].setVisible(on)
