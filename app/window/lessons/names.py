"""Whether what a lesson names in the window is there, before it is opened."""

from __future__ import annotations

from app.lessons.curve_names import demand_curve
from app.lessons.lesson import Lesson, LessonError, Stop
from app.lessons.lit import PICTURE, VIEW
from app.panels import PANELS
from app.panels.metric_names import METRICS, of_layer
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from sims.params import N_, nearest

NO_PANEL = N_("Line {line}: there is no panel “{name}”{hint}")
NO_VIEW = N_("Line {line}: the panel “{panel}” has no view “{name}”{hint}")
NO_BUTTON = N_("Line {line}: the panel “{panel}” has no button “{name}”{hint}")


def demand_names(lesson: Lesson) -> None:
    """Raises LessonError, which names the line, where a panel, a view, a button or a curve is named that is not there.
    """
    for stop in lesson.stops:
        demand_curve(stop, METRICS, of_layer)
        kind = _panel_of(stop)
        if kind is None:
            continue                            # its scene is said to be shown nowhere when it is opened
        views = kind.view_titles()
        for place, name in [("views", name) for name in stop.views] + \
                [("lit", lit.name) for lit in stop.lit if lit.kind == VIEW and lit.name != PICTURE]:
            if name not in views:
                raise LessonError(NO_VIEW, line=stop.lines[place], panel=kind.group, name=name,
                                  hint=nearest(name, views))
        buttons = kind.buttons if issubclass(kind, RunPanel) else RunPanel.buttons
        for lit in stop.lit:
            if lit.kind == "button" and lit.name not in buttons:
                raise LessonError(NO_BUTTON, line=stop.lines["lit"], panel=kind.group, name=lit.name,
                                  hint=nearest(lit.name, buttons))


def _panel_of(stop: Stop) -> type[Panel] | None:
    groups = {entry.group: entry for entry in PANELS}
    if not stop.panel:
        return next((kind for kind in (entry.load() for entry in PANELS) if kind.shows(stop.scene.simulation, 1)), None)
    if stop.panel not in groups:
        raise LessonError(NO_PANEL, line=stop.lines["panel"], name=stop.panel, hint=nearest(stop.panel, groups))
    return groups[stop.panel].load()
