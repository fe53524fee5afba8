"""The panels of the main window, a folder each. PANELS lists them in the order of their tabs.

Files at this root are shared by several panels.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from sims.params import N_

if TYPE_CHECKING:
    from app.panels.panel import Panel


class PanelEntry(NamedTuple):
    """What is known of a panel before it is loaded.

    group: its name in settings, in saved files and in the engine. title: on its tab (translatable). module, name: where
    its class is. says: what is to be seen on it (translatable).
    """

    group: str
    title: str
    module: str
    name: str
    says: str = ""

    def load(self) -> type[Panel]:
        """Its class; a panel brings what it needs, such as SciPy, when it is first loaded."""
        return getattr(import_module(self.module), self.name)


PANELS = (
    PanelEntry("gan", N_("GAN lab"), "app.panels.gan.panel", "GanPanel",
               N_("Two networks play on points of the plane, or of the line, step by step: real points, "
                  "generated ones, and what D thinks of every place.")),
    PanelEntry("nash", N_("Nash equilibrium"), "app.panels.nash.panel", "NashPanel",
               N_("The smallest games and the smallest GAN, with two numbers: which ways of learning reach the "
                  "equilibrium, and which run in circles.")),
    PanelEntry("distances", N_("Distances"), "app.panels.distances.panel", "DistancesPanel",
               N_("How far two distributions are apart, by several measures, what each tells a generator, and "
                  "the proofs line by line.")),
    PanelEntry("patterns", N_("Patterns"), "app.panels.patterns.panel", "PatternsPanel",
               N_("A GAN on small pictures with a rule: whether it keeps the rule, counts right and makes more "
                  "than one of them.")),
    PanelEntry("line", N_("On a line"), "app.panels.line.panel", "LinePanel",
               N_("A GAN whose points lie on a line, so that D and both densities are curves that can be seen "
                  "whole.")),
    PanelEntry("compare", N_("Compare"), "app.panels.compare.panel", "ComparePanel",
               N_("Two runs side by side, step by step, with what is different between them.")),
    PanelEntry("seeds", N_("Many seeds"), "app.panels.seeds.panel", "SeedsPanel",
               N_("One setting with many seeds, or several methods: how much of what one sees is luck.")),
    PanelEntry("map", N_("Phase map"), "app.panels.map.panel", "MapPanel",
               N_("A map over two settings: each cell is a training of its own, and its colour is how well it "
                  "ended.")),
)
