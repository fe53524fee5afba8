"""Commands of who lectures: a bar with a few controls, a pointer, a frozen picture, a window for the class."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from app.window.actions import VIEW, command
from app.window.commands.lesson_commands import LessonCommands
from app.window.window import Window
from sims.params import N_
from widgets.theme import themes

if TYPE_CHECKING:
    from app.window.presenting.class_window import ClassWindow
    from app.window.presenting.frozen import FrozenSheet, FrozenSign
    from app.window.presenting.lecture_bar import LectureBar
    from app.window.presenting.pointer import Pointer


class LectureCommands:
    """What it shows is imported and built when it is first asked for: the window is to be painted soon."""

    def __init__(self, window: Window, lessons: LessonCommands):
        self.window, self.lessons = window, lessons
        self.class_view: ClassWindow | None = None
        themes.changed.connect(self._watch)

    @cached_property
    def bar(self) -> LectureBar:
        from app.window.presenting.lecture_bar import LectureBar
        window = self.window
        return LectureBar(self.lessons.frame, window.actions_by_key, window.tabs.panel_actions,
                          lambda: window.panel.page.lecture_controls())

    @cached_property
    def pointer(self) -> Pointer:
        from app.window.presenting.pointer import Pointer
        return Pointer(self.lessons.frame)

    @cached_property
    def sheet(self) -> FrozenSheet:
        from app.window.presenting.frozen import FrozenSheet
        return FrozenSheet(self.window.tabs)

    @cached_property
    def sign(self) -> FrozenSign:
        from app.window.presenting.frozen import FrozenSign
        return FrozenSign(self.lessons.frame, lambda: self.window.panel.hero)

    # Commands --------------------------------------------------------------------------------------------------------

    @command(N_("Bar of the lecture"), VIEW, "F4", checkable=True, icon="pin_bar", separated=True)
    def pin_bar(self, on: bool) -> None:
        """In a presentation: presets and a few controls across the top, where else the mouse brings them."""
        self._action("pin_bar").setChecked(on)
        self.bar.pin(on)

    @command(N_("Pointer"), VIEW, "F2", checkable=True, icon="laser")
    def laser(self, on: bool) -> None:
        self._point("laser" if on else "")

    @command(N_("Spotlight"), VIEW, "F3", checkable=True, icon="spotlight")
    def spotlight(self, on: bool) -> None:
        self._point("spotlight" if on else "")

    def _point(self, kind: str) -> None:
        for key in ("laser", "spotlight"):
            self._action(key).setChecked(key == kind)
        self.pointer.use(kind)

    @command(N_("Freeze the picture"), VIEW, "F", checkable=True, icon="freeze")
    def freeze(self, on: bool) -> None:
        """Let the class see what is seen now while something else is prepared."""
        self._action("freeze").setChecked(on)
        if self.class_view is not None:
            self.class_view.frozen = on
            self.sheet.freeze(False)
        else:
            self.sheet.freeze(on)
        self.sign.show_sign(on)

    @command(N_("Window for the class"), VIEW, "Ctrl+F5", checkable=True, icon="class_window")
    def class_window(self, on: bool) -> None:
        """The picture alone in a window of its own, on the other screen where there is one."""
        self._action("class_window").setChecked(on)
        if on and self.class_view is None:
            from app.window.presenting.class_window import ClassWindow
            window, frame = self.window, self.lessons.frame
            self.class_view = ClassWindow(window, lambda: window.panel.hero, self._sentence,
                                          lambda: vars(self)["pointer"].kind if "pointer" in vars(self) else "",
                                          frame.blank.isVisible)
            self.class_view.closed.connect(self._class_window_closed)
            self.class_view.begin()
        elif not on and self.class_view is not None:
            self.class_view.close()
        self.freeze(False)

    def _class_window_closed(self) -> None:
        self._action("class_window").setChecked(False)
        self.class_view.deleteLater()
        self.class_view = None

    def _sentence(self) -> str:
        """What the class reads above the picture: in a lesson what is asked, too, for which it raises its hands."""
        if not self.lessons.is_open:
            return self.window.panel.page.sentence()
        stop, asked = self.lessons.player.stop, self.lessons.frame.card.question
        lines = [f"<b>{escape(stop.title)}</b>"]
        if stop.question is not None and asked.open:
            lines += [escape(stop.question.text), " &nbsp; ".join(
                f"<b>{number}</b>&nbsp; {escape(choice)}" for number, choice in enumerate(stop.question.choices, 1))]
        return "<br>".join(filter(None, lines))

    # The window ------------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """A presentation has begun, or ended."""
        self._action("pin_bar").setEnabled(themes.presenting)
        if themes.presenting or "bar" in vars(self):
            self.bar.watch(themes.presenting)
        if not themes.presenting:
            self._action("pin_bar").setChecked(False)

    def show_state(self) -> None:
        """Another panel or page is in front, perhaps."""
        if "bar" in vars(self) and self.bar.isVisible():
            self.bar.show_controls()
        if "sign" in vars(self):
            self.sign.place()

    def speak_anew(self) -> None:
        """What has texts is built anew in the language of now, with the controls of the new panels."""
        pinned, frozen = (self._action(key).isChecked() for key in ("pin_bar", "freeze"))
        for name in ("bar", "sign"):
            if name in vars(self):
                vars(self).pop(name).deleteLater()
        if self.class_view is not None:
            self.class_view.speak_anew()
        self._watch()
        if pinned and themes.presenting:
            self.pin_bar(True)
        if frozen:
            self.sign.show_sign(True)

    def close(self) -> None:
        """The window closes."""
        if self.class_view is not None:
            self.class_view.close()
        if "pointer" in vars(self):
            self.pointer.use("")
        themes.changed.disconnect(self._watch)

    def _action(self, key: str):
        return self.window.actions_by_key[key]
