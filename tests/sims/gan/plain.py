"""An independent plain PyTorch version of a training step: nn.Module, torch.optim, losses as the papers print them.

It shares nothing with sims.gan but the numbers it is given (first weights, minibatches, latents, noise) and, for
objectives that are not written out here, the lines of the exported script.
"""

import torch
from torch import nn

from sims.gan.objectives_text import OBJECTIVES
from sims.gan.params import GanParams

ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "tanh": nn.Tanh, "elu": nn.ELU}


class Deviation(nn.Module):
    """Appends the mean over features of the standard deviation over the minibatch."""

    def forward(self, h):
        told = torch.sqrt(((h - h.mean(0)) ** 2).mean(0) + 1e-8).mean()
        return torch.cat([h, told.expand(len(h), 1)], 1)


class Spectral(nn.Linear):
    """A linear layer that divides its weight by u W v; `iterate` turns u and v as Miyato et al. do."""

    def iterate(self):
        with torch.no_grad():
            self.v = nn.functional.normalize(self.weight.T @ self.u, dim=0)
            self.u = nn.functional.normalize(self.weight @ self.v, dim=0)

    def forward(self, x):
        return nn.functional.linear(x, self.weight / (self.u @ (self.weight @ self.v)), self.bias)


def network(flat, shapes, activation, deviation=False, directions=None):
    """An nn.Sequential with the weights of a flat vector (weights (in, out), then bias, layer by layer)."""
    layers, at, turned = [], 0, 0
    for k, (i, o) in enumerate(shapes):
        linear = nn.Linear(i, o) if directions is None else Spectral(i, o)
        if directions is not None:
            linear.v, linear.u = directions[turned:turned + i].clone(), directions[turned + i:turned + i + o].clone()
            turned += i + o
        if deviation and k == len(shapes) - 1:
            layers.append(Deviation())
        with torch.no_grad():
            linear.weight.copy_(flat[at:at + i * o].view(i, o).T)
            linear.bias.copy_(flat[at + i * o:at + i * o + o])
        at += i * o + o
        layers += [linear] + ([ACTIVATIONS[activation]()] if k < len(shapes) - 1 else [])
    assert at == len(flat)
    return nn.Sequential(*layers)


def flattened(net):
    return torch.cat([torch.cat([m.weight.detach().T.reshape(-1), m.bias.detach()]) for m in net if hasattr(m, "bias")])


def optimizer(name, net, rate, beta1, beta2):
    return {"sgd": lambda p: torch.optim.SGD(p, rate),
            "momentum": lambda p: torch.optim.SGD(p, rate, momentum=beta1),
            "rmsprop": lambda p: torch.optim.RMSprop(p, rate, alpha=beta2),
            "adam": lambda p: torch.optim.Adam(p, rate, betas=(beta1, beta2)),
            "ogda": lambda p: Optimistic(p, rate),
            "optimistic_adam": lambda p: Optimistic(p, rate, beta1, beta2)}[name](net.parameters())


class Optimistic(torch.optim.Optimizer):
    """w <- w - 2 rate u_t + rate u_{t-1}; u is the gradient, or Adam's direction where betas are given."""

    def __init__(self, params, rate, *betas):
        super().__init__(params, {"rate": rate})
        self.betas, self.count = betas, 0

    @torch.no_grad()
    def step(self):
        self.count += 1
        for p in self.param_groups[0]["params"]:
            u, state = p.grad.clone(), self.state[p]
            if self.betas:
                b1, b2 = self.betas
                state["m"] = b1 * state.get("m", 0) + (1 - b1) * p.grad
                state["v"] = b2 * state.get("v", 0) + (1 - b2) * p.grad ** 2
                u = state["m"] / (1 - b1 ** self.count) / ((state["v"] / (1 - b2 ** self.count)).sqrt() + 1e-8)
            p -= self.param_groups[0]["rate"] * (2 * u - state.get("u", u))
            state["u"] = u


def loss_d(objective, r, f, smoothing=0.0, labels=(0, 1, 1), k=0.0):
    """What D minimises, from raw scores of real and generated samples; probabilities written out."""
    p_r, p_f = torch.sigmoid(r), torch.sigmoid(f)
    if objective in ("saturating", "nonsaturating"):
        bce = nn.functional.binary_cross_entropy
        return bce(p_r, torch.full_like(p_r, 1 - smoothing)) + bce(p_f, torch.zeros_like(p_f))
    if objective == "began":
        return (-r).mean() - k * (-f).mean()
    if objective == "wgan":
        return -(r.mean() - f.mean())
    if objective == "least_squares":
        return ((r - (labels[1] - smoothing)) ** 2).mean() / 2 + ((f - labels[0]) ** 2).mean() / 2
    if objective == "hinge":
        return torch.clamp(1 - r, min=0).mean() + torch.clamp(1 + f, min=0).mean()
    if objective == "relativistic":
        return -torch.log(torch.sigmoid(r - f)).mean()
    return of_script(objective, 0, r, f)


def loss_g(objective, r, f, labels=(0, 1, 1)):
    p_f = torch.sigmoid(f)
    own = {"saturating": lambda: torch.log(1 - p_f).mean(),
            "nonsaturating": lambda: -torch.log(p_f).mean(),
            "wgan": lambda: -f.mean(),
            "least_squares": lambda: ((f - labels[2]) ** 2).mean() / 2,
            "hinge": lambda: -f.mean(),
            "began": lambda: (-f).mean(),
            "relativistic": lambda: -torch.log(torch.sigmoid(f - r)).mean()}
    return own[objective]() if objective in own else of_script(objective, 1, r, f)


def of_script(objective, player, r, f):
    """The loss of D (0) or G (1) by its line in the exported script, for an objective not written out here."""
    line = OBJECTIVES[objective].script(GanParams(objective=objective))[player]
    return eval(line, {"torch": torch, "F": nn.functional, "score_real": r, "score_fake": f})


def slope_penalty(score, x, kind):
    """score: points in, scores out. kind: "half zero" (R1, R2), "zero", "one" or "at_most_one"."""
    x = x.clone().requires_grad_()
    gradient = torch.autograd.grad(score(x).sum(), x, create_graph=True)[0]
    squared = (gradient ** 2).sum(1)
    return {"half zero": lambda: squared.mean() / 2, "zero": lambda: squared.mean(),
            "one": lambda: ((squared.sqrt() - 1) ** 2).mean(),
            "at_most_one": lambda: (torch.clamp(squared.sqrt() - 1, min=0) ** 2).mean()}[kind]()
