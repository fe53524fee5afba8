"""The panels of the main window, a folder each. PANELS lists their classes in the order of their tabs.

Files at this root are shared by several panels.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Loads PANELS when it is first asked for, so that the window can be painted before."""
    if name != "PANELS":
        raise AttributeError(name)
    from app.panels.compare.panel import ComparePanel
    from app.panels.distances.panel import DistancesPanel
    from app.panels.gan.panel import GanPanel
    from app.panels.nash.panel import NashPanel
    return GanPanel, NashPanel, DistancesPanel, ComparePanel
