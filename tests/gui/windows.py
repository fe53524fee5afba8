"""What the tests of windows share: open one, look at its run, press a key."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import log
from app.sessions import file_format, snapshots
from app.window.main_window import MainWindow
from app.window.settings import Settings
from sims import registry
from sims.run import Run
from sims.simulation import fingerprint
from tests.gui.monkey.hands import seen_below

WAIT = 30_000                   # milliseconds


def new_window(qtbot, **values):
    """The window as one knows it who has seen the welcome, training as fast as it goes."""
    main = MainWindow(Settings(**{"device": "cpu", "seen_welcome": True, **values}))
    main.resize(1280, 720)
    with qtbot.waitExposed(main):
        main.show()
    qtbot.waitUntil(lambda: main.panel.report is not None, timeout=WAIT)
    train(main, qtbot)
    return main


def train(main, qtbot):
    main.panel.choose_speed("max")
    main.panel.command("play")
    qtbot.waitUntil(lambda: main.panel.playing, timeout=WAIT)


def close(main):
    main.close_at_once()
    main.deleteLater()
    QApplication.processEvents()


def run_of(window):
    return window.panel.report.runs[0]


def prints(window):
    """The fingerprint of the frame without D over what is seen: the window says a moment later what that is."""
    frame = run_of(window).frame
    return fingerprint(replace(frame, arrays={name: values for name, values in frame.arrays.items()
                                              if name not in ("scores", "view")}))


def stand(window, qtbot, step, phase=0):
    """Until the window has it whole: one that still plays may just pass there, in a report without curves."""
    window.panel.command("seek", step=step, phase=phase)
    qtbot.waitUntil(lambda: (run_of(window).frame.step, run_of(window).frame.phase) == (step, phase)
                    and not window.panel.report.busy and not window.panel.playing, timeout=WAIT)


def laid_out(window, qtbot):
    """Wait until the window has laid itself out: until all that is seen in it stays where it is for a moment."""
    places = None
    for _look in range(100):
        qtbot.wait(10)
        before, places = places, [widget.geometry().getRect() for widget in seen_below(window)]
        if places == before:
            return


def press(window, key, modifiers=Qt.KeyboardModifier.ControlModifier):
    QTest.keyClick(window, key, modifiers)


def a_file(path, steps=25, **values):
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(**values), 7)
    run.step(steps)
    file_format.write(path, file_format.Session("gan", (snapshots.save(run),), "step_10", ("curves",)))
    return run


def says(window):
    return window.panel.banner.label.text() if window.panel.banner.isVisible() else ""


def state_of_windows():
    """Of each window that is open its run, its sentence, and then the end of the log, as text."""
    told = []
    for main in QApplication.topLevelWidgets():
        if isinstance(main, MainWindow):
            report, where = main.panel.report, "no report"
            if report is not None:
                frame = report.lead.frame
                where = f"step {frame.step}.{frame.phase}, playing {report.playing}, busy {report.busy}"
            told.append(f"{type(main.panel).__name__}: {where}; engine {main.client.pid}; it says: {says(main)!r}")
    return "\n".join(told) + "\n" + log.tail(2_000)
