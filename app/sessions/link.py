"""A run as one line of text that a person can read and send: `saddle:gan?objective=wgan&seed=3&200:r1=0.1#2000`.

After the name of the simulation stand the parameters that differ from their defaults and the seed. `200:r1=0.1`: from
step 200 on, r1 is 0.1; `200.3:` is after three phases of step 200. Behind # the step where the run stands, with the
phases of the step under way that are done (`#2000.3`). Of several runs side by side the values are parted by `;` where
they differ. Nothing in a link can run, and every name and value is checked. No Qt here and no torch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from app.sessions.limits import LARGEST_SEED, MOST_STEPS
from sims import registry
from sims.events import LOG_VERSION, Event
from sims.params import N_, Count, Parameter, ParameterError, parameters
from sims.simulation import OK

SCHEME = "saddle:"
#: Letters of a link, and runs in it. Programs that pass links on cut much longer ones.
LONGEST, MOST_RUNS = 8000, 64
MOST_PHASES = 10**4
_PLACE = re.compile(r"(\d{1,10})(?:\.(\d{1,5}))?")
_READABLE = ":,/"                       # what else is left as it is in a value

TOO_LONG = N_("This run does not fit into a link, because its target holds too many points or too much was changed on "
              "its way. Save it as a file instead.")
TOO_LONG_TO_OPEN = N_("A link has at most {limit} letters; this one has {count}.")
NO_LINK = N_("A link begins with “{scheme}” and the name of a simulation, as in {example}.")
BAD_PLACE = N_("“{text}” in the link names no step.")
BAD_PART = N_("The link says “{text}”, which is not name=value.")
TOO_MANY = N_("A link holds at most {limit} runs; this one has {count}.")
UNEVEN = N_("The link gives {count} values for {name}, but has {runs} runs.")
EXAMPLE = "saddle:gan?objective=wgan&seed=3#2000"


@dataclass(frozen=True)
class Link:
    """What a link says. logs: of each run, as Run.log() gives it. unknown: what this version does not know and has left
    out, as errors that say so."""

    simulation: str
    logs: tuple[Mapping[str, Any], ...]
    unknown: tuple[ParameterError, ...] = ()


# Out -----------------------------------------------------------------------------------------------------------------

def write_link(logs: Sequence[Mapping[str, Any]]) -> str:
    """The link of these runs of one simulation, which stand side by side. Raises ParameterError where it is too long.

    logs: as Run.log() gives them.
    """
    simulation = logs[0]["simulation"]
    parts = []
    for name, declared in parameters(registry.params_type(simulation)).items():
        values = [log["params"][name] for log in logs]
        if any(value != declared.default for value in values):
            parts.append(f"{name}={_joined(map(_spell, values))}")
    seeds = [log["seed"] for log in logs]
    if any(seeds):
        parts.append(f"seed={_joined(map(str, seeds))}")
    parts += _events(logs)
    step, phase = max(tuple(log["position"]) for log in logs)
    if len(logs) > 1 and not any(";" in part for part in parts):        # several, and all alike
        parts.append("seed=" + ";".join(map(str, seeds)))
    link = f"{SCHEME}{simulation}{'?' if parts else ''}{'&'.join(parts)}#{_place(step, phase)}"
    if len(link) > LONGEST:
        raise ParameterError(TOO_LONG)
    return link


def _events(logs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The changes on the way, in their order; a run that has none at a place has an empty value there."""
    found: dict[tuple[int, int, str], list[str]] = {}
    for number, log in enumerate(logs):
        for step, phase, name, value in log["events"]:
            found.setdefault((step, phase, name), [""] * len(logs))[number] = _spell(value)
    places = sorted(found, key=lambda key: key[:2])                     # stable: as they were made
    return [f"{_place(step, phase)}:{name}={_joined(found[step, phase, name])}" for step, phase, name in places]


def _joined(values: Iterable[str]) -> str:
    values = list(values)
    return values[0] if len(set(values)) == 1 else ";".join(values)


