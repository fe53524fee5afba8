"""Every simulation by name. Importing this module imports none of them, because some bring torch."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sims.params import N_, ParameterError, nearest
from sims.simulation import Preset, Simulation


class Entry(NamedTuple):
    """Where a simulation is found.

    module, simulation: the module and the name of the class in it. params_module, params: the same for its parameters,
    where its own module brings torch; then its presets are in the module `presets` beside that. later: modules that it
    loads when it first needs them, and that take long.
    """

    module: str
    simulation: str
    params_module: str = ""
    params: str = ""
    later: tuple[str, ...] = ()


SIMULATIONS: Mapping[str, Entry] = {
    "distances": Entry("sims.distances.simulations.densities", "DistancesSimulation"),
    "transport": Entry("sims.distances.simulations.transport", "TransportSimulation"),
    "separation": Entry("sims.distances.simulations.separation", "SeparationSimulation"),
    "gaussian_fits": Entry("sims.distances.simulations.gaussian_fits", "GaussianFitsSimulation"),
    "noise": Entry("sims.distances.simulations.noise", "NoiseSimulation"),
    "critic": Entry("sims.distances.simulations.critic", "CriticSimulation"),
    "manifolds": Entry("sims.distances.simulations.manifolds", "ManifoldsSimulation"),
    "generator_losses": Entry("sims.distances.simulations.generator_losses", "GeneratorLossesSimulation"),
    "derivation": Entry("sims.distances.simulations.derivation", "DerivationSimulation"),
    "noisy_discriminator": Entry("sims.distances.simulations.noisy_discriminator", "NoisyDiscriminatorSimulation"),
    "gan": Entry("sims.gan.simulation", "GanSimulation", "sims.gan.params", "GanParams", ("scipy.optimize",)),
    "patterns": Entry("sims.patterns.simulation", "PatternsSimulation", "sims.patterns.params", "PatternParams"),
    "line": Entry("sims.line.simulation", "LineSimulation", "sims.line.params", "LineParams"),
    "nash": Entry("sims.nash.simulation", "NashSimulation"),
}


def load(name: str) -> None:
    """Import what the simulation of that name is made of, so that `get` and its first steps find it imported."""
    if name in SIMULATIONS:
        for module in (SIMULATIONS[name].module, *SIMULATIONS[name].later):
            importlib.import_module(module)


def names() -> tuple[str, ...]:
    """The names of all simulations."""
    return tuple(SIMULATIONS)


@cache
def get(name: str) -> Simulation:
    """The simulation of that name; ParameterError with the nearest spelling where there is none."""
    if name not in SIMULATIONS:
        raise ParameterError(N_("no simulation '{name}'{hint}"), name=name, hint=nearest(name, SIMULATIONS))
    entry = SIMULATIONS[name]
    return getattr(importlib.import_module(entry.module), entry.simulation)()


def params_type(name: str) -> type:
    """The parameters of the simulation of that name, without torch."""
    if name in SIMULATIONS and SIMULATIONS[name].params_module:
        entry = SIMULATIONS[name]
        return getattr(importlib.import_module(entry.params_module), entry.params)
    return get(name).Params


def presets(name: str) -> Mapping[str, Preset]:
    """The presets of the simulation of that name, without torch."""
    if name in SIMULATIONS and SIMULATIONS[name].params_module:
        package = SIMULATIONS[name].params_module.rpartition(".")[0]
        return importlib.import_module(f"{package}.presets").PRESETS
    return get(name).presets
