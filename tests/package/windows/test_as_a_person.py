"""saddle-setup.exe and what it installs, in Wine, in the order in which a person meets it. Wine 10 is not Windows.

Pictures of the screen for a person to look at: screenshots/package-windows-*.png.
"""

import json
import signal
import time

import psutil
import pytest
from PySide6.QtGui import QImage

from app.version import VERSION
from tests.package.conftest import ROOT, run_json, wait_until
from tests.package.windows.conftest import MENU, SETUP

pytestmark = pytest.mark.package
#: Where things are in the window on this screen (pixels); if a click finds nothing, look at the pictures.
SECOND_TAB, MODES = (155, 41), (1360, 276)
#: Seconds in which an engine has to be gone after its window: one, and half of one for Wine.
ENGINE_END = 1.5
CLASSES, UNINSTALL = "HKCU\\Software\\Classes", "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Saddle"
MOST = 0.79                             # of the size of an unpruned build


@pytest.fixture
def said(tmp_path):
    return tmp_path / "said.txt"


@pytest.fixture(scope="module")
def installed(person, tmp_path_factory):
    """The person, once the setup has run without a question."""
    said = tmp_path_factory.mktemp("setup") / "said.txt"
    person.before = person.tree()
    started = time.monotonic()
    assert person.run(person.windows_path(person.setup), "/S", said=said, seconds=600) == 0
    print(f"installed in {time.monotonic() - started:.0f} s")
    assert said.read_text() == ""
    return person


def test_it_installs_for_this_person_only(installed):
    user = installed
    files = user.tree()
    touched = {path for path, stamp in files.items() if user.before.get(path) != stamp}
    assert {path.split("/")[0] for path in touched} == {"users"}
    assert {path.split("/")[1] for path in touched} == {user.home.name}
    inside = str(user.package.relative_to(user.drive))
    beside = {path for path in touched if not path.startswith(inside)}
    assert beside == {str((user.profile / MENU).relative_to(user.drive))}
    assert "saddle" not in (user.drive.parent / "system.reg").read_text(encoding="latin-1").lower()
    assert user.registry(f"{UNINSTALL}", "DisplayVersion") == VERSION
    assert user.registry(f"{CLASSES}\\.saddle") == "Saddle.Run"
    assert user.registry(f"{CLASSES}\\saddle") == "URL:Saddle run"


def test_every_library_is_there_once(installed):
    """Those of one name have different contents: each is the one that its package was made with."""
    sizes = {path: path.stat().st_size for path in installed.package.rglob("*") if path.is_file()}
    libraries = [path for path in sizes if path.suffix == ".dll" and sizes[path] > 1e6]
    assert len({path.read_bytes()[:4096] + str(sizes[path]).encode() for path in libraries}) == len(libraries)
    plain = json.loads((ROOT / "dist" / "windows" / "plain.json").read_text())["bytes"]
    total = sum(sizes.values())
    print(f"{total / 1e6:.1f} MB, {total / plain:.3f} of {plain / 1e6:.1f} MB; "
          f"the setup {SETUP.stat().st_size / 1e6:.0f} MB")
    assert total < MOST * plain


def test_start_click_type_train_save_close_open_close(installed, said):
    user = installed
    user.open(user.profile / MENU, said)
    window = user.window("^Saddle")
    user.train(window)
    user.picture("windows-1-training")
    user.keys(window, "space")
    user.click(window, *MODES, times=3)        # all of the number is selected
    user.xdotool("type", "5")
    user.keys(window, "Return")
    user.at_rest()
    user.keys(window, "ctrl+s")
    dialog = user.window("Save run")            # Wine's; the name that it proposes is not selected there
    user.keys(dialog, "ctrl+a")
    user.xdotool("type", "--delay", "60", "Mein Lauf")
    user.at_rest()
    user.picture("windows-2-saving")
    user.keys(dialog, "Return")
    saved = wait_until(lambda: list(user.profile.rglob("Mein Lauf.saddle")), user.patience, "the saved run")[0]
    window = user.window("^Mein Lauf")
    (run,) = json.loads(run_json(saved))["runs"]
    assert run["log"]["position"][0] > 20
    assert [event[2:] for event in run["log"]["events"]] == [["ring_modes", 5]]
    user.click(window, *SECOND_TAB)             # Nash: remembered in the settings; it plays by itself
    user.moves()
    user.picture("windows-3-nash")
    user.keys(window, "alt+F4")
    user.gone()
    settings = json.loads(user.settings.read_text(encoding="utf-8"))
    assert settings["panel"] == "nash"
    assert [path.split("\\")[-1] for path in settings["recent"]] == ["Mein Lauf.saddle"]
    assert said.read_text() == ""

    saved = saved.rename(user.profile / "Desktop" / "Mein Lauf é – 教材.saddle")
    user.open(saved, said)
    window = user.window("^Mein Lauf é – 教材")
    user.at_rest()
    user.picture("windows-4-opened")
    written = saved.stat().st_mtime_ns
    user.keys(window, "ctrl+s")                 # into the same file: what was opened is what was saved
    wait_until(lambda: saved.stat().st_mtime_ns != written, user.patience, "the file written again")
    (again,) = json.loads(run_json(saved))["runs"]
    assert again["log"] == run["log"]
    user.keys(window, "alt+F4")
    user.gone()
    assert said.read_text() == ""
    assert not list(user.settings.parent.rglob("crash-*"))


