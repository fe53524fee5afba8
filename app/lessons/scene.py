"""What a stop of a lesson shows, and what a claim runs: settings, a seed and a step.

It is spelled as a link (`saddle:gan?r1=0.1&seed=3#2000`, see app.sessions.link) or as a preset, which may be changed as
a link: `gan/full_collapse`, `gan/full_collapse?seed=4&r1=0.1#300`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.sessions import link as links
from sims import registry
from sims.events import LOG_VERSION
from sims.params import N_, ParameterError, change, nearest, plain
from sims.simulation import OK

_PRESET = re.compile(r"(\w+)/(\w+)(?:\?([^#]*))?(?:#(.*))?")
NO_PRESET = N_("{simulation} has no preset “{name}”{hint}")
ONE_RUN = N_("“{text}” holds several runs side by side, and a scene is one")
EXAMPLES = N_("“{text}” is no scene; write one like saddle:gan?r1=0.1#2000 or gan/full_collapse#300")


@dataclass(frozen=True)
class Scene:
    """One run. log: as Run.log() gives it, with the step at which it is shown as its position. preset: the key of the
    preset that it is, "" where it is none or has been changed."""

    simulation: str
    log: Mapping[str, Any]
    preset: str = ""

    @property
    def step(self) -> int:
        return self.log["position"][0]

    def with_seed(self, seed: int) -> Scene:
        return replace(self, log={**self.log, "seed": seed}, preset="")

    def link(self) -> str:
        return links.write_link([self.log])


def read_scene(text: str) -> Scene:
    """The scene that a text spells. Raises ParameterError where it is none, or names what there is not."""
    if links.is_link(text):
        return _of_link(text)
    found = _PRESET.fullmatch(text.strip())
    if found is None:
        raise ParameterError(EXAMPLES, text=text)
    simulation, key, query, step = found.groups()
    presets = registry.presets(simulation)
    if key not in presets:
        raise ParameterError(NO_PRESET, simulation=simulation, name=key, hint=nearest(key, presets))
    preset = presets[key]
    whole = links.write_link([{
        "version": LOG_VERSION, "simulation": simulation, "seed": preset.seed, "position": [preset.steps, 0],
        "params": plain(change(registry.params_type(simulation)(), **preset.values)), "status": OK,
        "events": [(at, 0, name, value) for at, name, value in preset.events]}])
    before, _hash, place = whole.partition("#")
    if query:                               # what comes later in a link counts
        before += ("&" if "?" in before else "?") + query
    return replace(_of_link(f"{before}#{place if step is None else step}"), preset="" if query else key)


def _of_link(text: str) -> Scene:
    link = links.read_link(text)
    if link.unknown:
        raise link.unknown[0]
    if len(link.logs) > 1:
        raise ParameterError(ONE_RUN, text=text)
    return Scene(link.simulation, link.logs[0])
