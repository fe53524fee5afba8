"""Nothing in Saddle speaks to a network: no socket is opened but for the pipe between the window and its processes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Python reads this at the start of every process with this folder on its path, so also in the engine and in sweeps.
WATCH = """
import os, sys
def watch(event, arguments):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect", "ftplib.connect"):
        with open({log!r}, "a") as file:
            file.write(f"{{os.getpid()}} {{event}} {{arguments!r}}\\n")
with open({log!r}, "a") as file:
    file.write(f"{{os.getpid()}} begins\\n")
sys.addaudithook(watch)
"""

#: The window goes through its panels while the lab trains, asks the engine for a file, and closes.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from app.window import main_window
class Window(main_window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        self.left = 0
        self.watch = QTimer(self)
        self.watch.timeout.connect(self.look)
        self.watch.start(100)
    def look(self):
        report = self.panel.report
        if self.left == 0:
            if report is None or report.runs[0].frame.step < 20:
                return self.panel.command("play") if report is not None and not report.playing else None
            self.autosave.write()
        self.left += 1
        if self.left < 9:
            self.next_panel()
        elif self.left > 20:
            self.watch.stop()
            self.close_at_once()
main_window.MainWindow = Window
sys.argv = ["saddle"]
if __name__ == "__main__":
    from app.__main__ import main
    raise SystemExit(main())
"""


def watch(folder):
    """What must be in the environment of a program, so that `seen` knows what it did."""
    (folder / "sitecustomize.py").write_text(WATCH.format(log=str(folder / "seen")))
    return {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def seen(folder):
    """(number of Python processes, what they did with sockets, but for the pairs that are pipes)."""
    lines = (folder / "seen").read_text().splitlines()
    begun = [line for line in lines if line.endswith(" begins")]
    pair = re.compile(r"\d+ socket\.__new__ \(<socket.socket .*>, 1, 1, 0\)")       # 1: AF_UNIX, SOCK_STREAM
    return len(begun), [line for line in lines if not line.endswith(" begins") and not pair.fullmatch(line)]


def watched(tmp_path, *command):
    environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", **watch(tmp_path)}
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return seen(tmp_path)


@pytest.mark.trial
@pytest.mark.skipif(sys.platform == "win32", reason="there multiprocessing has pipes of another kind")
def test_the_window_with_all_its_panels_and_its_engine_open_no_socket_but_their_pipe(tmp_path):
    """The quick part of this is in test_surroundings.py."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    processes, sockets = watched(tmp_path, str(program))
    assert processes >= 2 and sockets == []


@pytest.mark.trial
@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here")
def test_neither_do_the_libraries_below_python(tmp_path):
    program, calls = tmp_path / "program.py", tmp_path / "calls"
    program.write_text(PROGRAM)
    environment = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    subprocess.run(["strace", "-f", "-qq", "-e", "trace=socket,socketpair", "-o", str(calls), sys.executable,
                    str(program)], env=environment, check=True, timeout=500)
    text = calls.read_text()
    assert "socketpair(" in text and "AF_INET" not in text


def test_the_command_line_opens_no_socket(tmp_path):
    out = tmp_path / "run.json"
    _processes, sockets = watched(tmp_path, "-m", "app", "run", "nash", "--steps", "3", "--json", str(out))
    assert json.loads(out.read_text()) and sockets == []


def test_the_watch_sees_a_socket(tmp_path):
    _processes, sockets = watched(tmp_path, "-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)")
    assert len(sockets) == 1 and "socket.__new__" in sockets[0]
