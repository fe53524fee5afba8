"""The page of the GAN lab on which the gradient of G is derived, for the sample that is followed in the picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QTimer

from app.engine.messages import Notice, RunReport
from app.panels.formula_text import with_numbers
from app.panels.gan.picture import LabPicture
from app.panels.training.curves.curve_page import Page
from app.panels.training.curves.frame_history import FrameHistory
from app.words.curves import tips_of
from sims.derivation import Derivation
from sims.gan.chain_rule_text import explains, lines
from sims.gan.params import GanParams
from sims.params import N_
from widgets.formulas.derivation import DerivationView, ShownLine
from widgets.language import _
from widgets.numbers import in_language, number
from widgets.plots.function_plot import FunctionPlot

Ask = Callable[..., None]               # EngineClient.ask for one run group: (question, then, **arguments)
Found = Mapping[str, np.ndarray]

PLOT = "plot: "                         # before the name of the plot that a line is about
RESTS = 3                               # times as long as an answer has taken nothing is asked: a wide G takes long
FIRST = 0                       # the sample that is followed where a person has picked none
D = np.linspace(0.002, 0.998, 250)


class DerivationPage(Page):
    """view: the lines. plots: each factor as the slope of a tangent, by name; that of the line is seen.

    While the page is seen a sample is followed, and the picture lights what the line is about.
    """

    name = "derivation"
    title = N_("Derivation")
    says = N_("The gradient of one weight, line by line by the chain rule, with the numbers of this step.")

    def __init__(self, ask: Ask, lab: LabPicture):
        super().__init__()
        self._ask, self._lab = ask, lab
        self._params: GanParams | None = None
        self._lines: Derivation = ()
        self._found: Found = {}
        self._seen: int | None = None           # the sample whose numbers were asked for last
        self._follows = False                   # whether the sample is followed for this page alone
        self._asked = self._missed = False      # a question is under way, and what has come since
        self._asked_at = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._go_on)

    def build(self) -> None:
        self.view = DerivationView()
        self.view.turned.connect(lambda _index: self._light())
        self.plots = {
            "loss": FunctionPlot(_("ℓ over D"), _("D"), cornered=True),
            "d": FunctionPlot(_("D along its slope"), _("Δx"), cornered=True),
            "x": FunctionPlot(_("x as w is changed"), _("Δw"), cornered=True),
            "product": FunctionPlot(_("ℓ as w is changed"), _("Δw"), cornered=True),
        }
        for key, plot in self.plots.items():
            if key != "x":
                plot.add("curve", _("curve"), "critic" if key == "d" else "generator", entry=False)
                plot.add("tangent", _("slope"), "ink", "dash")
        for axis, (role, dash) in enumerate((("generator", None), ("critic", "dashdot"))):
            self.plots["x"].add(f"x_{axis}", _("x₁") if axis == 0 else _("x₂"), role, dash)
            self.plots["x"].add(f"tangent_{axis}", _("slope"), "ink", "dash", entry=False)
        self.add(self.view, 3)
        for key, plot in self.plots.items():
            plot.legend.explain(tips_of("chain_rule"))
            plot.setVisible(key == "loss")
            self.add(plot, 2)
        self._lab.sample_asked.connect(self._see_sample)

    def suits(self, run: RunReport) -> bool:
        return explains(run.params)

    # Numbers ---------------------------------------------------------------------------------------------------------

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        self._params = run.params
        self._ask_for_sample()

    def _see_sample(self, index: int) -> None:
        """A sample was picked, or the one that is followed has moved."""
        if index != self._seen and self.isVisible():
            self.view.setFocus()                # a click into the picture has taken its keys away
        self._ask_for_sample()

    def _ask_for_sample(self) -> None:
        """One question at a time, and a rest behind it: while it plays, the next answer is of a later step anyway."""
        if not self.isVisible() or self._params is None or not explains(self._params):
            return
        if self._asked:
            self._missed = True
            return
        if self._lab.followed.index is None:
            self._lab.follow(FIRST)
            self._follows = True
        self._asked, self._missed, self._seen = True, False, self._lab.followed.index
        self._asked_at = time.monotonic()
        self._ask("chain_rule", self._take, index=self._lab.followed.index)

    def _go_on(self) -> None:
        self._asked = False
        if self._missed:
            self._ask_for_sample()

    def _take(self, found: Found | None, error: Notice | None) -> None:
        self._rest.start(round(1000 * RESTS * (time.monotonic() - self._asked_at)))
        if error is None and found and self._params is not None:
            self._found, self._lines = found, lines(self._params)
            texts = {name: self._number(name) for name in ("w_layer", "w_from", "w_to", "b_layer", "b_to", "distinct",
                                                           "summed", "parameters", "difference")}
            numbers = _plain(found)
            self.view.show_lines([ShownLine(line.html, _(line.says).format_map(texts),
                                            with_numbers(line, numbers, self._params)) for line in self._lines])
            self._draw()
            self._light()

    def _number(self, name: str) -> str:
        value = float(self._found[name])
        return number(value, 2) if name == "difference" else in_language(f"{value:,.0f}")

    # Drawing ---------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        found = self._found
        d, to_d, at_rest = float(found["d"]), float(found["to_d"]), float(found["loss"])
        saturating = self._params.objective == "saturating"
        steep = float(np.hypot(*found["slope"]))
        self._draw_one("loss", D, np.log1p(-D) if saturating else -np.log(D), (d, at_rest), to_d, (0.0, 1.0),
                       (-5.0, 0.5) if saturating else (-0.5, 5.0))
        self._draw_one("d", found["along"], found["d_along"], (0.0, d), steep, None, (-0.05, 1.05))
        self._draw_one("product", found["shift"], found["loss_shifted"], (0.0, at_rest), float(found["product_w"]))
        plot, shift = self.plots["x"], found["shift"]
        for axis in range(2):
            plot.show_function(f"x_{axis}", shift, found["x_shifted"][:, axis])
            plot.show_function(f"tangent_{axis}", shift, found["x"][axis] + found["move_w"][axis] * shift)
        plot.set_view(_span(shift), _room(found["x_shifted"]))
        plot.set_readout(_("slopes {first}, {second}").format(first=number(float(found["move_w"][0]), 4),
                                                              second=number(float(found["move_w"][1]), 4)))

    def _draw_one(self, key: str, at: np.ndarray, values: np.ndarray, place: tuple[float, float], slope: float,
                  across: tuple[float, float] | None = None, up: tuple[float, float] | None = None) -> None:
        plot = self.plots[key]
        plot.show_function("curve", at, values)
        across = across or _span(at)
        # A tangent as long as a third of the plot, shorter where it is steep.
        up = up or _room(values)
        reach = min(0.17 * (across[1] - across[0]), 0.3 * (up[1] - up[0]) / max(abs(slope), 1e-300))
        ends = place[0] + np.array([-reach, reach])
        plot.show_function("tangent", ends, place[1] + slope * (ends - place[0]))
        plot.set_view(across, up)
        plot.marks.set_marks([(place[0], "", "muted")])
        plot.set_readout(_("slope {value}").format(value=number(slope, 5)))

    def _light(self) -> None:
        """Show the plot of the line, and let the picture light what the line is about."""
        if not self._lines or not self.isVisible():
            return
        lit = self._lines[min(self.view.index, len(self._lines) - 1)].lit
        for key, plot in self.plots.items():
            plot.setVisible(PLOT + key in lit)
        self._lab.light(tuple(key for key in lit if not key.startswith(PLOT)))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._ask_for_sample()
        self._light()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._lab.light(())
        if self._follows and not event.spontaneous():       # a person's own stays
            self._follows = False
            if self._lab.followed.index == FIRST:
                self._lab.follow(None)


def _plain(found: Found) -> dict[str, float]:
    """The numbers of an answer by name; the components of a vector as name_1, name_2."""
    plain = {name: float(value) for name, value in found.items() if np.ndim(value) == 0}
    for name in ("z", "x", "slope", "move_w"):
        plain |= {f"{name}_{axis + 1}": float(value) for axis, value in enumerate(found[name][:2])}
    return {**plain, "latent_dim": float(len(found["z"]))}


def _span(values: np.ndarray) -> tuple[float, float]:
    return float(values[0]), float(values[-1])


def _room(values: np.ndarray) -> tuple[float, float]:
    low, high = float(np.min(values)), float(np.max(values))
    margin = max(0.08 * (high - low), 1e-9)
    return low - margin, high + margin