def test_a_bad_file_opens_the_window_which_says_so(installed, said):
    user = installed
    bad = user.profile / "Desktop" / "bad.saddle"
    bad.write_text("hello")
    bad.chmod(0o644)
    user.open(bad, said)
    window = user.window("^Saddle")

    def red():                                  # the bar of the message, at the left
        mark = QImage(str(user.picture("windows-5-bad-file"))).pixelColor(3, 100)
        return mark.red() > 150 and mark.green() < 90 and mark.blue() < 90
    wait_until(red, user.patience, "the message")
    user.keys(window, "alt+F4")
    user.gone()
    bad.unlink()
    assert said.read_text() == ""


def test_a_second_start_opens_a_second_window_that_lives_by_itself(installed, said):
    user = installed
    user.start(user.program, said=said)
    wait_until(lambda: len(user.windows("^Saddle")) == 1, user.patience, "the first window")
    user.start(user.program, said=said)
    (first, second) = wait_until(lambda: len(found := user.windows("^Saddle")) == 2 and found, user.patience,
                                 "the second window")
    wait_until(lambda: len(user.engines()) == 2, user.patience, "two engines")
    user.at_rest()
    user.keys(first, "alt+F4")
    wait_until(lambda: len(user.engines()) == 1, user.patience, "the end of the first engine")
    assert user.windows("^Saddle") == [second]
    user.keys(second, "alt+F4")
    user.gone()
    assert said.read_text() == ""


@pytest.mark.parametrize("how", ["close", "killed"])
def test_the_engine_ends_with_its_window(installed, said, how):
    user = installed
    user.start(user.program, said=said)
    window = user.window("^Saddle")
    engine = user.train(window)
    (process,) = [process for process in user.processes() if process.pid != engine.pid]
    started = time.monotonic()
    if how == "close":
        user.keys(window, "alt+F4")
        started = time.monotonic()
    else:
        process.kill()
    wait_until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, user.patience,
               "the engine's end")
    took = time.monotonic() - started
    user.gone()
    print(f"{how}: the engine ended after {took:.2f} s")
    assert took < ENGINE_END
    assert said.read_text() == ""


def test_a_killed_engine_is_replaced(installed, said):
    user = installed
    user.start(user.program, said=said)
    window = user.window("^Saddle")
    engine = user.train(window)
    engine.kill()
    wait_until(lambda: [other for other in user.engines() if other.pid != engine.pid], user.patience,
               "a new engine")
    user.at_rest()
    user.keys(window, "space")                  # what is restored stands still, and goes on when it is told to
    assert user.engine().pid != engine.pid
    user.picture("windows-6-engine-replaced")
    user.keys(window, "alt+F4")
    user.gone()


def test_the_setup_says_no_while_a_window_is_open_and_replaces_it_when_it_is_closed(installed, said):
    user = installed
    left = user.package / "_internal" / "of an older version.txt"
    left.write_text("old")
    settings = user.settings.read_bytes()
    user.start(user.program, said=said)
    window = user.window("^Saddle")
    user.train(window)
    assert user.run(user.windows_path(user.setup), "/S", said=said, seconds=600) == 2
    assert left.exists() and user.windows("^Saddle") == [window]
    user.keys(window, "alt+F4")
    user.gone()
    settings = user.settings.read_bytes()
    assert user.run(user.windows_path(user.setup), "/S", said=said, seconds=600) == 0
    assert not left.exists() and (user.package / "saddle.exe").exists()
    assert user.settings.read_bytes() == settings
    assert said.read_text() == ""


