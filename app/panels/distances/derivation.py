"""Four derivations, stepped line by line, beside the example whose numbers stand under their symbols."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.distances.scene import Scene
from app.panels.formula_text import numbers_html
from sims.distances import derivations
from sims.distances.derivations_text import DERIVATIONS
from sims.distances.simulations.derivation import LEAST_D
from sims.params import N_
from widgets.formulas.derivation import DerivationView, ShownLine
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot

#: Opacity of what the line that is lit is not about.
DIMMED = 0.2
#: The plots of each derivation, from top to bottom; "sums": where the gradient of G is summed.
PLOTS = {"bce": ("losses",), "optimal": ("densities", "integrand", "discriminator"), "value": ("densities", "terms"),
         "chain": ("latent", "discriminator", "densities"), "sums": ("densities", "sum_z", "sum_x")}
D = np.linspace(LEAST_D, 1 - LEAST_D, 401)


class DerivationScene(Scene):
    """view: the lines. plots: by the names in PLOTS."""

    simulation = "derivation"
    title = N_("Derivation")
    about = N_("Line by line: cross entropy to V, the best D, V(D*) to JS, the gradient of G")
    still = N_("Nothing moves by itself here: go on with Down, back with Up, and drag the handles.")

    def build(self, picture: QWidget) -> None:
        self.view = DerivationView()
        self.view.turned.connect(lambda _index: self._light())
        self.plots = {
            "losses": FunctionPlot(_("What an answer costs"), _("D"), _("cross entropy")),
            "densities": FunctionPlot(_("Densities"), _("x")),
            "integrand": FunctionPlot(_("What this x adds to V"), _("y = D(x)")),
            "discriminator": FunctionPlot(_("D* = p/(p+q)"), _("x")),
            "terms": FunctionPlot(_("Divergence to m"), _("x")),
            "latent": FunctionPlot(_("Latent"), _("z"), least_height=60),
            "sum_z": FunctionPlot(_("What each z adds to the gradient"), _("z"), least_height=60),
            "sum_x": FunctionPlot(_("What each x adds to the gradient"), _("x"), least_height=60),
        }
        add = {name: plot.add for name, plot in self.plots.items()}
        add["losses"]("real", _("real: −ln D"), "real")
        add["losses"]("fake", _("generated: −ln(1−D)"), "generated", "dash")
        add["densities"]("p", _("real p"), "real", shade=0.22)
        add["densities"]("q", _("generated q"), "generated", "dash", shade=0.22)
        add["densities"]("m", _("m"), "critic", "dashdot")
        add["integrand"]("f", _("f(y)"), "critic")
        add["integrand"]("real", _("p ln y"), "real", "dash")
        add["integrand"]("fake", _("q ln(1−y)"), "generated", "dot")
        add["integrand"]("tangent", _("slope at y"), "ink", "dash")
        add["discriminator"]("d_star", _("D*"), "critic")
        add["discriminator"]("tangent", _("slope at x"), "ink", "dash")
        add["terms"]("to_p", _("p ln p/m"), "real", shade=0.3)
        add["terms"]("to_q", _("q ln q/m"), "generated", "dash", shade=0.3)
        add["latent"]("latent", _("density of z"), "muted", shade=0.2)
        for side, dash in (("z", None), ("x", "dash")):
            add[f"sum_{side}"](f"over_{side}", _("∂L/∂w"), "accent", dash, shade=0.35)
            add[f"sum_{side}"](f"b_over_{side}", _("∂L/∂b"), "generator", "dot", shade=0.2)
        self._add_grips()
        column = QVBoxLayout()
        for plot in self.plots.values():
            column.addWidget(plot, 1)
        row = TurningRow(picture)
        row.setContentsMargins(0, 4, 6, 0)
        row.setSpacing(10)
        row.addWidget(self.view, 5)
        row.addLayout(column, 6)
        self._x, self._top = SteadyRange(), SteadyRange()
        self._shown = ""

    def _add_grips(self) -> None:
        d = {"step": 0.01, "low": LEAST_D, "high": 1 - LEAST_D}
        plots = self.plots
        self.add_grip("d_real", plots["losses"], _("D of a real point"), "real", parameter="d_real", **d)
        self.add_grip("d_fake", plots["losses"], _("D of a generated point"), "generated", parameter="d_fake", **d)
        for which, role, name in (("p", "real", _("Mean of p")), ("q", "generated", _("Mean of q"))):
            self.add_grip(f"mean_{which}", plots["densities"], name, role, parameter=f"mean_{which}", low=-12, high=12)
        self.add_grip("x", plots["densities"], _("Place x"), "ink", parameter="x", low=-16, high=16, shape="square")
        self.add_grip("y", plots["integrand"], _("y, the D tried there"), "ink", parameter="y", shape="square", **d)
        self.add_grip("z", plots["latent"], _("Latent z"), "ink", parameter="z", low=-4, high=4, shape="square")

    def moves(self) -> bool:
        return False

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params = self.params
        self.view.show_lines([ShownLine(line.html, _(line.says), numbers_html(line, self.frame, params))
                              for line in DERIVATIONS[params.derivation]])
        if params.derivation != self._shown:
            self._shown = params.derivation
            self.grips["x"].setVisible(params.derivation == "optimal")
            self.plots["densities"].set_shown("m", params.derivation == "value")
            self.plots["discriminator"].set_shown("tangent", params.derivation == "chain")
        {"bce": self._draw_losses, "optimal": self._draw_optimal, "value": self._draw_value,
         "chain": self._draw_chain}[params.derivation]()
        self._light()

    def _draw_losses(self) -> None:
        plot, params = self.plots["losses"], self.params
        for key, values in (("real", -np.log(D)), ("fake", -np.log1p(-D))):
            plot.show_function(key, D, values)
        plot.set_view((0.0, 1.0), (-0.1, 5.0))
        plot.set_readout(_("V = {value}").format(value=number(self.frame.numbers["value"])))
        self.grips["d_real"].place(params.d_real, self.frame.numbers["bce_real"])
        self.grips["d_fake"].place(params.d_fake, self.frame.numbers["bce_fake"])

    def _draw_densities(self) -> None:
        arrays, params = self.frame.arrays, self.params
        for key in ("p", "q", "m"):
            self.plots["densities"].show_function(key, arrays["x"], arrays[key])
        self.plots["discriminator"].show_function("d_star", arrays["x"], arrays["d_star"])
        top = max(float(arrays[key].max()) for key in ("p", "q"))
        if not self.holding or self._x.now is None:
            self._x.cover(float(arrays["x"][0]), float(arrays["x"][-1]))
            self._top.cover(0.0, 1.15 * top)
        for name in ("densities", "terms", "sum_x"):
            self.plots[name].set_view(self._x.now, (0.0, self._top.now[1]))
        self.plots["discriminator"].set_view(self._x.now, (-0.05, 1.05))
        for which in ("p", "q"):
            mean = getattr(params, f"mean_{which}")
            height = self.plots["densities"].functions[which].value(mean)
            self.grips[f"mean_{which}"].place(mean, min(height, self._top.now[1]))

    def _draw_optimal(self) -> None:
        self._draw_densities()
        params, numbers = self.params, self.frame.numbers
        p, q, plot = numbers["p_at_x"], numbers["q_at_x"], self.plots["integrand"]
        f = derivations.integrand(p, q, D)
        plot.show_function("f", D, f)
        plot.show_function("real", D, p * np.log(D))
        plot.show_function("fake", D, q * np.log1p(-D))
        ends = params.y + np.array([-0.25, 0.25])
        plot.show_function("tangent", ends, numbers["f"] + numbers["f_slope"] * (ends - params.y))
        # Down to a few times the height of the top: at the ends f has no bound.
        low = min(4 * numbers["f_top"], numbers["f"] * 1.2, -1e-6)
        plot.set_view((0.0, 1.0), (low, -0.05 * low))
        self.grips["y"].place(params.y, max(numbers["f"], low))
        self.grips["x"].place(params.x, 0.0)
        plot.set_readout(_("top at {place}").format(place=number(numbers["d_star"])))

    def _draw_value(self) -> None:
        self._draw_densities()
        arrays, numbers, plot = self.frame.arrays, self.frame.numbers, self.plots["terms"]
        values = [arrays[key] for key in ("to_p", "to_q")]
        for key, each in zip(("to_p", "to_q"), values):
            plot.show_function(key, arrays["x"], each)
        plot.set_view(self._x.now, (1.2 * min(float(np.min(values)), -1e-3), 1.2 * max(float(np.max(values)), 1e-3)))
        plot.set_readout(_("JS = {value}").format(value=number(numbers["js"])))

    def _draw_chain(self) -> None:
        self._draw_densities()
        arrays, params, numbers = self.frame.arrays, self.params, self.frame.numbers
        self.plots["latent"].show_function("latent", arrays["z"], arrays["latent"])
        self.plots["latent"].set_view((-5.0, 5.0), (0.0, 0.48))
        self.grips["z"].place(params.z, 0.0)
        for side in ("z", "x"):
            plot = self.plots[f"sum_{side}"]
            both = [arrays[f"over_{side}"], arrays[f"b_over_{side}"]]
            for key, values in zip((f"over_{side}", f"b_over_{side}"), both):
                plot.show_function(key, arrays[side], values)
            reach = 1.15 * max(float(np.max(both)), 1e-12), 1.15 * min(float(np.min(both)), -1e-12)
            plot.set_view((-5.0, 5.0) if side == "z" else self._x.now, (reach[1], reach[0]))
            plot.set_readout(_("area for w: {value}").format(value=number(numbers[f"sum_{side}_w"])))
        x, d, slope = numbers["x_of_z"], numbers["d_of_x"], numbers["d_slope"]
        reach = 0.15 * (self._x.now[1] - self._x.now[0])
        ends = x + np.array([-reach, reach])
        self.plots["discriminator"].show_function("tangent", ends, d + slope * (ends - x))

    def _light(self) -> None:
        """Dim what the line is not about; mark the places that it names."""
        params, numbers = self.params, self.frame.numbers
        lines = DERIVATIONS[params.derivation]
        lit = lines[min(self.view.index, len(lines) - 1)].lit
        shown = PLOTS["sums" if {"over_z", "over_x", "b_over_z"} & set(lit) else params.derivation]
        for name, plot in self.plots.items():
            plot.setVisible(name in shown)
        for plot in self.plots.values():
            for key, function in plot.functions.items():
                function.setOpacity(1.0 if not lit or key in lit else DIMMED)
        places = {"optimal": params.x, "chain": numbers["x_of_z"]}
        here = [(places[params.derivation], "x", "ink")] if params.derivation in places and (not lit or "at" in lit) \
            else []
        for name in ("densities", "discriminator", "terms", "sum_x"):
            self.plots[name].marks.set_marks(here)
        at_z = [(params.z, "z", "ink")] if params.derivation == "chain" and (not lit or "at" in lit) else []
        for name in ("latent", "sum_z"):
            self.plots[name].marks.set_marks(at_z)
        self.plots["integrand"].marks.set_marks([(numbers["d_star"], "p/(p+q)", "accent")] if "top" in lit else
                                                [(params.y, "y", "ink")])
