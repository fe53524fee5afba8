"""The window as one sees it at a desk or a class in a presentation: a picture of every page at several sizes, scales,
palettes and languages, and what is cut, covered or out of sight on it.

`python -m tests.gui.look_over --out FOLDER 1280x720:light:1 1280x800:dark:1.25:zh_CN 1920x1080:contrast:1.8:en:lecture`
needs a display as large as the largest size; `--only gan` looks at the places whose names contain this. The language
"doubled" is English with every text doubled. "lecture" is a presentation whose bar is pinned.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SETTLE = 0.5                    # seconds for the first picture of a place, and for what it lays out anew then
PANEL_SECONDS = 60.0
DESK, PRESENTATION, LECTURE = "desk", "presentation", "lecture"
DOUBLED = "doubled"             # the language
GAMES = ("bilinear", "dirac", "gallery")


class Look(NamedTuple):
    """One size of the window, a palette, a scale, a language, and one of DESK, PRESENTATION and LECTURE."""

    size: tuple[int, int]
    palette: str
    scale: float
    language: str = "en"
    way: str = DESK

    @classmethod
    def read(cls, text: str) -> Look:
        size, palette, scale, *rest = text.split(":")
        width, height = map(int, size.split("x"))
        return cls((width, height), palette, float(scale), *rest)

    @property
    def name(self) -> str:
        way = "" if self.way == DESK else f"-{self.way}"
        return f"{self.size[0]}x{self.size[1]}-{self.palette}-{self.scale:g}-{self.language}{way}"


def turn(seconds: float) -> None:
    from PySide6.QtTest import QTest
    QTest.qWait(round(1000 * seconds))


def wait_until(holds: Callable[[], bool], seconds: float = PANEL_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        turn(0.05)


def places(main) -> Iterator[tuple[str, object]]:
    """Go to every page and open every dialog; its name, and the widget to look at."""
    from app.panels import PANELS
    from tests.gui.pages import views
    for entry in PANELS:
        panel = main.panel_of(entry.group)
        main.show_panel(panel)
        for view in views(panel):
            name = f"{entry.group}-{view.replace('/', '-')}".rstrip("-")
            yield name, lambda panel=panel, view=view: show_view(main, panel, view)
    for name, show in dialogs(main).items():
        yield f"dialog-{name}", show
    yield "gan-layers", lambda: all_layers(main)
    yield "lesson", lambda: lesson(main, 0)
    yield "lesson-question", lambda: lesson(main, 1)


def show_view(main, panel, view):
    main.show_panel(panel)
    wait_until(lambda: panel.group == "map" or panel.page.report is not None)
    panel.command("play") if panel.group != "map" else None
    if panel.group == "nash" and view not in GAMES:
        panel.open_view(GAMES[0])       # a page is seen beside a game
        turn(SETTLE)
    if view:
        panel.open_view(view)
    if view.startswith("experiments/"):
        do_experiment(panel.experiments)
    turn(SETTLE)
    return main


def do_experiment(page) -> None:
    """For as long as its plots need to have something in them."""
    page.button.click()
    wait_until(lambda: bool(page.rows[page.key]) or not page.running, 10)
    turn(1.5)
    page.stop()
    wait_until(lambda: not page.running, 10)


def all_layers(main):
    panel = main.panel_of("gan")
    show_view(main, panel, "curves" if "curves" in panel.view_titles() else "")
    for name in panel.view_titles():
        if name.startswith("layers/"):
            panel.open_view(name)
    turn(SETTLE)
    return main


def lesson(main, stop):
    from app.lessons import course
    if not main.lessons.is_open:
        found = course.lesson("3")
        main.lessons.begin(found, found.key)
    for _ in range(stop):
        main.lessons.next_stop()
    turn(2 * SETTLE)
    return main


def dialogs(main) -> dict[str, Callable]:
    from PySide6.QtWidgets import QApplication, QDialog

    from app.window.dialogs.about_dialog import AboutDialog
    from app.window.dialogs.bibliography_dialog import BibliographyDialog
    from app.window.dialogs.film_dialog import FilmDialog
    from app.window.dialogs.keys_dialog import KeysDialog
    from app.window.dialogs.licences_dialog import LicencesDialog
    from app.window.dialogs.picture_size import PictureSizeDialog

    def opened(show: Callable[[], object]) -> Callable:
        def open_it():
            main.show_panel(main.panel_of("gan"))
            before = set(QApplication.topLevelWidgets())
            made = show()
            if isinstance(made, QDialog):
                made.show()
            found = lambda: [each for each in QApplication.topLevelWidgets()                      # noqa: E731
                             if isinstance(each, QDialog) and each.isVisible() and each not in before]
            wait_until(lambda: bool(found()), 10)
            turn(SETTLE)
            return (found() or [main])[-1]
        return open_it
    command = {key: main.actions_by_key[key].trigger for key in
               ("presets", "lessons", "glossary", "concepts", "show_tried", "scores") if key in main.actions_by_key}
    made = {"keys": lambda: KeysDialog(main, main.shortcuts), "about": lambda: AboutDialog(main),
            "sources": lambda: BibliographyDialog(main), "licences": lambda: LicencesDialog(main),
            "film": lambda: FilmDialog(1000, main), "picture": lambda: PictureSizeDialog(["Lab"], None, main)}
    return {name: opened(show) for name, show in (command | made).items()} | {"welcome": lambda: welcome(main)}


def welcome(main):
    main.actions_by_key["welcome"].trigger()
    turn(SETTLE)
    return main


def faults_of(main, seen) -> list[str]:
    from tests.gui.pages import faults, out_of_sight
    if faults(seen):
        turn(SETTLE)                # a formula that has just come is laid out in the next turn
    playback = getattr(main.panel.page, "playback", None)
    return faults(seen) + [text for text in [seen is main and playback and out_of_sight(playback)] if text]


def speak(main, wanted: str) -> None:
    """Let the window speak a language, or DOUBLED."""
    from tests.gui.pages import twice
    from widgets import language
    if wanted == (main.property("spoken") or language.ENGLISH):
        return
    main.setProperty("spoken", wanted)
    if wanted == DOUBLED:
        language.install(twice)
        main.speak_anew()
    else:
        main.languages.choose(wanted)
    turn(3)


def dress(main, look: Look) -> None:
    """Give the window this look. A presentation has the size that is asked for, in place of that of the screen."""
    from widgets.theme import themes
    main.looks.use_palette(look.palette)
    if themes.presenting != (look.way != DESK):
        main.presenter.present(look.way != DESK)
        main.presenter.full_screen(False)
        turn(SETTLE)
    main.looks.choose_scale(look.scale)
    if themes.presenting:
        main.lecture.pin_bar(look.way == LECTURE)
    main.resize(*look.size)
    turn(SETTLE)


def take(main, look: Look, out: Path | None, only: str) -> dict[str, list[str]]:
    """Look so; pictures into the folder, and what is wrong on each place."""
    speak(main, look.language)
    dress(main, look)
    told = {}
    if main.size().toTuple() != look.size:
        told["window"] = [f"asked for {look.size}, is {main.size().toTuple()}"]
    for name, show in places(main):
        if only and not re.search(only, name):
            continue
        seen = show()
        if out is not None:
            folder = out / look.name
            folder.mkdir(parents=True, exist_ok=True)
            seen.grab().save(str(folder / f"{name}.png"))
        if found := faults_of(main, seen):
            told[name] = found
        if seen is not main:
            seen.close()
    main.actions_by_key["close_lesson"].trigger()
    panel = main.panel_of("gan")
    for name in panel.view_titles():
        panel.close_view(name)
    panel.card.dismiss()
    panel.command("reset")
    return told


def look_over(looks: list[Look], out: Path | None, only: str = "") -> int:
    """Open the window and look at it in every way; how much is wrong."""
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from widgets.theme import themes
    application = QApplication([])
    themes.apply(application)
    main = MainWindow(Settings(device="cpu", seen_welcome=True, language="en", scale=1.0))
    main.show()
    wait_until(lambda: main.panel.report is not None)
    count = 0
    for look in looks:
        begun = time.monotonic()
        told = take(main, look, out, only)
        count += sum(map(len, told.values()))
        print(f"{look.name}: {time.monotonic() - begun:.0f} s", flush=True)
        for place, found in told.items():
            for text in found:
                print(f"  {place}: {text}", flush=True)
    main.close_at_once()
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("looks", nargs="+", type=Look.read, metavar="SIZE:PALETTE:SCALE[:LANGUAGE[:WAY]]")
    parser.add_argument("--out", type=Path, help="folder for the pictures; without it only faults are told")
    parser.add_argument("--only", default="", help="regular expression of the places to look at")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = home
        return min(look_over(options.looks, options.out, options.only), 1)


if __name__ == "__main__":
    raise SystemExit(main())
