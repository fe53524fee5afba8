"""Against the distance: JS, W1, KL and their slopes as q moves away, and how long each generator takes to come back."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances import separated_gaussians
from sims.distances.separated_gaussians import NONSATURATING, OBJECTIVES, SATURATING
from sims.distances.simulations.separation import FARTHEST, FIRST_TIME, LAST_TIME, SeparationParams
from sims.params import N_
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.items.point_cloud import PointCloudView

VIEW = (-5.0, 35.0)
SUBSCRIPTS = ("₁", "₂", "₃")


class SeparationScene(Scene):
    """A step lets time go on: both generators start from `distance` and follow their gradients with the exact D*."""

    simulation = "separation"
    title = N_("Distance")
    about = N_("JS, W₁ and KL against the distance")
    notes = (
        N_("Vadsola’s article says JS = 0.336 for the third pair; the right statement is that it is two widths apart, "
           "where JS = 0.336831. 0.693 needs a distance of at least 7.0242 widths."),
        N_("Vadsola’s article says the gradient is about 0 past 5; the right statement is that at 5 widths it is still "
           "10 % of its maximum, and under 1 % from 6.632 widths."),
        N_("Dong’s slides say the gradient in x vanishes; the right statement is the gradient in θ: here, in the mean "
           "of q."),
        N_("Dong’s slides say |1/A| > |1/(A−1)|, so −ln D is always stronger; the right statement is that this holds "
           "for D < ½ only."),
    )

    def build(self, picture: QWidget) -> None:
        top = TurningRow()
        self.pairs = []
        for k, subscript in enumerate(SUBSCRIPTS):
            plot = FunctionPlot(_("q{subscript}").format(subscript=subscript), "", least_height=70)
            plot.add("p", _("p"), "real", shade=0.25, entry=False)
            plot.add("q", _("q"), "generated", "dash", shade=0.25, entry=False)
            name = _("Mean of q{subscript}").format(subscript=subscript)
            self.add_grip(f"pinned_{k}", plot, name, "generated", parameter=f"pinned_{k + 1}", low=0, high=FARTHEST)
            self.pairs.append(plot)
            top.addWidget(plot)
        distance = _("distance of the means")
        self.js = FunctionPlot(_("JS and its slope"), distance)
        self.js.add("js", _("JS"), "critic")
        self.js.add("slope", _("slope × width"), "ink", "dash")
        self.values = FunctionPlot(_("Values"), distance, log_y=True)
        self.slopes = FunctionPlot(_("Slopes and gradients"), distance, log_y=True)
        for plot in (self.values, self.slopes):
            plot.add("js", _("JS"), "critic")
            plot.add("w1", _("W₁"), "ink", "long")
            plot.add("kl", _("KL"), "real", "dash")
        self.slopes.add(SATURATING, _("ln(1−D)"), "accent", "dashdot")
        self.slopes.add(NONSATURATING, _("−ln D"), "generated", "dot")
        self.race = FunctionPlot(_("Coming back"), _("time"), _("distance"))
        self.race.plot.getAxis("bottom").setLogMode(True, False)
        self.race.add(SATURATING, _("ln(1−D)"), "accent", "dashdot")
        self.race.add(NONSATURATING, _("−ln D"), "generated", "dot")
        self.dots = {}
        for key, plot, role in (("js", self.js, "critic"), ("race", self.race, "ink")):
            self.dots[key] = PointCloudView("circle", role, size=9)
            plot.plot.addItem(self.dots[key])
        self.add_grip("distance", self.js, _("Distance of the generator"), "ink", parameter="distance", low=0,
                      high=FARTHEST, shape="diamond")
        middle, bottom = TurningRow(), TurningRow()
        for row, plots in ((middle, (self.js, self.slopes)), (bottom, (self.values, self.race))):
            for plot in plots:
                row.addWidget(plot)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        for row, stretch in ((top, 3), (middle, 4), (bottom, 4)):
            column.addLayout(row, stretch)
        self._drawn: tuple | None = None

    # Time ------------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        return _("time {time}").format(time=number(self.frame.numbers["time"], 5))

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, arrays = self.params, self.frame.arrays
        pinned = arrays["pinned"]
        self._draw_pairs(params, pinned)
        if (params.std, params.distance) != self._drawn:
            self._drawn = (params.std, params.distance)
            self._draw_curves(params)
            self._draw_race(params)
        landmarks = separated_gaussians.slope_landmarks()
        marks = [(landmarks["max_at"] * params.std, _("steepest"), "muted"),
                 (landmarks["faint_from"] * params.std, _("slope under 1 %"), "warning")]
        marks += [(at, _("q{subscript}").format(subscript=subscript), "generated")
                  for at, subscript in zip(pinned, SUBSCRIPTS)]
        self.js.marks.set_marks(marks)
        self.slopes.marks.set_marks([(params.distance, _("generator"), "ink")])
        self.dots["js"].set_points(np.stack([pinned, arrays["pinned_js"]], axis=1))
        self.grips["distance"].place(params.distance, self.frame.numbers["js"])
        self._draw_moment(params)

    def _draw_pairs(self, params: SeparationParams, pinned: np.ndarray) -> None:
        s = params.std
        near = [at + s * np.linspace(-4, 4, 41) for at in (0, *pinned)]
        x = np.union1d(np.linspace(*VIEW, 301), np.concatenate(near))
        height = 1 / (s * math.sqrt(2 * math.pi))
        values, slopes = self.frame.arrays["pinned_js"], self.frame.arrays["pinned_js_slope"]
        for k, plot in enumerate(self.pairs):
            plot.show_function("p", x, height * np.exp(-0.5 * (x / s) ** 2))
            plot.show_function("q", x, height * np.exp(-0.5 * ((x - pinned[k]) / s) ** 2))
            plot.set_view(VIEW, (0.0, 1.15 * height))
            plot.set_readout(labels((_("JS {value}").format(value=number(values[k])),
                                     _("slope {value}").format(value=number(slopes[k], 5)))))
            self.grips[f"pinned_{k}"].place(pinned[k], height)

    def _draw_curves(self, params: SeparationParams) -> None:
        found, at = self.frame.arrays, self.frame.numbers
        d = found["distance"]
        for name in ("js", "w1", "kl"):
            self.values.show_function(name, d, found[name])
            self.slopes.show_function(name, d, found[f"{name}_slope"])
        for objective in OBJECTIVES:
            self.slopes.show_function(objective, d, found[f"gradient_{objective}"])
        self.js.show_function("js", d, found["js"])
        self.js.show_function("slope", d, found["js_slope"] * params.std)
        self.js.set_view((0.0, FARTHEST), (0.0, 1.1))
        self.values.set_view((0.0, FARTHEST), (1e-3, 1e3))
        self.slopes.set_view((0.0, FARTHEST), (1e-10, 1e8))
        self.slopes.set_readout(labels((_("JS {value}").format(value=number(at["js_slope"], 5)),
                                        _("W₁ {value}").format(value=number(at["w1_slope"], 3)))))
        self.values.set_readout(labels((_("JS {value}").format(value=number(at["js"])),
                                        _("KL {value}").format(value=number(at["kl"], 5)))))

    def _draw_race(self, params: SeparationParams) -> None:
        for objective in OBJECTIVES:
            self.race.show_function(objective, *self.frame.arrays[f"way_{objective}"].T)
        self.race.set_view((math.log10(FIRST_TIME), math.log10(LAST_TIME)), (0.0, max(params.distance * 1.45, 0.1)))

    def _draw_moment(self, params: SeparationParams) -> None:
        numbers = self.frame.numbers
        if params.distance > 0:
            self.race.set_readout(labels((
                _("half of the way: ln(1−D) {time}").format(
                    time=number(numbers[f"time_to_halve_{SATURATING}"])),
                _("−ln D {time}").format(time=number(numbers[f"time_to_halve_{NONSATURATING}"])))))
        else:
            self.race.set_readout(_("already there"))
        time = numbers["time"]
        if time > 0:
            now = math.log10(time)
            places = [numbers[f"distance_{objective}"] for objective in OBJECTIVES]
            self.dots["race"].set_points(np.array([[now, place] for place in places]))
            self.race.marks.set_marks([(now, _("time {time}").format(time=number(time, 4)), "ink")])
        else:
            self.dots["race"].set_points(np.zeros((0, 2)))
            self.race.marks.set_marks([])
