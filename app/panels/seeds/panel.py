"""The panel of many seeds: one setting of the GAN lab with 8, 16 or 32 seeds, trained together, as small pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache, partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.engine.messages import Notice, Opening, Report, RunReport
from app.panels.gan.panel import HIDDEN
from app.panels.presets.pictures import path_of, read_picture
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.seeds.methods_view import MethodsView
from app.panels.seeds.metrics import SeedMetrics
from app.panels.seeds.outcomes import COLLAPSED, DEFINITION, DIVERGED, FULL, NOWHERE, PARTIAL, counted, covered, outcome
from app.panels.side import push_button, side_of
from app.panels.training.without_effect import without_effect
from app.sessions.saved_run import SavedRun
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS, QUESTIONS
from sims.params import N_, change, parameters
from sims.simulation import Preset
from widgets.controls.tabs import WrappingTabs
from widgets.language import _, ngettext
from widgets.layout.height_fitting import HeightScroll
from widgets.layout.pages import Pages
from widgets.numbers import whole
from widgets.plots.small_multiples import Multiple, SmallMultiples

COUNTS = (8, 16, 32)
FIRST_COUNT = 16
#: Frame of each outcome: its colour, and its dashes, which tell it apart without colour.
FRAMES: dict[str, tuple[str, tuple[float, ...] | None]] = {
    FULL: ("accent", None), PARTIAL: ("muted", (5, 2)), COLLAPSED: ("warning", (1.5, 1.5)), NOWHERE: ("border", (1, 4)),
    DIVERGED: ("warning", None), "": ("border", None)}
OUTCOMES = {FULL: N_("full"), PARTIAL: N_("partial"), COLLAPSED: N_("collapsed"), NOWHERE: N_("on no mode"),
            DIVERGED: N_("diverged")}

#: Its two pages, by name.
VIEWS = {"setting": N_("One setting"), "methods": N_("Methods")}
SAYS = {"setting": N_("One setting with many seeds: every run, and what became of how many."),
        "methods": N_("Several methods with the same seeds: how their numbers are spread, and whether they differ.")}


class SeedsPanel(RunPanel):
    """Shows the run group "seeds": runs that differ in their seeds only."""

    group = "seeds"
    about = N_("The same settings, other random numbers: how much of what one run shows is chance.")
    fixed = ("members",)
    parts = ("curves", "controls")
    offers = ("all_settings", "many_seeds")
    lectured = ("objective", "instance_noise", "weight_clip", "target")

    def params_type(self) -> type:
        return GanParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(GanParams) if name not in HIDDEN)

    def opening(self) -> Opening:
        return Opening("gan", tuple(({}, seed) for seed in range(FIRST_COUNT)), device=self.device, many=True)

    def starts(self) -> list[tuple[dict[str, Any], tuple, int]]:
        return [(asdict(change(GanParams(), **preset.values)),
                 tuple((step, 0, name, value) for step, name, value in preset.events), 0)
                for preset in (Preset("", {}), *PRESETS.values())]

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return simulation == "gan" and count > 2

    # Building ---------------------------------------------------------------------------------------------------------

    def build_presets(self) -> PresetBox:
        by_question = dict(sorted(PRESETS.items(), key=lambda entry: QUESTIONS.index(entry[1].question)))
        return PresetBox(by_question, GanParams(),
                         pictures=cache(lambda: {name: read_picture(path_of("gan", name)) for name in PRESETS}))

    def build_picture(self) -> QWidget:
        self.counts = QLabel()
        self.counts.setProperty("title", True)
        self.counts.setToolTip(_(DEFINITION))
        self.counts.setWordWrap(True)
        self.pictures = SmallMultiples(_("Seeds"))
        self.pictures.opened.connect(self.open_in_lab)
        self.metrics = SeedMetrics()
        self.metrics.step_clicked.connect(lambda step: self.command("seek", step=step))
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.counts)
        layout.addWidget(self.pictures, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(top)
        splitter.addWidget(self.metrics)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([700, 210])
        self.methods = MethodsView(partial(self.client.ask, self.group),
                                   lambda: self.report.runs[0].params if self.report else GanParams())
        self.methods.table_offered.connect(self.table_offered)
        self.views, self.pages = WrappingTabs(), Pages()
        for page, (name, text) in zip((splitter, HeightScroll(self.methods)), VIEWS.items()):
            self.pages.addWidget(page)
            self.views.setTabToolTip(self.views.addTab(_(text)), _(SAYS[name]))
        self.views.currentChanged.connect(self.pages.setCurrentIndex)
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.views)
        layout.addWidget(self.pages, 1)
        return both

    def build_side(self) -> QWidget:
        self.number = QButtonGroup(self)
        row = QHBoxLayout()
        row.addWidget(QLabel(_("Seeds")))
        for count in COUNTS:
            button = QPushButton(str(count))
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(_("Train {count} seeds").format(count=count))
            self.number.addButton(button, count)
            row.addWidget(button)
        self.number.idClicked.connect(self._spread)
        row.addStretch(1)
        lab = push_button(_("Settings of the lab"),
                          _("Begin anew with the settings, the changes and the seed of the run in the GAN lab (M)"),
                          self.actions["many_seeds"].trigger)
        return side_of((self.presets, row, lab), self.controls)

    @property
    def page_tabs(self) -> WrappingTabs:
        return self.views

    # What the user does -----------------------------------------------------------------------------------------------

    def spread(self, log: Mapping[str, Any]) -> None:
        """Train as many seeds as now with the settings and the changes of this run, from step 0, from its seed on."""
        self.presets.choose("")
        self.command("spread", log=log, count=self._count())
        self.command("play")

    def _count(self) -> int:
        return len(self.report.runs) if self.report is not None else FIRST_COUNT

    def _spread(self, count: int) -> None:
        if self.report is not None:
            self.command("spread", log=self.report.runs[0].log, count=count)

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        return {name: _(preset.title) for name, preset in PRESETS.items()}

    @classmethod
    def view_titles(cls) -> Mapping[str, str]:
        return {name: _(title) for name, title in VIEWS.items()}

    @classmethod
    def view_sentences(cls) -> Mapping[str, str]:
        return {name: _(says) for name, says in SAYS.items()}

    def open_view(self, name: str) -> None:
        self.views.setCurrentIndex(list(VIEWS).index(name))

    def seen(self, name: str) -> QWidget | None:
        return self.pages.currentWidget()

    def use_preset(self, name: str) -> None:
        """Begin anew with the settings and the events of a preset, playing up to its step."""
        preset = PRESETS[name]
        self.presets.choose(name)
        self.command("use", values=dict(preset.values), seed=preset.seed, events=preset.events, stop=preset.steps)
        self.command("play")

    def use_device(self, device: str) -> None:
        self.methods.end()
        super().use_device(device)

    def reset(self) -> None:
        self.presets.choose("")
        super().reset()

    def show_all_settings(self, on: bool) -> None:
        self.controls.show_all(on)

    def open_in_lab(self, index: int) -> None:
        """Go on with one of the seeds in the lab, at the very step that is seen here."""
        frame = self.report.runs[index].frame

        def taken(run: SavedRun | None, error: Notice | None) -> None:
            if error is not None:
                self._take_notice(error)
            else:
                self.kept.emit(run)
        self.client.ask(self.group, "hand_over_one", taken, index=index, step=frame.step, phase=frame.phase)

    def disabled_reasons(self, params: GanParams) -> dict[str, str]:
        return without_effect(params)

    def status_text(self) -> str:
        if self.report is None or len(self.report.runs) < 2:
            return super().status_text()
        state = _("training") if self.report.playing else _("paused")
        seeds = [run.seed for run in self.report.runs]
        return _("{state}   ·   seeds {first} to {last}   ·   device {device}").format(
            state=state, first=min(seeds), last=max(seeds), device=self.report.device)

    # Reports ----------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        first = report.runs[0].frame
        self.pictures.show_multiples(tuple(map(_multiple, report.runs)), first.arrays["real"], first.numbers["extent"])
        self.counts.setText(counted(outcome(run.frame) for run in report.runs))
        if report.glance:
            return
        self.metrics.show_report(report)
        self.presets.show_in_force(report.runs[0].params)
        button = self.number.button(len(report.runs))
        self.number.setExclusive(button is not None)        # a file or a link may have another number
        for one in self.number.buttons():
            one.setChecked(one is button)

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "curves":
            self.metrics.setVisible(on)


def _multiple(run: RunReport) -> Multiple:
    """The small picture of a run."""
    frame, what = run.frame, outcome(run.frame)
    count, modes = covered(frame)
    colour, dash = FRAMES[what]
    title = _("seed {seed}").format(seed=run.seed)
    note = _("diverged") if what == DIVERGED else _("{covered} of {count}").format(covered=count, count=modes) \
        if modes else ""
    state = ngettext("{title}: {covered} of {count} mode, {outcome}.",
                     "{title}: {covered} of {count} modes, {outcome}.", modes).format(
        title=title, covered=count, count=modes, outcome=_(OUTCOMES[what])) if modes else f"{title}."
    says = state + " " + _("A click opens it in the GAN lab at step {step}.").format(step=whole(frame.step))
    share = count / modes if modes else math.nan
    return Multiple(frame.arrays["generated"], title, str(run.seed), note, says, colour, dash, share, what == DIVERGED)
