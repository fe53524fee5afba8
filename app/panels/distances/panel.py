"""The distances panel: a tab for each scene. All is computed in the window's own process, as one drags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.client import EngineClient
from app.engine.local import LocalClient
from app.panels.distances.critic import CriticScene
from app.panels.distances.densities import DensitiesScene
from app.panels.distances.derivation import DerivationScene
from app.panels.distances.gaussian_fits import GaussianFitsScene
from app.panels.distances.generator_losses import GeneratorLossesScene
from app.panels.distances.manifolds import ManifoldsScene
from app.panels.distances.noise import NoiseScene
from app.panels.distances.noisy_discriminator import NoisyDiscriminatorScene
from app.panels.distances.optimal_transport import OptimalTransportScene
from app.panels.distances.scene import Scene
from app.panels.distances.scene_panel import ScenePanel
from app.panels.distances.separation import SeparationScene
from app.panels.panel import Panel
from sims import registry
from widgets.controls.tabs import WrappingTabs
from widgets.language import _
from widgets.layout.pages import Pages
from widgets.view_state import copy_view

SCENES: tuple[type[Scene], ...] = (
    DensitiesScene, SeparationScene, GaussianFitsScene, OptimalTransportScene, NoiseScene, CriticScene, ManifoldsScene,
    GeneratorLossesScene, NoisyDiscriminatorScene, DerivationScene)


class DistancesPanel(Panel):
    """Every page is a ScenePanel with a run of its own, built when it is first looked at: the window opens at once.

    What the window asks of this panel, the page in front answers. The client of the engine is not used.
    """

    group = "distances"
    parts = ("controls",)

    def __init__(self, client: EngineClient | None, actions: dict[str, QAction], device: str = "auto",
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.client, self.actions = LocalClient(self), actions
        self.pages: dict[int, ScenePanel] = {}
        self._before: dict[int, ScenePanel] = {}    # in another language, whose runs those to come take over
        self._active, self._controls_shown, self._about_shown = False, True, False
        self._chosen: Mapping[str, str] = {}        # of the last time, for pages that are not built yet
        self.tabs = WrappingTabs()
        self.tabs.setAccessibleName(_("Scenes"))
        self.stack = Pages()
        for kind in SCENES:
            self.tabs.setTabToolTip(self.tabs.addTab(_(kind.title)), _(kind.about))
            self.stack.addWidget(QWidget())
        self.tabs.currentChanged.connect(self._show_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.banner)
        layout.addWidget(self.stack, 1)

    # Pages -----------------------------------------------------------------------------------------------------------

    @property
    def page_tabs(self) -> WrappingTabs:
        return self.tabs

    @property
    def hero(self) -> QWidget:
        return self.page.hero

    def show_about(self, on: bool) -> None:
        self._about_shown = on
        for page in self.pages.values():
            page.show_about(on)

    @property
    def page(self) -> ScenePanel:
        """The one in front."""
        return self.page_of(self.tabs.currentIndex())

    @property
    def scene(self) -> Scene:
        return self.page.scene

    def page_of(self, index: int) -> ScenePanel:
        """The page of a tab, built if it was never seen, with a run of its own or that of the page before it."""
        if index not in self.pages:
            before = self._before.pop(index, None)
            # In its place before it opens: its first report has the window ask for the page in front.
            self.pages[index] = page = ScenePanel(SCENES[index], self.client, self.actions)
            page.take_choices(self._chosen)
            page.take_over(before) if before else page.open()
            page.status_changed.connect(self.status_changed)
            page.sources_asked.connect(self.sources_asked)
            page.show_part("controls", self._controls_shown)
            page.show_about(self._about_shown)
            old = self.stack.widget(index)
            self.stack.removeWidget(old)
            old.deleteLater()
            self.stack.insertWidget(index, page)
            if before:
                copy_view(before, page)
        return self.pages[index]

    def _show_page(self, index: int) -> None:
        page = self.page_of(index)              # before the window asks for it, when another is left
        for other in self.pages.values():
            if other is not page:
                other.set_active(False)
        page.banner.clear("notice")
        self.stack.setCurrentWidget(page)
        page.set_active(self._active)
        self.status_changed.emit()

    # The window ------------------------------------------------------------------------------------------------------

    def take_over(self, before: DistancesPanel) -> None:
        self.client.deleteLater()
        self.client = before.client
        self.client.setParent(self)
        self._active = before._active
        self._before = dict(before.pages)
        self.tabs.setCurrentIndex(before.tabs.currentIndex())
        self.page_of(before.tabs.currentIndex())
        for index in before.pages:
            self.later.add(partial(self.page_of, index))

    @classmethod
    def titles(cls) -> Mapping[str, str]:
        return {kind.simulation: _(kind.title) for kind in SCENES}

    @classmethod
    def view_titles(cls) -> Mapping[str, str]:
        return cls.titles()

    @classmethod
    def view_sentences(cls) -> Mapping[str, str]:
        return {kind.simulation: _(kind.about) for kind in SCENES}

    def open_view(self, name: str) -> None:
        self.tabs.setCurrentIndex([kind.simulation for kind in SCENES].index(name))

    def seen(self, name: str) -> QWidget | None:
        return self.scene

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        """Of all scenes: "noise/half" is the preset "half" of the scene "noise"."""
        return {f"{kind.simulation}/{name}": f"{_(kind.title)}, {_(preset.title)}" for kind in SCENES
                for name, preset in registry.get(kind.simulation).presets.items()}

    def use_preset(self, name: str) -> None:
        scene, _slash, preset = name.partition("/")
        self.open_view(scene)
        self.page.use_preset(preset)

    def show_setting(self, name: str) -> None:
        self.page.show_setting(name)

    def logs(self) -> tuple[Mapping[str, Any], ...]:
        return self.page.logs()

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return count == 1 and any(kind.simulation == simulation for kind in SCENES)

    def show_logs(self, simulation: str, logs: tuple[Mapping[str, Any], ...]) -> None:
        self.open_view(simulation)
        self.page.show_logs(simulation, logs)

    @property
    def playing(self) -> bool:
        return self.page.playing

    def command(self, name: str, /, **arguments: Any) -> None:
        self.page.command(name, **arguments)

    def go_to_step(self) -> None:
        self.page.go_to_step()

    def go_to_branches(self) -> None:
        self.page.go_to_branches()

    def reset(self) -> None:
        self.page.reset()

    def ask_where_to_pause(self) -> None:
        self.page.ask_where_to_pause()

    def open_presets(self) -> None:
        self.page.open_presets()

    def change_speed(self, by: int) -> None:
        self.page.change_speed(by)

    def choices(self) -> dict[str, str]:
        return {name: value for page in self.pages.values() for name, value in page.choices().items()}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        self._chosen = choices

    def availability(self) -> dict[str, bool]:
        return self.page.availability()

    def status_text(self) -> str:
        return self.page.status_text()

    def set_active(self, on: bool) -> None:
        self._active = on
        if on:
            self._show_page(self.tabs.currentIndex())
        else:
            for page in self.pages.values():
                page.set_active(False)

    def show_part(self, part: str, on: bool) -> None:
        if part == "controls":
            self._controls_shown = on
            for page in self.pages.values():
                page.show_part(part, on)
