"""The language of the window: as the system says or as it is chosen here, at once and for the next start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.window.actions import named
from app.window.window import Window
from sims.params import N_
from widgets import fonts, language, qt_texts
from widgets.language import _

LANGUAGE = N_("Language")


def use(code: str) -> None:
    """Take a language for texts, numbers and what Qt says by itself; "" for the system's."""
    code = code or language.language_of_system()
    language.set_language(code)
    fonts.bring(code)
    qt_texts.use(code)


class LanguageMenu:
    """menu: the languages by their own names. Who cannot read the one in use finds it by the English word.

    speak_anew: called once another language has been chosen and is in use.
    """

    def __init__(self, window: Window, speak_anew: Callable[[], None]):
        self.window, self._speak_anew = window, speak_anew
        self.menu = QMenu(window)
        self.menu.aboutToShow.connect(lambda: [fonts.bring(code) for code in language.languages()])    # their own names
        self._group = QActionGroup(self.menu)
        for code in ("", *language.languages()):
            action = self.menu.addAction(language.own_name(code) if code else "", partial(self.choose, code))
            action.setCheckable(True)
            action.setData(code)
            self._group.addAction(action)
        named(self._group.actions()[0], N_("As the system says"))
        self._show()

    def choose(self, code: str) -> None:
        """Speak this language from now on; "" for the system's. In the next turn, when the menu has closed."""
        self.window.remember(language=code)
        QTimer.singleShot(0, self.window, self._take)

    def _take(self) -> None:
        use(self.window.settings.language)
        self._show()
        self._speak_anew()

    def _show(self) -> None:
        title = _(LANGUAGE)
        self.menu.setTitle(title if title == LANGUAGE else f"{title} ({LANGUAGE})")
        for action in self._group.actions():
            action.setChecked(action.data() == self.window.settings.language)
