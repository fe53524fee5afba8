"""How large everything is and in which colours: two settings, each with a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QActionGroup, QInputDevice
from PySide6.QtWidgets import QMenu

from app.window.actions import VIEW, command, named
from app.window.settings import SCALES, Settings
from app.window.window import Window
from sims.params import N_
from widgets.theme import PRESENTATION_SCALE, THEMES, themes

PALETTES = {"light": N_("Light"), "dark": N_("Dark"), "contrast": N_("High contrast")}
#: The screen on which a presentation has PRESENTATION_SCALE, and the shape from which on it is measured by its width.
PROJECTOR_HEIGHT, NARROWEST = 1080, 0.7
#: A desk's screen that is higher, in the pixels in which Qt counts, has type that grows with it.
DESK_HEIGHT = 1440


def presentation_scale(screen: QSize) -> float:
    """The scale at which a class reads text on a screen of so many pixels: always the same part of its height."""
    height = min(screen.height(), NARROWEST * screen.width())
    return max(1.0, PRESENTATION_SCALE * height / PROJECTOR_HEIGHT)


def desk_scale(screen: QSize) -> float:
    """The scale on a screen for which the system does not enlarge anything, in steps of a quarter."""
    return max(1.0, int(4 * screen.height() / DESK_HEIGHT) / 4)


def enlarge_for(settings: Settings, screen: QSize) -> None:
    """Take the scale that is remembered for the desk, or what this screen asks for."""
    themes.enlarge(settings.scale or desk_scale(screen))


def fingers() -> bool:
    """Whether there is a screen here that is touched."""
    return any(device.type() == QInputDevice.DeviceType.TouchScreen for device in QInputDevice.devices())


class Looks:
    """Scale and palette of the window, remembered; a presentation has a scale of its own, remembered as well."""

    def __init__(self, window: Window):
        self.window = window
        self._palettes = {name: self._action(text, partial(self.use_palette, name))
                          for name, text in PALETTES.items()}
        self._scales = {scale: self._action(N_("As the screen asks for") if not scale else f"{100 * scale:.0f} %",
                                            partial(self.choose_scale, scale)) for scale in SCALES}
        for actions in (self._palettes, self._scales):
            group = QActionGroup(window)
            for action in actions.values():
                group.addAction(action)

    def _action(self, text: str, act: partial) -> QAction:
        action = named(QAction(self.window), text)
        action.setCheckable(True)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def add_menus(self, view: QMenu) -> None:
        """Put the two menus into that of the view."""
        named(view.addMenu(""), N_("Palette")).addActions(list(self._palettes.values()))
        scales = named(view.addMenu(""), N_("Scale"))
        for action in self._scales.values():
            scales.addAction(action)
            if action is self._scales[0.0]:
                scales.addSeparator()

    def show(self) -> None:
        """Look as it is remembered."""
        self.use_palette(self.window.settings.theme)
        enlarge_for(self.window.settings, self._screen())
        self._scales[self._chosen].setChecked(True)

    @property
    def presentation_scale(self) -> float:
        """That of a presentation on this screen."""
        return self.window.settings.presentation_scale or presentation_scale(self._screen())

    @command(N_("Dark"), VIEW, "Ctrl+D", checkable=True, icon="theme", separated=True)
    def dark(self, on: bool) -> None:
        self.use_palette("dark" if on else "light")

    def use_palette(self, name: str) -> None:
        """Take one of PALETTES, and remember it."""
        self.window.actions_by_key["dark"].setChecked(THEMES[name].dark)
        self._palettes[name].setChecked(True)
        self.window.remember(theme=name)
        themes.use(name)

    @command(N_("Larger"), VIEW, "Ctrl++", "Ctrl+=")
    def larger(self) -> None:
        self._step(1)

    @command(N_("Smaller"), VIEW, "Ctrl+-")
    def smaller(self) -> None:
        self._step(-1)

    @command(N_("As large as the screen asks for"), VIEW, "Ctrl+0")
    def usual_size(self) -> None:
        self.choose_scale(0.0)

    def choose_scale(self, scale: float) -> None:
        """Take one of SCALES, and remember it: for the presentation in one, else for the desk."""
        if themes.presenting:
            self.window.remember(presentation_scale=scale)
            themes.present(True, self.presentation_scale, fingers())
            self._scales[scale].setChecked(True)
        else:
            self.window.remember(scale=scale)
            self.show()

    def _step(self, by: int) -> None:
        """To the next of SCALES from the one in force, as far as there is one."""
        now, fixed = themes.current.scale, SCALES[1:]
        beyond = [scale for scale in fixed if (scale - now) * by > 0.01]
        if beyond:
            self.choose_scale(beyond[0] if by > 0 else beyond[-1])

    @property
    def _chosen(self) -> float:
        settings = self.window.settings
        return settings.presentation_scale if themes.presenting else settings.scale

    def show_chosen(self) -> None:
        """Check the scale that is chosen for the presentation, or for the desk."""
        self._scales[self._chosen].setChecked(True)

    def _screen(self) -> QSize:
        return self.window.screen().size()
