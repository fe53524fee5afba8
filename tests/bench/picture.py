"""The picture: what a frame costs to draw in software, against the plain items of pyqtgraph in the same sizes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import cache

import numpy as np

from tests.bench.harness import Row, in_turns

WIDTH, HEIGHT = 1920, 1080
POINTS, NODES, ARROWS, CURVES, ROWS_IN_A_CURVE = 2000, 64, 200, 5, 10_000
FRAMES = 40                     # in one turn
EXTENT = 3.0


@cache
def application():
    """Offscreen: the same raster engine as on a screen, and the same numbers wherever there is none."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")      # what that platform cannot do, in the table
    from PySide6.QtWidgets import QApplication

    from widgets.theme import themes
    found = QApplication.instance() or QApplication([])
    themes.apply(found)
    return found


class Data:
    """What changes from frame to frame: points, surface, arrows, and one more row of every curve."""

    def __init__(self):
        random = np.random.default_rng(0)
        self.points = random.normal(size=(8, 2, POINTS, 2)).astype(np.float32)
        x = np.linspace(-3, 3, NODES)
        self.surfaces = np.stack([np.sin(x[:, None] + k) * np.cos(x[None] * 1.3) for k in range(8)]).astype(np.float32)
        self.arrows = random.normal(size=(8, ARROWS, 2))
        self.curves = random.normal(size=(CURVES, ROWS_IN_A_CURVE)).cumsum(axis=1)


