"""A user, a screen and the unpacked package for the tests of what `make package` made.

The package is unpacked from the .tar.gz into a folder whose name has spaces and other letters than English ones. As
root the tests make a user who may not write there; else they run as who runs them, and say so.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from app.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
TESTER = "saddle-tester"
SCREEN = (1440, 900)
PATIENCE = 120.0                        # seconds for what is awaited: a cold disk, a busy machine


def wait_until(condition, seconds, what):
    """The first true value of the condition."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.1)                     # looking through all processes takes a processor's time, too
    return value


@pytest.fixture(scope="session")
def archive():
    found = sorted((ROOT / "dist").glob(f"saddle-{VERSION}-linux-*.tar.gz"))
    if not found:
        pytest.skip("there is no dist/saddle-*.tar.gz: make package makes it")
    return found[0]


@pytest.fixture(scope="session")
def package(archive, tmp_path_factory):
    """The folder of the unpacked program."""
    parent = Path("/var/tmp") if os.geteuid() == 0 else tmp_path_factory.mktemp("package")
    base = parent / f"Lehrer Müller – 教材 {os.getpid()}"
    base.mkdir()
    with tarfile.open(archive) as packed:
        packed.extractall(base, filter="fully_trusted")
    yield base / "saddle"
    shutil.rmtree(base)


@pytest.fixture(scope="session")
def display():
    if not shutil.which("Xvfb") or not shutil.which("xdotool"):
        pytest.skip("needs Xvfb and xdotool")
    number = next(n for n in range(90, 96) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    server = subprocess.Popen(["Xvfb", f":{number}", "-ac", "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten",
                               "tcp", "-noreset"], stderr=subprocess.DEVNULL)
    wait_until(Path(f"/tmp/.X11-unix/X{number}").exists, 20, "an X server")
    manager = None
    if shutil.which("openbox"):
        manager = subprocess.Popen(["openbox", "--sm-disable"], env={**os.environ, "DISPLAY": f":{number}"},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
    yield f":{number}"
    for helper in (manager, server):
        if helper:
            helper.terminate()
            helper.wait()


@pytest.fixture(scope="session")
def no_python():
    """A folder for PATH with every program of the system but Python.

    Not among pytest's own: another pytest that begins meanwhile would close those to the tester.
    """
    folder = Path(tempfile.mkdtemp(prefix="saddle-path-", dir="/var/tmp"))
    for place in ("/bin", "/usr/bin"):
        for program in Path(place).iterdir():
            if not program.name.startswith(("python", "pip", "pydoc")) and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class User:
    """Somebody with a home, a display and this package, and nothing else."""

    patience = PATIENCE

    def __init__(self, package: Path, display: str, path: Path, home: Path, ids: tuple[int, int] | None):
        self.package, self.display, self.home, self.ids = package, display, home, ids
        self.program = str(package / "saddle")
        self.environment = {"HOME": str(home), "PATH": str(path), "DISPLAY": display, "LANG": "C.UTF-8",
                            "USER": TESTER, "XDG_RUNTIME_DIR": str(home / ".runtime")}

    def start(self, *command: str, said: Path, **options) -> subprocess.Popen:
        """Begin a command; what it prints goes into the file `said`."""
        as_user = {} if self.ids is None else {"user": self.ids[0], "group": self.ids[1], "extra_groups": []}
        with said.open("ab") as out:
            return subprocess.Popen(command, cwd=self.home, env=self.environment, stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=out, **as_user, **options)

    def run(self, *command: str, said: Path, seconds: float = 300) -> int:
        process = self.start(*command, said=said)
        return process.wait(seconds)

    def owns(self, process: psutil.Process) -> bool:
        """Whether a process is of this package."""
        return process.exe().startswith(str(self.package))

    def processes(self) -> list[psutil.Process]:
        """All processes of this package."""
        found = []
        for process in psutil.process_iter():
            try:
                if self.owns(process) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def engines(self) -> list[psutil.Process]:
        """Those that train."""
        found = []
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                if "--multiprocessing-fork" in process.cmdline():
                    found.append(process)
        return found

    def engine(self) -> psutil.Process:
        """The one engine, once it trains: that takes more time of the processor than importing torch does."""
        def training():
            return [engine for engine in self.engines() if sum(engine.cpu_times()[:2]) > 6]
        return wait_until(training, self.patience, "an engine that trains")[0]

    def train(self, window: str) -> psutil.Process:
        """Play as fast as it goes; returns the engine once it trains."""
        wait_until(self.engines, self.patience, "an engine")
        self.keys(window, "space", "ctrl+Up", "ctrl+Up")
        return self.engine()

    def windows(self, name: str = ".*") -> list[str]:
        """Visible windows of this package by a regular expression for the title."""
        found = []
        for process in self.processes():
            asked = self.xdotool("search", "--all", "--onlyvisible", "--pid", str(process.pid), "--name", name)
            found += asked.split()
        return found

    def window(self, name: str = ".*") -> str:
        return wait_until(lambda: self.windows(name), self.patience, f"a window {name!r}")[-1]

    def xdotool(self, *words: str) -> str:
        return subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, capture_output=True,
                              text=True).stdout

    def keys(self, window: str, *keys: str) -> None:
        self.xdotool("windowactivate", "--sync", window)
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)
            time.sleep(0.15)

    def click(self, window: str, x: int, y: int, times: int = 1) -> None:
        """Left click at a place in the window (pixels)."""
        self.xdotool("windowactivate", "--sync", window)
        self.xdotool("mousemove", "--window", window, str(x), str(y))
        time.sleep(0.1)
        self.xdotool("click", "--repeat", str(times), "--delay", "60", "1")
        time.sleep(0.3)

    def picture(self, name: str) -> Path:
        """The whole screen as it is, for a person to look at."""
        path = ROOT / "screenshots" / f"package-{name}.png"
        path.parent.mkdir(exist_ok=True)
        subprocess.run(["import", "-display", self.display, "-window", "root", str(path)], check=False)
        return path

    def gone(self, seconds: float | None = None) -> float:
        """Seconds until no process of the package is left; by itself as patient as this user is."""
        started = time.monotonic()
        wait_until(lambda: not self.processes(), seconds or self.patience, "the end of every process")
        return time.monotonic() - started

    def files(self, *parts: str) -> list[Path]:
        return sorted(path for path in self.home.joinpath(*parts).rglob("*") if path.is_file())


@pytest.fixture
def user(package, display, no_python, tmp_path):
    if os.geteuid() == 0 and shutil.which("useradd"):
        home = Path("/home") / TESTER
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/sh", TESTER], check=True, capture_output=True)
        entry = pwd.getpwnam(TESTER)
        ids = (entry.pw_uid, entry.pw_gid)
    else:
        home, ids = tmp_path / "home", None
        home.mkdir()
    (home / ".runtime").mkdir(mode=0o700)
    if ids:
        os.chown(home / ".runtime", *ids)
    somebody = User(package, display, no_python, home, ids)
    yield somebody
    for process in somebody.processes():
        process.kill()
    somebody.gone()
    if ids:
        subprocess.run(["userdel", "--remove", TESTER], check=True, capture_output=True)


def run_json(path: Path) -> str:
    """The log inside a saved run."""
    with zipfile.ZipFile(path) as opened:
        return opened.read("run.json").decode()
