"""Update rules on a flat vector of weights (members, parameters); the arithmetic of torch.optim, without it.

torch.optim is never imported here: its first use costs 0.9 s and 72 MB (sympy, dynamo).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

EPSILON = 1e-8
TINY = 1e-30                # far below EPSILON squared: only keeps the root differentiable at 0, for unrolled steps


@dataclass(frozen=True)
class Moments:
    """The state of an optimiser: vectors shaped like the weights (members, parameters), and the number of updates made.

    first, second: running means of gradient and squared gradient, or the velocity, or the gradient before. last: the
    direction of the update before (optimistic Adam). rule: whose state it is; another rule starts from an empty one.
    """

    first: Tensor
    second: Tensor
    last: Tensor
    count: int = 0
    rule: str = ""

    def number(self) -> Tensor:
        """Which update the next one is, counted from 1; a tensor, so that a traced step can have it handed in."""
        return torch.tensor(float(self.count + 1))

    def corrections(self, beta1: float, beta2: float) -> tuple[Tensor, Tensor]:
        """What Adam divides by in its next update, because both means started at zero.

        Double precision, as torch.optim has it, and tensors, so that a traced step can have them handed in.
        """
        one, two = corrections(self.count + 1, beta1, beta2)
        return torch.tensor(one, dtype=torch.float64), torch.tensor(two, dtype=torch.float64)

    @classmethod
    def empty(cls, theta: Tensor, rule: str = "") -> Moments:
        return cls(torch.zeros_like(theta), torch.zeros_like(theta), torch.zeros_like(theta), 0, rule)


def corrections(count: int, beta1: float, beta2: float) -> tuple[float, float]:
    """1 - beta1^count and the root of 1 - beta2^count: the bias corrections of Adam's update number `count`."""
    return 1 - beta1**count, (1 - beta2**count) ** 0.5


def sgd(theta, gradient, moments, rate, beta1, beta2):
    return theta - rate * gradient, moments.first, moments.second, moments.last


def momentum(theta, gradient, moments, rate, beta1, beta2):
    """Heavy ball, Polyak 1964, as torch.optim.SGD(momentum=beta1)."""
    velocity = beta1 * moments.first + gradient
    return theta - rate * velocity, velocity, moments.second, moments.last


def rmsprop(theta, gradient, moments, rate, beta1, beta2):
    """Hinton 2012, as torch.optim.RMSprop(alpha=beta2)."""
    second = beta2 * moments.second + (1 - beta2) * gradient.square()
    return theta - rate * gradient / ((second + TINY).sqrt() + EPSILON), moments.first, second, moments.last


def adam(theta, gradient, moments, rate, beta1, beta2):
    """Kingma and Ba 2015, algorithm 1."""
    correction1, correction2 = moments.corrections(beta1, beta2)
    first = torch.lerp(moments.first, gradient, 1 - beta1)
    second = beta2 * moments.second + (1 - beta2) * gradient.square()
    denominator = (second + TINY).sqrt() / correction2 + EPSILON
    return theta - rate / correction1 * first / denominator, first, second, moments.last


def fused_adam(theta, gradient, moments, rate, beta1, beta2):
    """The same as `adam` in one call of torch, which cannot be differentiated.

    It is told each member's vector apart: how it rounds a number depends on where in its vector that lies.
    """
    rate = torch.as_tensor(rate, dtype=torch.float64, device=theta.device)
    number = moments.number().to(theta.device)
    apart = [[*values.split(1)] if len(values) > 1 else [values]
             for values in (theta, gradient, moments.first, moments.second)]
    theta, _, first, second, _ = torch.ops.aten._fused_adam.tensor_lr(
        *apart, [], [number] * len(theta), lr=rate, beta1=beta1, beta2=beta2, weight_decay=0.0, eps=EPSILON,
        amsgrad=False, maximize=False)
    together = [torch.cat(values) if len(values) > 1 else values[0] for values in (theta, first, second)]
    return *together, moments.last


def ogda(theta, gradient, moments, rate, beta1, beta2):
    """Optimistic gradient, w <- w - 2 rate g_t + rate g_{t-1} (Daskalakis et al. 2018, eq. 8); at first plain."""
    before = gradient if moments.count == 0 else moments.first
    return theta - rate * (2 * gradient - before), gradient, moments.second, moments.last


def optimistic_adam(theta, gradient, moments, rate, beta1, beta2):
    """Daskalakis et al. 2018, algorithm 1: Adam's direction taken twice, less the one of the update before."""
    direction, first, second, _last = adam(torch.zeros_like(theta), gradient, moments, 1.0, beta1, beta2)
    before = direction if moments.count == 0 else moments.last
    return theta + rate * (2 * direction - before), first, second, direction


Rule = Callable[[Tensor, Tensor, Moments, float, float, float], tuple[Tensor, Tensor, Tensor, Tensor]]

RULES: dict[str, Rule] = {"sgd": sgd, "momentum": momentum, "rmsprop": rmsprop, "adam": adam,
                          "ogda": ogda, "optimistic_adam": optimistic_adam}


def update(rule: str, theta: Tensor, gradient: Tensor, moments: Moments, rate: float | Tensor, beta1: float,
           beta2: float, differentiable: bool = False) -> tuple[Tensor, Moments]:
    """One update: new weights and new moments; the arguments stay as they are."""
    if moments.rule != rule:
        moments = Moments.empty(theta, rule)
    made = fused_adam if rule == "adam" and not differentiable else RULES[rule]
    theta, first, second, last = made(theta, gradient, moments, rate, beta1, beta2)
    return theta, replace(moments, first=first, second=second, last=last, count=moments.count + 1)
