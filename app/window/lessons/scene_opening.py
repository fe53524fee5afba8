"""How the scene of a stop comes into the window: its panel, its run, what is opened there, and where it pauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.lessons.lesson import Stop
from app.lessons.playing import first_step, pause_at
from app.lessons.scene import read_scene
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from app.panels.training.panel import CurvesPanel
from app.window.presenter import Presenter
from app.window.window import Window
from sims import registry
from widgets.theme import themes

Condition = tuple[str, str, float]
GALLERY = "gallery"                             # as the Nash panel names its ten Dirac-GANs side by side
#: What it shows with its runs; opened while those of the stop before are there it begins others.
OF_RUNS = ("bilinear", "dirac", GALLERY)
#: Pixels at scale 1 of a window with a card in which there is room for these parts of a panel.
ROOM = {"steps": 1500, "controls": 1450}


def panel_of(window: Window, stop: Stop) -> Panel | None:
    """The panel that shows a stop; None where there is none."""
    if stop.panel:
        return window.panel_of(stop.panel)
    return window.tabs.that(lambda kind: kind.shows(stop.scene.simulation, 1))


def open_scene(window: Window, presenter: Presenter, stop: Stop, width: int) -> None:
    """Show the scene of a stop, paused where it begins. Raises LookupError where no panel shows it.

    width: of the room for panel and card, in pixels.
    """
    panel = panel_of(window, stop)
    if panel is None:
        raise LookupError(stop.panel or stop.scene.simulation)
    simulation = stop.scene.simulation
    if panel.shows(simulation, 1) and simulation in panel.view_titles():
        panel.open_view(simulation)             # before it is seen, or another page is built to be seen first
    bring_to_front(window, presenter, panel, stop, width)
    _begin(panel, stop)
    open_views(panel, stop)


def bring_to_front(window: Window, presenter: Presenter, panel: Panel, stop: Stop, width: int) -> None:
    """Bring the panel of a stop to the front, without what would leave its picture little room."""
    window.show_panel(panel)
    presenter.show_parts()                      # a presentation without those of the stop before
    presenter.hide_parts({*window.settings.hidden, *_in_the_way(stop, width)})
    panel.page.banner.clear("stopped")          # of the stop before


def _in_the_way(stop: Stop, width: int) -> set[str]:
    """Parts of a panel of which a stop does not speak, where they would leave its picture little room."""
    lit = {(lit.kind, lit.name) for lit in stop.lit}
    steps = "steps" in stop.views or ("view", "steps") in lit
    controls = stop.setting or any(kind == "setting" for kind, _name in lit)
    return {part for part, spoken_of in (("steps", steps), ("controls", controls))
            if not spoken_of and width < themes.current.pixels(ROOM[part])}


def open_views(panel: Panel, stop: Stop) -> None:
    """Open the views of a stop in its panel, in place of the page of curves of the stop before, and bring its setting
    to sight."""
    if isinstance(panel, CurvesPanel):
        panel.curves.open_named(panel.curves.pages[0].name)
    for view in stop.views:
        if view not in OF_RUNS:
            panel.open_view(view)
    if stop.setting:
        panel.show_setting(stop.setting.rpartition(".")[2])


def _begin(panel: Panel, stop: Stop) -> None:
    scene = stop.scene
    if panel.shows(scene.simulation, 1):
        # The sentence of a preset says what is to be seen: not before that has been asked.
        panel.page.presets.choose("" if stop.question else scene.preset)
        panel.show_logs(scene.simulation, _logs(stop))
    elif panel.group == "seeds":
        panel.spread(scene.log)
        panel.command("seek", step=first_step(stop))            # which also pauses
    elif panel.group == "compare":
        pair = _pair_of(scene.preset)
        if pair:
            panel.use_preset(pair)
            panel.command("seek", step=first_step(stop))
        else:
            both = (dict(scene.log["params"]), scene.log["seed"])
            panel.command("arrange", runs=(both, both))


def _logs(stop: Stop) -> tuple[Mapping[str, Any], ...]:
    """The log of its scene; of the ten Dirac-GANs side by side, of which its scene is the first, all ten."""
    if GALLERY not in stop.views:
        return (_log(stop),)
    from sims.nash.simulation import GALLERY_PRESETS

    return tuple(read_scene(f"nash/{key}#{first_step(stop)}").log for key in GALLERY_PRESETS)


def _log(stop: Stop) -> Mapping[str, Any]:
    """The log of its scene where it begins; of a preset with the step at which that pauses, where the stop has none.

    Not as a panel would begin the preset: it may lay it over values of its own, and claims are run without those.
    """
    scene = stop.scene
    log = {**scene.log, "position": [first_step(stop), 0]}
    if not scene.preset or pause_at(stop) is not None:
        return log
    return {**log, "stop": registry.presets(scene.simulation)[scene.preset].steps}


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
