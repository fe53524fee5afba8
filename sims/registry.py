"""Every simulation by name; importing this imports none of them (the gan one brings torch)."""

from __future__ import annotations

import importlib
from functools import cache

from sims.params import N_, ParameterError, nearest
from sims.simulation import Simulation

_WHERE = {
    "distances": ("sims.distances.simulations.densities", "DistancesSimulation"),
    "transport": ("sims.distances.simulations.transport", "TransportSimulation"),
    "separation": ("sims.distances.simulations.separation", "SeparationSimulation"),
    "gaussian_fits": ("sims.distances.simulations.gaussian_fits", "GaussianFitsSimulation"),
    "noise": ("sims.distances.simulations.noise", "NoiseSimulation"),
    "critic": ("sims.distances.simulations.critic", "CriticSimulation"),
    "manifolds": ("sims.distances.simulations.manifolds", "ManifoldsSimulation"),
    "generator_losses": ("sims.distances.simulations.generator_losses", "GeneratorLossesSimulation"),
    "gan": ("sims.gan.simulation", "GanSimulation"),
    "nash": ("sims.nash.simulation", "NashSimulation"),
}
#: Where the parameters are, for simulations whose own module brings torch.
_PARAMS = {"gan": ("sims.gan.params", "GanParams")}


#: What a simulation loads when it first needs it, and takes long.
_LATER = {"gan": ("scipy.optimize",)}


def load(name: str) -> None:
    """Load what the simulation of that name is made of, so that `get` and its first steps find it loaded."""
    if name in _WHERE:
        for module in (_WHERE[name][0], *_LATER.get(name, ())):
            importlib.import_module(module)


def names() -> tuple[str, ...]:
    return tuple(_WHERE)


@cache
def get(name: str) -> Simulation:
    """The simulation of that name; ParameterError with the nearest spelling where there is none."""
    if name not in _WHERE:
        raise ParameterError(N_("no simulation '{name}'{hint}"), name=name, hint=nearest(name, _WHERE))
    module, attribute = _WHERE[name]
    return getattr(importlib.import_module(module), attribute)()


def params_type(name: str) -> type:
    """The parameters of the simulation of that name, without torch."""
    if name in _PARAMS:
        module, attribute = _PARAMS[name]
        return getattr(importlib.import_module(module), attribute)
    return get(name).Params
