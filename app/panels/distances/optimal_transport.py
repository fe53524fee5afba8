"""Moving earth: piles and holes on a line, the plan of least work and one's own, and the area between two curves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances.optimal_transport import OPTIMAL, WORST
from sims.distances.simulations.transport import TransportSimulation
from sims.params import N_
from widgets.language import _, ngettext
from widgets.layout.flow import FlowLayout
from widgets.layout.turning_row import TurningRow
from widgets.numbers import in_language, number
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.charts.matrix import MatrixView
from widgets.plots.charts.piles import PilesView
from widgets.plots.function_plot import FunctionPlot
from widgets.theme import themes

PLACES = (0, 10)


class OptimalTransportScene(Scene):
    """A step lifts the next load of one's own plan and carries it."""

    simulation = "transport"
    title = N_("Moving earth")
    about = N_("Piles, holes, and the plan of least work")
    start = {"plan": "3>6:1,7>4:1"}
    default_speed = "phase_4"                   # so that a load is seen in the air
    notes = (
        N_("Dong’s slides say the two plans cost γ₁ = 2 and γ₂ = 6, as if that were the distance; the right statement "
           "is that 2 and 6 are work in unit boxes. With masses normalised to 1 the distance is W₁ = 1, against 3."),
    )

    def build(self, picture: QWidget) -> None:
        self.piles = PilesView(*PLACES)
        self.piles.edited.connect(self._stack)
        self.curves = FunctionPlot(_("Distribution functions"), _("position"))
        self.curves.add("between", _("area between = W₁"), "muted", shade=0.3)
        self.curves.add("supply", _("piles"), "real")
        self.curves.add("demand", _("holes"), "generated", "dash")
        self.curves.set_ticks(((0.0, "0"), (0.5, "½"), (1.0, "1")))
        self.best_title, self.own_title, self.message = QLabel(), QLabel(), QLabel()
        for label in (self.best_title, self.own_title):
            label.setProperty("title", True)
        self.message.setWordWrap(True)
        self.best = MatrixView(_("The plan of least work"))
        self.own = MatrixView(_("Your own plan"), editable=True)
        self.own.edited.connect(self._edit_plan)
        self.bars = BarsView(_("Work, in unit boxes"), (
            Bar("work", _("least"), "accent", group="work"),
            Bar("plan_work", _("own plan"), "ink", group="work"),
            Bar("done", _("carried so far"), "muted", group="work")))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for text, plan, tip in (
                (_("Least work"), OPTIMAL, _("The optimal plan: on a line the one that keeps the order of the loads")),
                (_("Most work"), WORST, _("The plan of most work"))):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.clicked.connect(lambda checked=False, plan=plan: self.set_by_hand({"plan": plan}))
            flow.addWidget(button)
        for key, text in (("seed_best", _("Dong: work 2")), ("seed_crossed", _("Dong: work 6"))):
            button = QPushButton(text)
            button.setToolTip(_(TransportSimulation.presets[key].help))
            button.clicked.connect(lambda checked=False, key=key: self.preset_asked.emit(key))
            flow.addWidget(button)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.piles)
        left.addLayout(self._beside, 6)
        left.addWidget(self.curves, 4)
        right.setSpacing(1)
        right.addWidget(self.best_title)
        right.addWidget(self.best, 3)
        right.addWidget(self.own_title)
        right.addWidget(self.own, 3)
        right.addWidget(self.message)
        right.addWidget(buttons)
        right.addWidget(self.bars)
        row = TurningRow(picture)
        row.setContentsMargins(0, 0, 6, 0)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        themes.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # The piles stand exactly over their places on the axis of the plot below
        self._beside.setContentsMargins(themes.current.pixels(62), 0, 0, 0)
        self.message.setStyleSheet(f"color: {themes.current.warning};")

    # A hand ----------------------------------------------------------------------------------------------------------

    def _stack(self, piles, holes) -> None:
        values = {"supply": _spell(piles), "demand": _spell(holes)}
        if self.params.plan.strip().lower() not in (OPTIMAL, WORST):
            # One's own plan goes along with a pile that is moved; for other masses it has no meaning
            plan = self.frame.arrays["plan"]
            fits = (plan.shape == (len(piles), len(holes)) and np.allclose(plan.sum(axis=1), [m for _, m in piles])
                    and np.allclose(plan.sum(axis=0), [m for _, m in holes]))
            values["plan"] = _spell_matrix(plan) if fits else OPTIMAL
        self.set_by_hand(values)

    def _edit_plan(self, row: int, column: int, mass: float) -> None:
        plan = np.array(self.frame.arrays["plan"])
        plan = np.where(np.isfinite(plan), plan, 0.0)
        plan[row, column] = mass
        self.set_by_hand({"plan": _spell_matrix(plan)})

    def begin_anew(self, values: Mapping[str, Any], seed: int, going_on: bool) -> list[tuple[str, dict[str, Any]]]:
        """As events of step 0, because a run cannot begin with piles and holes of different masses, which there are
        for a moment when one side is stacked before the other."""
        use = {"values": {}, "seed": seed, "events": tuple((0, name, value) for name, value in values.items())}
        return [*([("undo", {})] if going_on else []), ("use", use)]

    def text(self) -> str:
        count = len(self.frame.arrays["moves"])
        return ngettext("{moved} of {count} load carried", "{moved} of {count} loads carried", count).format(
            moved=int(self.frame.numbers["moved"]), count=count)

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        supply, demand = arrays["supply"], arrays["demand"]
        places = np.concatenate([supply[:, 0], demand[:, 0], PLACES])
        self.piles.low, self.piles.high = math.floor(places.min()), math.ceil(places.max())
        self.piles.show_stacks(supply, demand)
        names = tuple([in_language(f"{x:g}") for x in side[:, 0]] for side in (supply, demand))
        best = arrays["optimal_plan"]
        self.best.show_matrix(best, *names, supply[:, 1], demand[:, 1])
        self.own.show_matrix(arrays["plan"], *names, supply[:, 1], demand[:, 1])
        moves = [tuple(move) for move in arrays["moves"]]
        best_moves = [] if np.isnan(best).any() else [
            (supply[i, 0], demand[j, 0], best[i, j]) for i, j in zip(*np.nonzero(best))]
        plans = [(best_moves, "accent", None)]
        if sorted(moves) != sorted(best_moves):
            plans.append((moves, "ink", "dash"))
        self.piles.show_plans(plans)
        self.piles.show_loads([tuple(move) for move in arrays["moved"]],
                              tuple(arrays["lifted"][0]) if len(arrays["lifted"]) else None)
        done = sum(mass * abs(end - start) for start, end, mass in arrays["moved"])
        self.bars.show_values({**numbers, "done": done})
        self._show_words(numbers)
        self._show_curves(arrays, numbers)

    def _show_words(self, numbers) -> None:
        self.best_title.setText(_("Least work {work}").format(work=number(numbers["work"], 5)))
        self.own_title.setText(_("Own plan {work} (dashed)").format(
            work=number(numbers["plan_work"], 5)))
        if not numbers["balanced"]:
            text = _("Piles and holes hold different masses: no plan moves everything. Add a box, or take one away.")
        elif math.isinf(numbers["fault"]):
            text = _("This plan does not fit these piles and holes. Type one that moves each box to a hole, or "
                     "“optimal”.")
        elif numbers["fault"]:
            text = _("The sums of this plan miss its piles or holes by {fault}.").format(
                fault=number(numbers["fault"], 5))
        else:
            text = ""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _show_curves(self, arrays, numbers) -> None:
        x, first, second = arrays["x"], arrays["cdf_supply"], arrays["cdf_demand"]
        ends = (self.piles.low - 0.5, self.piles.high + 0.5)
        corners = np.concatenate([[ends[0]], np.repeat(x, 2), [ends[1]]])
        steps = [np.concatenate([[0.0, 0.0], np.repeat(heights, 2)])[:len(corners)] for heights in (first, second)]
        self.curves.show_function("supply", corners, steps[0])
        self.curves.show_function("demand", corners, steps[1])
        self.curves.functions["between"].set_band(corners, steps[0], steps[1])
        self.curves.set_view(ends, (-0.1, 1.12))
        plan = numbers["plan_work"] / numbers["total"]
        self.curves.set_readout(labels((_("W₁ = {value}").format(value=number(numbers["w1"])),
                                        _("own plan, normalised: {value}").format(value=number(plan)))))


def _spell(side) -> str:
    return ",".join(f"{x:.12g}:{mass:.12g}" for x, mass in side)


def _spell_matrix(plan: np.ndarray) -> str:
    return ";".join(",".join(f"{value:.12g}" for value in line) for line in plan)
