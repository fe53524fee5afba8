"""What help says of the window itself: its panels and pages, the settings, the numbers that curves show.

Each has its sentence at its declaration; here they become entries beside those of the glossary.
"""

from __future__ import annotations

from app.panels.metric_names import METRICS
from app.window.panel_tabs import PanelTabs
from app.words.curves import CURVES
from app.words.entry import Entry
from sims import registry
from sims.params import Parameter, parameters
from widgets.controls.editors import number_text
from widgets.controls.parameter_row import name_of, value_text
from widgets.language import _


def window_entries(tabs: PanelTabs) -> list[Entry]:
    """All of them; texts are in English but for `place`. Loads every panel."""
    return [*_pages(tabs), *_settings(tabs), *_numbers(), *_curves()]


def _pages(tabs: PanelTabs) -> list[Entry]:
    found = []
    for group, panel in tabs.declared().items():
        found.append(Entry(panel.title, panel.says, place=_("panel")))
        kind, titles = tabs.kind_of(group), tabs.kind_of(group).view_titles()
        found += [Entry(titles[name], says, place=_("page of {panel}").format(panel=_(panel.title)))
                  for name, says in kind.view_sentences().items()]
    return found


def _settings(tabs: PanelTabs) -> list[Entry]:
    """One for each setting, however many panels have it."""
    titles, found = tabs.titles(), {}
    for simulation in registry.names():
        for declared in parameters(registry.params_type(simulation)).values():
            found.setdefault((declared.name, declared.help), (declared, []))[1].append(titles.get(simulation, ""))
    return [Entry(name_of(declared), setting_says(declared), place=_("setting of {panels}").format(
                panels=", ".join(dict.fromkeys(filter(None, where))) or "–"))
            for declared, where in found.values()]


def setting_says(declared: Parameter) -> str:
    """Its sentence, what it may be and what it is at first, translated."""
    said = [_(declared.help)]
    if declared.lo is not None:
        said.append(_("From {low} to {high}.").format(low=number_text(declared.lo), high=number_text(declared.hi)))
    elif declared.choices:
        said.append(_("One of: {choices}.").format(choices=", ".join(value_text(declared, each)
                                                                     for each in declared.choices)))
    said.append(_("At first: {value}.").format(value=value_text(declared, declared.default)))
    return " ".join(said)


def _numbers() -> list[Entry]:
    return [Entry(metric.label, metric.says, formula=metric.formula, place=_("number"))
            for metric in METRICS.values()]


def _curves() -> list[Entry]:
    """One for each meaning: curves of the same name and sentence are one entry for all places that have them."""
    found = {}
    for panel, curves in CURVES.values():
        for curve in curves.values():
            found.setdefault(curve, []).append(_(panel))
    entries = [Entry(curve.name, curve.says, formula=curve.formula,
                     place=_("curve of {panels}").format(panels=", ".join(dict.fromkeys(panels))))
               for curve, panels in found.items()]
    return list({entry.key: entry for entry in entries}.values())
