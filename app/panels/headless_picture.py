"""Pictures of runs without a window: which view of which panel draws a run of which simulation."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sims.params import ParameterError
from sims.run import Run

#: Where a simulation's picture is made: a module, and the name of a function (or class) in it, Run -> QWidget.
PICTURES: dict[str, tuple[str, str]] = {
    "gan": ("app.panels.gan.headless_picture", "lab_picture"),
    "nash": ("app.panels.nash.headless_picture", "NashPicture"),
    "patterns": ("app.panels.patterns.headless_picture", "patterns_picture"),
    "line": ("app.panels.line.headless_picture", "line_picture"),
    **dict.fromkeys(("distances", "transport", "separation", "gaussian_fits", "noise", "critic", "manifolds",
                     "generator_losses", "derivation", "noisy_discriminator"),
                    ("app.panels.distances.headless_picture", "scene_picture")),
}

#: Simulations whose pictures show a state alone; those of the others show the way there, too, by its trace.
OF_A_STATE = ("gan", "patterns", "line")


def picture(run: Run) -> QWidget:
    """A widget that shows the run as it stands. ParameterError where a simulation has no picture of its own."""
    if run.simulation.name not in PICTURES:
        raise ParameterError("no picture is drawn of {name}", name=run.simulation.name)
    module, name = PICTURES[run.simulation.name]
    make: Callable[[Run], QWidget] = getattr(importlib.import_module(module), name)
    return make(run)
