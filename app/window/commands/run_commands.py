"""Commands for the run that is on the screen: time, chance, speed, undo. Each goes to the panel in front."""

from __future__ import annotations

from app.window.actions import EDIT, RUN, VIEW, command
from app.window.presenter import Presenter
from app.window.window import Window
from sims.params import N_


class RunCommands:
    """What is asked of the panel in front, whichever it is; the window enables what `Panel.availability` says."""

    def __init__(self, window: Window, presenter: Presenter):
        self.window, self.presenter = window, presenter

    @command(N_("Undo"), EDIT, "Ctrl+Z", repeats=True)
    def undo(self) -> None:
        self.window.panel.command("undo")

    @command(N_("Redo"), EDIT, "Ctrl+Shift+Z", "Ctrl+Y", repeats=True)
    def redo(self) -> None:
        self.window.panel.command("redo")

    @command(N_("Play or pause"), RUN, "Space")
    def play(self) -> None:
        self.window.panel.command("toggle")

    @command(N_("Step"), RUN, "Right", repeats=True)
    def step(self) -> None:
        self.window.panel.command("step")

    @command(N_("Sub-step: one phase"), RUN, "Shift+Right", repeats=True)
    def sub_step(self) -> None:
        self.window.panel.command("sub_step")

    @command(N_("Step of D alone"), RUN, "D", repeats=True)
    def step_d(self) -> None:
        self.window.panel.step_of("d")

    @command(N_("Step of G alone"), RUN, "G", repeats=True)
    def step_g(self) -> None:
        self.window.panel.step_of("g")

    @command(N_("Step back"), RUN, "Left", repeats=True)
    def back(self) -> None:
        self.window.panel.command("back")

    @command(N_("Sub-step back"), RUN, "Shift+Left", repeats=True)
    def sub_back(self) -> None:
        self.window.panel.command("sub_back")

    @command(N_("Go to step…"), RUN, "Ctrl+G")
    def go_to_step(self) -> None:
        self.window.panel.go_to_step()

    @command(N_("Branches"), RUN, "B")
    def branches(self) -> None:
        """Put the focus on the tree of branches, in which Up, Down and Return choose one."""
        self.window.panel.go_to_branches()

    @command(N_("Restart: same seed and settings"), RUN, "Home", separated=True)
    def restart(self) -> None:
        self.window.panel.command("restart")

    @command(N_("New seed"), RUN, "R")
    def new_seed(self) -> None:
        self.window.panel.command("new_seed")

    @command(N_("Reset all: settings, seed and play state"), RUN, "Shift+R")
    def reset(self) -> None:
        self.window.panel.reset()

    @command(N_("Faster"), RUN, "Ctrl+Up", separated=True)
    def faster(self) -> None:
        self.window.panel.change_speed(1)

    @command(N_("Slower"), RUN, "Ctrl+Down")
    def slower(self) -> None:
        self.window.panel.change_speed(-1)

    @command(N_("Pause when…"), RUN, "Shift+Space")
    def stop_when(self) -> None:
        """Say at what value of a metric, or at which step, playing is to pause by itself."""
        self.window.panel.ask_where_to_pause()

    @command(N_("Presets…"), RUN, "Ctrl+P", separated=True)
    def presets(self) -> None:
        self.window.panel.open_presets()

    @command(N_("Experiments: freeze G or D…"), RUN, "X")
    def experiments(self) -> None:
        self.presenter.show_part("curves")
        self.window.panel.open_experiments()

    @command(N_("Next view of D: output, logit, slopes"), VIEW, "V")
    def next_surface(self) -> None:
        self.window.panel.show_next_surface()

    @command(N_("Scores of the minibatch…"), RUN, "T")
    def scores(self) -> None:
        self.window.panel.open_scores()
