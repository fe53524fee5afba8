"""The changes of parameters on the way of a run as texts, to be marked on its curves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sims.params import Parameter, parameters
from widgets.language import _


def change_marks(events: Iterable[tuple[int, int, str, Any]], params_type: type) -> list[tuple[float, str]]:
    """(step, translated text) for each event of a run's log, which is (step, phase, parameter, value)."""
    declared = parameters(params_type)
    return [(step, change_text(declared[name], value)) for step, _phase, name, value in events]


def change_text(parameter: Parameter, value: Any) -> str:
    """ "parameter = value", translated."""
    if parameter.scale == "text":
        return _("{parameter} changed").format(parameter=_(parameter.label))
    if parameter.scale == "choice":
        value = _(parameter.choice_labels.get(value, value))
    return _("{parameter} = {value}").format(parameter=_(parameter.label), value=value)
