"""The packaged program as a user has it: from the menu, with mouse and keys, files by a double click, and its end."""

import json
import shutil
import signal
import subprocess
import time

import psutil
import pytest
from PySide6.QtGui import QImage

from tests.package.conftest import TESTER, run_json, wait_until

pytestmark = pytest.mark.package
#: Where things are in the window on this screen (pixels); if a click finds nothing, look at screenshots/package-*.png.
SECOND_TAB, MODES = (155, 41), (1360, 276)
ENGINE_END = 1.0                        # seconds in which an engine has to be gone after its window


def from_the_menu(user, said, *files):
    """As a desktop does it: by the desktop entry, for files by what is registered for them."""
    if files:
        assert user.run("gio", "open", *files, said=said) == 0
    else:
        assert user.run("gtk-launch", "saddle", said=said) == 0


@pytest.fixture
def registered(user, tmp_path):
    for tool in ("gtk-launch", "gio", "update-mime-database"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    said = tmp_path / "register.txt"
    assert user.run("/bin/sh", str(user.package / "register.sh"), said=said) == 0
    assert said.read_text() == ""
    return user


def state_of(package):
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in package.rglob("*")}


def outside(user):
    """Files of the tester anywhere but at home."""
    asked = subprocess.run(["find", "/tmp", "/var", "/dev/shm", "/run", "/opt", "/usr/local", "-user", TESTER],
                           capture_output=True, text=True)
    return asked.stdout.split("\n")[:-1]


def crashes(user):
    """The reports of crashes that the tester's Saddle has written."""
    return [path for path in user.files(".local", "state", "saddle", "log") if path.name.startswith("crash-")]


def test_start_click_type_train_save_close_open_close(registered, tmp_path):
    user, said = registered, tmp_path / "said.txt"
    before = state_of(user.package)
    from_the_menu(user, said)
    window = user.window("^Saddle")
    user.train(window)
    if user.ids:
        assert {process.uids().real for process in user.processes()} == {user.ids[0]} != {0}
    user.picture("1-training")
    user.keys(window, "space")
    user.click(window, *MODES, times=3)        # all of the number is selected
    user.xdotool("type", "5")
    user.keys(window, "Return")
    time.sleep(1)
    user.keys(window, "ctrl+s")
    dialog = user.window("Save run")
    # xdotool types letters that no key of the screen has by changing its keyboard, and now and then one is lost.
    saved = user.home / "Mein Lauf.saddle"
    user.xdotool("type", "--delay", "30", str(saved))
    time.sleep(0.5)
    user.picture("2-saving")
    user.keys(dialog, "Return")
    wait_until(saved.exists, 30, "the saved run")
    window = user.window("^Mein Lauf")
    (run,) = json.loads(run_json(saved))["runs"]
    trained = run["log"]["position"][0]
    assert trained > 100
    assert [event[2:] for event in run["log"]["events"]] == [["ring_modes", 5]]
    # The second tab is Nash: a click on it is remembered in the settings.
    user.click(window, *SECOND_TAB)
    time.sleep(2)
    user.picture("3-nash")
    closing = time.monotonic()
    user.keys(window, "alt+F4")
    ended = user.gone() + time.monotonic() - closing
    settings = json.loads((user.home / ".config" / "saddle" / "settings.json").read_text())
    assert settings["panel"] == "nash"
    assert settings["recent"] == [str(saved)]
    assert ended < 5
    assert said.read_text() == ""

    saved = saved.rename(user.home / "Mein Lauf é.saddle")
    from_the_menu(user, said, str(saved))
    window = user.window("^Mein Lauf é")
    time.sleep(3)
    user.picture("4-opened")
    user.keys(window, "ctrl+s")             # into the same file: what was opened is what was saved
    time.sleep(2)
    (again,) = json.loads(run_json(saved))["runs"]
    assert again["log"] == run["log"]
    user.keys(window, "alt+F4")
    user.gone()
    assert said.read_text() == ""
    assert state_of(user.package) == before
    if user.ids:
        assert outside(user) == []
    kept = {str(path.relative_to(user.home)).split("/")[0] for path in user.files()}
    assert kept <= {".config", ".local", ".cache", "Mein Lauf é.saddle", ".bashrc", ".bash_logout", ".profile"}
    log, = user.files(".local", "state")            # no crash was reported
    assert [line.rpartition("] ")[2].partition(" 0")[0] for line in log.read_text().splitlines()] == [
        "Saddle", "Saddle ends."] * 2
    assert str(user.home) not in log.read_text()


def test_a_bad_file_opens_the_window_which_says_so(registered, tmp_path):
    user, said = registered, tmp_path / "said.txt"
    bad = user.home / "bad.saddle"
    bad.write_text("hello")
    bad.chmod(0o644)
    from_the_menu(user, said, str(bad))
    window = user.window("^Saddle")

    def red():                              # the bar of the message, at the left
        mark = QImage(str(user.picture("5-bad-file"))).pixelColor(3, 100)
        return mark.red() > 150 and mark.green() < 90 and mark.blue() < 90
    wait_until(red, 60, "the message")
    user.keys(window, "alt+F4")
    user.gone()
    assert said.read_text() == ""


