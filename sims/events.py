"""What a log holds besides its parameters and its seed: at which step which value was given to what."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sims import params as parameters

LOG_VERSION = 1


@dataclass(frozen=True, order=True)
class Event:
    """From this position on the named parameter has this value (at the next whole step where it is a "step" one)."""

    step: int
    phase: int
    name: str = dataclasses.field(compare=False)
    value: Any = dataclasses.field(compare=False)


def alike(first: Event, second: Event) -> bool:
    """Also in name and value, for which `==` does not ask: events are sorted by their positions."""
    return (first.step, first.phase, first.name, first.value) == (second.step, second.phase, second.name, second.value)


def read_log(params_type: type, log: Mapping[str, Any]) -> tuple[Any, int, list[Event]]:
    """(params, seed, events) of a log. Raises ParameterError where it holds names or values that cannot be."""
    base = parameters.change(params_type(), **log["params"])
    return base, int(log["seed"]), read_events(base, log["events"])


def read_events(base: Any, rows: Iterable[tuple[int, int, str, Any]]) -> list[Event]:
    """Events out of (step, phase, name, value). Raises ParameterError for a name or value that cannot be."""
    declared = parameters.parameters(base)
    events = []
    for step, phase, name, value in rows:
        if name not in declared:
            parameters.change(base, **{name: value})    # which says so, with the nearest spelling
        refuse_restart(declared[name])
        events.append(Event(int(step), int(phase), name, declared[name].check(value)))
    return events


def refuse_restart(parameter: parameters.Parameter) -> None:
    if parameter.when == "restart":
        raise parameters.ParameterError(parameters.N_("{name} can only be changed with a restart"), name=parameter.name)
