"""The distances panel: one scene a tab, all computed here and now, in the window's own process."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.engine.client import EngineClient
from app.panels.banner import Banner
from app.panels.distances.critic import CriticScene
from app.panels.distances.densities import DensitiesScene
from app.panels.distances.gaussian_fits import GaussianFitsScene
from app.panels.distances.generator_losses import GeneratorLossesScene
from app.panels.distances.manifolds import ManifoldsScene
from app.panels.distances.noise import NoiseScene
from app.panels.distances.optimal_transport import OptimalTransportScene
from app.panels.distances.scene import Scene
from app.panels.distances.separation import SeparationScene
from app.panels.panel import COMMANDS, Panel
from sims.params import N_
from widgets.controls.playback_bar import SPEEDS, PlaybackBar
from widgets.language import _

SCENES: tuple[type[Scene], ...] = (
    DensitiesScene, SeparationScene, GaussianFitsScene, OptimalTransportScene, NoiseScene, CriticScene, ManifoldsScene,
    GeneratorLossesScene)
DEFAULT_SPEED = "step_10"
FRAME_SECONDS = 1 / 60
#: As fast as it goes: so long are steps taken before a picture is drawn.
BURST_SECONDS = 0.008


class DistancesPanel(Panel):
    """Scenes are built when they are first looked at: the window opens at once."""

    group = "distances"
    title = N_("Distances")
    parts = ("controls",)

    def __init__(self, client: EngineClient, actions: dict[str, QAction], device: str = "auto",
                 parent: QWidget | None = None):
        super().__init__(parent)
        self._controls_shown, self._active = True, False
        self.scenes: dict[int, Scene] = {}
        self.playing = False
        self.speed = DEFAULT_SPEED
        self.banner = Banner()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("Scenes"))
        self.stack = QStackedWidget()
        for kind in SCENES:
            self.tabs.setTabToolTip(self.tabs.addTab(_(kind.title)), _(kind.about))
            self.stack.addWidget(QWidget())
        self.tabs.currentChanged.connect(self._show_scene)
        self.playback = PlaybackBar({key: actions[key] for key in (
            "restart", "back", "sub_back", "play", "sub_step", "step", "new_seed", "reset")})
        self.playback.seek_requested.connect(self._seek)
        self.playback.speed_chosen.connect(self.choose_speed)
        self.playback.set_speed(self.speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.tabs, self.banner):
            layout.addWidget(widget)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.playback)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._due = 0.0                         # steps owed to the speed, in parts of one
        self._ticked = 0.0

    # Scenes ----------------------------------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        return self.show_scene(self.tabs.currentIndex())

    def show_scene(self, index: int) -> Scene:
        """The scene of a tab, built if it was never seen."""
        if index not in self.scenes:
            scene = SCENES[index]()
            scene.changed.connect(self._follow)
            scene.refused.connect(lambda sentence: self.banner.show_text(sentence, "refused", passing=True))
            scene.show_controls(self._controls_shown)
            self.scenes[index] = scene
            old = self.stack.widget(index)
            self.stack.removeWidget(old)
            old.deleteLater()
            self.stack.insertWidget(index, scene)
        return self.scenes[index]

    def _show_scene(self, index: int) -> None:
        self.pause()
        self.banner.clear("refused")
        self.stack.setCurrentWidget(self.show_scene(index))
        self._follow()

    def _follow(self) -> None:
        scene = self.scene
        text = scene.text() if scene.moves else _(scene.still)
        self.playback.show_position(scene.step, text, scene.furthest, self.playing)
        self.status_changed.emit()

    # Time ------------------------------------------------------------------------------------------------------------

    def play(self) -> None:
        if self.playing or not self.scene.moves:
            return
        self.playing, self._due, self._ticked = True, 1.0, time.monotonic()
        self._timer.start(round(1000 * FRAME_SECONDS))
        self._follow()

    def pause(self) -> None:
        self._timer.stop()
        if self.playing:
            self.playing = False
            self._follow()

    def _tick(self) -> None:
        now = time.monotonic()
        stop = next(stop for stop in SPEEDS if stop.key == self.speed)
        passed, self._ticked = min(now - self._ticked, 0.2), now
        if stop.per_second == float("inf"):
            self._due = 1e9
        else:
            self._due += passed * stop.per_second / (2 if stop.unit == "phase" else 1)
        scene, moved = self.scene, False
        while self._due >= 1 and time.monotonic() - now < BURST_SECONDS:
            self._due -= 1
            if not scene.advance(draw=False):
                self._due = 0.0
                self.pause()
                break
            moved = True
        self._due = min(self._due, 1.0) if stop.per_second != float("inf") else 0.0
        if moved:
            scene.show_all()

    def choose_speed(self, key: str) -> None:
        self.speed = key
        self.playback.set_speed(key)

    def change_speed(self, by: int) -> None:
        keys = [stop.key for stop in SPEEDS]
        self.choose_speed(keys[min(max(keys.index(self.speed) + by, 0), len(keys) - 1)])

    def _seek(self, step: int) -> None:
        self.pause()
        self.scene.seek(step)

    # The window ------------------------------------------------------------------------------------------------------

    def command(self, name: str, /, **arguments: Any) -> None:
        scene = self.scene
        if name == "toggle":
            self.pause() if self.playing else self.play()
            return
        if name in ("step", "sub_step"):
            self.pause()
            scene.advance()
        elif name in ("back", "sub_back"):
            self._seek(scene.step - 1)
        elif name == "restart":
            self._seek(0)
        elif name == "new_seed":
            scene.new_seed()
        elif name in ("undo", "redo"):
            self.pause()
            getattr(scene, name)()
        self._follow()

    def reset(self) -> None:
        self.pause()
        self.choose_speed(DEFAULT_SPEED)
        self.scene.reset()

    def availability(self) -> dict[str, bool]:
        scene = self.scene
        later = scene.step > 0
        return {**dict.fromkeys(COMMANDS, True), "play": scene.moves, "step": scene.moves, "sub_step": scene.moves,
                "back": later, "sub_back": later, "restart": later, "new_seed": scene.random, "undo": scene.can_undo,
                "redo": scene.can_redo, "faster": scene.moves, "slower": scene.moves}

    def status_text(self) -> str:
        state = _("playing") if self.playing else _("paused") if self.scene.moves else _(self.scene.still)
        return _("{state}   ·   exact, computed as you drag").format(state=state)

    def set_active(self, on: bool) -> None:
        self._active = on
        if not on:
            self.pause()
        else:
            self.stack.setCurrentWidget(self.scene)
            self._follow()

    def show_part(self, part: str, on: bool) -> None:
        if part == "controls":
            self._controls_shown = on
            for scene in self.scenes.values():
                scene.show_controls(on)
