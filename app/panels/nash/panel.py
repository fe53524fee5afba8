"""The Nash panel: methods that look for the equilibrium of V = xy or of the Dirac-GAN, side by side from one start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.messages import Opening, Report
from app.panels.nash.gallery import GalleryView
from app.panels.nash.pages import PAGES, BesideView
from app.panels.nash.pages import SAYS as PAGE_SAYS
from app.panels.nash.phase_plane import PhasePlaneView
from app.panels.nash.runs import ShownRun, is_gallery, shown_runs
from app.panels.nash.sidebar import NashSideView
from app.panels.notes import NoteStrip
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.step_view import STEPS_HEIGHT, StepView
from sims.nash.simulation import DIRAC_GALLERY, GALLERY_PRESETS, NashParams, NashSimulation
from sims.params import N_, parameters, plain
from widgets.controls.tabs import WrappingTabs
from widgets.language import _
from widgets.layout.pages import Pages
from widgets.layout.turning_row import TurningRow
from widgets.layout.view_columns import ViewColumns
from widgets.numbers import whole
from widgets.plots.legend import Legend

FIRST_METHODS = ("simultaneous", "alternating", "extragradient")
#: The game is chosen by the tabs above the picture, the methods by their list.
NOT_CONTROLS = ("game", "method")
#: What the ten Dirac-GANs of the gallery have in common; the rest is what they differ in.
OF_THE_GALLERY = ("learning_rate", "x0", "y0")
#: What the start is called in each game.
START_LABELS = {"bilinear": {"x0": N_("start x"), "y0": N_("start y")},
                "dirac": {"x0": N_("start θ"), "y0": N_("start ψ")}}
BILINEAR, DIRAC, GALLERY = "bilinear", "dirac", "gallery"
#: Reports after a command of which the last, at the latest, shows what it has done: one may be on its way before it.
REPORTS_LATER = 2
#: What the sources say of V = xy, and what is right.
NOTES = (
    N_("The notes “Problems of GANs” and Hui’s article move both players at once: the radius grows by exactly √(1+η²) "
       "a step. Moving in turn gives an ellipse, continuous time a circle."),
    N_("In the notes “Problems of GANs” f₁ = xy is maximised and f₂ = −xy minimised: both would raise xy. Their "
       "updates descend, as here. Hui’s article has x ascend: the spiral turns the other way."),
    N_("Hui’s article says “especially non-convex games”, but V = xy is convex in x and concave in y: what keeps the "
       "steps from converging is that the game turns."),
)
VIEWS = ((BILINEAR, N_("V = xy")), (DIRAC, N_("Dirac-GAN")), (GALLERY, N_("Ten Dirac-GANs side by side")))
SAYS = {BILINEAR: N_("The smallest zero-sum game: x wants xy small, y wants it large."),
        DIRAC: N_("The smallest GAN: the generator has one point θ, the discriminator one slope ψ."),
        GALLERY: N_("Ten objectives and cures from one start, beside each other: which of them converge.")}


class NashPanel(RunPanel):
    """Shows the run group "nash": a run for each method, or ten Dirac-GANs, with one start and stepped together."""

    group = "nash"
    about = N_("Two players, one number each: x lowers V, y raises it. Whether their steps reach the equilibrium in "
               "the middle depends on who moves when.")
    default_speed = "step_10"
    buttons = ("restart", "back", "sub_back", "play", "sub_step", "step", "reset")      # nothing here is random
    metrics = ("radius", "x", "y", "value")
    _left: Report | None = None             # the last one before other runs were asked for
    _first_view = ""                        # that is to be opened as soon as there are runs
    _asked_view, _reports_left = "", 0      # that was asked for and is not there yet, and when it will be

    def params_type(self) -> type:
        return NashParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(NashParams) if name not in NOT_CONTROLS)

    def opening(self) -> Opening:
        return Opening("nash", tuple(({"method": method}, 0) for method in FIRST_METHODS), playing=True,
                       device=self.device)

    # Building ---------------------------------------------------------------------------------------------------------

    def build_picture(self) -> QWidget:
        self.runs: list[ShownRun] = []
        self.focus = ""
        self.plane, self.beside, self.steps, self.gallery = (
            PhasePlaneView(), BesideView(), StepView(NashSimulation().formula, least_width=190), GalleryView())
        self.views = WrappingTabs()
        self.views.setAccessibleName(_("Game"))
        for key, title in VIEWS:
            self.views.setTabToolTip(self.views.addTab(_(title)), _(SAYS[key]))
        self.views.currentChanged.connect(self._view_changed)
        self.legend = Legend()
        self.legend.toggled.connect(self._toggle)
        self.plane.start_moved.connect(self._move_start)
        self.plane.hand_moved.connect(self._hold)
        self.beside.game.side_asked.connect(self._play_side)
        self.beside.page_opened.connect(lambda page: self.plane.layers.set_shown("answers", page == "game"))
        self.beside.step_clicked.connect(lambda step: self.command("seek", step=step))
        self.beside.chosen.connect(self._choose_focus)
        self.steps.chosen.connect(self._choose_focus)
        self.steps.phase_asked.connect(lambda step, phase: self.command("seek", step=step, phase=phase))
        self.gallery.opened.connect(self._open_of_the_gallery)

        self.row = ViewColumns()
        self.row.add_view(self.steps, 0, 190, STEPS_HEIGHT)
        self.row.add_view(self.plane, 5, 150, 300)
        self.row.add_view(self.beside, 5, 150, 300)
        self.row.setSizes([210, 500, 500])
        self.stack = Pages()
        self.stack.addWidget(self.row)
        self.stack.addWidget(self.gallery)
        top = TurningRow()
        top.setSpacing(16)
        top.addWidget(self.views, 1, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.legend, 1, Qt.AlignmentFlag.AlignVCenter)
        picture = QWidget()
        self.notes = NoteStrip(parent=picture)
        self.notes.sources_asked.connect(self.sources_asked)
        layout = QVBoxLayout(picture)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.notes)
        return picture

    def build_presets(self) -> PresetBox:
        return PresetBox(NashSimulation.presets, NashParams(), titles={
            name: _("Dirac-GAN: {title}").format(title=_(preset.title))
            for name, preset in NashSimulation.presets.items() if name.startswith("dirac_")})

    def build_side(self) -> QWidget:
        side = NashSideView(self.controls, self.presets)
        side.show_methods(FIRST_METHODS, False)
        self.controls.set_shown(self._controls_of(BILINEAR))
        side.methods_chosen.connect(lambda methods: self.command("vary", name="method", values=methods))
        return side

    # What the user does -----------------------------------------------------------------------------------------------

    @classmethod
    def preset_titles(cls) -> dict[str, str]:
        return {name: _(preset.title) for name, preset in NashSimulation.presets.items()}

    @classmethod
    def view_titles(cls) -> dict[str, str]:
        return {name: _(title) for name, title in (*VIEWS, *PAGES)}

    @classmethod
    def view_sentences(cls) -> dict[str, str]:
        return {name: _(says) for name, says in (SAYS | PAGE_SAYS).items()}

    @property
    def page_tabs(self) -> WrappingTabs | None:
        return None if self.stack.currentIndex() else self.beside.tabs          # the gallery is one page

    def open_view(self, name: str) -> None:
        if name not in dict(VIEWS):
            self.beside.open_page(name)
            gallery = self.report is not None and self._view_of(self.report) == GALLERY
            if gallery and self.report is not self._left:       # a page is beside a game
                self._open_view(DIRAC if name == "diracs" else BILINEAR)
        elif self.report is None:
            self._first_view = name
        else:
            self._open_view(name)

    def show_logs(self, simulation: str, logs: tuple[Mapping[str, Any], ...]) -> None:
        super().show_logs(simulation, logs)
        self._left = self.report

    def seen(self, name: str) -> QWidget | None:
        return self.beside.views.get(name, self.stack)

    def use_preset(self, name: str) -> None:
        """Show a preset, which is one run, and play."""
        preset = NashSimulation.presets[name]
        self.presets.choose(name)
        self.command("use", values=preset.values, seed=preset.seed, events=preset.events, stop=preset.steps)
        self.command("play")

    def _open_of_the_gallery(self, index: int) -> None:
        """Go on with one of the ten, which is a preset where it started as they do."""
        self.presets.choose(GALLERY_PRESETS[index])
        self.command("keep", index=index)

    def _view_changed(self, index: int) -> None:
        """The user has chosen a tab: when a report chooses one, signals are blocked."""
        self._open_view(VIEWS[index][0])

    def _open_view(self, view: str) -> None:
        """Ask for all runs of a view, whatever was asked for just before: that may be on its way, and is replaced."""
        if self.report is None or view == (self._asked_view or self._view_of(self.report)):
            return
        runs = [run.params for run in self.report.runs]
        if view == GALLERY:
            values = [dict(values) for _title, values in DIRAC_GALLERY]
        elif self._view_of(self.report) == GALLERY:
            values = [{"x0": runs[0].x0, "y0": runs[0].y0, "game": view, "method": method} for method in FIRST_METHODS]
        else:
            values = [{**plain(params), "game": view} for params in runs]
        self.command("arrange", runs=tuple((each, 0) for each in values))
        if view == GALLERY:
            self.command("play")
        self._asked_view, self._reports_left = view, REPORTS_LATER

    def _move_start(self, x: float, y: float, going_on: bool) -> None:
        self.command("place", values={"x0": x, "y0": y}, going_on=going_on)

    def _play_side(self, player: str) -> None:
        """Beside gradient descent, from the same start: of both players in turn, in which the hand takes one's place.
        """
        if self.report is None:                 # the training process is on its way
            return
        first = self.runs[0].report.log["params"]
        settings = {name: value for name, value in first.items() if name not in ("method", "hand")}
        hand = {"method": f"hand_{player}", "hand": first[f"{player}0"]}
        self.focus = hand["method"]
        self.command("arrange", runs=(({**settings, "method": "alternating"}, 0), ({**settings, **hand}, 0)))
        self.command("play")

    def _hold(self, index: int, place: float) -> None:
        self.command("set", name="hand", value=place, index=index)

    def _toggle(self, _key: str, _on: bool) -> None:
        visible = self._visible()
        self.plane.refit([run for run in self.runs if run.key in visible])
        self._draw()

    def _choose_focus(self, key: str) -> None:
        self.focus = key
        self._draw()

    # Reports ----------------------------------------------------------------------------------------------------------

    @staticmethod
    def _view_of(report: Report) -> str:
        return GALLERY if is_gallery(report.runs) else report.runs[0].params.game

    def _controls_of(self, view: str) -> tuple[str, ...]:
        if view == GALLERY:
            return OF_THE_GALLERY
        declared = parameters(NashParams)
        return tuple(name for name in self.control_names()
                     if view == DIRAC or "game" not in declared[name].only_if)

    def _visible(self) -> set[str]:
        return {run.key for run in self.runs if self.legend.is_shown(run.key)}

    def show_report(self, report: Report) -> None:
        if view := self._first_view:
            self._first_view = ""
            self._open_view(view)
        self.runs = shown_runs(report.runs, self.runs)
        if self.focus not in {run.key for run in self.runs}:
            self.focus = self.runs[0].key
        view = self._view_of(report)
        self._reports_left -= 1
        if view == self._asked_view or self._reports_left <= 0:
            self._asked_view = ""
        self.views.blockSignals(True)
        self.views.setCurrentIndex([key for key, _title in VIEWS].index(self._asked_view or view))
        self.views.blockSignals(False)
        self.stack.setCurrentIndex(view == GALLERY)
        self.notes.show_notes(NOTES if view == BILINEAR else ())
        self.presets.show_in_force(self.runs[0].params if len(self.runs) == 1 else None)
        self.side.show_methods([run.params.method for run in self.runs], view == GALLERY)
        self.controls.set_shown(self._controls_of(view))
        self.controls.rename({name: _(label) for name, label in START_LABELS[self.runs[0].params.game].items()})
        self.legend.setVisible(view != GALLERY and len(self.runs) > 1)
        if view != GALLERY:
            self.legend.set_entries(run.entry for run in self.runs)
        self._draw()

    def _draw(self) -> None:
        report = self.report
        if report is None or not self.runs:
            return
        if self._view_of(report) == GALLERY:
            self.gallery.show_runs(self.runs)
            return
        visible = self._visible() if len(self.runs) > 1 else {run.key for run in self.runs}
        by_hand = not report.playing or self.speed.startswith("phase")
        fresh = report.furthest == 0 or all(run.trace_start == 0 for run in report.runs)
        self.plane.show_runs(self.runs, visible, self.focus, by_hand, fresh)
        self.beside.show_runs(self.runs, visible, self.focus, report.lead.frame.step, fresh, self.plane.reach)
        if self.steps.isVisible():
            focus = next(run for run in self.runs if run.key == self.focus)
            self.steps.offer_runs(((run.key, run.label) for run in self.runs), self.focus)
            self.steps.show_step(focus.report.frame, focus.params)

    def status_text(self) -> str:
        report = self.report
        if report is None:
            return super().status_text()
        state = _("diverged") if self._diverged() else _("running") if report.playing else _("paused")
        return _("{state}   ·   exact arithmetic, nothing random").format(state=state)

    def phase_text(self, report: Report) -> str:
        return super().phase_text(report) if len(report.runs) == 1 or report.travelling else ""

    def divergence_text(self, report: Report) -> str:
        left = [(run.label, run.report.frame) for run in self.runs if run.report.frame.status == "diverged"]
        if not left:
            return ""
        which = "; ".join(_("{method} at step {step} (likely cause: {parameter})").format(
            method=label, step=whole(frame.step), parameter=self.parameter_name(frame.cause)) for label, frame in left)
        text = _("Diverged, beyond the radius 1,000,000: {runs}.").format(runs=which)
        if len(left) == len(self.runs):
            text += " " + _("Step back, or restart.")
        return text

    # Looks ------------------------------------------------------------------------------------------------------------

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "controls":
            self.notes.fold(not on)
        if part == "steps":
            self.steps.setVisible(on)
            self._draw()
        if part == "curves":
            self.beside.setVisible(on)
