"""The lab in a window, and dialogs that choose a file without being shown."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.window import looks, presenter
from app.window import settings as remembered
from tests.engine_start import engines_begin_with_torch_loaded  # noqa: F401 - a fixture
from tests.gui.windows import WAIT, close, new_window, run_of, state_of_windows, train
from widgets.theme import themes


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What a window says that a test has waited for in vain, on a machine that nobody can look at."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections.append(("windows", state_of_windows()))
    return report


@pytest.fixture(autouse=True)
def no_fingers(monkeypatch):
    """No screen is touched, though a test of this process may have made one that Qt does not forget."""
    for module in (looks, presenter):
        monkeypatch.setattr(module, "fingers", lambda: False)


@pytest.fixture
def window(qtbot):
    themes.apply(QApplication.instance())
    themes.use("light")
    main = new_window(qtbot)
    yield main
    close(main)
    remembered.path().unlink(missing_ok=True)


@pytest.fixture(scope="module")
def kept_window(qapp):
    """One for the tests of a module that leave nothing in it which the next would notice; see `lab`."""
    themes.apply(qapp)
    themes.use("light")
    main = new_window(QtBot(None))
    yield main
    close(main)
    themes.use("light")
    remembered.path().unlink(missing_ok=True)


@pytest.fixture
def lab(kept_window, qtbot):
    """The kept window with a new run of the lab, which trains. It is hidden afterwards: keys go to others then."""
    themes.use("light")
    kept_window.resize(1280, 720)
    with qtbot.waitExposed(kept_window):
        kept_window.show()
    kept_window.activateWindow()
    kept_window.panel.banner.hide()
    for command in ("pause", "new_seed", "reset"):
        kept_window.panel.command(command)
    qtbot.waitUntil(lambda: run_of(kept_window).seed == 0 and run_of(kept_window).frame.step == 0
                    and not kept_window.panel.report.busy and not kept_window.panel.playing, timeout=WAIT)
    train(kept_window, qtbot)
    yield kept_window
    kept_window.panel.command("pause")
    kept_window.hide()


@pytest.fixture
def choose(monkeypatch):
    """Say which file the next dialog gives."""
    chosen = {}
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_arguments: (str(chosen["path"]), "")))

    def set_path(path):
        chosen["path"] = path
    return set_path
