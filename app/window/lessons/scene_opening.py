"""How the scene of a stop comes into the window: its panel, its run, what is opened there, and where it pauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.lessons.lesson import Stop
from app.lessons.playing import first_step
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from app.window.window import Window
from sims import registry

Condition = tuple[str, str, float]


def panel_of(window: Window, stop: Stop) -> Panel | None:
    """The panel that shows a stop; None where there is none."""
    if stop.panel:
        return window.panel_of(stop.panel)
    return window.tabs.that(lambda kind: kind.shows(stop.scene.simulation, 1))


def open_scene(window: Window, stop: Stop) -> None:
    """Show the scene of a stop, paused where it begins. Raises LookupError where no panel shows it."""
    panel = panel_of(window, stop)
    if panel is None:
        raise LookupError(stop.panel or stop.scene.simulation)
    window.show_panel(panel)
    panel.page.banner.clear("stopped")          # of the stop before
    _begin(panel, stop)
    open_views(panel, stop)


def open_views(panel: Panel, stop: Stop) -> None:
    """Open the views of a stop in its panel, and bring its setting to sight."""
    for view in stop.views:
        panel.open_view(view)
    if stop.setting:
        panel.show_setting(stop.setting.rpartition(".")[2])


def _begin(panel: Panel, stop: Stop) -> None:
    scene = stop.scene
    if panel.shows(scene.simulation, 1):
        if scene.simulation in panel.view_titles():             # a page of its own
            panel.open_view(scene.simulation)
        panel.page.presets.choose(scene.preset)
        panel.show_logs(scene.simulation, (_log(stop),))
    elif panel.group == "seeds":
        panel.spread(scene.log)
        panel.command("seek", step=0)                           # which also pauses
    elif panel.group == "compare":
        pair = _pair_of(scene.preset)
        if pair:
            panel.use_preset(pair)
            panel.command("seek", step=first_step(stop))
        else:
            both = (dict(scene.log["params"]), scene.log["seed"])
            panel.command("arrange", runs=(both, both))


def _log(stop: Stop) -> Mapping[str, Any]:
    """The log of its scene where it begins; of a preset with the step at which that pauses.

    Not as a panel would begin the preset: it may lay it over values of its own, and claims are run without those.
    """
    scene = stop.scene
    log = {**scene.log, "position": [first_step(stop), 0]}
    return {**log, "stop": registry.presets(scene.simulation)[scene.preset].steps} if scene.preset else log


def _pair_of(preset: str) -> str:
    """The pair of the compare panel that begins with this preset; "" for none."""
    from sims.gan.pairs import PAIR_OF

    return PAIR_OF.get(preset, "")


def condition_of(panel: Panel) -> Condition | None:
    """At what the runs of a panel pause by themselves."""
    return panel.page.playback.stop.condition if isinstance(panel.page, RunPanel) else None


def pause_when(panel: Panel, condition: Condition | None) -> None:
    """Have the runs of a panel pause there; None: nowhere."""
    if isinstance(panel.page, RunPanel) and condition != condition_of(panel):
        panel.page.playback.stop.choose(condition)


def condition_text(panel: Panel) -> str:
    """What `condition_of` says, as a person reads it."""
    return panel.page.playback.stop.condition_text() if isinstance(panel.page, RunPanel) else ""
