"""The losses of both players, one entry an objective; the text of each is in sims.gan.objectives_text.

Scores are the discriminator's raw outputs D(x), of shape (members, batch); losses have shape (members,).
softplus(t) = ln(1 + e^t), so softplus(-D) = -ln sigmoid(D) and softplus(D) = -ln(1 - sigmoid(D)).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import relu, softplus


class Rules(NamedTuple):
    """What a loss may depend on beside the scores of real and generated points.

    smoothing: real labels are 1 - smoothing (one-sided label smoothing, Salimans et al. 2016). labels: (a, b, c) of
    least squares, for generated, real, and what G wants. balance: k of BEGAN, shape (members,).
    """

    smoothing: float = 0.0
    labels: tuple[float, float, float] = (0.0, 1.0, 1.0)
    balance: Tensor | float = 0.0


def cross_entropy_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """-V(D, G) = -E ln D(x) - E ln(1 - D(G(z))), Goodfellow et al. 2014, eq. 1.

    With the label 1 - s on real points it is (1 - s) softplus(-D) + s softplus(D) = softplus(-D) + s D there.
    """
    of_real = softplus(-real) + rules.smoothing * real if rules.smoothing else softplus(-real)
    return of_real.mean(-1) + softplus(fake).mean(-1)


def saturating_g(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """E ln(1 - D(G(z))), Goodfellow et al. 2014, eq. 1: flat where D is sure of itself."""
    return -softplus(fake).mean(-1)


def nonsaturating_g(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """-E ln D(G(z)), Goodfellow et al. 2014, section 3."""
    return softplus(-fake).mean(-1)


def wasserstein_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """E D(G(z)) - E D(x), Arjovsky et al. 2017, eq. 3: minus the critic's estimate of K W1."""
    return fake.mean(-1) - real.mean(-1)


def wasserstein_g(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    return -fake.mean(-1)


def least_squares_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """Mao et al. 2017, eq. 2: real points are to score b, generated ones a."""
    a, b, _c = rules.labels
    return 0.5 * (real - (b - rules.smoothing)).square().mean(-1) + 0.5 * (fake - a).square().mean(-1)


def least_squares_g(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    return 0.5 * (fake - rules.labels[2]).square().mean(-1)


def hinge_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """Lim and Ye 2017; Miyato et al. 2018, eq. 16."""
    return relu(1 - real).mean(-1) + relu(1 + fake).mean(-1)


def relativistic_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """RpGAN, Jolicoeur-Martineau 2019: each real sample against the generated one of the same row."""
    return softplus(fake - real).mean(-1)


def relativistic_g(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    return softplus(real - fake).mean(-1)


def began_d(real: Tensor, fake: Tensor, rules: Rules) -> Tensor:
    """L(x) - k L(G(z)), Berthelot et al. 2017, eq. 5; here D(x) = -L(x), minus the error of D as an autoencoder."""
    return -real.mean(-1) + rules.balance * fake.mean(-1)


Loss = Callable[[Tensor, Tensor, Rules], Tensor]


#: key: (what D minimises, what G minimises)
LOSSES: dict[str, tuple[Loss, Loss]] = {
    "saturating": (cross_entropy_d, saturating_g),
    "nonsaturating": (cross_entropy_d, nonsaturating_g),
    "wgan": (wasserstein_d, wasserstein_g),
    "least_squares": (least_squares_d, least_squares_g),
    "hinge": (hinge_d, wasserstein_g),
    "relativistic": (relativistic_d, relativistic_g),
    "began": (began_d, wasserstein_g),
}


def means_d(objective: str, real: Tensor, fake: Tensor, rules: Rules) -> dict[str, Tensor]:
    """The means that a loss of D is made of where it has several, by the names of `given_d`; shape (members,)."""
    loss, (a, b, _c) = LOSSES[objective][0], rules.labels
    if loss is cross_entropy_d:
        return {"ln_real": -softplus(-real).mean(-1), "ln_not_real": -softplus(real).mean(-1),
                "ln_not_fake": -softplus(fake).mean(-1)}
    if loss is least_squares_d:
        return {"square_real": (real - (b - rules.smoothing)).square().mean(-1),
                "square_fake": (fake - a).square().mean(-1)}
    if loss is hinge_d:
        return {"excess_real": relu(1 - real).mean(-1), "excess_fake": relu(1 + fake).mean(-1)}
    return {}
