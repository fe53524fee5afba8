"""The gradient of G by the chain rule, factor by factor, for one sample and as two sums; autograd's beside it.

Only where D gives a probability and judges one point at a time; noise and imagined updates of D are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from sims.gan.chain_rule_text import explains
from sims.gan.data.targets import target_of
from sims.gan.losses import LOSSES
from sims.gan.observation import frame_arrays
from sims.gan.observation.frame_arrays import to_numpy
from sims.gan.params import GanParams, Shapes, shapes_g
from sims.gan.phases import GanState
from sims.gan.players import Discriminator, generate, rules

SUMMED, FEWEST = 64, 8          # latents of the sums, the sample among them; fewer of a G with a million weights
NODES = 41                      # of each curve
CHUNK = 2**22                   # numbers of dx/dtheta, or of weights, that are held at a time


def of_sample(state: GanState, params: GanParams, index: int) -> dict[str, np.ndarray]:
    """How the loss l of G reaches the weights through the generated point `index` of those that a frame draws.

    D is here the probability sigma(score). All float64; numbers have shape (). w and b are the weight and the bias of
    G to which the sample matters most: w_layer, w_from, w_to, b_layer, b_to say which, from 1. Of the sample: z, x
    (2,), d, loss, to_d = dl/dD, slope = dD/dx (2,), for w and b move_* = dx/dw (2,), dot_* = dD/dx dx/dw, product_* of
    all three and autograd_*; difference: over all weights and biases, of the largest. Of the mean L over `summed`
    latents: loss_mean, sum_z_* (over z), sum_x_* (over the distinct points, by their share; where several z reach one,
    their dx/dw are averaged), autograd_mean_*, and norm_* of dL over all weights and over all biases. other_to_d: dl/dD
    of the other of the two losses. Curves (NODES,): along with d_along, D over the distance from x in the direction of
    its slope; shift with x_shifted (NODES, 2) and loss_shifted, as w is changed by so much.

    Empty where D gives no probability of single points.
    """
    if not explains(params):
        return {}
    params = replace(params, members=1, instance_noise=0.0)
    theta = (state.averaged if params.ema else state.generator)[:1].detach().cpu().double()
    d = in_double(frame_arrays.first(state, params))
    z = frame_arrays.view_latents(state, params)
    summed = max(FEWEST, min(SUMMED, CHUNK // theta.shape[1]))
    z = z[[index, *[k for k in range(summed) if k != index][:summed - 1]]].double()
    with torch.no_grad():
        x = generate(theta, z[None], params)[0]
    chance, slope = chance_and_slope(d, x)
    to_d = _to_d(chance, params.objective)
    by_point, distinct = _by_point(d, x, params)
    # Of the sample dx/dtheta itself; of all latents what their products add up to, each summed in its own way.
    own, over_z, over_x = None, 0.0, 0.0
    for rows, moves in moves_of(theta, z, params):
        own = moves[0] if own is None else own
        over_z = over_z + torch.einsum("n,na,nap->p", to_d[rows], slope[rows], moves) / len(z)
        over_x = over_x + torch.einsum("na,nap->p", by_point[rows], moves)
    parts = to_d[0] * slope[0] @ own
    by_autograd, mean_by_autograd = (loss_gradient(theta, d, each, params) for each in (z[:1], z))
    biases = _biases(shapes_g(params))
    found = {"z": z[0], "x": x[0], "d": chance[0], "to_d": to_d[0], "slope": slope[0],
             "loss": _loss(chance[:1], params.objective), "loss_mean": _loss(chance, params.objective),
             "other_to_d": _to_d(chance[:1], _other(params.objective))[0],
             "difference": (parts - by_autograd).abs().max() / by_autograd.abs().max().clamp_min(1e-300),
             "summed": summed, "distinct": distinct, "parameters": len(biases)}
    for name, allowed in (("w", ~biases), ("b", biases)):
        at = int(torch.where(allowed, parts.abs(), -1.0).argmax())
        found |= {f"move_{name}": own[:, at], f"dot_{name}": slope[0] @ own[:, at],
                  f"product_{name}": parts[at], f"autograd_{name}": by_autograd[at],
                  f"sum_z_{name}": over_z[at], f"sum_x_{name}": over_x[at],
                  f"autograd_mean_{name}": mean_by_autograd[at],
                  f"norm_{name}": torch.where(allowed, over_z, 0.0).norm(),
                  **{f"{name}_{part}": value for part, value in _place(shapes_g(params), at).items()}}
        if name == "w":
            found |= _shifted(theta, d, z[:1], at, params)
    return {name: np.asarray(to_numpy(value) if isinstance(value, Tensor) else value, float)
            for name, value in {**found, **_along(d, x[0], slope[0], params)}.items()}


def in_double(d: Discriminator) -> Discriminator:
    """The same D, on the processor and in double precision."""
    return replace(d, theta=d.theta.detach().cpu().double(), directions=d.directions.cpu().double())


def moves_of(theta: Tensor, z: Tensor, params: GanParams) -> Iterator[tuple[slice, Tensor]]:
    """dG(z)/dtheta of each latent of z (n, latent_dim) by itself: some rows of z, and theirs, (rows, 2, parameters)."""
    size = max(1, CHUNK // (2 * theta.shape[1]))
    for start in range(0, len(z), size):
        rows = slice(start, min(start + size, len(z)))
        each = theta.expand(rows.stop - start, -1).clone().requires_grad_()     # as many networks, a latent for each
        x = generate(each, z[rows, None], params)[:, 0]
        yield rows, torch.stack([torch.autograd.grad(x[:, axis].sum(), each, retain_graph=axis == 0)[0]
                                 for axis in range(2)], 1)


def chance_and_slope(d: Discriminator, x: Tensor) -> tuple[Tensor, Tensor]:
    """D(x) as a probability at points (n, 2), (n,), and its slope there, (n, 2)."""
    x = x.detach()[None].requires_grad_()
    chance = torch.sigmoid(d.score(x))
    slope, = torch.autograd.grad(chance.sum(), x)
    return chance[0].detach(), slope[0]


def _other(objective: str) -> str:
    return "nonsaturating" if objective == "saturating" else "saturating"


def _to_d(chance: Tensor, objective: str) -> Tensor:
    """dl/dD: of ln(1 - D), or of -ln D."""
    return 1 / (chance - 1) if objective == "saturating" else -1 / chance


def _loss(chance: Tensor, objective: str) -> Tensor:
    return (torch.log1p(-chance) if objective == "saturating" else -chance.log()).mean()


def loss_gradient(theta: Tensor, d: Discriminator, z: Tensor, params: GanParams) -> Tensor:
    """What autograd gives for the loss that training takes, of these latents (n, latent_dim) as a minibatch."""
    theta = theta.clone().requires_grad_()
    scores = d.score(generate(theta, z[None], params))
    loss = LOSSES[params.objective][1](torch.zeros_like(scores), scores, rules(params, torch.zeros(1)))
    return torch.autograd.grad(loss.sum(), theta)[0][0]


def _by_point(d: Discriminator, x: Tensor, params: GanParams) -> tuple[Tensor, int]:
    """dL/dx at the distinct ones of the points x (n, 2), each by its share of them, and divided among the latents that
    reach it (n, 2): so that with dx/dtheta it sums to dL/dtheta over points. And how many points they are."""
    points, which, counts = np.unique(to_numpy(x), axis=0, return_inverse=True, return_counts=True)
    chance, slope = chance_and_slope(d, torch.from_numpy(points))
    share = torch.from_numpy(counts) / len(x)
    of_point = share[:, None] * _to_d(chance, params.objective)[:, None] * slope
    return (of_point / torch.from_numpy(counts)[:, None])[torch.from_numpy(which.ravel())], len(points)


def _biases(shapes: Shapes) -> Tensor:
    """Which numbers of the flat vector are biases, (parameters,)."""
    return torch.cat([torch.cat([torch.zeros(i * o), torch.ones(o)]) for i, o in shapes]).bool()


def _place(shapes: Shapes, at: int) -> dict[str, int]:
    """In which layer a number of the flat vector is, and between which units, all from 1; from is 0 for a bias."""
    for layer, (inputs, outputs) in enumerate(shapes):
        if at < (inputs + 1) * outputs:
            into = at // outputs
            return {"layer": layer + 1, "from": into + 1 if into < inputs else 0, "to": at % outputs + 1}
        at -= (inputs + 1) * outputs
    raise IndexError(at)


def _along(d: Discriminator, x: Tensor, slope: Tensor, params: GanParams) -> dict[str, Tensor]:
    way = slope / slope.norm() if slope.norm() > 0 else torch.tensor([1.0, 0.0], dtype=x.dtype)
    reach = 0.5 * target_of(params).extent
    along = torch.linspace(-reach, reach, NODES, dtype=x.dtype)
    return {"along": along, "d_along": chance_and_slope(d, x + along[:, None] * way)[0]}


def _shifted(theta: Tensor, d: Discriminator, z: Tensor, at: int, params: GanParams) -> dict[str, Tensor]:
    reach = max(0.5, 0.5 * theta[0, at].abs().item())
    shift = torch.linspace(-reach, reach, NODES, dtype=theta.dtype)
    places = []
    for some in shift.split(max(1, CHUNK // theta.shape[1])):
        each = theta.expand(len(some), -1).clone()
        each[:, at] += some
        with torch.no_grad():
            places.append(generate(each, z.expand(len(some), -1)[:, None], params)[:, 0])
    x = torch.cat(places)
    chance = chance_and_slope(d, x)[0]
    loss = torch.log1p(-chance) if params.objective == "saturating" else -chance.log()
    return {"shift": shift, "x_shifted": x, "loss_shifted": loss}
