"""One file a panel: which controls, which views, which simulation. PANELS lists them in the order of their tabs."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """PANELS when it is first asked for: the window is painted before its panels are loaded."""
    if name != "PANELS":
        raise AttributeError(name)
    from app.panels.distances.panel import DistancesPanel
    from app.panels.gan.panel import GanPanel
    from app.panels.nash.panel import NashPanel
    return GanPanel, NashPanel, DistancesPanel
