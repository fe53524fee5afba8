"""One tab of the distances panel: a scene with its controls, its presets and its notes, on a run in this process."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.local import LocalClient
from app.engine.messages import Notice, Opening, Report
from app.panels.distances.scene import Scene
from app.panels.formula_text import numbers_html
from app.panels.notes import NoteStrip
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from sims import registry
from sims.params import ParameterError, change, parameters, plain
from widgets.formulas.typeset import prepare
from widgets.formulas.view import READING_TIME, TypesetFormula
from widgets.language import _

#: Changes of the same parameters that follow each other faster than this are undone in one go.
ONE_GO_SECONDS = 0.8


class ScenePanel(RunPanel):
    """The run of one scene. Its group is named as its simulation."""

    parts = ("controls",)
    goes_on = False

    def __init__(self, kind: type[Scene], client: LocalClient, actions: dict[str, QAction],
                 parent: QWidget | None = None):
        self.kind, self.group, self.title = kind, kind.simulation, kind.title
        self.about = kind.about
        self.default_speed = kind.default_speed
        self.simulation = registry.get(kind.simulation)
        self._last_edit = ("", 0.0)         # which parameters a hand has set last, and when
        super().__init__(client, actions, parent=parent)
        self.setObjectName(self.group)

    # Building --------------------------------------------------------------------------------------------------------

    def params_type(self) -> type:
        return self.simulation.Params

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(self.simulation.Params) if name not in self.kind.hidden)

    def opening(self) -> Opening:
        return Opening(self.group, ((dict(self.kind.start), 0),), device="cpu")

    def build_picture(self) -> QWidget:
        self.scene = self.kind()
        self.scene.edited.connect(self.set_by_hand)
        self.scene.preset_asked.connect(self.use_preset)
        self.scene.seek_asked.connect(lambda step: self.command("seek", step=step))
        picture = QWidget()
        self.notes_strip = NoteStrip(self.kind.notes, picture)
        self.notes_strip.sources_asked.connect(self.sources_asked)
        layout = QVBoxLayout(picture)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.scene, 1)
        layout.addWidget(self.notes_strip)
        return picture

    def build_presets(self) -> PresetBox:
        presets = PresetBox(self.simulation.presets, change(self.simulation.Params(), **self.kind.start))
        presets.setVisible(bool(self.simulation.presets))
        return presets

    def build_side(self) -> QWidget:
        self.formula = TypesetFormula()
        self.formula.hide()
        self._before_formula = QTimer(self, singleShot=True, interval=2 * READING_TIME)
        self._before_formula.timeout.connect(self._show_formula)
        for place, widget in enumerate((self.presets, self.formula)):
            self.controls.contents.layout().insertWidget(place, widget)
        return self.controls

    # Commands --------------------------------------------------------------------------------------------------------

    @property
    def params(self) -> Any:
        """As far as the steps of the run have taken them."""
        return self.scene.params

    def command(self, name: str, /, **arguments: Any) -> None:
        self._last_edit = ("", 0.0)
        super().command(name, **arguments)

    @Slot(object)
    def set_by_hand(self, values: Mapping[str, Any]) -> None:
        """New values of some parameters: from here on, or from step 0 with all that is seen now."""
        try:
            if change(self.params, **values) == self.params:
                return
        except ParameterError as error:
            self._take_notice(Notice(self.group, error.template, error.fields, refused=True))
            return
        edit = (",".join(values), time.monotonic())
        going_on = edit[0] == self._last_edit[0] and edit[1] - self._last_edit[1] < ONE_GO_SECONDS
        if set(values) <= set(self.kind.live):
            commands = [("set", {"name": name, "value": value}) for name, value in values.items()]
        else:
            commands = self.scene.begin_anew({**plain(self.params), **values}, self._seed, going_on)
        for name, arguments in commands:
            self.command(name, **arguments)
        self._last_edit = edit

    @Slot(str, object)
    def _set(self, name: str, value: object) -> None:
        self.set_by_hand({name: value})

    @Slot(str)
    def use_preset(self, name: str) -> None:
        """All parameters as the preset says, the others as at the start; the seed stays."""
        preset = self.simulation.presets[name]
        self.presets.choose(name)
        self.command("use", values={**self.kind.start, **preset.values}, seed=self._seed, events=preset.events,
                     stop=preset.steps)

    def reset(self) -> None:
        self.scene.fit()
        super().reset()

    @property
    def _seed(self) -> int:
        return self.report.runs[0].seed

    # Reports ---------------------------------------------------------------------------------------------------------

    @Slot(object)
    def _take_report(self, report: Report) -> None:
        if report.group == self.group:
            run = report.runs[0]
            self.presets.show_in_force(run.params)
            report = replace(report, runs=(replace(run, params=self.kind.now(run.params, run.frame)),))
        super()._take_report(report)

    def show_report(self, report: Report) -> None:
        run = report.runs[0]
        self.scene.show_run(run)
        self.playback.stop.setEnabled(self.scene.moves())
        if not self.formula.isHidden():
            self._show_formula()
        elif not self._before_formula.isActive():
            QTimer.singleShot(READING_TIME, prepare)
            self._before_formula.start()

    @Slot()
    def _show_formula(self) -> None:
        """That of the phase that ran last, or of the first."""
        run = self.report.runs[0]
        formula = self.simulation.formula(run.frame.done or run.frame.phases[0], run.params)
        self.formula.show_formula(_(formula.html), numbers_html(formula, run.frame, run.params))
        self.formula.setToolTip(_(formula.says))
        self.formula.show()

    def phase_text(self, report: Report) -> str:
        if report.travelling:
            return super().phase_text(report)
        return self.scene.text() if self.scene.moves() else _(self.kind.still)

    def divergence_text(self, report: Report) -> str:
        frame = report.runs[0].frame
        if frame.status == "diverged" and frame.cause in self.kind.divergences:
            return _(self.kind.divergences[frame.cause])
        return super().divergence_text(report)

    def availability(self) -> dict[str, bool]:
        able = super().availability()
        if self.report is None:
            return able
        moves = self.scene.moves()
        return {**able, **{key: able[key] and moves for key in ("play", "step", "sub_step", "stop_when")},
                "restart": able["back"], "new_seed": self.kind.random, "faster": moves, "slower": moves}

    def status_text(self) -> str:
        if self.report is None:
            return super().status_text()
        state = _("diverged") if self._diverged() else _("playing") if self.playing else \
            _("paused") if self.scene.moves() else _(self.kind.still)
        return _("{state}   ·   exact, computed as you drag").format(state=state)

    # Looks -----------------------------------------------------------------------------------------------------------

    def show_part(self, part: str, on: bool) -> None:
        """The controls fold together with what is said about the sources."""
        super().show_part(part, on)
        if part == "controls":
            self.notes_strip.fold(not on)
