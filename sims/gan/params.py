"""The parameters of the GAN lab, and the shapes of both networks that follow from them. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from sims.gan.choices import ACTIVATIONS, LEAST_SQUARES_LABELS, OPTIMIZERS, PENALTY_TARGETS, TARGETS, UPDATES
from sims.gan.data.custom_targets import parse_picture, parse_points
from sims.gan.objectives_text import OBJECTIVES, objective_of
from sims.params import N_, param

DATA, GAME, CURES, UPDATE = N_("Data"), N_("Game"), N_("Cures"), N_("Updates")
GENERATOR, DISCRIMINATOR = N_("Generator"), N_("Discriminator")
LABELLED = tuple(key for key, objective in OBJECTIVES.items() if objective.labelled)
AUTOENCODERS = tuple(key for key, objective in OBJECTIVES.items() if objective.autoencoder)


@dataclass(frozen=True)
class TrainingParams:
    """What two players train by, whatever the data are. Networks: 2 hidden layers of width 32 are 2-32-32-2.

    What stands in a formula of the step-by-step view changes between steps, so that its numbers hold for a whole step.
    Beside its parameters a subclass says how long the vectors are that the networks take and give.
    """

    #: The module whose `distribution_of(params)` gives the data, and how the networks meet them.
    distribution_module: ClassVar[str]
    #: Numbers in a point, real or generated.
    width: ClassVar[int]

    batch_size: int = param(128, 1, 4096, when="step", group=DATA, label=N_("batch size"),
                            help=N_("Samples in a minibatch, real and generated each."))
    data_points: int = param(0, 0, 100_000, when="step", group=DATA, label=N_("data points"),
                             help=N_("The data are this many points, drawn once from the seed; 0: fresh ones for "
                                     "every minibatch."))

    objective: str = param("nonsaturating", choices={name: objective.label for name, objective in OBJECTIVES.items()},
                           when="step", group=GAME, basic=True, label=N_("objective"),
                           help=N_("What the discriminator and the generator minimise."))
    least_squares_labels: str = param("0_1_1", choices=LEAST_SQUARES_LABELS, when="step", group=GAME,
                                      label=N_("labels"), only_if={"objective": ("least_squares",)},
                                      help=N_("Wanted outputs on generated and real points."))
    began_gamma: float = param(0.5, 0.05, 1.0, when="step", group=GAME, label=N_("BEGAN γ"),
                               only_if={"objective": AUTOENCODERS},
                               help=N_("Wanted ratio of the errors on generated and real points."))
    began_lambda: float = param(1e-3, 1e-5, 0.1, scale="log", when="step", group=GAME, label=N_("BEGAN λ"),
                                only_if={"objective": AUTOENCODERS}, help=N_("How fast k follows the balance."))
    n_critic: int = param(1, 1, 20, when="step", group=GAME, basic=True, label=N_("updates of D a step"),
                          only_if={"updates": ("alternating",)},
                          help=N_("Discriminator updates before each generator update (n_critic, k)."))
    learning_rate_d: float = param(1e-3, 1e-6, 1.0, scale="log", group=GAME, basic=True, label=N_("learning rate of D"),
                                   help=N_("Step size of the discriminator."))
    learning_rate_g: float = param(1e-3, 1e-6, 1.0, scale="log", group=GAME, basic=True, label=N_("learning rate of G"),
                                   help=N_("Step size of the generator."))
    freeze_d: bool = param(False, when="step", group=GAME, basic=True, label=N_("freeze D"),
                           help=N_("Only G trains: its points climb to D's weakest place."))
    freeze_g: bool = param(False, when="step", group=GAME, basic=True, label=N_("freeze G"),
                           help=N_("Only D trains: towards its optimum against this G."))

    r1: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, when="step", group=CURES, basic=True,
                      label=N_("R1 penalty γ"),
                      help=N_("Adds γ/2 · E|∇D(x)|² at real points."))
    r2: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, when="step", group=CURES, label=N_("R2 penalty γ"),
                      help=N_("Adds γ/2 · E|∇D(x̃)|² at generated points."))
    gradient_penalty: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, when="step", group=CURES, basic=True,
                                    label=N_("gradient penalty λ"),
                                    help=N_("Adds λ · E(|∇D| − 1)² between real and generated points (WGAN-GP)."))
    gradient_penalty_target: str = param("one", choices=PENALTY_TARGETS, when="step", group=CURES,
                                         label=N_("wanted slope"),
                                         help=N_("Which slope the gradient penalty asks for."))
    dragan: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, when="step", group=CURES, label=N_("DRAGAN λ"),
                          help=N_("Adds λ · E(|∇D| − 1)² around real points."))
    weight_clip: float = param(0.0, 1e-3, 10.0, scale="log", off=0.0, when="step", group=CURES, basic=True,
                               label=N_("weight clip"),
                               help=N_("After each update of D every weight is cut to [−c, c]. WGAN used 0.01."))
    spectral_norm: bool = param(False, when="step", group=CURES, label=N_("spectral norm"),
                                help=N_("Each weight matrix of D is divided by its largest singular value."))
    instance_noise: float = param(0.0, 0.0, 2.0, when="step", group=CURES, basic=True, label=N_("instance noise σ"),
                                  help=N_("Normal noise added to real and generated points before D sees them."))
    noise_steps: int = param(0, 0, 1_000_000, when="step", group=CURES, label=N_("noise fades over"), unit=N_("steps"),
                             help=N_("The noise falls to 0 in a straight line over so many steps; 0 keeps it."))
    label_smoothing: float = param(0.0, 0.0, 0.5, when="step", group=CURES, label=N_("label smoothing"),
                                   only_if={"objective": LABELLED},
                                   help=N_("Real labels become 1 − s; those of generated points stay (one-sided)."))
    pack: int = param(1, 1, 8, when="restart", group=CURES, label=N_("packing m"),
                      help=N_("D judges m samples of one kind together (PacGAN)."))
    minibatch_std: bool = param(False, when="restart", group=CURES, label=N_("minibatch deviation"),
                                help=N_("D is also told how much its hidden features vary over the minibatch."))
    unroll_steps: int = param(0, 0, 20, when="step", group=CURES, basic=True, label=N_("unrolled steps K"),
                              only_if={"updates": ("alternating",), "freeze_d": (False,)},
                              help=N_("G looks K updates of D ahead and differentiates through them."))
    ema: float = param(0.0, 0.5, 0.9999, off=0.0, group=CURES, label=N_("average of G"),
                       help=N_("Points come from a running mean of G's weights with this decay."))

    updates: str = param("alternating", choices=UPDATES, when="step", group=UPDATE, label=N_("updates"),
                         help=N_("Who moves when: D before G, both at once, or both with a look ahead."))
    optimizer: str = param("adam", choices=OPTIMIZERS, when="step", group=UPDATE, label=N_("optimizer"),
                           help=N_("Update rule of both players; a new one starts afresh."))
    beta1: float = param(0.5, 0.0, 0.999, group=UPDATE, label=N_("β₁ (momentum)"),
                         only_if={"optimizer": ("adam", "momentum", "optimistic_adam")},
                         help=N_("Decay of the running mean of gradients."))
    beta2: float = param(0.999, 0.0, 0.9999, group=UPDATE, label=N_("β₂ (squares)"),
                         only_if={"optimizer": ("adam", "rmsprop", "optimistic_adam")},
                         help=N_("Decay of the running mean of squared gradients."))
    members: int = param(1, 1, 1024, when="restart", group=UPDATE, label=N_("members"),
                         help=N_("Trains this many GANs side by side, with seeds seed, seed + 1 and so on."))

    latent_dim: int = param(2, 1, 256, when="restart", group=GENERATOR, label=N_("latent dimension"),
                            help=N_("Dimension of z. With 1 the generator draws a curve."))
    latent_distribution: str = param("normal", choices={"normal": N_("normal"), "uniform": N_("uniform on [−1, 1]")},
                                     when="step", group=GENERATOR, label=N_("latent distribution"),
                                     help=N_("Where z is drawn from."))
    hidden_layers_g: int = param(2, 0, 6, when="restart", group=GENERATOR, label=N_("hidden layers of G"),
                                 help=N_("0 makes the generator linear."))
    hidden_width_g: int = param(32, 1, 512, when="restart", group=GENERATOR, label=N_("width of G"),
                                help=N_("Units in each hidden layer."))
    hidden_layers_d: int = param(2, 0, 6, when="restart", group=DISCRIMINATOR, label=N_("hidden layers of D"),
                                 help=N_("0 makes the discriminator linear."))
    hidden_width_d: int = param(32, 1, 512, when="restart", group=DISCRIMINATOR, label=N_("width of D"),
                                help=N_("Units in each hidden layer."))
    activation: str = param("relu", choices=ACTIVATIONS, when="restart", group=DISCRIMINATOR, label=N_("activation"),
                            help=N_("Nonlinearity of the hidden layers of both networks."))

    @property
    def inputs_g(self) -> int:
        """How many numbers G's network takes."""
        return self.latent_dim

    @property
    def outputs_g(self) -> int:
        """How many it gives."""
        return self.width

    @property
    def inputs_d(self) -> int:
        """How many D's network takes: `pack` points side by side."""
        return self.width * self.pack


