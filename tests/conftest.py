"""What every test stands on: private user folders, a private display, and nothing left running behind.

The display: where tests marked `gui` are to run and Xvfb is here, the whole session gets its own X server and window
manager; else Qt draws offscreen. Neither the user's screen nor the user's settings are ever touched.

The leak check: after each test no new thread, child process, running QThread, active QTimer or window may be there.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GRACE = 10.0                            # seconds for what is on its way out to go: in Wine the first formula takes long
SCREEN = "1920x1080x24"

# As `sims` does for the program, which loads it before numpy; a test may load numpy first. Two threads of one small
# decomposition wait for each other at full speed, and take a hundred times as long on a busy machine.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

failed = pytest.StashKey[bool]()
at_start = pytest.StashKey[dict]()


# The user's folders and desktop --------------------------------------------------------------------------------------

@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if config.pluginmanager.hasplugin("pytest-qt"):     # which would end in a traceback
        try:
            from PySide6 import QtGui  # noqa: F401

            from widgets import overrides
            overrides.guard()               # as the program does
        except ModuleNotFoundError as error:
            pytest.exit(f"{error}: make setup installs it; -p no:pytest-qt tests sims without it", 1)
        except ImportError as error:
            pytest.exit(f"Qt does not load here ({error}): make setup names the system packages it needs", 1)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:   # what a shell starts with "&", and all that those start,
        signal.signal(signal.SIGINT, signal.default_int_handler)    # hear no Ctrl+C; here some must
    _make_hypothesis_repeatable()
    home = Path(tempfile.mkdtemp(prefix="saddle-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    use_private_folders(home)


def use_private_folders(home: Path) -> None:
    """Let this process, and all that it starts, know no folder, display or language of the user, but only `home`."""
    for name in list(os.environ):
        if name.startswith(("QT_", "QSG_", "SADDLE_")):
            del os.environ[name]
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER",
                 "XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "DESKTOP_SESSION", "LANGUAGE", "LC_MESSAGES", "LANG"):
        os.environ.pop(name, None)
    os.environ.update(
        {"HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},
        APPDATA=str(home / "roaming"), LOCALAPPDATA=str(home / "local"),
        # platformdirs asks Windows itself for its folders, and takes only these instead.
        WIN_PD_OVERRIDE_APPDATA=str(home / "roaming"), WIN_PD_OVERRIDE_LOCAL_APPDATA=str(home / "local"),
        **{f"XDG_{kind}_HOME": str(home / folder) for kind, folder in
           {"CONFIG": ".config", "DATA": ".local/share", "STATE": ".local/state", "CACHE": ".cache"}.items()},
        XDG_RUNTIME_DIR=str(home / "runtime"))
    if sys.platform == "win32":             # where Qt, offscreen, looks for fonts beside itself
        os.environ["QT_QPA_FONTDIR"] = os.path.join(os.environ["WINDIR"], "Fonts")
    (home / "runtime").mkdir(mode=0o700)


def _make_hypothesis_repeatable():
    """The same examples on every run, and no time limit on a busy machine; --hypothesis-profile=explore seeks more."""
    try:
        import hypothesis
    except ModuleNotFoundError:
        return
    hypothesis.settings.register_profile("explore", deadline=None, derandomize=False)
    hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
    hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path, config):
    """`make test` asks for the tests with the mark gui apart from the others. A file that can have none of those which
    are asked for is not imported: to import them all takes ten seconds of each process."""
    asked = config.option.markexpr
    if collection_path.suffix == ".py" and asked.startswith(("gui and ", "not gui and ")):
        text = collection_path.read_text("utf-8")
        if "mark.gui" not in text if asked.startswith("gui") else "\npytestmark = pytest.mark.gui\n" in text:
            return True
    return None


def pytest_collection_modifyitems(items):
    """What takes long begins first, so that no process waits for another at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


# The display ---------------------------------------------------------------------------------------------------------

@pytest.hookimpl(tryfirst=True)         # before the terminal asks pytest_report_collectionfinish
def pytest_collection_finish(session):
    wanted = any(item.get_closest_marker("gui") for item in session.items)
    if wanted and not session.config.option.collectonly:
        start_display()


def pytest_report_collectionfinish():
    display = os.environ.get("DISPLAY")
    return f"display: Xvfb {display}, {SCREEN}" if display else "display: none, Qt draws offscreen"


def start_display():
    """Where Xvfb is, begin a display of this process's own, with a window manager where there is one."""
    if not (sys.platform.startswith("linux") and shutil.which("Xvfb")):
        return
    read, write = os.pipe()
    server = _start_helper("Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset",
                           pass_fds=(write,))
    os.close(write)
    with open(read) as told:
        ready, _, _ = select.select([told], [], [], 30)
        number = told.readline().strip() if ready else ""
    if not number:
        server.kill()
        raise pytest.UsageError("Xvfb is here but did not start")
    os.environ.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
    if shutil.which("openbox"):
        mark = Path(os.environ["XDG_RUNTIME_DIR"], "openbox-is-up")
        _start_helper("openbox", "--sm-disable", "--startup", f"touch {mark}")
        _wait_until(mark.exists, 10)


def _start_helper(*command, **options):
    """Start a program that ends with this process, however this process ends; Ctrl+C reaches only the tests.

    It is not stopped sooner, because Qt ends the process whose X server goes away.
    """
    if shutil.which("setpriv"):
        command = ("setpriv", "--pdeathsig", "TERM", *command)
    helper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True, **options)
    atexit.register(_stop, helper)
    return helper


