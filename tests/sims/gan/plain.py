"""An independent plain PyTorch version of a training step: nn.Module, torch.optim, losses as the papers print them.

It shares nothing with sims.gan but the numbers it is given: first weights, minibatches, latents, noise.
"""

import torch
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "tanh": nn.Tanh, "elu": nn.ELU}


def network(flat, sizes, activation, dtype=torch.float32):
    """An nn.Sequential with the weights of a flat vector (weights (in, out), then bias, layer by layer)."""
    layers, at = [], 0
    for k, (i, o) in enumerate(zip(sizes, sizes[1:])):
        linear = nn.Linear(i, o, dtype=dtype)
        with torch.no_grad():
            linear.weight.copy_(flat[at:at + i * o].view(i, o).T)
            linear.bias.copy_(flat[at + i * o:at + i * o + o])
        at += i * o + o
        layers += [linear] + ([ACTIVATIONS[activation]()] if k < len(sizes) - 2 else [])
    assert at == len(flat)
    return nn.Sequential(*layers)


def flattened(net):
    return torch.cat([torch.cat([m.weight.detach().T.reshape(-1), m.bias.detach()]) for m in net if hasattr(m, "bias")])


def optimizer(name, net, rate, beta1, beta2):
    return {"sgd": lambda p: torch.optim.SGD(p, rate),
            "momentum": lambda p: torch.optim.SGD(p, rate, momentum=beta1),
            "rmsprop": lambda p: torch.optim.RMSprop(p, rate, alpha=beta2),
            "adam": lambda p: torch.optim.Adam(p, rate, betas=(beta1, beta2))}[name](net.parameters())


def loss_d(objective, r, f):
    """What D minimises, from raw scores of real and generated samples; probabilities written out."""
    p_r, p_f = torch.sigmoid(r), torch.sigmoid(f)
    if objective in ("saturating", "nonsaturating"):
        return -(torch.log(p_r).mean() + torch.log(1 - p_f).mean())
    if objective == "wgan":
        return -(r.mean() - f.mean())
    if objective == "least_squares":
        return ((r - 1) ** 2).mean() / 2 + (f ** 2).mean() / 2
    if objective == "hinge":
        return torch.clamp(1 - r, min=0).mean() + torch.clamp(1 + f, min=0).mean()
    if objective == "relativistic":
        return -torch.log(torch.sigmoid(r - f)).mean()
    raise KeyError(objective)


def loss_g(objective, r, f):
    p_f = torch.sigmoid(f)
    return {"saturating": lambda: torch.log(1 - p_f).mean(),
            "nonsaturating": lambda: -torch.log(p_f).mean(),
            "wgan": lambda: -f.mean(),
            "least_squares": lambda: ((f - 1) ** 2).mean() / 2,
            "hinge": lambda: -f.mean(),
            "relativistic": lambda: -torch.log(torch.sigmoid(f - r)).mean()}[objective]()


def slope_penalty(net, x, target):
    x = x.clone().requires_grad_()
    gradient = torch.autograd.grad(net(x).sum(), x, create_graph=True)[0]
    squared = (gradient ** 2).sum(1)
    return squared.mean() / 2 if target == 0 else ((squared.sqrt() - 1) ** 2).mean()
