"""The compare panel: two runs of the GAN lab side by side, which train in lockstep, and in what they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.engine.messages import Notice, Opening, Report
from app.panels.compare.curves import NAMES, PairCurves
from app.panels.compare.differences import Differences
from app.panels.gan.layers.questions import Questions
from app.panels.gan.panel import HIDDEN, METRICS
from app.panels.gan.picture import LabPicture
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.side import push_button, side_of
from app.panels.training.without_effect import without_effect
from app.sessions.saved_run import SavedRun
from sims.gan.data.custom_targets import parse_picture
from sims.gan.pairs import PAIRS
from sims.gan.params import GanParams
from sims.params import N_, change, parameters
from sims.simulation import Frame, Preset, Rectangle
from widgets.language import _, ngettext
from widgets.layout.row_or_rows import RowOrRows
from widgets.layout.share_splitter import ShareSplitter

FIRST_PAIR = "generator_loss"
BOTH = N_("both")


class ComparePanel(RunPanel):
    """Shows the run group "compare": A and B."""

    group = "compare"
    fixed = ("members",)
    parts = ("curves", "controls")
    default_speed = "step_100"
    offers = ("all_settings",)
    metrics = METRICS
    lectured = ("objective", "instance_noise", "weight_clip", "learning_rate_d")
    _pair = FIRST_PAIR              # the one that was taken last; "" where the runs come from elsewhere

    def params_type(self) -> type:
        return GanParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(GanParams) if name not in HIDDEN)

    def opening(self) -> Opening:
        pair = PAIRS[FIRST_PAIR]
        return Opening("gan", ((dict(pair.first), pair.seed), (dict(pair.second), pair.seed)), device=self.device)

    def starts(self) -> list[tuple[dict[str, Any], tuple, int]]:
        return [(asdict(change(GanParams(), **values)), (), 0)
                for pair in PAIRS.values() for values in (pair.first, pair.second)]

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return simulation == "gan" and count == len(NAMES)

    # Building ---------------------------------------------------------------------------------------------------------

    def build_presets(self) -> PresetBox:
        return PresetBox({key: Preset(pair.title, pair.second, pair.seed, pair.step, pair.help)
                          for key, pair in PAIRS.items()}, GanParams())

    def build_picture(self) -> QWidget:
        self.differences = Differences()
        self.differences.equal_asked.connect(self._make_equal)
        self.pictures = tuple(LabPicture() for _name in NAMES)
        self.curves = PairCurves()
        self.curves.step_clicked.connect(lambda step: self.command("seek", step=step))
        self._views: dict[LabPicture, Rectangle] = {}
        for picture in self.pictures:
            picture.layers.toggled.connect(self._show_layer)
            picture.view_changed.connect(partial(self._tell_view, picture))
        for number, picture in enumerate(self.pictures):
            Questions(picture, self.client, self.group, lambda: self.playing, number)
        self.pictures[0].kinds.chosen.connect(
            lambda: self.pictures[1].kinds.choose(self.pictures[0].surface.chosen))
        self.pictures[1].layers.hide()          # one legend says what is seen in both
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, picture in zip(NAMES, self.pictures):
            picture.setAccessibleName(_("Run {name}").format(name=name))
            row.addWidget(picture, 1)
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(RowOrRows(self.differences, self.pictures[0].layers))
        layout.addLayout(row, 1)
        splitter = ShareSplitter(0.8, 0.2)
        splitter.addWidget(top)
        splitter.addWidget(self.curves)
        return splitter

    def _tell_view(self, picture: LabPicture, view: Rectangle) -> None:
        """D is looked at over what either picture shows."""
        self._views[picture] = view
        left, bottom, right, top = zip(*self._views.values())
        self.client.view(self.group, (min(left), min(bottom), max(right), max(top)))

    def build_side(self) -> QWidget:
        buttons = QHBoxLayout()
        self.swap = push_button(_("Swap"), _("A becomes B, and B becomes A"), lambda: self.command("swap"))
        self.keep = tuple(push_button(_("Keep {name}").format(name=name),
                                       _("Go on with {name} in the GAN lab").format(name=name),
                                       lambda index=index: self._keep(index)) for index, name in enumerate(NAMES))
        for button in (self.swap, *self.keep):
            buttons.addWidget(button)
        self.changed = QButtonGroup(self)           # whose settings the controls change
        which = QHBoxLayout()
        which.addWidget(QLabel(_("Settings of")))
        for index, text in enumerate((*NAMES, _(BOTH))):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(_("Change the settings of {runs}").format(runs=text))
            self.changed.addButton(button, index)
            which.addWidget(button)
        self.changed.button(1).setChecked(True)
        self.changed.idClicked.connect(lambda _index: self.report and self.show_settings(self.report))
        self.presets.choose(self._pair)
        self._began: dict[int, tuple] = {}
        return side_of((self.presets, buttons, which), self.controls)

    # What the user does -----------------------------------------------------------------------------------------------

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        return {name: _(pair.title) for name, pair in PAIRS.items()}

    def use_preset(self, name: str) -> None:
        """Begin a pair of the sources anew, playing; it pauses where its difference shows."""
        pair = PAIRS[name]
        self._pair = name
        self.presets.choose(name)
        self.command("arrange", runs=((dict(pair.first), pair.seed), (dict(pair.second), pair.seed)),
                     stop=pair.step)
        self.command("play")

    def compare(self, first: SavedRun, second: SavedRun, then: Callable[[object, Notice | None], None]) -> None:
        """Show these runs as A and as B, paused where they stand."""
        self._pair = ""
        self.presets.choose("")
        self.load((first, second), "", then)

    def reset(self) -> None:
        self._pair = FIRST_PAIR
        self.presets.choose(FIRST_PAIR)
        super().reset()

    def take_over(self, before: ComparePanel) -> None:
        self._pair = before._pair
        self.changed.button(before.changed.checkedId()).setChecked(True)
        super().take_over(before)

    def show_all_settings(self, on: bool) -> None:
        self.controls.show_all(on)

    def _make_equal(self, name: str) -> None:
        self.command("set", name=name, value=getattr(self.report.runs[0].params, name), index=1)

    def _keep(self, index: int) -> None:
        def taken(runs: tuple[SavedRun, ...] | None, error: Notice | None) -> None:
            if error is not None:
                self._take_notice(error)
            else:
                self.kept.emit(runs[index])
        self.client.ask(self.group, "hand_over", taken)

    def _set(self, name: str, value: object) -> None:
        index = self.changed.checkedId()
        self.command("set", name=name, value=value, **({"index": index} if index < len(NAMES) else {}))

    def _show_layer(self, key: str, on: bool) -> None:
        """What one legend shows or hides, both do."""
        for picture in self.pictures:
            if picture.layers.is_shown(key) != on:
                picture.layers.set_shown(key, on)
                picture.show_layer(key, on)

    # Reports ----------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        runs = report.runs
        extent = max(run.frame.numbers["extent"] for run in runs)
        for number, (picture, run) in enumerate(zip(self.pictures, runs)):
            began = (run.log["params"], run.log["seed"])
            if began != self._began.get(number):            # the arrows have one scale as long as it is one run
                self._began[number] = began
                picture.begin_run(run.frame)
            picture.show_frame(run.frame, not report.playing and run.frame.phase != 0)
            picture.show_painting(parse_picture(run.params.picture) if run.params.target == "painted" else None)
            picture.plot.set_view((-extent, -extent, extent, extent))
        if report.glance:
            return
        for name, picture, run in zip(NAMES, self.pictures, runs):
            picture.show_title(_summary(name, run.frame))
        if len(runs) == len(NAMES):
            self.differences.show_params(runs[0].params, runs[1].params, (runs[0].seed, runs[1].seed))
        self.curves.show_runs(runs, report.lead.frame.step)
        alike = self._pair and runs[0].params == change(GanParams(), **PAIRS[self._pair].first)
        self.presets.show_in_force(runs[-1].params if alike else None)

    def show_settings(self, report: Report) -> None:
        """Those of the run that the controls change; of A where they change both."""
        chosen = self.changed.checkedId()
        run = report.runs[chosen if chosen < len(report.runs) else 0]
        self.controls.show_values(run.params)
        self.controls.set_disabled_reasons(without_effect(run.params))

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "curves":
            self.curves.setVisible(on)


def _summary(name: str, frame: Frame) -> str:
    """The heading of a picture: which run it is, and how it does."""
    count = len(frame.arrays["modes"])
    parts = [name]
    if count:
        parts.append(ngettext("{covered} of {count} mode", "{covered} of {count} modes", count).format(
            covered=int((frame.arrays["mode_share"] > 0).sum()), count=count))
    if frame.status == "diverged":
        parts.append(_("diverged"))
    return "   ·   ".join(parts)
