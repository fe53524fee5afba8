"""The packaged program before a class: in the system's language, presented, with the keys of a remote, at two screens'
windows, in a lesson; and remembered the next time."""

import json
import time

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import QImage

from tests.package.conftest import ROOT, SCREEN, wait_until

pytestmark = pytest.mark.package
WHOLE = f"{SCREEN[0]}x{SCREEN[1]}"
BLACK, LIGHT = 8, 200                   # the greatest level of a blanked screen, the least of a light one


@pytest.fixture
def chinese(user):
    """A user of a Chinese system without a Chinese font, and the program's words in that language."""
    user.environment |= {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
    with (ROOT / "resources/locale/zh_CN/LC_MESSAGES/saddle.po").open("rb") as file:
        words = read_po(file)
    user.word = lambda text: words.get(text).string
    return user


def image(user, name):
    return QImage(str(user.picture(name)))


def grey(seen, x, y):
    """The level of a place of the screen, both as parts of it."""
    colour = seen.pixelColor(round(x * seen.width()), round(y * seen.height()))
    return (colour.red() + colour.green() + colour.blue()) / 3


def changed(one, other):
    """The part of the screen that looks otherwise."""
    places = [(x, y) for x in range(0, one.width(), 8) for y in range(0, one.height(), 8)]
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in places) / len(places)


def settings(user):
    file = user.home / ".config" / "saddle" / "settings.json"
    return json.loads(file.read_text()) if file.exists() else {"lessons": {}}


def size_of(user, window):
    told = dict(line.split("=") for line in user.xdotool("getwindowgeometry", "--shell", window).split())
    return f"{told['WIDTH']}x{told['HEIGHT']}"


def begun(user, said):
    user.start(user.program, said=said)
    window = user.window("^Saddle")
    wait_until(user.engines, user.patience, "an engine")
    return window


def asked_for(user, window, key, title):
    """The window that a key opens; a slow machine may still be busy with the key before it."""
    def there():
        if not user.windows(title):
            user.keys(window, "Escape", key)
            time.sleep(5)
        return user.windows(title)
    return wait_until(there, user.patience, f"a window {title!r}")[-1]


def quit_by_key(user, window):
    user.keys(window, "ctrl+q")
    user.gone()


def test_a_lecture_in_the_language_of_the_system(chinese, tmp_path):
    user, said = chinese, tmp_path / "said.txt"
    window = begun(user, said)
    user.keys(asked_for(user, window, "ctrl+s", user.word("Save run")), "Escape")
    user.train(window)
    desk = image(user, "6-chinese")

    user.keys(window, "F5")
    wait_until(lambda: size_of(user, window) == WHOLE, 30, "the whole screen")
    time.sleep(3)
    presented = image(user, "7-presented")
    assert changed(desk, presented) > 0.2
    user.keys(window, "Next")                   # as a remote sends it: another page of curves
    time.sleep(2)
    assert changed(presented, image(user, "8-next-page")) > 0.01
    user.keys(window, "b")
    wait_until(lambda: max(grey(image(user, "9-blank"), x / 10, y / 10)
                           for x in range(2, 9) for y in range(2, 9)) <= BLACK, 30, "a black screen")
    user.keys(window, "b")
    wait_until(lambda: grey(image(user, "9-blank"), 0.02, 0.5) > LIGHT, 30, "the picture again")
    user.keys(window, "ctrl+F5")
    user.window(user.word("Saddle, for the class"))
    user.keys(window, "F4", "F2")
    time.sleep(2)
    user.picture("10-for-the-class")
    user.keys(window, "ctrl+F5")
    wait_until(lambda: not user.windows(user.word("Saddle, for the class")), 30, "one window")
    user.keys(window, "F2", "Escape")
    wait_until(lambda: size_of(user, window) != WHOLE, 30, "the window at a desk")

    user.keys(window, "ctrl+d")
    wait_until(lambda: grey(image(user, "11-dark"), 0.8, 0.035) < 90, 30, "a dark window")
    user.keys(window, "ctrl+plus")
    time.sleep(3)
    quit_by_key(user, window)
    kept = settings(user)
    assert (kept["theme"], kept["language"]) == ("dark", "") and kept["scale"] > 1
    window = begun(user, said)
    assert grey(image(user, "12-started-dark"), 0.8, 0.035) < 90
    quit_by_key(user, window)
    assert "Traceback" not in said.read_text()      # Qt says that this system does not know the locale


def test_the_tour_by_keyboard(user, tmp_path):
    said = tmp_path / "said.txt"
    window = begun(user, said)
    dialog = asked_for(user, window, "ctrl+shift+l", "^Lessons")
    user.keys(dialog, "Home", "Return")         # the first of the list is the tour
    wait_until(lambda: not user.windows("^Lessons"), 30, "the lesson")
    for stop in range(1, 5):
        time.sleep(3)
        user.keys(window, "p")
        time.sleep(4)
        user.picture(f"13-tour-{stop}")
        if stop < 4:
            user.keys(window, "Next")
    quit_by_key(user, window)
    assert list(settings(user)["lessons"].values()) == ["4"]
    assert said.read_text() == ""


def test_a_hand_out_and_all_quick_claims_of_a_lesson_inside(user, tmp_path):
    page, said = user.home / "hand out.html", tmp_path / "said.txt"
    assert user.run(user.program, "lesson", "print", "2", "--html", str(page), said=said) == 0, said.read_text()
    assert page.read_text().count("<img") >= 6
    assert user.run(user.program, "claims", "--quick", "5", said=said) == 0, said.read_text()
