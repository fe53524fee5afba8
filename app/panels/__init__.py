"""One file a panel: which controls, which views, which simulation. PANELS lists them in the order of their tabs."""

from app.panels.distances import DistancesPanel
from app.panels.gan import GanPanel
from app.panels.nash import NashPanel

PANELS = (GanPanel, NashPanel, DistancesPanel)
