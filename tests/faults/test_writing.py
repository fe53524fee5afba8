"""Where nothing more can be written, the old file stays whole, and a sentence says so."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from app import crash, log
from app.command_line import main as command_line
from app.engine.messages import Opening
from app.engine.run_group import RunGroup
from app.engine.session_commands import SESSION_COMMANDS
from app.export.film import Film
from app.export.hand_out import HandOut
from app.files import atomically, write_text
from app.lessons.lesson import parse_lesson
from app.sessions import file_format
from app.sweeps import runner
from app.sweeps.plan import Plan
from app.window import settings
from sims import registry
from sims.params import ParameterError
from sims.run import Run
from tests.app.sessions.saved_runs import a_run, session_of
from tests.conftest import ROOT
from widgets.snapshot import Snapshot

OLD = b"what was there before"
FULL = 512                      # bytes that the disk still takes of a file

LESSON = """+++
title = "A lesson"
+++

# A stop

+++
scene = "saddle:nash"
+++
Some words.
"""


@contextmanager
def full_disk():
    """No file of this process grows beyond FULL bytes: the system refuses to write, as where a disk is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only():
    """As on a disk that is mounted so, also for an administrator."""
    real = os.open

    def refuse(path, flags, *rest, **more):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", path)
        return real(path, flags, *rest, **more)
    os.open = refuse                                    # tempfile.mkstemp calls it
    try:
        yield
    finally:
        os.open = real


FAULTS = pytest.mark.parametrize("fault", [full_disk, read_only])


def hand_out():
    return HandOut(parse_lesson("lesson", LESSON), lambda name: registry.get(name))


def film():
    run = Run(registry.get("nash"))
    film = Film([0, 1, 2], (160, 120))
    film.see(run)
    run.step(1)
    film.see(run)
    return film


def view():
    widget = QWidget()
    widget.resize(200, 100)
    shot = Snapshot(widget)
    widget.deleteLater()
    return lambda path: atomically(path, shot.write)


def session():
    return partial(file_format.write, session=session_of(a_run("nash")))


EXPORTS = {
    "text.csv": lambda: lambda path: write_text(path, "1,2\n" * 1000),
    "run.saddle": session,
    "page.html": lambda: hand_out().write_html,
    "page.pdf": lambda: hand_out().write_pdf,
    "film.gif": lambda: film().save,
    "film.webp": lambda: film().save,
    "view.png": view,
    "view.svg": view,
    "view.pdf": view,
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_leaves_the_old_file_whole_and_nothing_beside_it(name, tmp_path, qapp):
    path = tmp_path / name
    path.write_bytes(OLD)
    write = EXPORTS[name]()
    for fault in (full_disk, read_only):
        with fault(), pytest.raises(OSError) as failed:
            write(path)
        assert failed.value.strerror                    # which the sentence in the banner ends with
        assert path.read_bytes() == OLD and list(tmp_path.iterdir()) == [path]
    write(path)
    assert path.stat().st_size > FULL or name == "view.png"


@FAULTS
@pytest.mark.parametrize("ending", ["json", "csv", "png", "gif"])
def test_the_command_line_says_in_a_line_which_file_could_not_be_written(ending, fault, tmp_path, capsys, qapp):
    path = tmp_path / f"run.{ending}"
    path.write_bytes(OLD)
    with fault():
        assert command_line.main(["run", "nash", "--steps", "200", "--series", f"--{ending}", str(path)]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(rf"saddle: cannot write to '{re.escape(str(path))}': (File too large|Read-only file system)\n",
                        said)
    assert path.read_bytes() == OLD and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_what_cannot_be_printed_is_said_in_a_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "app", "run", "nash", "--steps", "5", "--json", "-"], cwd=ROOT,
                              stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (2, "saddle: cannot write to '-': No space left on device\n")


@FAULTS
@pytest.mark.parametrize("command", ["autosave", "save_trace"])
def test_what_the_engine_writes_is_refused_with_the_reason(command, fault, tmp_path):
    group = RunGroup("nash", Opening("nash"), registry.get("nash"), "cpu")
    for _ in range(40):
        group.do("step")
    path = tmp_path / "run.saddle"
    path.write_bytes(OLD)
    arguments = {"speed": "max", "hidden": ()} if command == "autosave" else {}
    with fault(), pytest.raises(ParameterError) as refused:
        SESSION_COMMANDS[command](group, path=str(path), **arguments)
    assert re.fullmatch(r"run\.saddle could not be written: (File too large|Read-only file system)", str(refused.value))
    assert path.read_bytes() == OLD and list(tmp_path.iterdir()) == [path]


def test_a_sweep_whose_disk_is_full_says_so_and_goes_on_where_its_journal_is_whole(tmp_path):
    plan = Plan("nash", registry.get("nash").Params(), {"learning_rate": tuple(np.linspace(0.01, 0.1, 12).tolist())},
                (0,), 3, "cpu")
    kind, path = type(registry.get("nash")), tmp_path / "sweep.json"
    with full_disk(), pytest.raises(OSError):
        runner.carry_out(plan, kind, 1, path)
    assert not path.exists()
    runner.carry_out(plan, kind, 1, path)
    runner.carry_out(plan, kind, 1, tmp_path / "other.json")
    assert path.read_bytes() == (tmp_path / "other.json").read_bytes()


@FAULTS
def test_settings_stay_as_they_were_and_the_log_or_stderr_says_why(fault, capfd):
    kept = settings.Settings(theme="dark", recent=tuple(f"run-{number}" for number in range(60)))
    settings.save(kept)
    with fault():
        settings.save(settings.Settings(recent=tuple(f"other-{number}" for number in range(60))))
    assert settings.load() == kept
    assert list(settings.path().parent.glob(".settings*")) == []
    assert "The settings were not written into ~" in log.tail() + capfd.readouterr().err
    settings.path().unlink()


def test_a_log_that_cannot_be_written_stops_nothing_and_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setattr(log, "folder", lambda: tmp_path / "file" / "log")
    log.note("A sentence.")
    assert re.search(r"A sentence\. \(The log could not be written: .*\)", capsys.readouterr().err)
    assert crash.write("window", "a traceback of its own") is None
    assert log.tail() == ""


MOUNTED = """
import errno, os, sys
from pathlib import Path
from app.files import write_text
folder = Path(sys.argv[1])
old = folder / "old"
write_text(old, "x" * 1000)
for text in ("y" * 200_000, "y" * 60_000):
    try:
        write_text(old, text)
        sys.exit("it was written")
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
assert old.read_text() == "x" * 1000 and os.listdir(folder) == ["old"]
"""


@pytest.mark.trial
def test_a_disk_that_is_full_indeed(tmp_path):
    """On a file system of 48 KB, where one may be mounted."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "saddle-test", str(tmp_path)], check=False)
    if done.returncode:
        pytest.skip("nothing may be mounted here")
    try:
        subprocess.run([sys.executable, "-c", MOUNTED, str(tmp_path)], check=True, timeout=60)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