def _place(step: int, phase: int) -> str:
    return f"{step}.{phase}" if phase else str(step)


def _spell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return quote(str(value), safe=_READABLE)


# In ------------------------------------------------------------------------------------------------------------------

def is_link(text: str) -> bool:
    """Whether this text means to be a link."""
    return text.strip().lower().startswith(SCHEME)


def read_link(text: str) -> Link:
    """What a link says. Raises ParameterError where it is none; what this version does not know is in `unknown`."""
    text = text.strip()
    if len(text) > LONGEST:
        raise ParameterError(TOO_LONG_TO_OPEN, limit=Count(LONGEST), count=Count(len(text)))
    if not is_link(text):
        raise ParameterError(NO_LINK, scheme=SCHEME, example=EXAMPLE)
    body, _hash, end = text[len(SCHEME):].partition("#")
    simulation, _mark, query = body.partition("?")
    simulation = unquote(simulation).strip("/")         # some programs write saddle://gan
    declared = parameters(registry.params_type(simulation))
    position = _read_place(end or "0", f"#{end}")
    pairs = [_read_pair(part) for part in query.split("&") if part]
    count = max((len(values) for _place, _name, values in pairs), default=1)
    if count > MOST_RUNS:
        raise ParameterError(TOO_MANY, limit=MOST_RUNS, count=count)
    runs = [_Reading({name: parameter.default for name, parameter in declared.items()}) for _ in range(count)]
    unknown: dict[str, ParameterError] = {}             # each sentence once, however many runs it is about
    for place, name, values in pairs:
        if len(values) not in (1, count):
            raise ParameterError(UNEVEN, name=name, count=len(values), runs=count)
        for run, value in zip(runs, values * (count // len(values))):
            try:
                run.take(declared, place, name, value, len(values) > 1)
            except ParameterError as error:
                unknown.setdefault(str(error), error)
    return Link(simulation, tuple(run.log(simulation, position) for run in runs), tuple(unknown.values()))


class _Reading:
    """One run of a link, as far as it has been read."""

    def __init__(self, params: dict[str, Any]):
        self.params, self.seed, self.events = params, 0, []

    def take(self, declared: Mapping[str, Parameter], place: tuple[int, int] | None, name: str, text: str,
             several: bool) -> None:
        """Take in one name=value. Raises ParameterError where that is nothing that this version knows."""
        if place is None and name == "seed":
            self.seed = _seed(text)
            return
        if name not in declared:
            raise ParameterError(N_("no parameter '{name}'"), name=name)
        if place is None:
            self.params[name] = declared[name].parse(text)
        elif text or not several:
            if declared[name].when == "restart":
                raise ParameterError(N_("{name} can only be changed with a restart"), name=name)
            self.events.append(Event(*place, name, declared[name].parse(text)))

    def log(self, simulation: str, position: tuple[int, int]) -> dict[str, Any]:
        return {"version": LOG_VERSION, "simulation": simulation, "seed": self.seed, "params": self.params,
                "position": list(position), "status": OK,
                "events": [(event.step, event.phase, event.name, event.value) for event in sorted(self.events)]}


def _read_pair(part: str) -> tuple[tuple[int, int] | None, str, list[str]]:
    """(place or None, name, values) of "name=value" or "step:name=value"."""
    left, equals, right = part.partition("=")
    place, colon, name = unquote(left).rpartition(":")
    if not equals or not name:
        raise ParameterError(BAD_PART, text=unquote(part))
    return _read_place(place, part) if colon else None, name, [unquote(value) for value in right.split(";")]


def _read_place(text: str, said: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(text)
    step, phase = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if not found or step > MOST_STEPS or phase > MOST_PHASES:
        raise ParameterError(BAD_PLACE, text=said)
    return step, phase


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 10 or int(text) > LARGEST_SEED:
        raise ParameterError(N_("seed takes a whole number from 0 to {limit}, not '{value}'"), limit=LARGEST_SEED,
                             value=text)
    return int(text)
