"""A person in Wine who has dist/saddle-setup.exe and nothing else: no rights, and a name that is not English."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.package.conftest import ROOT, User

SCRIPT = ROOT / ".ci" / "windows" / "wine.sh"
SETUP = ROOT / "dist" / "saddle-setup.exe"
MENU = Path("AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Saddle.lnk")


class Person(User):
    """home is the person's folder as Linux sees it; profile is what Windows calls %USERPROFILE%."""

    patience = 180.0                    # a start in Wine takes three times as long

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
