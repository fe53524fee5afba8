"""Runs and files: what is written, where a file is opened, and which runs are worth a question before they go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.engine.client import NO_ANSWER, NO_ENGINE
from app.engine.messages import Notice, TraceNumbers
from app.panels.panel import PARTS, Panel
from app.sessions import file_format
from app.sessions.file_format import SUFFIX, Session, SessionError
from app.sessions.saved_run import SavedBranch, SavedRun
from app.sessions.saved_trace import within_limits
from app.version import VERSION
from app.window.commands.recent_files import RecentFiles
from app.window.dialogs.save_as import ask_path, say, say_not_written, say_saved
from app.window.dialogs.unsaved_changes import ask, start_of, worth_asking
from app.window.presenter import Presenter
from app.window.window import Window
from sims import registry
from sims.params import N_
from widgets.controls.playback_bar import SPEEDS
from widgets.language import _, sentence

if TYPE_CHECKING:
    from app.panels.run_panel import RunPanel

NO_PANEL = N_("{file} holds a run of “{panel}”, and this Saddle has no such panel.")
NOT_HERE = N_("{file} was not opened: its panel shows no other {name} than {value}.")
CSV_FILES = N_("Comma-separated values (*.csv)")
LOG_ALONE = N_("{file} was saved without asking the training process, which does not answer or has ended: opening it "
               "trains the run again up to where it stands.")
THINNED = N_("The run is long, so the curves in {file} keep only some of its steps; the run itself is exact.")

Then = Callable[[], object]


class SavedRuns:
    """Saves the runs of panels and opens them. The engine is asked for them, so the window does not stand still."""

    def __init__(self, window: Window, presenter: Presenter, recent: RecentFiles):
        self.window, self.presenter, self.recent = window, presenter, recent
        self._saved: dict[tuple[str, str], tuple] = {}      # (group, file): the logs as they stand in the file
        self._branches: dict[tuple[str, str], list] = {}    # and those of their branches

    # Saving ----------------------------------------------------------------------------------------------------------

    def save(self, panel: RunPanel, then: Then = lambda: None) -> None:
        """Save the run as it is now into the file that it comes from, or ask for one. then(): once it is written."""
        self._take_snapshot(panel, lambda runs, said: self._save(panel, panel.report.origin, runs, then, said))

    def save_as(self, panel: RunPanel, then: Then = lambda: None) -> None:
        """Save the run as it is now into a file that is asked for. then(): once it is written."""
        self._take_snapshot(panel, lambda runs, said: self._save(panel, "", runs, then, said))

    def _take_snapshot(self, panel: RunPanel, use: Callable[[tuple[SavedRun, ...], str], None]) -> None:
        """Before anybody is asked for a file: the run may go on meanwhile. Where its process has died or does not
        answer, as the window knows it, which is said of the file."""
        def taken(runs: tuple[SavedRun, ...] | None, error: Notice | None) -> None:
            if error is not None and error.template in (NO_ENGINE, NO_ANSWER):
                use(saved_logs(panel), LOG_ALONE)
            elif error is not None:
                say(panel, sentence(error))
            else:
                use(runs, "")
        panel.client.ask_or_do_without(panel.group, "snapshot", taken)

    def _save(self, panel: RunPanel, origin: str, runs: tuple[SavedRun, ...], then: Then, said: str = "") -> None:
        path = Path(origin) if origin else ask_path(
            self.window, _("Save run"), self.recent.folder(), panel.report.origin or f"{panel.group}{SUFFIX}",
            _("Saddle run (*.saddle)"), SUFFIX)
        if path is not None:
            self._write(panel, path, runs, then, said)

    def _write(self, panel: RunPanel, path: Path, runs: tuple[SavedRun, ...], then: Then, said: str) -> None:
        """said: of the file, a sentence to be translated with {file}; "" for none."""
        session = Session(panel.group, runs, panel.speed, self.presenter.hidden_parts(), panel.report.device)
        try:
            file_format.write(path, session, VERSION)
        except OSError as failed:
            say_not_written(panel, path, failed)
            return
        self._note(panel, path, session)
        _tell_origin(panel, path)
        say_saved(self.window, path)
        if said:
            say(panel, _(said).format(file=path.name), passing=True)
        then()

    def save_log(self, panel: RunPanel) -> None:
        """Save the run into a file that is asked for, as far as the window knows it."""
        self._save(panel, "", saved_logs(panel), lambda: None, LOG_ALONE)

    def save_trace(self, panel: RunPanel) -> None:
        """All rows of the trace up to now as CSV; a file for each run where there are several."""
        panel.client.ask(panel.group, "trace_lengths", partial(self._save_trace, panel))

    def _save_trace(self, panel: RunPanel, lengths: tuple[int, ...] | None, error: Notice | None) -> None:
        if error is not None:
            say(panel, sentence(error))
            return
        path = ask_path(self.window, _("Save trace"), self.recent.folder(), f"{panel.group}.csv", _(CSV_FILES), ".csv")
        if path is not None:
            panel.client.ask(panel.group, "save_trace", partial(self._trace_written, panel), path=str(path),
                             lengths=lengths)

    def _trace_written(self, panel: RunPanel, paths: tuple[str, ...] | None, error: Notice | None) -> None:
        if error is not None:
            say(panel, sentence(error))
        else:
            say_saved(self.window, *map(Path, paths))

    def asks_about_unsaved(self, panels: Iterable[Panel], go_on: Then) -> bool:
        """Whether it asks first, because a run of these panels would be missed; then go_on() once that is settled."""
        for panel in panels:
            if not panel.saves_runs or not panel.asks_to_save or panel.report is None:
                continue
            file = panel.group, panel.report.origin
            logs = [*(run.log for run in panel.report.runs), *_ends(panel.report.saved_branches)]
            saved = [*self._saved.get(file, ()), *self._branches.get(file, ())]
            if worth_asking(logs, [*panel.starts(), *map(start_of, saved)]):
                ask(self.window, panel.report.lead.frame.step, partial(self.save, panel, go_on), go_on)
                return True
        return False

    # Opening ---------------------------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a file in the panel that it belongs to, once it is settled what becomes of the run there."""
        path = path.absolute()
        try:
            session = file_format.read(path)
            panel = self._panel_of(session, path)
        except SessionError as error:
            self.recent.forget_missing(path)
            say(self.window.panel, sentence(error))
            return
        load = partial(panel.load, session.runs, str(path), partial(self._opened, panel, path, session))
        if not self.asks_about_unsaved([panel], load):
            load()

    def _panel_of(self, session: Session, path: Path) -> RunPanel:
        """The panel for these runs. Raises SessionError where none can show them as they are."""
        panel = self.window.panel_of(session.panel)
        if panel is None or not panel.saves_runs:
            raise SessionError(NO_PANEL, file=path.name, panel=session.panel)
        if (registry.params_type(session.logs[0]["simulation"]) is not panel.params_type()
                or not set(session.hidden) <= set(PARTS)):
            raise SessionError(file_format.DAMAGED, file=path.name)
        for name in panel.fixed:
            default = getattr(panel.params_type()(), name)
            if any(log["params"][name] != default for log in session.logs):
                raise SessionError(NOT_HERE, file=path.name, name=panel.parameter_name(name), value=default)
        return panel

    def _opened(self, panel: RunPanel, path: Path, session: Session, value: None, error: Notice | None) -> None:
        if error is not None:
            say(self.window.panel, sentence(error))
            return
        self._note(panel, path, session)
        self.window.show_panel(panel)
        if session.speed in [stop.key for stop in SPEEDS]:      # an older Saddle had others
            panel.choose_speed(session.speed)
        self.presenter.hide_parts(session.hidden)

    def _note(self, panel: RunPanel, path: Path, session: Session) -> None:
        """A file has been written or opened, and holds now what the panel shows."""
        self._saved[panel.group, str(path)] = session.logs
        self._branches[panel.group, str(path)] = _ends(run.branches for run in session.runs)
        self.recent.remember(path)
        if session.thinned:
            say(panel, _(THINNED).format(file=path.name), passing=True)
        else:
            panel.banner.clear("file")

    # The title -------------------------------------------------------------------------------------------------------

    def show_title(self) -> None:
        """The name of the file in the title, with a mark where the run has moved on since it was saved."""
        report = self.window.panel.report
        if report is None or not report.origin:
            title, moved = "Saddle", False
        else:
            title = "{}[*] – Saddle".format(Path(report.origin).name.replace("[*]", "[*][*]"))
            logs = tuple(run.log for run in report.runs)
            moved = not report.busy and self._saved.get((report.group, report.origin)) != logs
        if (title, moved) != (self.window.windowTitle(), self.window.isWindowModified()):
            self.window.setWindowTitle(title)
            self.window.setWindowModified(moved)


def _tell_origin(panel: RunPanel, path: Path) -> None:
    """Tell the engine into which file the runs have been saved; where it has died meanwhile, the next one."""
    def told(value: object, error: Notice | None) -> None:
        if error is not None:
            panel.client.ask(panel.group, "rename", lambda value, error: None, origin=str(path))
    panel.client.ask(panel.group, "rename", told, origin=str(path))


def saved_logs(panel: RunPanel) -> tuple[SavedRun, ...]:
    """The runs of a panel as the window knows them: opening them replays their whole logs."""
    runs, traces = panel.report.runs, panel.client.traces(panel.group)
    if len(traces) != len(runs):                        # what is on the screen was told of before an engine began anew
        traces = (TraceNumbers(0, {}, False),) * len(runs)
    return tuple(SavedRun(run.log, None, {}, *within_limits(trace.length, trace.columns, trace.thinned), branches)
                 for run, trace, branches in zip(runs, traces, panel.report.saved_branches, strict=True))


def _ends(branches: Iterable[Iterable[SavedBranch]]) -> list[Mapping[str, Any]]:
    """The logs of the branches that are put aside, each at the last step that was reached on it."""
    return [branch.log for together in branches for branch in together if branch.log is not None]