def _stop(helper):
    helper.terminate()
    try:
        helper.wait(5)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


def _wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)


@pytest.fixture
def screenshot_dir():
    """Where a test leaves its pictures for a person to look at: screenshots/ (git ignores it)."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


# The leak check ------------------------------------------------------------------------------------------------------

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[failed] = True
    return report


@pytest.fixture(autouse=True)
def nothing_left_running(request):
    """What wider fixtures own is there before this one looks first, and may stay.

    What there is already is held out of gc.get_objects() meanwhile: to look through it all would be most of what a test
    costs.
    """
    before = _running(objects=False)
    gc.freeze()
    yield
    if not request.node.stash.get(failed, False):       # a failure's traceback keeps objects alive
        _demand_nothing_new(before, request.node.name)
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After the last test, when the wider fixtures are gone too, everything must be."""
    result = yield
    if nextitem is None and not item.session.testsfailed:
        _demand_nothing_new(item.session.stash[at_start], "a fixture of more than one test")
    return result


@pytest.hookimpl(tryfirst=True)         # a process that pytest-xdist began has a loop of its own, which asks no other
def pytest_runtestloop(session):
    session.stash[at_start] = _running()


def _demand_nothing_new(before, who):
    left = {}

    def gone():
        _let_qt_finish()
        left.clear()
        left.update({key: what for key, what in _running().items() if key not in before})
        return not left

    if gone():
        return
    gc.collect()
    _wait_until(gone, GRACE)
    if left:                            # it may hang on what was there before
        gc.unfreeze()
        gc.collect()
        found = _running()
        left = {key: what for key, what in left.items() if key in found}
    for key in left:
        if key[0] == "process":
            key[1].kill()               # else it may keep the whole session from ending
    if left:
        pytest.fail(f"{who} left behind: {', '.join(left.values())}", pytrace=False)


def _running(objects=True):
    """Everything that should not outlive a test: {key: description}. objects: also Qt's threads and timers, as far as
    the garbage collector knows of them."""
    found = {("thread", thread): f"thread {thread.name!r}" for thread in threading.enumerate()}
    found.update(_child_processes())
    if "PySide6.QtCore" in sys.modules:
        found.update(_windows())
        if objects:
            found.update(_qt_objects())
    return found


def _child_processes():
    import psutil

    multiprocessing.active_children()   # takes leave of those that have ended
    pids = psutil.pids()
    if pids == _child_processes.pids:       # to look for the parents of them all would be most of what a test costs
        return {key: what for key, what in _child_processes.found.items() if _runs(key[1])}
    of_python = (getattr(resource_tracker._resource_tracker, "_pid", None), forkserver._forkserver._forkserver_pid)
    found = {}
    for process in psutil.Process().children(recursive=True):
        try:
            if process.pid not in of_python and _runs(process):
                found["process", process] = f"process {process.pid} ({' '.join(process.cmdline())[:80]})"
        except psutil.NoSuchProcess:
            pass
    _child_processes.pids, _child_processes.found = pids, found
    return found


_child_processes.pids, _child_processes.found = [], {}


def _runs(process):
    import psutil

    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _let_qt_finish():
    core = sys.modules.get("PySide6.QtCore")
    if core and core.QCoreApplication.instance():
        core.QCoreApplication.processEvents()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


def _qt_objects():
    import shiboken6
    from PySide6 import QtCore

    found = {}
    application = QtCore.QCoreApplication.instance()
    kinds = {QtCore.QThread, QtCore.QTimer}
    for kind in list(kinds):
        kinds |= _subclasses(kind)
    for thing in gc.get_objects():
        if type(thing) not in kinds or not shiboken6.isValid(thing):
            continue
        key = ("qt", shiboken6.getCppPointer(thing)[0])
        if isinstance(thing, QtCore.QTimer):
            if thing.isActive():
                found[key] = f"active timer {thing.objectName()!r} of {type(thing.parent()).__name__}"
        elif thing.isRunning() and not (application and thing == application.thread()):
            found[key] = f"running {type(thing).__name__}"
    if QtCore.QThreadPool.globalInstance().activeThreadCount():
        found["qt", "pool"] = "work in Qt's thread pool"
    return found


def _windows():
    import shiboken6
    from PySide6 import QtCore

    found, application = {}, QtCore.QCoreApplication.instance()
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets and isinstance(application, widgets.QApplication):
        for window in widgets.QApplication.topLevelWidgets():
            kind = window.metaObject().className()
            if not _is_of_qt(window, kind):
                seen = "visible" if window.isVisible() else "hidden"
                key = ("qt", shiboken6.getCppPointer(window)[0])
                found[key] = f"{seen} window {kind} {window.windowTitle()!r}"
    return found


def _is_of_qt(window, kind):
    """Tool tips, which hide by themselves; the list of a combo box, which goes with it; and what the layout of a plot
    measures spaces by. A window that is kept for several tests may make settings and plots in each of them."""
    bare = kind == "QWidget" and not (window.isVisible() or window.windowTitle() or window.children())
    return bare or kind in ("QTipLabel", "QComboBoxPrivateContainer")


def _subclasses(kind):
    found = set(kind.__subclasses__())
    for each in list(found):
        found |= _subclasses(each)
    return found
