"""The command between the GAN lab and the panel of many seeds: the setting of the lab goes there."""

from __future__ import annotations

from app.window.actions import RUN, command
from app.window.window import Window
from sims.params import N_

LAB, SEEDS = "gan", "seeds"             # groups of the two panels


class SeedsCommands:
    """window: whose panels they are."""

    def __init__(self, window: Window):
        self.window = window

    @command(N_("Many seeds: the lab's setting"), RUN, "M")
    def many_seeds(self) -> None:
        """Train many seeds with the settings, the changes and the seed that the run of the lab has."""
        lab, seeds = self.window.panel_of(LAB), self.window.panel_of(SEEDS)
        self.window.show_panel(seeds)
        if logs := lab.logs():
            seeds.spread(logs[0])
