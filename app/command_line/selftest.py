"""`saddle selftest`: checks every simulation, the compiled step, files and every panel, and prints a line for each.

It also runs in the packaged program, where it shows that nothing which is needed was left out. A line reads "name: ok"
or "name: FAILED (why)". Nothing is written outside a temporary folder.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sims import params as parameters
from sims import registry
from sims.params import ParameterError
from sims.run import Run
from sims.simulation import Frame, fingerprint
from widgets.language import _

if TYPE_CHECKING:
    from app.engine.client import EngineClient

WAIT = 120.0                        # seconds for a panel's engine to answer: importing torch from a cold disk is slow


class Broken(Exception):
    """A check that does not hold; the text says which."""


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("selftest", help=_("test every simulation and every panel"))
    command.set_defaults(do=lambda _options: main())


def main() -> int:
    """Run all checks. Returns the exit status: 0 where all hold, else 1."""
    checks: list[tuple[str, Callable[[], object]]] = []
    for name in registry.names():
        checks.append((f"simulation {name}", partial(simulation, name)))
    checks += [("training program", training_program), ("saved run", saved_run), ("licences", licences),
               ("formulas", formulas), ("films", films)]
    failed = sum(not _holds(name, check) for name, check in checks)
    return 1 if failed + _panels() else 0


def _holds(name: str, check: Callable[[], object]) -> bool:
    started = time.perf_counter()
    try:
        check()
    except Exception as error:
        print(f"{name}: FAILED ({type(error).__name__}: {error})", flush=True)
        return False
    print(f"{name}: ok ({time.perf_counter() - started:.1f} s)", flush=True)
    return True


def demand(holds: object, what: str) -> None:
    if not holds:
        raise Broken(what)


# Without Qt ----------------------------------------------------------------------------------------------------------

def simulation(name: str) -> None:
    """Check the interface of sims.simulation, as tests/contract does at length. name: in the registry."""
    subject = registry.get(name)
    run, twin = Run(subject, seed=3), Run(subject, seed=3)
    run.step(4)
    for _phase in range(4 * len(twin.phases)):
        twin.advance()
    demand(twin.position == (4, 0), "as many advances as phases make one step")
    demand(fingerprint(run.state) == fingerprint(twin.state), "the same seed gives the same run")
    before = fingerprint(run.state)
    frame = run.frame()
    run.metrics()
    demand(isinstance(frame, Frame) and all(type(array) is np.ndarray for array in frame.arrays.values()),
           "a frame holds numpy arrays only")
    demand(fingerprint(run.state) == before, "observing changes nothing")
    run.back()
    run.back_phase()
    run.seek(4)
    demand(fingerprint(run.state) == before, "stepping back and forth changes nothing")
    demand(fingerprint(Run.from_log(subject, run.log()).state) == before, "a log replays to the same state")
    for declared in parameters.parameters(subject.Params).values():
        if declared.scale in ("linear", "log", "int"):
            try:
                parameters.change(run.params, **{declared.name: declared.hi + 1})
            except ParameterError:
                continue
            raise Broken(f"{declared.name} is refused outside its range")


def formulas() -> None:
    """Check that formulas can be typeset: that the font is there."""
    from widgets.formulas.terms import layout
    from widgets.formulas.typeset import typeset

    (((piece,),),) = ((term.pieces for term in line) for line in layout("√<i>x̃</i> / 2"))
    demand(typeset(piece.mathml).advance > 1, "a formula has outlines")


def films() -> None:
    """Check that Pillow can write the films that it is asked for."""
    from PIL import features

    demand(features.check("webp"), "WebP is there")


def training_program() -> None:
    """Check that a compiled step gives the same bits as the phases one by one; without it training is only slower."""
    from sims.gan.compiled import step as compiled_step

    subject = registry.get("gan")
    run = Run(subject, seed=1)
    run.step(2)
    after, _scalars = compiled_step.StepProgram(run.state, run.params).run(run.state, run.params, 5)
    run.step(5)
    demand(after.step == run.state.step == 7, "five steps are made")
    for name in compiled_step.TENSORS:
        demand(bool((getattr(after, name) == getattr(run.state, name)).all()), f"the same bits in {name}")


def saved_run() -> None:
    """Check that a run comes out of a .saddle file as it went in, to the last bit."""
    from app.sessions import file_format, snapshots

    run = Run(registry.get("gan"), seed=2)
    run.step(3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.saddle"
        file_format.write(path, file_format.Session("gan", (snapshots.save(run),)))
        (kept,) = file_format.read(path).runs
    opened = snapshots.restore(run.simulation, kept)
    opened.seek(*run.position)
    demand(fingerprint(opened.state) == fingerprint(run.state), "the same state")


def licences() -> None:
    """Check that the licences of the large parts are there."""
    from app.licences import all_of_them

    names = " ".join(licence.name for licence in all_of_them())
    for part in ("Saddle", "Python", "PySide6", "torch", "numpy", "scipy", "pyqtgraph"):
        demand(part in names, f"the licence of {part} is there")


# Panels --------------------------------------------------------------------------------------------------------------

def _panels() -> int:
    """Check every panel, offscreen and with a real engine. Returns how many failed."""
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.plugin=false")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":                         # where Qt, offscreen, looks for fonts beside itself
        os.environ.setdefault("QT_QPA_FONTDIR", os.path.join(os.environ["WINDIR"], "Fonts"))
    try:
        if importlib.util.find_spec("PySide6") is None:
            raise ImportError("PySide6 is not installed")
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        print(f"panels: skipped, because Qt does not load here ({error})", flush=True)
        return 0
    from PySide6.QtCore import qInstallMessageHandler

    from app import crash
    from app.engine.client import EngineClient
    from app.panels import PANELS
    from widgets.theme import themes

    qInstallMessageHandler(lambda kind, context, text: None if "propagateSizeHints" in text
                           else print(text, file=sys.stderr))
    application = QApplication.instance() or QApplication(["saddle"])
    themes.apply(application)
    client = EngineClient()
    failed = sum(not _holds(f"panel {entry.group}", lambda entry=entry: panel(entry.load(), client))
                 for entry in PANELS)
    client.close()
    qInstallMessageHandler(None)
    crash.left_behind()                                 # of engines that had to be ended, on a busy machine
    return failed


def panel(kind: type, client: EngineClient | None) -> None:
    """Check the interface of app.panels.panel: every command, every part, a picture, and no error in any slot."""
    from PySide6.QtWidgets import QWidget

    from app.window import actions
    from app.window.commands.run_commands import RunCommands
    from app.window.commands.seeds_commands import SeedsCommands
    from app.window.presenter import Presenter

    errors: list[BaseException] = []
    hook, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: errors.append(error)
    holder = QWidget()
    try:
        subject = kind(client, actions.build(holder, actions.commands_of(RunCommands, SeedsCommands, Presenter)),
                       "cpu")
        subject.resize(1200, 800)
        subject.show()
        subject.set_active(True)
        _drive(subject)
        subject.set_active(False)
        subject.close()
        subject.deleteLater()
    finally:
        holder.deleteLater()
        _let_qt_work(0.05)
        sys.excepthook = hook
    if errors:
        raise errors[0]


def _drive(subject) -> None:
    from PySide6.QtWidgets import QTabBar

    from app.panels.panel import COMMANDS
    from app.panels.run_panel import RunPanel
    from widgets.controls.tabs import WrappingTabs

    demand(subject.group, "it has a name")
    if isinstance(subject, RunPanel):
        _wait(lambda: subject.report is not None, "the engine answers")
        subject.command("pause")
        _wait(lambda: not subject.report.playing and not subject.report.busy, "it pauses")
        for name, by in (("step", 1), ("back", -1)):
            expected = subject.report.lead.frame.step + by
            if expected >= 0:
                subject.command(name)
                _wait(lambda expected=expected: subject.report.lead.frame.step == expected, f"{name} arrives")
        subject.command("play")
        _wait(lambda: subject.report.playing, "it plays")
        subject.command("pause")
    for name in COMMANDS:
        if name not in ("reset", "faster", "slower", "play"):
            subject.command(name)
    offered = subject.availability()
    for name, by in (("faster", 1), ("slower", -1)):
        if offered.get(name, True):
            subject.change_speed(by)
    if offered.get("reset", True):
        subject.reset()
    for bar in [*subject.findChildren(QTabBar), *subject.findChildren(WrappingTabs)]:
        for index in range(bar.count()):                # every scene and every page is built when it is first seen
            bar.setCurrentIndex(index)
            _let_qt_work(0.05)
            subject.grab()
        bar.setCurrentIndex(0)
    for part in subject.parts:
        for on in (False, True):
            subject.show_part(part, on)
    _let_qt_work(0.3)
    demand(isinstance(subject.status_text(), str) and subject.availability() is not None, "it says how it stands")
    image = subject.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)}
    demand(len(colours) > 20, "it draws a picture")


def _wait(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WAIT
    while not condition():
        demand(time.monotonic() < end, what)
        _let_qt_work(0.01)


def _let_qt_work(seconds: float) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.002)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
