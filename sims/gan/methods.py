"""Methods that papers compare: an objective with its cures, over whatever target and networks. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sims.gan.params import CURES, GanParams
from sims.params import N_, change, parameters


@dataclass(frozen=True)
class Method:
    """title: its name (translatable). values: what it sets; cures that it does not name are off."""

    title: str
    values: Mapping[str, Any]


#: Penalty weights as in the presets of the lab; of R3GAN both penalties (Huang et al. 2024).
METHODS: Mapping[str, Method] = {
    "nonsaturating": Method(N_("non-saturating"), {"objective": "nonsaturating"}),
    "saturating": Method(N_("saturating"), {"objective": "saturating"}),
    "least_squares": Method(N_("least squares"), {"objective": "least_squares"}),
    "hinge": Method(N_("hinge"), {"objective": "hinge"}),
    "nonsaturating_r1": Method(N_("non-saturating, R1"), {"objective": "nonsaturating", "r1": 0.1}),
    "relativistic": Method(N_("relativistic, R1 and R2"), {"objective": "relativistic", "r1": 0.1, "r2": 0.1}),
    "wgan_clip": Method(N_("WGAN, clipping"), {"objective": "wgan", "n_critic": 5, "weight_clip": 0.01}),
    "wgan_gp": Method(N_("WGAN, gradient penalty"), {"objective": "wgan", "n_critic": 5, "gradient_penalty": 0.1}),
    "packing": Method(N_("non-saturating, packing 2"), {"objective": "nonsaturating", "pack": 2}),
}


def setting_of(method: Method, params: GanParams) -> GanParams:
    """These params with the objective and the cures of a method; n_critic is 1 where it names none."""
    declared = parameters(params)
    off = {name: entry.default for name, entry in declared.items() if entry.group == CURES}
    return change(params, **{**off, "n_critic": 1, **method.values})
