"""Do one thing again and again in one window, and count what stays: `python -m tests.gui.growth --times 30`.

Of each thing a person can do (a preset, a page, a dialog, a language, a lesson, a file …) the widgets and actions after
twice so many times must be as many as after once so many: by then all has been made that is made once. Where they are
not, three times so many must be as many as twice.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

WAIT, SETTLE = 0.04, 0.6        # seconds for what comes of an act, and of the last
CLOSE_MILLISECONDS = 30         # after which what stands before the window is closed
SOME = 2                        # widgets that may be there by chance, such as a tool tip on its way
LEFT_OUT = ("quit", "start_engine", "open_lesson")      # commands; lessons are gone through in their order
Act = Callable[[int], object]   # given how often it has been done


def main() -> int:
    """Returns 0 where nothing grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.growth", description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--only", nargs="*", default=[], help="these acts")
    options = parser.parse_args()
    from tests.conftest import start_display, use_private_folders
    home = Path(tempfile.mkdtemp(prefix="saddle-growth-"))
    use_private_folders(home)
    start_display()
    try:
        return _drive(options, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _drive(options: argparse.Namespace, home: Path) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from tests.gui.monkey import rest
    from tests.gui.monkey.files import Files
    from widgets.theme import themes

    application = QApplication(sys.argv[:1])
    application.setApplicationName("Saddle")
    themes.apply(application)
    window = MainWindow(Settings(device="cpu", seen_welcome=True))
    window.resize(1280, 720)
    window.show()
    (home / "files").mkdir()
    files = Files(home / "files", lambda _text: None, Random(1), lambda: None)
    files.answer_dialogs()
    faults: list[str] = []
    closing = QTimer(interval=CLOSE_MILLISECONDS)
    closing.timeout.connect(close_what_is_in_front)

    def work() -> None:
        rest.open_panels(window)
        _open_views(window)
        closing.start()
        for name, act in acts(window, home / "files").items():
            if not options.only or name in options.only:
                said = grown(act, options.times, lambda: _begin_anew(window))
                print(f"{name}: {said or 'nothing stays'}", flush=True)
                faults.extend([f"{name}: {said}"] if said else [])
        application.quit()
    QTimer.singleShot(0, work)
    application.exec()
    window.close_at_once()
    window.deleteLater()
    rest.wait(0.2)
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def _open_views(window) -> None:
    """Each page and scene once: what it needs is made then."""
    from tests.gui.monkey import rest
    for group in [panel.group for panel in window.tabs.built]:
        for name in window.panel_of(group).view_titles():
            _shown(window, group).open_view(name)
            rest.wait(WAIT)


def close_what_is_in_front() -> None:
    """A menu or a dialog, which may have an event loop of its own."""
    from PySide6.QtWidgets import QApplication

    from tests.gui.monkey.acts import dismiss
    if front := QApplication.activePopupWidget() or QApplication.activeModalWidget():
        dismiss(front)


def _begin_anew(window) -> None:
    """As all panels begin: the chips of a step, and rows that settings bring, are as many then."""
    if window.lessons.is_open:
        window.lessons.close_lesson()
    for group in [panel.group for panel in window.tabs.built]:
        if _shown(window, group).page.report is not None:
            window.panel.reset()
    _shown(window, "gan")


def grown(act: Act, times: int, begin_anew: Callable[[], None] = lambda: None) -> str:
    """What there is more of after so many times, by the class of what it is and of what it is in; "" for nothing.
    begin_anew: is called before what there is is counted.

    What grows does so each time. Rows of settings that are hidden come when there is time, so where there are more
    after the second time, the third time tells.
    """
    from tests.gui.monkey import rest
    before, more = None, Counter()
    for _time in range(3):
        for number in range(times):
            _once(act, number)
        begin_anew()
        after = _settled(rest)
        if before is not None:
            more = after - before if sum(after.values()) - sum(before.values()) > SOME else Counter()
            if not more:
                break
        before = after
    return ", ".join(f"{count} {kind}" for kind, count in more.most_common(8) if count > SOME)


def _once(act: Act, number: int) -> None:
    """Do it, and wait for what comes of it. What it opens has stood for a moment when it is closed."""
    from tests.gui.monkey import rest
    act(number)
    rest.wait(WAIT)


def _settled(rest) -> Counter:
    from PySide6.QtCore import QCoreApplication, QEvent
    rest.wait(SETTLE)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    rest.wait(0.1)
    return kinds()


def kinds() -> Counter:
    """How many widgets there are of each class in each, and how many actions in each."""
    from PySide6.QtWidgets import QApplication, QWidget
    found = Counter()
    for widget in QApplication.allWidgets():
        parent = widget.parentWidget()
        above = parent.parentWidget() if parent is not None else None
        chain = " < ".join(type(each).__name__ for each in (widget, parent, above) if each is not None)
        found[chain] += 1
        found[f"actions of {type(widget).__name__}"] += len(QWidget.actions(widget))
    return found


def acts(window, folder: Path) -> dict[str, Act]:
    """What is done, by name. folder: of files."""
    return {"panels": lambda number: window.tabs.go_by(1), **_of_panels(window), **_commands(window),
            **_of_the_window(window), **_of_the_lab(window), **_of_files(window, folder)}


def _of_panels(window) -> dict[str, Act]:
    found = {}
    for group in [panel.group for panel in window.tabs.built]:
        def preset(number: int, group: str = group) -> None:
            panel = _shown(window, group)
            panel.use_preset(_one_of(sorted(panel.preset_titles()), number))

        def view(number: int, group: str = group) -> None:
            panel = _shown(window, group)
            (panel.open_view if number % 3 else panel.close_view)(_one_of(sorted(panel.view_titles()), number))
        panel = window.panel_of(group)
        found |= {f"presets of {group}": preset} if panel.preset_titles() else {}
        found |= {f"views of {group}": view} if panel.view_titles() else {}
    return found


def _commands(window) -> dict[str, Act]:
    def of(action) -> Act:
        def trigger(_number: int) -> None:
            _shown(window, "gan")
            action.trigger()
            if window.lessons.is_open:
                window.lessons.close_lesson()
        return trigger
    return {f"command {key}": of(action) for key, action in window.actions_by_key.items() if key not in LEFT_OUT}


def _of_the_window(window) -> dict[str, Act]:
    from app.lessons import course
    from app.panels.compare.panel import ComparePanel
    from app.window.screenshots import views_of
    from tests.gui.monkey import rest
    lessons, pairs = course.lessons(), sorted(ComparePanel.preset_titles())

    def language(number: int) -> None:
        window.languages.choose(_one_of(("zh_CN", "en"), number))
        rest.wait(0.3)

    def lesson(number: int) -> None:
        if number % 4 == 0:
            one = _one_of(lessons, number // 4)
            window.lessons.begin(one, one.key)
            rest.wait(0.2)
        elif window.lessons.is_open:
            (window.lessons.close_lesson if number % 4 == 3 else window.lessons.next_stop)()
            rest.wait(0.1)

    def context_menu(number: int) -> None:
        window.show_panel(_one_of(window.tabs.built, number))
        if views := views_of(window.panel):
            view = _one_of(views, number)
            window.pictures._pop_up(view, view.mapToGlobal(view.rect().center()))
    return {"language": language, "lessons": lesson, "context menus": context_menu,
            "palettes": lambda number: window.looks.use_palette(_one_of(("light", "dark", "contrast"), number)),
            "scales": lambda number: window.looks.choose_scale(_one_of((1.0, 1.25, 0.0), number)),
            "pairs": lambda number: window.compares.open_pair(_one_of(pairs, number))}


def _of_the_lab(window) -> dict[str, Act]:
    from tests.gui.monkey import rest

    def branch(number: int) -> None:
        lab = _shown(window, "gan")
        for command, arguments in (("step", {}), ("seek", {"step": 0}),
                                   ("set", {"name": "learning_rate_g", "value": 0.001 + 0.0001 * (number % 17)})):
            lab.command(command, **arguments)
        rest.wait(0.1)

    def networks(number: int) -> None:
        name = _one_of(("hidden_layers_g", "n_critic", "hidden_layers_d"), number)
        _shown(window, "gan").command("set", name=name, value=1 + number % 4)
        rest.wait(0.1)
    return {"branches": branch, "networks": networks}


def _of_files(window, folder: Path) -> dict[str, Act]:
    from tests.gui.monkey import rest

    def save(number: int) -> None:
        _shown(window, _one_of(("gan", "nash", "compare"), number))
        window.actions_by_key["save_as"].trigger()
        rest.wait(0.1)

    def open_it(number: int) -> None:
        window.open_text(str(_one_of(sorted(folder.glob("*.saddle")), number)))
        rest.wait(0.1)
    return {"save": save, "open": open_it}


def _one_of(choices, number: int):
    return choices[number % len(choices)]


def _shown(window, group: str):
    """The panel of a group, in front."""
    window.show_panel(window.panel_of(group))
    return window.panel


if __name__ == "__main__":
    sys.exit(main())