def test_the_console_program_prints_and_has_the_same_statuses(installed, said):
    user = installed
    assert user.run(user.console, "--version", said=said) == 0
    assert said.read_text() == f"Saddle {VERSION}\n"
    said.unlink()
    assert user.run(user.console, "list", said=said) == 0
    assert "learning_rate_d" in said.read_text(encoding="utf-8")
    said.unlink()
    assert user.run(user.console, "run", "gan", "--set", "learning_rate=1", said=said) == 2
    assert said.read_text(encoding="utf-8").count("\n") == 1 and "learning_rate_g" in said.read_text(encoding="utf-8")
    said.unlink()
    folder = user.profile / "Meine Läufe – 教材"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    there = user.windows_path(folder)
    words = ("run", "gan", "--steps", "100", "--json", f"{there}\\a.json", "--csv", f"{there}\\b.csv",
             "--png", f"{there}\\c.png", "--gif", f"{there}\\d.gif")
    assert user.run(user.console, *words, said=said) == 0, said.read_text()
    assert json.loads((folder / "a.json").read_text(encoding="utf-8"))["steps"] == 100
    assert (folder / "b.csv").read_bytes().count(b"\r") == 0
    assert len((folder / "b.csv").read_text().splitlines()) == 101
    assert (folder / "c.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "d.gif").read_bytes().startswith(b"GIF8")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def test_ctrl_c_ends_the_console_program(installed, said):
    user = installed
    process = user.start(user.console, "sweep", "gan", "--vary", "learning_rate_d=1e-4:1e-2:3:log", "--seeds", "100",
                         "--steps", "1000", said=said)
    running = wait_until(user.processes, user.patience, "the sweep")
    wait_until(lambda: sum(sum(each.cpu_times()[:2]) for each in running) > 15, user.patience,
               "its training")
    running[0].send_signal(signal.SIGINT)       # Wine hands it on as Ctrl+C
    assert process.wait(user.patience) == 130
    assert "Traceback" not in said.read_text(encoding="utf-8")
    user.gone()


def test_the_selftest_holds_inside(installed, said):
    user = installed
    assert user.run(user.console, "selftest", said=said, seconds=900) == 0, said.read_text(encoding="utf-8")
    lines = said.read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 10 and [line for line in lines if ": ok (" not in line] == []
    print("\n".join(lines))


def test_a_link_opens_its_run(installed, said):
    user = installed
    assert json.loads(user.settings.read_text(encoding="utf-8"))["panel"] != "nash"
    user.open_link("saddle:nash?learning_rate=0.2&seed=0#7", said)
    window = user.window("^Saddle")
    user.at_rest()
    user.picture("windows-7-link")
    user.keys(window, "alt+F4")                 # Nash is in front at the next start, so this comes last
    user.gone()
    assert json.loads(user.settings.read_text(encoding="utf-8"))["panel"] == "nash"
    assert said.read_text() == ""


def test_uninstalled_nothing_is_left_but_settings(installed, said):
    user = installed
    assert user.run(user.windows_path(user.package / "uninstall.exe"), "/S", said=said) == 0
    wait_until(lambda: not user.package.exists(), user.patience, "the end of the folder")
    wait_until(lambda: user.registry(UNINSTALL, "DisplayName") is None, user.patience,
               "the end of the registry's entries")
    assert [user.registry(f"{CLASSES}\\{kind}") for kind in (".saddle", "Saddle.Run", "saddle")] == [None] * 3
    new = {path for path in user.tree() if path not in user.before and "/Temp/" not in path}
    mine = f"users/{user.home.name}/"
    assert {path.removeprefix(mine).split("/")[0] for path in new} <= {"AppData", "Desktop"}
    data = {path for path in new if "AppData/" in path}
    assert data and all(path.startswith(f"{mine}AppData/Local/saddle/") for path in data)
    assert user.settings.exists()
    assert said.read_text() == ""
