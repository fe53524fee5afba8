"""What the two players minimise. One function a player, one registry entry an objective.

Scores are the discriminator's raw outputs D(x), of shape (members, batch); losses have shape (members,).
softplus(t) = ln(1 + e^t), so softplus(-D) = -ln sigmoid(D) and softplus(D) = -ln(1 - sigmoid(D)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import relu, softplus

from sims.params import N_


def cross_entropy_d(real: Tensor, fake: Tensor) -> Tensor:
    """-V(D, G) = -E ln D(x) - E ln(1 - D(G(z))), Goodfellow et al. 2014, eq. 1."""
    return softplus(-real).mean(-1) + softplus(fake).mean(-1)


def saturating_g(real: Tensor, fake: Tensor) -> Tensor:
    """E ln(1 - D(G(z))), Goodfellow et al. 2014, eq. 1: flat where D is sure of itself."""
    return -softplus(fake).mean(-1)


def nonsaturating_g(real: Tensor, fake: Tensor) -> Tensor:
    """-E ln D(G(z)), Goodfellow et al. 2014, section 3."""
    return softplus(-fake).mean(-1)


def wasserstein_d(real: Tensor, fake: Tensor) -> Tensor:
    """E D(G(z)) - E D(x), Arjovsky et al. 2017, eq. 3: minus the critic's estimate of K W1."""
    return fake.mean(-1) - real.mean(-1)


def wasserstein_g(real: Tensor, fake: Tensor) -> Tensor:
    return -fake.mean(-1)


def least_squares_d(real: Tensor, fake: Tensor) -> Tensor:
    """Mao et al. 2017, eq. 9, with labels a = 0 (generated), b = 1 (real), c = 1 (what G wants)."""
    return 0.5 * (real - 1).square().mean(-1) + 0.5 * fake.square().mean(-1)


def least_squares_g(real: Tensor, fake: Tensor) -> Tensor:
    return 0.5 * (fake - 1).square().mean(-1)


def hinge_d(real: Tensor, fake: Tensor) -> Tensor:
    """Lim and Ye 2017; Miyato et al. 2018, eq. 16."""
    return relu(1 - real).mean(-1) + relu(1 + fake).mean(-1)


def relativistic_d(real: Tensor, fake: Tensor) -> Tensor:
    """RpGAN, Jolicoeur-Martineau 2019: each real sample against the generated one of the same row."""
    return softplus(fake - real).mean(-1)


def relativistic_g(real: Tensor, fake: Tensor) -> Tensor:
    return softplus(real - fake).mean(-1)


Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Objective:
    """An objective and how its discriminator is to be read.

    output: "probability" where sigmoid(D) is the chance of real, else "score" (a raw number).
    centre: the output that favours neither, or None where only differences mean something (a critic).
    paired: whether G's loss looks at real scores, too.
    equilibrium: (loss_d, loss_g) where the generated distribution is the real one and D is at its optimum.
    """

    key: str
    label: str
    loss_d: Loss
    loss_g: Loss
    output: str = "probability"
    centre: float | None = 0.5
    paired: bool = False
    equilibrium: tuple[float | None, float | None] = (None, None)


LN2 = 0.6931471805599453

OBJECTIVES: dict[str, Objective] = {objective.key: objective for objective in (
    Objective("saturating", N_("saturating (minimax)"), cross_entropy_d, saturating_g, equilibrium=(2 * LN2, -LN2)),
    Objective("nonsaturating", N_("non-saturating"), cross_entropy_d, nonsaturating_g, equilibrium=(2 * LN2, LN2)),
    Objective("wgan", N_("Wasserstein (WGAN)"), wasserstein_d, wasserstein_g, "score", None, equilibrium=(0.0, None)),
    Objective("least_squares", N_("least squares (LSGAN)"), least_squares_d, least_squares_g, "score", 0.5,
              equilibrium=(0.25, 0.125)),
    Objective("hinge", N_("hinge"), hinge_d, wasserstein_g, "score", 0.0, equilibrium=(2.0, 0.0)),
    Objective("relativistic", N_("relativistic (RpGAN)"), relativistic_d, relativistic_g, "score", None, paired=True,
              equilibrium=(LN2, LN2)),
)}
