"""The base of every panel that shows runs of the engine: its layout, its commands, and what it does with reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.engine.client import EngineClient
from app.engine.messages import Notice, Opening, Report
from app.panels.branch_rows import branch_rows, time_marks
from app.panels.panel import COMMANDS, Panel
from app.panels.panel_scroll import PanelScroll
from app.panels.presets.preset_box import PresetBox
from app.panels.step_view import phase_name
from app.panels.stopping import Stopping, said
from app.sessions.saved_run import SavedRun
from sims.params import parameters
from sims.simulation import DIVERGED_TEXT
from widgets.controls.branch_tree import BranchTree
from widgets.controls.parameter_strip import ParameterStrip
from widgets.controls.parameters import ParameterControls
from widgets.controls.playback_bar import SPEEDS, PlaybackBar
from widgets.language import _, sentence
from widgets.layout.column_splitter import ColumnSplitter
from widgets.motion import NextPicture
from widgets.numbers import whole

DEFAULT_SPEED = "max"
LECTURED = 4                    # controls in the bar of a presentation, where a panel names none


class RunPanel(Panel):
    """Shows one run group of the engine: a picture beside the controls, the playback bar below them.

    A subclass sets `group`, gives `params_type` and `opening`, builds its presets in `build_presets` and
    its picture in `build_picture`, and draws reports in `show_report`.

    default_speed: a key of SPEEDS. buttons: of the playback bar, by the names of their actions. metrics: columns of the
    trace at whose values playing can pause, beside those that a run turns out to have. lectured: the parameters that
    one lectures with; where none are named, the first of the basic ones. goes_on: whether what played when another
    panel came to the front plays again when this one is back.
    """

    saves_runs = True
    default_speed = DEFAULT_SPEED
    buttons = ("restart", "back", "sub_back", "play", "sub_step", "step", "new_seed", "reset")
    metrics: tuple[str, ...] = ()
    lectured: tuple[str, ...] = ()
    goes_on = True
    _strip: ParameterStrip | None = None

    def __init__(self, client: EngineClient, actions: dict[str, QAction], device: str = "auto",
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.client, self.actions = client, actions
        self._next = NextPicture(self, lambda: client.look(self.group))
        self.device = device
        self._serial = -1
        self._active = False

        self.controls = ParameterControls(self.params_type(), names=self.control_names())
        self.controls.changed.connect(self._set)
        self.playback = PlaybackBar({key: actions[key] for key in self.buttons})
        self.playback.seek_requested.connect(lambda step: self.command("seek", step=step))
        self.playback.speed_chosen.connect(self.choose_speed)
        self.playback.step.refused.connect(lambda text: self.banner.show_text(text, "step", passing=True))
        self.stopping = Stopping(self.playback.stop, self.metrics, partial(client.send, self.group))
        self.playback.set_speed(self.default_speed)
        self.branches = BranchTree(self.playback.slider, "compare" in self.offers)
        self.branches.chosen.connect(self._go_to_branch)
        self.branches.compare_asked.connect(self.branch_compared)
        self.branches.renamed.connect(lambda number, name: self.command("rename_branch", number=number, name=name))
        self.branches.pinned.connect(lambda number, on: self.command("pin_branch", number=number, on=on))
        self.branches.deleted.connect(lambda number: self.command("delete_branch", number=number))
        self._marked: tuple = ()                # what the marks of the time line were made from
        self.speed = self.default_speed
        self.presets = self.build_presets()
        self.presets.chosen.connect(self.use_preset)
        for name in ("stop_when", "presets"):
            actions[name].changed.connect(self._show_keys)
        self._show_keys()
        self.presets.step_asked.connect(lambda step: self.command("seek", step=step))

        self.splitter = ColumnSplitter()
        layout = QVBoxLayout(self, spacing=0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self.presets.strip)
        inner = QHBoxLayout(contentsMargins=QMargins(6, 4, 4, 0))
        inner.addWidget(self.splitter)
        layout.addLayout(inner, 1)
        layout.addWidget(self.playback)
        layout.addWidget(self.branches)
        # Only now: what is in a splitter is measured, and is given its look anew in each widget that this is put into.
        self._scroll = PanelScroll(self.build_picture())
        self.splitter.add_column(self._scroll, 1)
        self.side = self.build_side()
        self.splitter.add_column(self.side, 0)

        client.reported.connect(self._take_report)
        client.noticed.connect(self._take_notice)

    def _show_keys(self) -> None:
        """Also those that a person has changed."""
        self.playback.stop.show_keys(self.actions["stop_when"].shortcut().toString(
            QKeySequence.SequenceFormat.NativeText))
        self.presets.button.setToolTip(self.actions["presets"].toolTip())

    # What a subclass says ---------------------------------------------------------------------------------------------

    def params_type(self) -> type:
        """The dataclass of the parameters of its runs."""
        raise NotImplementedError

    def control_names(self) -> tuple[str, ...] | None:
        """The parameters that have a control, in this order; None: all."""
        return None

    def opening(self) -> Opening:
        """The runs that it opens with, and that `reset` comes back to."""
        raise NotImplementedError

    def starts(self) -> list[tuple[dict[str, Any], tuple, int]]:
        """(parameters, events, step) of every run that is one click away, so that nobody is asked to save it."""
        return []

    def build_presets(self) -> PresetBox:
        """The box with its presets, for `build_side` to put into the column; called first of these three."""
        raise NotImplementedError

    def build_picture(self) -> QWidget:
        """The views to the left of the controls; called once, before anything is shown."""
        raise NotImplementedError

    def build_side(self) -> QWidget:
        """The column to the right of the picture: the controls, and what a panel puts around them."""
        return self.controls

    def show_report(self, report: Report) -> None:
        """Draw a report of its group. Of a partial one (`report.glance`) only the picture that moves."""
        raise NotImplementedError

    # Commands ---------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Have the engine make the runs that it opens with."""
        self._serial = self.client.open(self.group, self.opening())
        self.choose_speed(self.speed)

    def take_over(self, before: RunPanel) -> None:
        """The runs go on; what the engine has told the other panel it tells again."""
        self.client.reported.disconnect(before._take_report)
        self.client.noticed.disconnect(before._take_notice)
        self._active, self.speed = before._active, before.speed
        self.playback.set_speed(self.speed)
        self.stopping.control.choose(before.stopping.control.condition)
        self.presets.take_over(before.presets)
        if before._serial >= 0:
            self._serial = self.client.show_anew(self.group)

    def use_device(self, device: str) -> None:
        """Move the runs to another device: their logs are replayed there up to where they stand."""
        self.device = device
        if self._serial >= 0:
            plays = self.report is not None and (self.report.playing or self.report.interrupted)
            self._serial = self.client.open(self.group, replace(self.opening(), resume=plays),
                                            self.client.logs(self.group))
            self._tell_whether_seen()
            self.choose_speed(self.speed)

    def command(self, name: str, /, **arguments: Any) -> None:
        """Send a command to the run group in the engine: one of COMMANDS or another of its methods."""
        self.client.send(self.group, name, **arguments)
        self._next.hurry()

    def go_to_step(self) -> None:
        self.playback.step.begin()

    def go_to_branches(self) -> None:
        self.branches.begin()

    def _go_to_branch(self, number: int, step: int) -> None:
        self.command("go_to_branch", number=number, **({"step": step} if step >= 0 else {}))

    def choose_speed(self, key: str) -> None:
        """Play at one of SPEEDS from now on."""
        self.speed = key
        self.playback.set_speed(key)
        stop = next(stop for stop in SPEEDS if stop.key == key)
        self.command("speed", unit=stop.unit, per_second=stop.per_second)

    def change_speed(self, by: int) -> None:
        keys = [stop.key for stop in SPEEDS]
        self.choose_speed(keys[min(max(keys.index(self.speed) + by, 0), len(keys) - 1)])

    def choices(self) -> dict[str, str]:
        return {f"{self.group}.speed": self.speed}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        speed = choices.get(f"{self.group}.speed", self.speed)
        if speed in [stop.key for stop in SPEEDS]:
            self.speed = speed
            self.playback.set_speed(speed)

    def ask_where_to_pause(self) -> None:
        self.playback.stop.open()

    def open_presets(self) -> None:
        self.presets.open_gallery()

    def show_setting(self, name: str) -> None:
        self.unfold("controls")
        self.controls.reveal(name)

    def reset(self) -> None:
        """Settings, seed and play state as at the start; the speed is a choice that is remembered, and stays."""
        self.command("reset")

    def load(self, runs: tuple[SavedRun, ...], origin: str, then: Callable[[object, Notice | None], None]) -> None:
        """Show the runs of a file, paused, then call `then(None, None)`; or change nothing: `then(None, why not)`."""
        if self._serial < 0:
            self._serial = self.client.open(self.group, self.opening())
            self._tell_whether_seen()
        self.client.ask(self.group, "load", then, runs=runs, origin=origin)

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return simulation == cls.group          # another name: it says itself what it shows

    def show_logs(self, simulation: str, logs: tuple[Mapping[str, Any], ...]) -> None:
        self.command("replay", logs=logs)

    @Slot(str, object)
    def _set(self, name: str, value: object) -> None:
        self.command("set", name=name, value=value)

    def set_active(self, on: bool) -> None:
        """Another panel comes to the front: this one pauses, see `goes_on`."""
        if on == self._active:
            return
        self._active = on
        if self._serial < 0:
            self.open()
        self._tell_whether_seen()

    def _tell_whether_seen(self) -> None:
        """The engine knows whether it plays, also where no report has said so yet."""
        self.client.send(self.group, "seen", on=self._active, goes_on=self.goes_on)

    @property
    def playing(self) -> bool:
        return self.report is not None and self.report.playing

    def status_text(self) -> str:
        report = self.report
        if report is None:
            return _("starting the engine …")
        state = _("diverged") if self._diverged() else _("training") if report.playing else _("paused")
        return _("{state}   ·   seed {seed}   ·   device {device}").format(
            state=state, seed=report.runs[0].seed, device=report.device)

    def availability(self) -> dict[str, bool]:
        report = self.report
        able = {**dict.fromkeys(COMMANDS, True), "presets": self.presets.offers_any}
        if report is None:
            return able
        frame = report.lead.frame
        later, alive = frame.step > 0 or frame.phase > 0, not self._diverged()
        return {**able, "undo": report.can_undo, "redo": report.can_redo, "back": later, "sub_back": later,
                "play": alive, "step": alive, "sub_step": alive, "branches": bool(report.branches)}

    def _diverged(self) -> bool:
        return all(run.frame.status == "diverged" for run in self.report.runs)

    # Reports ----------------------------------------------------------------------------------------------------------

    @Slot(object)
    def _take_report(self, report: Report) -> None:
        if report.group == self.group:
            self.later.do(partial(self._show_reported, report))

    def _show_reported(self, report: Report) -> None:
        self.report = report
        self._next.ask(report.playing)          # the next picture is made while this one is drawn
        self.show_report(report)
        if report.glance:
            return
        self.show_settings(report)
        if self._strip is not None and isValid(self._strip):    # it goes with the lecture's bar, in another language
            self._strip.follow()
        self.stopping.see(report)
        self.playback.make_room(self.phase_texts(report))
        self.playback.show_position(report.lead.frame.step, self.phase_text(report), report.furthest, report.playing,
                                    report.rate, _end_of_time_line(report))
        self._show_branches(report)
        text = self.divergence_text(report)
        self.banner.show_text(text, "diverged") if text else self.banner.clear("diverged")
        self.status_changed.emit()

    def _show_branches(self, report: Report) -> None:
        logs = [run.log for run in report.runs]
        shown = ([(log["params"], log["events"], log.get("stop")) for log in logs],
                 [replace(branch, furthest=0) for branch in report.branches])
        if shown != self._marked:
            self._marked = shown
            self.playback.slider.show_marks(time_marks(logs, report.branches, self.params_type()))
        self.branches.show_rows(branch_rows(report.branches, self.params_type()), report.lead.frame.step)

    def show_settings(self, report: Report) -> None:
        """Show the parameters of the runs in the controls."""
        run = report.runs[0]
        self.controls.show_values(run.params, (other.params for other in report.runs[1:]))
        self.controls.set_disabled_reasons(self.disabled_reasons(run.params))

    @Slot(object)
    def _take_notice(self, notice: Notice) -> None:
        if notice.group == self.group and (text := said(notice)):
            self.banner.inform(text, "stopped")
        elif notice.group in ("", self.group) and notice.template != DIVERGED_TEXT:
            self.banner.show_text(sentence(notice), "notice", passing=True)

    def divergence_text(self, report: Report) -> str:
        """The sentence for the banner on runs that have diverged; "" where none has."""
        frame = report.runs[0].frame
        if frame.status != "diverged" or len(report.runs) > 1:
            return ""
        return _(DIVERGED_TEXT).format(step=whole(frame.step), parameter=self.parameter_name(frame.cause)) \
            + " " + _("Step back, or restart.")

    def parameter_name(self, name: str) -> str:
        """The visible name of a parameter."""
        declared = parameters(self.params_type()).get(name)
        return _(declared.label) if declared else name

    def disabled_reasons(self, params: Any) -> dict[str, str]:
        """{parameter: why its control changes nothing now}, beyond what the declarations say."""
        return {}

    def phase_texts(self, report: Report) -> list[str]:
        """All that `phase_text` may say in this step."""
        return [_("on the way …"), *(_("next: {phase}").format(phase=phase_name(phase))
                                     for phase in report.runs[0].frame.phases)]

    def phase_text(self, report: Report) -> str:
        """Which phase comes next, with its round where there are several."""
        frame = report.runs[0].frame
        if report.travelling:
            return _("on the way …")
        if (report.playing and self.speed.startswith("step")) or (self.speed == "max" and report.playing):
            return ""
        if not frame.phases:
            return ""
        return _("next: {phase}").format(phase=phase_name(frame.phases[frame.phase]))

    # Looks ------------------------------------------------------------------------------------------------------------

    @property
    def hero(self) -> QWidget:
        return self._scroll.contents

    def lecture_controls(self) -> ParameterStrip | None:
        if self._strip is None or not isValid(self._strip):
            names = self.lectured or (self.controls.basic or tuple(self.controls.rows))[:LECTURED]
            self._strip = ParameterStrip(self.controls, names, self)
            self._strip.changed.connect(self._set)
        return self._strip if self._strip.rows else None

    def sentence(self) -> str:
        return self.presets.strip.preset or super().sentence()

    def show_about(self, on: bool) -> None:
        self.presets.strip.show_about(_(self.about) if on and self.about else "")

    def unfold(self, part: str) -> None:
        """Show one of `parts`, as its command does, where it is folded away."""
        if not self.actions[f"show_{part}"].isChecked():
            self.actions[f"show_{part}"].trigger()

    def show_part(self, part: str, on: bool) -> None:
        """Fold or unfold "controls" (subclasses know more parts)."""
        if part == "controls":
            self.side.setVisible(on)
            self.presets.strip.fold(on)


def _end_of_time_line(report: Report) -> int:
    """The last step of its branches, or that at which a preset pauses, where it is still ahead."""
    return max((*(branch.furthest for branch in report.branches), *(run.log.get("stop", 0) for run in report.runs)))
