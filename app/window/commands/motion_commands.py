"""The command that lets what is on the screen move less."""

from __future__ import annotations

from app.window.actions import VIEW, command
from app.window.window import Window
from sims.params import N_
from widgets.motion import motion


class MotionCommands:
    def __init__(self, window: Window):
        self.window = window

    @command(N_("Less motion"), VIEW, checkable=True)
    def less_motion(self, on: bool) -> None:
        """Show a run that plays once a second, in place of as often as can be; remembered."""
        self.window.actions_by_key["less_motion"].setChecked(on)
        self.window.remember(less_motion=on)
        motion.less = on
