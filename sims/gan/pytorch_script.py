"""The settings of a run as a plain PyTorch script (`saddle code`), to be read and to be run with nothing but torch."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import Any

from sims import params as parameters
from sims.gan.choices import TARGETS, USUAL_STD
from sims.gan.objectives_text import OBJECTIVES, objective_of
from sims.gan.params import GanParams
from sims.params import ParameterError

#: The values of some parameters that a few lines of plain PyTorch express; all other values are refused.
PRINTED: dict[str, tuple[Any, ...]] = {
    "target": tuple(name for name in TARGETS if name not in ("painted", "points")),
    "objective": tuple(name for name, objective in OBJECTIVES.items() if objective.script is not None),
    "optimizer": ("sgd", "momentum", "rmsprop", "adam"),
    "updates": ("alternating",), "freeze_d": (False,), "freeze_g": (False,), "dragan": (0.0,), "pack": (1,),
    "minibatch_std": (False,), "unroll_steps": (0,), "members": (1,),
}

_ACTIVATIONS = {                        # the call, and the gain of the first weights
    "relu": ("F.relu({x})", "2.0"), "leaky_relu": ("F.leaky_relu({x}, 0.2)", "2.0 / 1.04"),
    "tanh": ("torch.tanh({x})", "1.0"), "elu": ("F.elu({x})", "1.5"),
}

_SLOPES = {"one": "(slope(between).norm(dim=1) - 1).square().mean()",
           "at_most_one": "(slope(between).norm(dim=1) - 1).clamp(min=0).square().mean()",
           "zero": "slope(between).square().sum(1).mean()"}


def script(params: GanParams, seed: int, steps: int) -> str:
    """The source of a script that trains these settings. Raises ParameterError where they cannot be printed."""
    refused = [f"{name}={getattr(params, name)}" for name, values in PRINTED.items()
               if getattr(params, name) not in values]
    if refused:
        raise ParameterError("the plain script cannot be printed for {settings}", settings=" and ".join(refused))
    return "\n".join([*_head(params, seed, steps), "", "", *_data(params), "", "", *_networks(params), "", "",
                      *_training(params), "", "", *_loop(params)]) + "\n"


def _head(params: GanParams, seed: int, steps: int) -> list[str]:
    declared = parameters.parameters(params)
    changed = [f"{name}={value}" for name, value in dataclasses.asdict(params).items()
               if value != declared[name].default and declared[name].used(params)]
    said = textwrap.wrap(f"Printed by Saddle for {', '.join(changed) or 'its default settings'}. The mathematics is "
                         "the same; the random numbers are torch's own, so the run takes another path than in Saddle.",
                         width=118, break_on_hyphens=False)
    return ['"""A generative adversarial network in two dimensions, in plain PyTorch.', "", *said, '"""',
            *(["import copy"] if params.ema else []), "import math", "", "import torch", "from torch import nn",
            "from torch.nn import functional as F", "",
            f"torch.manual_seed({seed})", f"steps = {steps}", f"batch_size = {params.batch_size}",
            f"latent_dim = {params.latent_dim}"]


# Where points come from ----------------------------------------------------------------------------------------------

def _data(params: GanParams) -> list[str]:
    lines = [f"def {'draw' if params.data_points else 'sample_real'}(n):",
             f'    """n points of the target ({params.target}), shape (n, 2)."""',
             *("    " + line for line in _target(params)), "", ""]
    if params.data_points:
        lines += [f"data = draw({params.data_points})", "", "", "def sample_real(n):", '    """n of the data."""',
                  "    return data[torch.randint(len(data), (n,))]", "", ""]
    lines += ["def sample_latent(n):",
             '    """What the generator makes its points of, shape (n, latent_dim)."""',
             "    return torch.randn(n, latent_dim)" if params.latent_distribution == "normal" else
             "    return 2 * torch.rand(n, latent_dim) - 1"]
    if params.instance_noise:
        fading = f" * max(0.0, 1 - step / {params.noise_steps})" if params.noise_steps else ""
        lines += ["", "", "def noisy(points, step):", '    """Points as D sees them (instance noise)."""',
                  f"    return points + {params.instance_noise!r}{fading} * torch.randn(len(points), 2)"]
    return lines


def _target(params: GanParams) -> list[str]:
    std = params.target_std or USUAL_STD.get(params.target, 0.0)
    radius = params.ring_radius
    spread = f" + {std!r} * torch.randn(n, 2)" if std else ""
    mixture = f"return centres[torch.randint(len(centres), (n,))]{spread}"
    return {
        "ring": [f"angle = 2 * math.pi * torch.arange({params.ring_modes}) / {params.ring_modes}",
                 f"centres = {radius!r} * torch.stack([angle.cos(), angle.sin()], 1)", mixture],
        "grid": [f"line = {params.grid_spacing!r} * (torch.arange({params.grid_side}) - {(params.grid_side - 1) / 2})",
                 "centres = torch.cartesian_prod(line, line)", mixture],
        "two_gaussians": ["centres = torch.tensor([[-1.5, 0.0], [1.5, 0.0]])", mixture],
        "two_moons": ["u = torch.rand(n)", "upper = u < 0.5",
                      "angle = math.pi * torch.where(upper, 2 * u, 2 * u - 1)",
                      "x = torch.where(upper, angle.cos(), 1 - angle.cos()) - 0.5",
                      "y = torch.where(upper, angle.sin(), 0.5 - angle.sin()) - 0.25",
                      f"return 1.5 * torch.stack([x, y], 1){spread}"],
        "swiss_roll": ["angle = 1.5 * math.pi * (1 + 2 * torch.rand(n))",
                       "return torch.stack([angle * angle.cos(), angle * angle.sin()], 1) / 7.5" + spread],
        "spiral": ["u = torch.rand(n)", "arm = (u < 0.5).float()", "along = (2 * u - (1 - arm)).sqrt()",
                   "angle = 3 * math.pi * along + math.pi * arm",
                   f"return torch.stack([2 * along * angle.cos(), 2 * along * angle.sin()], 1){spread}"],
        "circle": ["angle = 2 * math.pi * torch.rand(n)",
                   f"return {radius!r} * torch.stack([angle.cos(), angle.sin()], 1){spread}"],
        "line": ["u = torch.rand(n)", f"return torch.stack([4 * u - 2, 2 * u - 1], 1){spread}"],
        "parallel_line": ["u = torch.rand(n)", f"return torch.stack([torch.ones(n), 2 * u - 1], 1){spread}"],
        "blobs": ["u = torch.rand(n)", "side = (u < 0.5).float()",
                  "radius = 0.5 * (2 * u - (1 - side)).clamp(min=0).sqrt()",
                  "direction = F.normalize(torch.randn(n, 2), dim=1)",
                  "centre = torch.stack([4 * side - 2, torch.zeros(n)], 1)",
                  "return centre + radius[:, None] * direction"],
    }[params.target]


# The two players -----------------------------------------------------------------------------------------------------

def _networks(params: GanParams) -> list[str]:
    call, gain = _ACTIVATIONS[params.activation]
    lines = [
        "class MLP(nn.Module):",
        "    def __init__(self, inputs, hidden_layers, width, outputs):",
        "        super().__init__()",
        "        widths = [inputs] + hidden_layers * [width] + [outputs]",
        "        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:]))",
        "        for layer in self.layers:               # first weights as He et al. 2015 have them",
        f"            nn.init.normal_(layer.weight, std=math.sqrt({gain} / layer.in_features))",
        "            nn.init.zeros_(layer.bias)",
        "",
        "    def forward(self, x):",
        "        for layer in self.layers[:-1]:",
        f"            x = {call.format(x='layer(x)')}",
        "        return self.layers[-1](x)",
        "", "",
        f"G = MLP(latent_dim, {params.hidden_layers_g}, {params.hidden_width_g}, 2)",
        f"D = MLP(2, {params.hidden_layers_d}, {params.hidden_width_d}, 1)"]
    if params.spectral_norm:
        lines += ["for layer in D.layers:       # every weight matrix is divided by its largest singular value",
                  "    nn.utils.parametrizations.spectral_norm(layer)"]
    if params.ema:
        lines += ["G_mean = copy.deepcopy(G)    # a running mean of the generator's weights: draw points with it"]
    return [*lines, f"optimizer_d = {_optimizer(params, 'D', params.learning_rate_d)}",
            f"optimizer_g = {_optimizer(params, 'G', params.learning_rate_g)}"]


def _optimizer(params: GanParams, network: str, rate: float) -> str:
    kind, more = {"sgd": ("SGD", ""), "momentum": ("SGD", f", momentum={params.beta1!r}"),
                  "rmsprop": ("RMSprop", f", alpha={params.beta2!r}"),
                  "adam": ("Adam", f", betas=({params.beta1!r}, {params.beta2!r})")}[params.optimizer]
    return f"torch.optim.{kind}({network}.parameters(), lr={rate!r}{more})"


# A step --------------------------------------------------------------------------------------------------------------

def _training(params: GanParams) -> list[str]:
    lines = []
    if params.r1 or params.r2 or params.gradient_penalty:
        lines += ["def slope(points):", '    """The gradient of D at points, (n, 2), differentiable once more."""',
                  "    points = points.detach().requires_grad_()",
                  "    return torch.autograd.grad(D(points).sum(), points, create_graph=True)[0]", "", ""]
    loss_d, loss_g = objective_of(params).script(params)
    seen = "noisy({points}, step)" if params.instance_noise else "{points}"
    step_d = [f"real = {seen.format(points='sample_real(batch_size)')}",
              f"fake = {seen.format(points='G(sample_latent(batch_size)).detach()')}"]
    if params.instance_noise:               # first both samples, then both noises, as Saddle draws them
        step_d = ["real, fake = sample_real(batch_size), G(sample_latent(batch_size)).detach()",
                  "real, fake = noisy(real, step), noisy(fake, step)"]
    if params.spectral_norm:                # in training mode every pass makes one power iteration: one a step
        step_d += ["D.train()                # the next pass makes one power iteration of the spectral norm",
                   "score_real, score_fake = D(torch.cat([real, fake])).squeeze(1).chunk(2)", "D.eval()"]
    else:
        step_d += ["score_real, score_fake = D(real).squeeze(1), D(fake).squeeze(1)"]
    if "softplus" in loss_d:
        step_d += ["# sigmoid(score) is the probability of real, softplus(-score) = -ln sigmoid(score)"
                   if objective_of(params).kind == "logit" else "# softplus(-t) = -ln sigmoid(t)"]
    step_d += [f"loss_d = {loss_d}"]
    penalties = []
    if params.r1:
        penalties += [f"{params.r1!r} / 2 * slope(real).square().sum(1).mean()"]
    if params.r2:
        penalties += [f"{params.r2!r} / 2 * slope(fake).square().sum(1).mean()"]
    if params.gradient_penalty:
        step_d += ["mix = torch.rand(batch_size, 1)", "between = mix * real + (1 - mix) * fake"]
        penalties += [f"{params.gradient_penalty!r} * {_SLOPES[params.gradient_penalty_target]}"]
    if penalties:
        first, *others = penalties
        step_d += [f"penalty_d = {first}", *(f"penalty_d = penalty_d + {other}" for other in others),
                   "total_d = loss_d + penalty_d        # what D minimises"]
    step_d += ["optimizer_d.zero_grad()", f"{'total_d' if penalties else 'loss_d'}.backward()", "optimizer_d.step()"]
    if params.weight_clip:
        step_d += ["with torch.no_grad():", "    for weight in D.parameters():",
                   f"        weight.clamp_(-{params.weight_clip!r}, {params.weight_clip!r})"]
    rounds = params.n_critic
    lines += ["def train_step(step):",
              '    """One step of the game: D moves, then G. Returns both losses without penalties."""',
              *([f"    for _ in range({rounds}):"] if rounds > 1 else []),
              *(("        " if rounds > 1 else "    ") + line for line in step_d), ""]
    generator = [f"fake = {seen.format(points='G(sample_latent(batch_size))')}"]
    if "score_real" in loss_g:
        generator += ["score_real, score_fake = D(real).squeeze(1), D(fake).squeeze(1)"]
    else:
        generator += ["score_fake = D(fake).squeeze(1)"]
    generator += [f"loss_g = {loss_g}", "optimizer_g.zero_grad()", "loss_g.backward()", "optimizer_g.step()"]
    if params.ema:
        generator += ["with torch.no_grad():", "    for mean, weight in zip(G_mean.parameters(), G.parameters()):",
                      f"        mean.lerp_(weight, 1 - {params.ema!r})"]
    return [*lines, *("    " + line for line in generator), "    return loss_d.item(), loss_g.item()"]


def _loop(params: GanParams) -> list[str]:
    network = "G_mean" if params.ema else "G"
    return ['if __name__ == "__main__":',
            "    for step in range(steps):",
            "        loss_d, loss_g = train_step(step)",
            "        if (step + 1) % max(1, steps // 20) == 0:",
            '            print(f"step {step + 1:6}   loss of D {loss_d:8.4f}   loss of G {loss_g:8.4f}")',
            "    with torch.no_grad():",
            f"        points = {network}(sample_latent(1000))",
            '    print("mean of 1,000 generated points:", points.mean(0).tolist())',
            '    print("their standard deviation:      ", points.std(0).tolist())']
