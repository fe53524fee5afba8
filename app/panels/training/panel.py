"""What the panels of a GAN in training share: its presets, its settings, its steps, and pages of curves beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtWidgets import QWidget

from app.engine.messages import Opening
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.side import side_of
from app.panels.step_view import STEPS_HEIGHT, StepView
from app.panels.training.curves.curve_page import Page
from app.panels.training.curves.strip import CurvesStrip
from app.panels.training.wanted_answers import WantedAnswers
from app.panels.training.without_effect import without_effect
from sims.gan.params import TrainingParams
from sims.params import change, parameters
from sims.simulation import Formula, Frame, Phase, Preset
from widgets.controls.parameter_search import ParameterSearch
from widgets.controls.tabs import WrappingTabs
from widgets.language import _
from widgets.layout.picture_splitter import PictureSplitter
from widgets.layout.view_columns import ViewColumns
from widgets.view_state import copy_view


class TrainingPanel(RunPanel):
    """Shows a run group of GANs of one simulation.

    params: of that simulation. catalogue: its presets by key. hidden: the parameters without a control.
    """

    params: type[TrainingParams]
    catalogue: Mapping[str, Preset]
    hidden: tuple[str, ...] = ("members",)          # one GAN is on the screen
    fixed = ("members",)
    most_runs = 1                       # that it shows side by side
    search: ParameterSearch

    def params_type(self) -> type:
        return self.params

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(self.params) if name not in self.hidden)

    def opening(self) -> Opening:
        return Opening(self.group, (({}, 0),), device=self.device)

    @classmethod
    def starts(cls) -> list[tuple[dict[str, Any], tuple, int]]:
        return [(asdict(change(cls.params(), **preset.values)),
                 tuple((step, 0, name, value) for step, name, value in preset.events), 0)
                for preset in (Preset("", {}), *cls.catalogue.values())]

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return count <= cls.most_runs and super().shows(simulation, count)

    @classmethod
    def preset_titles(cls) -> dict[str, str]:
        return {name: _(preset.title) for name, preset in cls.catalogue.items()}

    # Building ---------------------------------------------------------------------------------------------------------

    def build_presets(self) -> PresetBox:
        return PresetBox(self.catalogue, self.params())

    def build_side(self) -> QWidget:
        self.search = ParameterSearch(self.controls, self.actions["find_setting"], self.actions["all_settings"])
        return side_of((self.presets, self.search), self.controls)

    def build_steps(self, formula_of: Callable[[Phase, Any], Formula]) -> StepView:
        """The step by step view, in which a click on a phase goes there."""
        self.steps = StepView(formula_of, WantedAnswers())
        self.steps.phase_asked.connect(lambda step, phase: self.command("seek", step=step, phase=phase))
        return self.steps

    # What the user does -----------------------------------------------------------------------------------------------

    def brought(self) -> dict[str, Any]:
        """Values that the user has brought, which presets and resets keep."""
        return {}

    def use_preset(self, name: str) -> None:
        """Start anew with the parameters, the seed and the events of a preset, playing up to its step."""
        preset = self.catalogue[name]
        self.presets.choose(name)
        self.command("use", values={**self.brought(), **preset.values}, seed=preset.seed, events=preset.events,
                     stop=preset.steps)
        self.command("play")

    def reset(self) -> None:
        """As at the start, but with what the user has brought."""
        brought = self.brought()
        self.presets.choose("")
        if not brought:
            super().reset()
            return
        (values, seed), = self.opening().runs
        self.command("use", values={**values, **brought}, seed=seed)
        self.command("pause")

    def show_all_settings(self, on: bool) -> None:
        self.controls.show_all(on)

    def find_setting(self) -> None:
        self.search.begin()

    def disabled_reasons(self, params: Any) -> dict[str, str]:
        return without_effect(params)

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "steps":
            self.steps.setVisible(on)


class CurvesPanel(TrainingPanel):
    """One GAN with pages of curves beside its picture, whose steps are also done for one player alone."""

    buttons = ("restart", "back", "sub_back", "play", "sub_step", "step", "step_d", "step_g", "new_seed", "reset")
    asks_to_save = True
    curves: CurvesStrip

    def beside_steps(self, view: QWidget, pages: tuple[Page, ...], row_of: Callable[[Frame], np.ndarray]) -> QWidget:
        """The steps, and to their right the picture with its curves. view: the picture. row_of: see CurvesStrip."""
        self.curves = CurvesStrip(pages, row_of)
        for page in pages:
            page.step_clicked.connect(lambda step: self.command("seek", step=step))
            self.later.add(page.complete)
        self.picture = PictureSplitter()
        row = ViewColumns()
        row.add_view(self.steps, 0, 220, STEPS_HEIGHT)
        row.add_view(self.picture, 1, 260, 440)
        self.picture.addWidget(view)        # only now, see RunPanel
        self.picture.addWidget(self.curves)
        row.setSizes([270, 700])
        return row

    def take_over(self, before: CurvesPanel) -> None:
        super().take_over(before)
        for old, new in zip(before.curves.pages, self.curves.pages):
            if not new.is_complete:
                self.later.add(partial(copy_view, old, new))

    @property
    def page_tabs(self) -> WrappingTabs:
        return self.curves.tabs

    def use_preset(self, name: str) -> None:
        """As TrainingPanel, with the page open that its sentence speaks of."""
        super().use_preset(name)
        if page := self.catalogue[name].page:
            self.curves.open_named(page)

    def seen(self, name: str) -> QWidget | None:
        if name == "steps":
            return self.steps
        return next((page for page in self.curves.pages if page.name == name.partition("/")[0]), None)

    def step_of(self, player: str) -> None:
        """One step of the phases of this player alone: the other is frozen for it."""
        self.command("step_with", values={"freeze_d": player != "d", "freeze_g": player != "g"})

    def availability(self) -> dict[str, bool]:
        found = super().availability()
        return {**found, "step_d": found["step"], "step_g": found["step"]}

    def choices(self) -> dict[str, str]:
        return {**super().choices(), f"{self.group}.smoothing": f"{self.curves.smoothing.weight:.4f}"}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        super().take_choices(choices)
        with contextlib.suppress(KeyError, ValueError):
            self.curves.smoothing.set_weight(float(choices[f"{self.group}.smoothing"]))

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "curves":
            self.curves.setVisible(on)
            self.picture.divide()