def test_a_second_start_opens_a_second_window_that_lives_by_itself(user, tmp_path):
    said = tmp_path / "said.txt"
    first = user.start(user.program, said=said)
    wait_until(lambda: len(user.windows("^Saddle")) == 1, 60, "the first window")
    second = user.start(user.program, said=said)
    wait_until(lambda: len(user.windows("^Saddle")) == 2, 60, "the second window")
    wait_until(lambda: len(user.engines()) == 2, 30, "two engines")
    first.send_signal(signal.SIGTERM)
    assert first.wait(15) == 0
    wait_until(lambda: len(user.engines()) == 1, 5, "the end of the first engine")
    assert len(user.windows("^Saddle")) == 1
    second.send_signal(signal.SIGTERM)
    assert second.wait(15) == 0
    user.gone(5)
    assert said.read_text() == ""


@pytest.mark.parametrize("how", ["ctrl+c", "close", "killed"])
def test_the_engine_ends_with_its_window(user, tmp_path, how):
    said = tmp_path / "said.txt"
    process = user.start(user.program, said=said)
    window = user.window("^Saddle")
    engine = user.train(window)
    started = time.monotonic()
    if how == "close":
        user.keys(window, "alt+F4")
        started = time.monotonic()
    else:
        process.send_signal(signal.SIGINT if how == "ctrl+c" else signal.SIGKILL)
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, 10, "the engine's end")
    took = time.monotonic() - started
    process.wait(15)
    everything = time.monotonic() - started
    user.gone(5)
    print(f"{how}: the engine ended after {took:.2f} s, the window after {everything:.2f} s")
    assert took < ENGINE_END
    assert process.returncode == (-signal.SIGKILL if how == "killed" else 0)
    assert said.read_text() == ""


def test_a_killed_engine_is_replaced_and_its_crash_reported(user, tmp_path):
    said = tmp_path / "said.txt"
    process = user.start(user.program, said=said)
    window = user.window("^Saddle")
    engine = user.train(window)
    engine.send_signal(signal.SIGSEGV)
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, 10, "the crash")
    wait_until(lambda: [other for other in user.engines() if other.pid != engine.pid], 30, "a new engine")
    time.sleep(3)
    user.keys(window, "space")              # what is restored stands still, and goes on when it is told to
    assert user.engine().pid != engine.pid
    user.picture("6-engine-replaced")
    user.keys(window, "alt+F4")
    process.wait(15)
    (report,) = crashes(user)
    assert "Segmentation fault" in report.read_text() and "in its engine" in report.read_text()


def test_a_window_that_crashed_is_told_of_at_the_next_start(user, tmp_path):
    said = tmp_path / "said.txt"
    process = user.start(user.program, said=said)
    user.train(user.window("^Saddle"))
    process.send_signal(signal.SIGSEGV)
    process.wait(15)
    user.gone(10)
    said.unlink()
    process = user.start(user.program, said=said)
    wait_until(lambda: len(user.windows("^Saddle")) == 2, 60, "the window and its dialog")
    time.sleep(1)
    user.picture("7-after-a-crash")
    assert any("in its window" in path.read_text() for path in crashes(user))
    process.send_signal(signal.SIGTERM)
    process.wait(15)
    assert said.read_text() == ""


def test_the_selftest_holds_inside(user, tmp_path):
    said = tmp_path / "said.txt"
    user.environment.pop("DISPLAY")
    assert user.run(user.program, "selftest", said=said) == 0, said.read_text()
    lines = said.read_text().splitlines()
    assert len(lines) >= 10 and all(": ok (" in line for line in lines)
    assert {"panel gan", "panel nash", "panel distances"} <= {line.partition(":")[0] for line in lines}
    print(said.read_text())


def test_commands_write_their_files(user, tmp_path):
    said = tmp_path / "said.txt"
    user.environment.pop("DISPLAY")
    words = ("run", "gan", "--steps", "300", "--json", "a.json", "--csv", "b.csv", "--png", "c.png",
             "--gif", "d.gif")
    assert user.run(user.program, *words, said=said) == 0, said.read_text()
    assert json.loads((user.home / "a.json").read_text())["steps"] == 300
    words = ("sweep", "nash", "--vary", "learning_rate=0.01:0.1:2", "--steps", "20", "--json", "s.json")
    assert user.run(user.program, *words, said=said) == 0, said.read_text()
    assert json.loads((user.home / "s.json").read_text())
    assert len((user.home / "b.csv").read_text().splitlines()) == 301
    assert (user.home / "c.png").read_bytes().startswith(b"\x89PNG")
    assert (user.home / "d.gif").read_bytes().startswith(b"GIF8")


def test_there_is_no_python_to_be_found(user, tmp_path):
    said = tmp_path / "said.txt"
    assert user.run("/bin/sh", "-c", "command -v python3 python pip; touch \"$0\" 2>/dev/null && echo written",
                    str(user.package / "x"), said=said) != 0
    assert said.read_text() == "" or not user.ids
