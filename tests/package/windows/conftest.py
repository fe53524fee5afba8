"""A person in Wine who has dist/saddle-setup.exe and nothing else: no rights, and a name that is not English."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.package.conftest import ROOT, User, wait_until

SCRIPT = ROOT / ".ci" / "windows" / "wine.sh"
SETUP = ROOT / "dist" / "saddle-setup.exe"
MENU = Path("AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Saddle.lnk")


class Person(User):
    """home is the person's folder as Linux sees it; profile is what Windows calls %USERPROFILE%."""

    patience = 300.0                    # what takes ten seconds in Wine on an idle machine takes minutes on a busy one

    def __init__(self, display: str, home: Path):
        self.drive = home / "prefix" / "drive_c"
        self.profile = self.drive / "users" / home.name
        self.package = self.profile / "AppData" / "Local" / "Programs" / "Saddle"
        self.setup = self.profile / "saddle-setup.exe"
        self.settings = self.profile / "AppData" / "Local" / "saddle" / "settings.json"
        self.display, self.home = display, home
        self.program = self.windows_path(self.package / "saddle.exe")
        self.console = self.windows_path(self.package / "saddle-console.exe")

    def windows_path(self, path: Path) -> str:
        return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")

    def start(self, *command: str, said: Path, **options) -> subprocess.Popen:
        """Begin a Windows program; what it prints goes into the file `said`."""
        with said.open("ab") as out:
            return subprocess.Popen([str(SCRIPT), "as-person", *command], stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=out, env={**os.environ, "DISPLAY": self.display}, **options)

    def open(self, path: Path, said: Path) -> None:
        """As a double click in the Explorer, or a click in the Start menu, does it."""
        if path.suffix == ".saddle":
            self._for_all_users(".saddle", "Saddle.Run")
        assert self.run("start", self.windows_path(path), said=said) == 0

    def open_link(self, link: str, said: Path) -> None:
        """As a click on it does."""
        self._for_all_users("saddle")
        assert self.run("start", link, said=said) == 0

    def _for_all_users(self, *kinds: str) -> None:
        """Windows looks for kinds of files and links in both of these, Wine only in the second."""
        for kind in kinds:
            ours, all_users = (f"{root}\\Software\\Classes\\{kind}" for root in ("HKCU", "HKLM"))
            subprocess.run([str(SCRIPT), "as-person", "reg", "copy", ours, all_users, "/s", "/f"], check=True,
                           capture_output=True)

    def pixels(self) -> bytes:
        """The screen as it is."""
        return subprocess.run(["import", "-display", self.display, "-window", "root", "rgb:-"],
                              capture_output=True, check=True).stdout

    def at_rest(self) -> None:
        """Wait until all is done and drawn: for two seconds the screen stays as it is and the program hardly works."""
        def worked() -> float:
            return sum(sum(process.cpu_times()[:2]) for process in self.processes())

        def rests() -> bool:
            before, already = self.pixels(), worked()
            time.sleep(2)
            return self.pixels() == before and worked() - already < 0.5
        wait_until(rests, self.patience, "a screen that rests")

    def moves(self) -> None:
        """Wait until it plays: the screen has looked in five ways."""
        seen = set()
        wait_until(lambda: len(seen) > 4 or seen.add(self.pixels()), self.patience, "a run that plays")

    def train(self, window: str) -> psutil.Process:
        """Once the window is drawn, play as fast as it goes; returns the engine once pictures of it come."""
        wait_until(self.engines, self.patience, "an engine")
        self.at_rest()
        self.keys(window, "space", "ctrl+Up", "ctrl+Up")
        self.moves()
        return self.engine()

    def keys(self, window: str, *keys: str) -> None:
        """Press them once the window has the focus: Wine's programs take it themselves, when they come to it."""
        self.xdotool("windowactivate", "--sync", window)
        wait_until(lambda: self.xdotool("getwindowfocus", "-f").strip() == window, self.patience, "the focus")
        super().keys(window, *keys)

    def owns(self, process: psutil.Process) -> bool:
        return any(word.endswith(("saddle.exe", "saddle-console.exe")) for word in process.cmdline()[:1])

    def registry(self, key: str, name: str = "") -> str | None:
        """A value of the registry; None where there is none."""
        words = ("/v", name) if name else ("/ve",)
        asked = subprocess.run([str(SCRIPT), "as-person", "reg", "query", key, *words], capture_output=True)
        lines = [line for line in asked.stdout.decode().splitlines() if "REG_" in line]
        return lines[0].split("REG_SZ", 1)[-1].strip() if asked.returncode == 0 and lines else None

    def tree(self) -> dict[str, tuple[int, int]]:
        """Every file of this Windows, with its size and time, but for the registry's."""
        return {str(path.relative_to(self.drive)): (path.lstat().st_size, path.lstat().st_mtime_ns)
                for path in self.drive.rglob("*") if not path.is_dir()}


@pytest.fixture(scope="session")
def person(display):
    """Somebody with an empty Windows; at the end everything of theirs is stopped."""
    if not SETUP.exists():
        pytest.skip("there is no dist/saddle-setup.exe: make package-windows makes it")
    if os.geteuid():
        pytest.skip("Wine lives in a system of its own, which only root can enter")
    subprocess.run([str(SCRIPT), "setup"], check=True)
    subprocess.run([str(SCRIPT), "person"], check=True, capture_output=True)
    where = subprocess.run([str(SCRIPT), "where"], capture_output=True, text=True, check=True).stdout.strip()
    (home,) = [path for path in Path(where, "debian", "home").iterdir() if path.is_dir()]
    somebody = Person(display, home)
    shutil.copy(SETUP, somebody.setup)
    yield somebody
    for process in somebody.processes():
        process.kill()
    subprocess.run([str(SCRIPT), "as-person", "wineboot", "--kill"], capture_output=True)
