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
    its class is.
    """

    group: str
    title: str
    module: str
    name: str

    def load(self) -> type[Panel]:
        """Its class; a panel brings what it needs, such as SciPy, when it is first loaded."""
        return getattr(import_module(self.module), self.name)


PANELS = (
    PanelEntry("gan", N_("GAN lab"), "app.panels.gan.panel", "GanPanel"),
    PanelEntry("nash", N_("Nash equilibrium"), "app.panels.nash.panel", "NashPanel"),
    PanelEntry("distances", N_("Distances"), "app.panels.distances.panel", "DistancesPanel"),
    PanelEntry("patterns", N_("Patterns"), "app.panels.patterns.panel", "PatternsPanel"),
    PanelEntry("line", N_("On a line"), "app.panels.line.panel", "LinePanel"),
    PanelEntry("compare", N_("Compare"), "app.panels.compare.panel", "ComparePanel"),
    PanelEntry("seeds", N_("Many seeds"), "app.panels.seeds.panel", "SeedsPanel"),
    PanelEntry("map", N_("Phase map"), "app.panels.map.panel", "MapPanel"),
)
