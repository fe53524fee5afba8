"""The parameters of the GAN lab, declared once."""

from __future__ import annotations

from dataclasses import dataclass

from sims.gan.catalogue import ACTIVATIONS, OBJECTIVES, OPTIMIZERS, TARGETS
from sims.params import N_, param

DATA, GAME, CURES, UPDATES = N_("Data"), N_("Game"), N_("Cures"), N_("Updates")
GENERATOR, DISCRIMINATOR = N_("Generator"), N_("Discriminator")


@dataclass(frozen=True)
class GanParams:
    """Settings of one GAN (or of `members` of them). Networks: 2 hidden layers of width 32 are 2-32-32-2."""

    target: str = param("ring", choices=TARGETS, when="step", group=DATA,
                        label=N_("target"), help=N_("The real distribution, from which minibatches are drawn."))
    batch_size: int = param(128, 1, 4096, when="step", group=DATA, label=N_("batch size"),
                            help=N_("Samples in a minibatch, real and generated each."))

    objective: str = param("nonsaturating", choices={k: o.label for k, o in OBJECTIVES.items()}, group=GAME,
                           label=N_("objective"), help=N_("What the discriminator and the generator minimise."))
    n_critic: int = param(1, 1, 20, when="step", group=GAME, label=N_("critic updates a step"),
                          help=N_("Discriminator updates before each generator update (n_critic, k)."))
    learning_rate_d: float = param(1e-3, 1e-6, 1.0, scale="log", group=GAME, label=N_("learning rate of D"),
                                   help=N_("Step size of the discriminator or critic."))
    learning_rate_g: float = param(1e-3, 1e-6, 1.0, scale="log", group=GAME, label=N_("learning rate of G"),
                                   help=N_("Step size of the generator."))

    r1: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, group=CURES, label=N_("R1 penalty γ"),
                      help=N_("Adds γ/2 · E|∇D(x)|² at real points."))
    r2: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, group=CURES, label=N_("R2 penalty γ"),
                      help=N_("Adds γ/2 · E|∇D(x̃)|² at generated points."))
    gradient_penalty: float = param(0.0, 1e-4, 100.0, scale="log", off=0.0, when="step", group=CURES,
                                    label=N_("gradient penalty λ"),
                                    help=N_("Adds λ · E(|∇D| − 1)² between real and generated points (WGAN-GP)."))
    weight_clip: float = param(0.0, 1e-3, 10.0, scale="log", off=0.0, when="step", group=CURES,
                               label=N_("weight clip"),
                               help=N_("After each critic update every weight is cut to [−c, c]. WGAN used 0.01."))
    instance_noise: float = param(0.0, 0.0, 2.0, when="step", group=CURES, label=N_("instance noise σ"),
                                  help=N_("Normal noise added to real and generated points before D sees them."))

    optimizer: str = param("adam", choices=OPTIMIZERS, when="step", group=UPDATES,
                           label=N_("optimizer"), help=N_("Update rule of both players; a new one starts afresh."))
    beta1: float = param(0.5, 0.0, 0.999, group=UPDATES, label=N_("β₁ (momentum)"),
                         only_if={"optimizer": ("adam", "momentum")},
                         help=N_("Decay of the running mean of gradients."))
    beta2: float = param(0.999, 0.0, 0.9999, group=UPDATES, label=N_("β₂ (squares)"),
                         only_if={"optimizer": ("adam", "rmsprop")},
                         help=N_("Decay of the running mean of squared gradients."))

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
    activation: str = param("relu", choices=ACTIVATIONS, when="restart",
                            group=DISCRIMINATOR, label=N_("activation"),
                            help=N_("Nonlinearity of the hidden layers of both networks."))
    members: int = param(1, 1, 1024, when="restart", group=UPDATES, label=N_("members"),
                         help=N_("Trains this many GANs side by side, with seeds seed, seed + 1, …"))


def sizes(inputs: int, hidden_layers: int, hidden_width: int, outputs: int) -> tuple[int, ...]:
    """Layer sizes of a network: 2 hidden layers of width 32 are (2, 32, 32, 2)."""
    return (inputs, *([hidden_width] * hidden_layers), outputs)


def sizes_g(params: GanParams) -> tuple[int, ...]:
    return sizes(params.latent_dim, params.hidden_layers_g, params.hidden_width_g, 2)


def sizes_d(params: GanParams) -> tuple[int, ...]:
    return sizes(2, params.hidden_layers_d, params.hidden_width_d, 1)
