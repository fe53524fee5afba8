"""What the monkey does beside clicking: commands, panels, presets, lessons, files, sizes; and how often what."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from app.lessons import course
from app.panels.compare.panel import ComparePanel
from app.window.looks import PALETTES
from app.window.main_window import MainWindow
from sims.params import parameters
from tests.gui.monkey.files import Files
from tests.gui.monkey.hands import Hands
from widgets import language
from widgets.controls.playback_bar import SPEEDS

SIZES = ((800, 500), (1024, 768), (1280, 720), (1440, 860), (1900, 1050), (801, 1000), (1700, 520))


class Acts:
    """window: the real one. files: what dialogs for files give. hands: mouse and keyboard. left_out: commands."""

    def __init__(self, window: MainWindow, files: Files, hands: Hands, say: Callable[[str], None], random: Random,
                 left_out: tuple[str, ...]):
        self.left_out = left_out
        self.window, self.files, self.hands, self.say, self.random = window, files, hands, say, random
        anywhere = {
            hands.click: 30, hands.double_click: 4, hands.context_menu: 5, hands.drag: 10, hands.wheel: 8,
            hands.key: 14, hands.text: 5, self.speed: 2, self.resize: 2, self.autosave: 0.5}
        self._behind = {**anywhere, self.answer: 4}     # what is done while something stands before the window
        self._free = {
            **anywhere, self.command: 8, self.menu: 3, self.go_to_panel: 3, self.view: 3, self.preset: 2,
            self.setting: 5, self.play: 3, self.lesson: 0.5, self.palette: 0.2, self.present: 0.2, self.language: 0.2,
            self.open: 1.5, self.drop: 0.5, self.link: 1, self.map: 0.5, self.compare: 0.5, self.seeds: 0.5}
        self._lessons = course.lessons()        # now, since the first time loads the simulations for their presets

    def one(self) -> None:
        """Do something."""
        weights = self._free if self.free else self._behind
        self.random.choices(list(weights), list(weights.values()))[0]()

    @property
    def free(self) -> bool:
        """Whether no menu and no dialog stands before the window."""
        return QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None

    def _pick(self, choices) -> str | None:
        choices = sorted(choices)
        return self.random.choice(choices) if choices else None

    # Commands --------------------------------------------------------------------------------------------------------

    def command(self) -> None:
        """One of the window's commands, as by its key."""
        key = self._pick(key for key in self.window.actions_by_key if key not in self.left_out)
        self._trigger(self.window.actions_by_key[key])

    def menu(self) -> None:
        """Any line of the menu bar, however deep."""
        self._trigger(self.random.choice(list(_lines(self.window.menuBar().actions()))))

    def _trigger(self, action: QAction) -> None:
        if action.isEnabled() and not {action.objectName(), action.text()} & {*self.left_out}:
            self.say(f"command {action.objectName() or action.text()!r}")
            action.trigger()

    def answer(self) -> None:
        """What stands before the window is answered: Return, Escape, or it is closed."""
        how = self.random.choice(("Escape", "Return", "close"))
        front = self.hands.front()
        if how == "close":
            self.say("close what is in front")
            dismiss(front)
        else:
            self.hands.press(how)

    # Panels ----------------------------------------------------------------------------------------------------------

    def go_to_panel(self) -> None:
        self._trigger(self.random.choice(self.window.tabs.panel_actions))

    def view(self) -> None:
        """A page, a scene or a layer of the panel in front."""
        panel = self.window.panel
        name = self._pick(panel.view_titles())
        if name is not None:
            hide = self.random.random() < 0.2
            self.say(f"{'hide' if hide else 'open'} view {name} of {panel.group}")
            (panel.close_view if hide else panel.open_view)(name)

    def preset(self) -> None:
        panel = self.window.panel
        name = self._pick(panel.preset_titles())
        if name is not None:
            self.say(f"preset {name} of {panel.group}")
            panel.use_preset(name)

    def setting(self) -> None:
        """A parameter to an end, a choice or somewhere between."""
        panel = self.window.panel.page
        kind = getattr(panel, "params_type", None)
        name = self._pick(parameters(kind())) if kind is not None else None
        if name is None:
            return
        value = some_value(parameters(kind())[name], self.random)
        self.say(f"set {name} to {value!r} in {panel.group}")
        panel.command("set", name=name, value=value)

    def speed(self) -> None:
        panel = self.window.panel.page
        if hasattr(panel, "choose_speed"):
            key = self.random.choice(SPEEDS).key
            self.say(f"speed {key}")
            panel.choose_speed(key)

    def play(self) -> None:
        self.say("play")
        self.window.panel.command("play")

    def map(self) -> None:
        """Begin or pause a map."""
        panel = self.window.panel_of("map")
        self.say("map")
        self.window.show_panel(panel)
        panel.command("toggle")

    def compare(self) -> None:
        pair = self._pick(ComparePanel.preset_titles())
        self.say(f"pair {pair}")
        self.window.compares.open_pair(pair)

    def seeds(self) -> None:
        self._trigger(self.window.actions_by_key["many_seeds"])

    def lesson(self) -> None:
        lesson = self.random.choice(self._lessons)
        self.say(f"lesson {lesson.key}")
        self.window.lessons.begin(lesson, lesson.key)

    # The window ------------------------------------------------------------------------------------------------------

    def resize(self) -> None:
        size = self.random.choice(SIZES)
        self.say(f"resize to {size}")
        self.window.resize(*size)

    def palette(self) -> None:
        if "dark" not in self.left_out:
            name = self.random.choice(list(PALETTES))
            self.say(f"palette {name}")
            self.window.looks.use_palette(name)

    def language(self) -> None:
        """Another language, in which every panel is built anew."""
        if "language" not in self.left_out:
            code = self.random.choice(("", *language.languages()))
            self.say(f"language {code!r}")
            self.window.languages.choose(code)

    def present(self) -> None:
        self._trigger(self.window.actions_by_key["present"])

    # Files -----------------------------------------------------------------------------------------------------------

    def open(self) -> None:
        path = self.files.any()
        self.say(f"open {path.name}")
        self.window.open_text(str(path))

    def drop(self) -> None:
        """Let go of a file over the window."""
        path, data = self.files.any(), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        self.say(f"drop {path.name}")
        place = self.window.rect().center()
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, none)
        QApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self.window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, left, none))

    def link(self) -> None:
        """Open the link of what was seen, or a bad one."""
        from app.sessions.link import write_link
        logs = self.window.panel.logs()
        bad = self.random.choice(("saddle:", "saddle://gan?x", "saddle:gan", "", "saddle:" + "a" * 500))
        text = write_link(logs) if logs and self.random.random() < 0.7 else bad
        self.say(f"link {text[:80]}")
        self.window.links.open_text(text)

    def autosave(self) -> None:
        self.say("autosave")
        self.window.autosave.write()


def some_value(declared, random: Random):
    """A value for a parameter: an end of its range, its default, one between, or (rarely) one that is refused."""
    if declared.scale == "choice":
        return random.choice(declared.choices)
    if declared.scale == "flag":
        return random.random() < 0.5
    if declared.scale == "text":
        return random.choice(("", "nonsense"))
    low, high = declared.lo, declared.hi
    between = low + (high - low) * random.random() ** 3
    value = random.choice((low, high, declared.default, between, between, between, high * 1e6,
                           low if declared.off is None else declared.off))
    return round(value) if declared.scale == "int" else value


def dismiss(front) -> None:
    """Close a menu, a list or a dialog."""
    if front is None or not shiboken6.isValid(front):
        return
    if isinstance(front, QDialog):
        front.reject()
    else:
        front.close()


def _lines(actions):
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()
            yield from _lines(menu.actions())
        elif not action.isSeparator():
            yield action