@dataclass(frozen=True)
class PlaneParams:
    """A target in the plane."""

    target: str = param("ring", choices=TARGETS, when="step", group=DATA, basic=True, label=N_("target"),
                        help=N_("The real distribution, from which minibatches are drawn."))
    ring_modes: int = param(8, 1, 32, when="step", group=DATA, basic=True, label=N_("modes on the ring"),
                            only_if={"target": ("ring",)}, help=N_("How many Gaussians there are, evenly spaced."))
    ring_radius: float = param(2.0, 0.2, 5.0, when="step", group=DATA, label=N_("radius"),
                               only_if={"target": ("ring", "circle")}, help=N_("Radius of the ring."))
    grid_side: int = param(5, 1, 9, when="step", group=DATA, label=N_("modes a side"),
                           only_if={"target": ("grid",)}, help=N_("Gaussians along each side of the grid, which has "
                                                                  "this number squared in all."))
    grid_spacing: float = param(2.0, 0.2, 4.0, when="step", group=DATA, label=N_("spacing"),
                                only_if={"target": ("grid",)}, help=N_("Distance between neighbours on the grid."))
    target_std: float = param(0.0, 1e-3, 1.0, scale="log", off=0.0, when="step", group=DATA,
                              label=N_("width of a mode"),
                              only_if={"target": ("ring", "grid", "two_gaussians", "two_moons", "swiss_roll",
                                                  "spiral", "circle", "line", "parallel_line")},
                              help=N_("Standard deviation of the noise. Off takes the usual one: 0.02 on ring and "
                                      "spiral, 0.05 on grid and moons, 0.3 for two Gaussians, 0.0333 on the Swiss "
                                      "roll, 0 on lines and circle."))
    picture: str = param("", scale="text", when="step", accepts=parse_picture, group=DATA, label=N_("painted density"),
                         only_if={"target": ("painted",)}, help=N_("The painted density, as text."))
    points: str = param("", scale="text", when="step", accepts=parse_points, group=DATA, label=N_("points"),
                        only_if={"target": ("points",)}, help=N_("Points read from a file, as text."))


