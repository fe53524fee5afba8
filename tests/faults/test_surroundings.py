"""The program in bad surroundings: it starts, trains and closes, and says what it cannot do."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.faults import test_network

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other surroundings")

#: Open the window, train, keep the run every second, and after some steps print what there is to be seen.
PROGRAM = """
import json, locale, sys
from PySide6.QtCore import QTimer
from app.window import autosave, main_window
autosave.SECONDS = 1.0
class Window(main_window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        self.watch = QTimer(self)
        self.watch.timeout.connect(self.look)
        self.watch.start(100)
    def look(self):
        report = self.panel.report
        if report is None or report.runs[0].frame.step < 20 or not report.runs[0].trace:
            if report is not None and not report.playing:
                self.panel.command("play")
            return
        if {stay}:
            print("there", flush=True)
            return self.watch.stop()
        self.watch.stop()
        print(json.dumps({{"says": self.panel.banner.label.text(), "theme": self.settings.theme,
                          "decimal": locale.localeconv()["decimal_point"],
                          "logged": sorted(report.runs[0].trace)[:1]}}), flush=True)
        self.close_at_once()
main_window.MainWindow = Window
sys.argv = ["saddle"]
if __name__ == "__main__":
    from app.__main__ import main
    raise SystemExit(main())
"""


def started(tmp_path, stay=False, **environment):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(stay=stay))
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    given = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    given |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen([sys.executable, str(program)], env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, encoding="utf-8", errors="replace")


def outcome(process):
    out, said = process.communicate(timeout=180)
    assert process.returncode == 0, said
    assert "Traceback" not in said, said
    return json.loads(out.strip().splitlines()[-1]), said


def without_home(tmp_path):
    (tmp_path / "file").touch()
    return {"HOME": str(tmp_path / "file" / "home")}


def without_fonts(tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>")
    return {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}


def with_commas(tmp_path):
    """The decimal sign of the C library is a comma, where the system can make such a locale."""
    if shutil.which("localedef"):
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(tmp_path / "de_DE.UTF-8")], check=False,
                       capture_output=True)
    return {"LOCPATH": str(tmp_path), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}


def in_c(tmp_path):
    return {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def with_damaged_settings(tmp_path):
    folder = tmp_path / "home" / ".config" / "saddle"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_bytes(b'{"theme": "dark", "geometry": "\xff')
    return {}


def with_newer_settings(tmp_path):
    folder = tmp_path / "home" / ".config" / "saddle"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text('{"theme": "dark", "geometry": "nonsense", "panel": "holography", '
                                          '"choices": {"gan.speed": "warp"}, "wings": 2, "lessons": {"x": "y"}}')
    return {}


@posix
def test_without_home_fonts_and_in_the_locale_c_it_trains_and_says_that_nothing_is_kept(tmp_path):
    surroundings = {**in_c(tmp_path), **without_fonts(tmp_path), **without_home(tmp_path)}
    surroundings |= test_network.watch(tmp_path)
    seen, said = outcome(started(tmp_path, **surroundings))
    assert "cannot be kept every minute" in seen["says"] and "Not a directory" in seen["says"]
    assert "The settings were not written" in said
    assert seen["logged"]
    processes, sockets = test_network.seen(tmp_path)
    assert processes >= 2 and sockets == []             # the window and its engine, and no socket but their pipe


@posix
@pytest.mark.trial
@pytest.mark.parametrize("surroundings", [without_fonts, in_c, with_commas, with_damaged_settings, with_newer_settings])
def test_it_trains_and_closes(tmp_path, surroundings):
    seen, _said = outcome(started(tmp_path, **surroundings(tmp_path)))
    assert seen["says"] == "" and seen["logged"]
    if surroundings is with_commas and (tmp_path / "de_DE.UTF-8").exists():
        assert seen["decimal"] == ","
    if surroundings is with_newer_settings:
        stored = json.loads((tmp_path / "home" / ".config" / "saddle" / "settings.json").read_text())
        assert (seen["theme"], stored["wings"], stored["lessons"]) == ("dark", 2, {"x": "y"})


@posix
@pytest.mark.trial
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb here")
def test_where_the_display_goes_all_its_processes_end_and_the_next_start_offers_the_run(tmp_path):
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
                              pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with open(read) as told:
            display = told.readline().strip()
        program = started(tmp_path, stay=True, DISPLAY=f":{display}", QT_QPA_PLATFORM="xcb")
        assert program.stdout.readline().strip() == "there"
        kept = tmp_path / "home" / ".config" / "saddle" / "autosave"
        wait_until(lambda: list(kept.glob("[!.]*.saddle")))
        family = psutil.Process(program.pid).children(recursive=True)
        assert family
    finally:
        server.kill()
        server.wait()
    program.wait(timeout=30)
    program.stdout.close()
    program.stderr.close()
    wait_until(lambda: not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family))
    code = "from app.window.autosave import left_behind; print(len(left_behind()))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                           env={**environment, "HOME": str(tmp_path / "home")})
    assert found.stdout.strip() == "1"


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