def _scene(top, bottom):
    """Two plots, one above the other, as the lab has them."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(top, 2)
    layout.addWidget(bottom, 1)
    page.resize(WIDTH, HEIGHT)
    page.show()
    application().processEvents()
    return page


class Scene:
    """A lab that can be given a frame and made to paint it; `paint` is the list of seconds that painting took."""

    viewports: tuple = ()

    def show(self, k: int, every: int = 1) -> None:
        raise NotImplementedError

    def paint(self) -> None:
        """Paint what has changed, now."""
        for view in self.viewports:
            view.repaint()

    def frame(self, k: int, every: int = 1) -> float:
        """Seconds that a frame takes; with the curves in one of `every` frames, where the scene knows how."""
        start = time.perf_counter()
        self.show(k, every)
        self.paint()
        return time.perf_counter() - start

    def mean(self, every: int = 1) -> float:
        """Milliseconds of a frame, mean of a turn."""
        return 1000 * float(np.mean([self.frame(k, every) for k in range(FRAMES)]))


class Ours(Scene):
    """The widgets of Saddle."""

    def __init__(self, data: Data, layers: tuple[str, ...] = ("surface", "arrows", "real", "generated", "curves")):
        application()
        from widgets.plots.curves.view import CurvesView
        from widgets.plots.items.field import ArrowsView, SurfaceView
        from widgets.plots.items.point_cloud import PointCloudView
        from widgets.plots.plot import Plot
        from widgets.plots.sampled_field import SampledField
        self.field = SampledField
        self.data, self.layers = data, layers
        self.plot = Plot("x", "y", equal_aspect=True)
        self.plot.set_view((-EXTENT, -EXTENT, EXTENT, EXTENT))
        makers = {"surface": SurfaceView, "arrows": ArrowsView,
                  "real": lambda: PointCloudView("circle", "real", size=11),
                  "generated": lambda: PointCloudView("cross", "generated", size=6)}
        self.items = {name: make() for name, make in makers.items() if name in layers}
        for item in self.items.values():
            self.plot.addItem(item)
        self.curves = CurvesView("curves", noisy=True)
        if "curves" in layers:
            for number in range(CURVES):
                self.curves.add_curve(str(number), str(number))
            self.curves.extend(0, {str(number): row for number, row in enumerate(data.curves)})
        self.length = ROWS_IN_A_CURVE
        self.page = _scene(self.plot, self.curves)
        self.viewports = (self.plot.viewport(),)

    def show(self, k: int, every: int = 1) -> None:
        data, draws_curves, k = self.data, k % every == 0, k % 8
        if "surface" in self.items:
            fine = self.field(data.surfaces[k], (-EXTENT, -EXTENT, EXTENT, EXTENT)).refined(3)      # as the lab does
            self.items["surface"].set_surface(fine.values, fine.rect, 0.0, 1.0)
        if "arrows" in self.items:
            self.items["arrows"].set_arrows(data.points[k, 1, :ARROWS], data.arrows[k])
        for place, name in enumerate(("real", "generated")):
            if name in self.items:
                self.items[name].set_points(data.points[k, place])
        if "curves" in self.layers:
            self.curves.extend(self.length, {str(number): row[k:k + 1] for number, row in enumerate(data.curves)})
            self.length += 1
            self.viewports = (self.plot.viewport(),)
            if draws_curves:
                self.viewports += (self.curves.plot.viewport(),)
                self.curves.redraw()


class Plain(Scene):
    """The items that pyqtgraph brings, used as its examples use them."""

    def __init__(self, data: Data, layers: tuple[str, ...] = ("surface", "arrows", "real", "generated", "curves")):
        application()
        import pyqtgraph as pg
        self.data, self.layers = data, layers
        plot, below = pg.PlotWidget(background="w"), pg.PlotWidget(background="w")
        plot.setAspectLocked(True)
        plot.setRange(xRange=(-EXTENT, EXTENT), yRange=(-EXTENT, EXTENT), padding=0)
        self.items = {}
        if "surface" in layers:
            self.items["surface"] = pg.ImageItem(colorMap=pg.colormap.get("CET-D1"), levels=(-1, 1))
            self.items["surface"].setImage(data.surfaces[0], levels=(-1, 1))
            self.items["surface"].setRect(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)
        if "arrows" in layers:
            self.items["arrows"] = pg.PlotDataItem(pen=pg.mkPen("k", width=1.5), connect="pairs", antialias=True)
        if "real" in layers:
            self.items["real"] = pg.ScatterPlotItem(size=11, pen=pg.mkPen("w"), brush="b", symbol="o")
        if "generated" in layers:
            self.items["generated"] = pg.ScatterPlotItem(size=6, pen=pg.mkPen("w"), brush="r", symbol="x")
        for item in self.items.values():
            plot.addItem(item)
        self.lines = [below.plot(row, pen=pg.mkPen(number)) for number, row in enumerate(data.curves)] \
            if "curves" in layers else []
        self.rows = [list(row) for row in data.curves]
        self.page = _scene(plot, below)
        self.viewports = (plot.viewport(),) + ((below.viewport(),) if self.lines else ())

    def show(self, k: int, every: int = 1) -> None:
        data, k = self.data, k % 8
        if "surface" in self.items:
            self.items["surface"].setImage(data.surfaces[k], autoLevels=False)
        if "arrows" in self.items:
            start = data.points[k, 1, :ARROWS].astype(float)
            ends = np.stack([start, start + 0.2 * data.arrows[k]], axis=1).reshape(-1, 2)
            self.items["arrows"].setData(ends[:, 0], ends[:, 1])
        for place, name in enumerate(("real", "generated")):
            if name in self.items:
                self.items[name].setData(pos=data.points[k, place])
        for number, line in enumerate(self.lines):
            line.setData(np.append(data.curves[number], data.curves[number][k]))


def _turns(*layers: str, every: int = 1) -> Callable[[], tuple[float, float]]:
    def measure() -> tuple[float, float]:
        data = Data()
        names = (layers,) if layers else ()
        ours, plain = Ours(data, *names), Plain(data, *names)
        ours.mean(), plain.mean()
        found = in_turns(lambda: ours.mean(every), plain.mean)
        ours.page.close(), plain.page.close()
        return found
    return measure


def slowest_in_a_hundred() -> tuple[float, float]:
    """Milliseconds that 99 of 100 frames of the whole lab stay under; every frame draws the curves, too."""
    data = Data()
    ours, plain = Ours(data), Plain(data)

    def worst(scene: Scene, frames: int = 200) -> float:
        return 1000 * float(np.percentile([scene.frame(k) for k in range(frames)], 99))
    worst(ours, 20)
    worst(plain, 5)
    found = in_turns(lambda: worst(ours), lambda: worst(plain, 100), 3)
    ours.page.close(), plain.page.close()
    return found


def many_points() -> tuple[float, float]:
    """Milliseconds for one frame of 20,000 points."""
    application()
    import pyqtgraph as pg

    from widgets.plots.items.point_cloud import PointCloudView
    from widgets.plots.plot import Plot
    random = np.random.default_rng(0)
    clouds = random.normal(size=(4, 20_000, 2)).astype(np.float32)
    ours, plain = Plot("x", "y"), pg.PlotWidget(background="w")
    ours.set_view((-EXTENT, -EXTENT, EXTENT, EXTENT))
    plain.setRange(xRange=(-EXTENT, EXTENT), yRange=(-EXTENT, EXTENT), padding=0)
    cloud, scatter = PointCloudView("cross", "generated", size=6), pg.ScatterPlotItem(size=6, symbol="x")
    ours.addItem(cloud)
    plain.addItem(scatter)
    for plot in (ours, plain):
        plot.resize(WIDTH, HEIGHT)
        plot.show()
    application().processEvents()

    def turn(give, plot) -> float:
        start = time.perf_counter()
        for k in range(12):
            give(clouds[k % 4])
            plot.viewport().repaint()
        return 1000 * (time.perf_counter() - start) / 12

    def one() -> float:
        return turn(cloud.set_points, ours)

    def other() -> float:
        return turn(lambda points: scatter.setData(pos=points), plain)
    one(), other()
    found = in_turns(one, other)
    ours.close(), plain.close()
    return found


PLAIN = "plain pyqtgraph items"
ROWS = [
    Row("a frame of the whole lab, curves in every 4th (15 Hz)", "ms", _turns(every=4), PLAIN, goal=3.0),
    Row("  with the curves in every frame", "ms", _turns(), PLAIN),
    Row("  99 of 100 of those within", "ms", slowest_in_a_hundred, PLAIN, goal=17.0, kind="most"),
    Row("  of it: 2 x 2,000 points", "ms", _turns("real", "generated"), "ScatterPlotItem"),
    Row("  of it: a 64 x 64 surface", "ms", _turns("surface"), "ImageItem"),
    Row("  of it: 200 arrows", "ms", _turns("arrows"), "PlotDataItem, pairs"),
    Row("  of it: 5 curves of 10,000 points", "ms", _turns("curves"), "PlotDataItem"),
    Row("20,000 points", "ms", many_points, "ScatterPlotItem", goal=8.0, kind="most"),
]