@dataclass(frozen=True)
class GanParams(TrainingParams, PlaneParams):
    """Settings of one GAN (or of `members` of them) on a target in the plane."""

    distribution_module = "sims.gan.data.targets"
    width = 2


#: The parameters that weigh a slope penalty of D.
PENALTIES = ("r1", "r2", "gradient_penalty", "dragan")


def weights_of_penalties(params: TrainingParams) -> dict[str, float]:
    """The slope penalties that are on, with their weights."""
    return {name: weight for name in PENALTIES if (weight := getattr(params, name))}


def unrolls(params: TrainingParams) -> bool:
    """Whether a step of G looks ahead through updates of D."""
    return bool(params.unroll_steps) and params.updates == "alternating" and not (params.freeze_d or params.freeze_g)


Shapes = tuple[tuple[int, int], ...]


def shapes(inputs: int, hidden_layers: int, hidden_width: int, outputs: int, extra: int = 0) -> Shapes:
    """(inputs, outputs) of each layer: 2 hidden layers of width 32 are (2, 32), (32, 32), (32, 2).

    extra: how many features more than the last hidden layer has go into the last layer.
    """
    widths = (inputs, *([hidden_width] * hidden_layers), outputs)
    pairs = list(pairwise(widths))
    return (*pairs[:-1], (pairs[-1][0] + extra, outputs))


def shapes_g(params: TrainingParams) -> Shapes:
    return shapes(params.inputs_g, params.hidden_layers_g, params.hidden_width_g, params.outputs_g)


def shapes_d(params: TrainingParams) -> Shapes:
    """Of D: `pack` points in, one score out; as an autoencoder (BEGAN) as many numbers out as in."""
    return shapes(params.inputs_d, params.hidden_layers_d, params.hidden_width_d,
                  params.inputs_d if objective_of(params).autoencoder else 1, int(params.minibatch_std))
