"""The parameters of the patterns panel. No torch here."""

from __future__ import annotations

from dataclasses import dataclass

from sims.gan.params import DATA, DISCRIMINATOR, GENERATOR, TrainingParams
from sims.params import N_, param
from sims.patterns.scenes import SCENES, SIDE

CRITICS = {"whole": N_("whole pattern"), "patch": N_("a patch at a time")}


@dataclass(frozen=True)
class SceneParams:
    """What the patterns are, and how much of one D sees at a time."""

    scene: str = param("counting", choices={name: scene.label for name, scene in SCENES.items()}, when="restart",
                       group=DATA, basic=True, label=N_("scene"), help=N_("The rule that the data keep."))
    critic: str = param("whole", choices=CRITICS, when="restart", group=DISCRIMINATOR, basic=True,
                        label=N_("D sees"), help=N_("The whole pattern, or each patch of it by itself."))
    patch_width: int = param(3, 1, SIDE, when="restart", group=DISCRIMINATOR, basic=True, label=N_("patch width w"),
                             only_if={"critic": ("patch",)},
                             help=N_("How many neighbouring slots D sees at a time; at 8 it sees the whole pattern."))


@dataclass(frozen=True)
class PatternParams(TrainingParams, SceneParams):
    """Settings of a GAN on patterns: the training's own, with other networks."""

    distribution_module = "sims.patterns.distribution"

    latent_dim: int = param(16, 1, 256, when="restart", group=GENERATOR, label=N_("latent dimension"),
                            help=N_("Dimension of z."))
    hidden_width_g: int = param(64, 1, 512, when="restart", group=GENERATOR, label=N_("width of G"),
                                help=N_("Units in each hidden layer."))
    hidden_width_d: int = param(64, 1, 512, when="restart", group=DISCRIMINATOR, label=N_("width of D"),
                                help=N_("Units in each hidden layer."))

    @property
    def width(self) -> int:
        """Numbers in a pattern."""
        return SCENES[self.scene].width

    @property
    def side(self) -> int:
        """How many slots a pattern has in a row; a digit has as many rows."""
        return min(self.width, SIDE)

    @property
    def patch(self) -> int:
        """How many of them D sees at a time: all, or `patch_width`."""
        return self.side if self.critic == "whole" else min(self.patch_width, self.side)

    @property
    def square(self) -> bool:
        """Whether a patch is a square of pixels and not a row of slots."""
        return self.width > SIDE

    @property
    def places(self) -> int:
        """At how many places a patch can lie."""
        along = self.side - self.patch + 1
        return along * along if self.square else along

    @property
    def inputs_g(self) -> int:
        return self.latent_dim + SCENES[self.scene].conditional

    @property
    def outputs_g(self) -> int:
        return 1 if SCENES[self.scene].conditional else self.width

    @property
    def inputs_d(self) -> int:
        """The slots of a patch in each of `pack` patterns, and which of several places it has."""
        seen = self.patch ** 2 if self.square else self.patch
        return seen * self.pack + (self.places if self.places > 1 else 0)
