"""The presets of the GAN lab: parameters, the seed and the step at which each shows what it is for.

What each claims was measured over at least five seeds and is tested in tests/sims/gan/test_presets.py. No torch here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sims.params import N_
from sims.simulation import Preset

Values = Mapping[str, Any]


def _nets(layers: int, width: int) -> Values:
    return {"hidden_layers_g": layers, "hidden_layers_d": layers, "hidden_width_g": width, "hidden_width_d": width}


def _rates(rate: float) -> Values:
    return {"learning_rate_d": rate, "learning_rate_g": rate}


# One Gaussian five units away, and a D that is at its optimum before G has moved. Plain SGD, because Adam divides by
# the size of the gradient and so hides that it vanishes.
_FAR: Values = {"ring_modes": 1, "ring_radius": 5.0, "target_std": 0.5, "batch_size": 64, "activation": "tanh",
                "optimizer": "sgd", "learning_rate_d": 0.1, "learning_rate_g": 0.01, "n_critic": 10}

# G learns five times as fast as D and sees 64 latent numbers: it always finds D's best place before D has closed it.
_HOPPING: Values = {"hidden_layers_d": 1, "hidden_width_d": 64, "hidden_width_g": 64, "latent_dim": 64,
                    "learning_rate_g": 5e-3}

_WGAN: Values = {"objective": "wgan", "n_critic": 5}
_CLIPPED: Values = {**_WGAN, "weight_clip": 0.01, "optimizer": "rmsprop", "beta2": 0.99, **_rates(5e-4)}
_PENALISED: Values = {**_WGAN, "gradient_penalty": 0.1}

# D learns alone against a G that rests (a linear one, spread evenly around the single mode of the target).
_CLIMB: Values = {"target": "grid", "grid_side": 1, "target_std": 0.3, "latent_dim": 16, "hidden_layers_g": 0,
                  "activation": "tanh", "gradient_penalty": 0.1, "batch_size": 64, **_rates(5e-3), "freeze_g": True}

# One Gaussian far from all generated points: the set-up in which the figures of Arjovsky and Bottou show.
_APART: Values = {"ring_modes": 1, "ring_radius": 5.0, "target_std": 0.5, "batch_size": 64, "activation": "tanh",
                  "freeze_g": True}

# One Gaussian against a linear G: both densities are known, and so is D*. A large batch, because D* is exact.
_OPTIMUM: Values = {"target": "grid", "grid_side": 1, "target_std": 0.6, "activation": "elu", "latent_dim": 16,
                    "hidden_layers_g": 0, "hidden_width_d": 64, "batch_size": 1024, "learning_rate_d": 1e-2,
                    "freeze_g": True}

# The published toys, with the nets narrowed to what a laptop trains while one watches.
_GP_TOY: Values = {**_PENALISED, **_nets(3, 64), "batch_size": 256, **_rates(1e-4), "beta2": 0.9}
_PAC_TOY: Values = {"pack": 2, **_nets(3, 64), "hidden_layers_g": 4, "batch_size": 100, **_rates(1e-4), "beta1": 0.8}
_UNIT_RING: Values = {"ring_radius": 1.0, "target_std": 0.01}

# What the presets answer, in the order in which they are offered.
VANISHING, MODES, CURES = (N_("Why does the gradient vanish?"), N_("Where do the modes go?"),
                           N_("What brings the modes back?"))
CLIPPING, LOSS, PUBLISHED = (N_("What does clipping do?"), N_("What does the loss tell?"), N_("Published set-ups"))
QUESTIONS = (VANISHING, MODES, CURES, CLIPPING, LOSS, PUBLISHED)

PRESETS: Mapping[str, Preset] = {
    "vanishing_gradient": Preset(
        N_("Vanishing gradient"), {**_FAR, "objective": "saturating"}, seed=3, steps=600,
        help=N_("D is right about every point, and G's gradient falls a hundredfold and more: the points stand still. "
                "Then load the rescue and compare."),
        question=VANISHING, page="gradients"),
    "rescue_nonsaturating": Preset(
        N_("Rescue by the non-saturating loss"), {**_FAR, "objective": "nonsaturating"}, seed=3, steps=600,
        help=N_("The same start and the same D as under Vanishing gradient, but G maximises ln D: in as many steps the "
                "points are at their goal."),
        question=VANISHING, page="quality"),
    "full_collapse": Preset(
        N_("Full collapse"), _HOPPING, seed=4, steps=300,
        help=N_("G learns five times as fast as D and puts all points on one place. Look at the coverage bars and at "
                "the slope of G, which falls almost to zero."),
        question=MODES, page="modes"),
    "mode_hopping": Preset(
        N_("Mode hopping"), _HOPPING, seed=1, steps=1200,
        help=N_("As soon as D has closed one mode, all points jump to another. Look at the raster of modes over time: "
                "it never settles."),
        question=MODES, page="modes"),
    "unrolled_cure": Preset(
        N_("Unrolling cures hopping"), {**_HOPPING, "unroll_steps": 5}, seed=1, steps=1000,
        help=N_("The set-up of Mode hopping, but G looks five answers of D ahead: a place that D would close at once "
                "is not worth a jump, and the points spread over the ring."),
        question=CURES, page="modes"),
    "partial_collapse": Preset(
        N_("Partial collapse"), {"objective": "least_squares"}, seed=1, steps=2000,
        help=N_("Least squares settles on three of eight modes and stays there, with good samples: quality alone says "
                "nothing about diversity."),
        question=MODES, page="modes"),
    "bad_balance": Preset(
        N_("Bad balance of learning rates"), {"learning_rate_d": 1e-4}, seed=3, steps=2000,
        help=N_("D learns ten times more slowly than G, which runs after an outdated D: hardly a sample is good. Raise "
                "D's learning rate to 0.001 and watch."),
        question=LOSS, page="quality"),
    "wgan_blur": Preset(
        N_("WGAN with clipping: blurred"), _CLIPPED, seed=4, steps=2000,
        help=N_("All modes are covered evenly, and almost no sample is good: a clipped critic is too smooth to see "
                "modes this narrow."),
        question=CLIPPING, page="quality"),
    "clip_too_small": Preset(
        N_("Clip too small"), {**_WGAN, "weight_clip": 0.01, "optimizer": "sgd", **_rates(0.05)}, seed=0, steps=500,
        help=N_("Every weight is pinned at ±0.01, so the slopes of three layers multiply to almost nothing, and with "
                "plain SGD the points stand still. Look at the slope against its bound and at the share of pinned "
                "weights."),
        question=CLIPPING, page="discriminator"),
    "clip_too_large": Preset(
        N_("Clip too large"), {**_WGAN, "weight_clip": 10.0, "learning_rate_d": 5e-3}, seed=3, steps=500,
        help=N_("Nothing holds the critic: its slope reaches thousands, its loss says nothing about the distance, and "
                "the points are thrown about."),
        question=CLIPPING, page="discriminator"),
    "wgan_gp": Preset(
        N_("WGAN with gradient penalty"), _PENALISED, seed=4, steps=2000,
        help=N_("All eight modes, evenly and sharp: compare the share of good samples with WGAN with clipping."),
        question=CLIPPING, page="quality"),
    "noise_cure": Preset(
        N_("Noise as a cure"), {"instance_noise": 1.0, "noise_steps": 1500}, seed=0, steps=3000,
        help=N_("Noise on real and generated points makes them overlap, and fades over 1,500 steps: all eight modes. "
                "With the noise at 0 this seed ends on six."),
        question=CURES, page="modes"),
    "r1": Preset(
        N_("R1 penalty"), {"r1": 0.1}, seed=0, steps=2000,
        help=N_("A flat D at the real points calms the game: all eight modes, and they stay. Without R1 this seed ends "
                "on six."),
        question=CURES, page="modes"),
    "pacgan": Preset(
        N_("Packing (PacGAN)"), {"pack": 2}, seed=1, steps=3000,
        help=N_("D judges two samples at once and so sees a lack of variety: all eight modes evenly. With packing 1 "
                "this seed loses one."),
        question=CURES, page="modes"),
    "loss_rises_quality_improves": Preset(
        N_("G's loss rises while quality improves"), {}, seed=0, steps=2000,
        help=N_("G's loss doubles, because D grows better faster than G does; all the while the distance to the data "
                "falls. The loss of G is no measure of quality."),
        question=LOSS, page="quality"),
    "critic_tracks_w1": Preset(
        N_("The critic's loss tracks the distance"), {**_PENALISED, "n_critic": 10}, seed=3, steps=1000,
        help=N_("Ten critic updates a step: minus D's loss and W1 rise and fall together, each on a scale of its own. "
                "With one update a step they do not."),
        question=LOSS, page="quality"),
    "frozen_d_argmax": Preset(
        N_("Frozen D: G climbs to its weakest place"), _CLIMB, seed=0, steps=800,
        help=N_("For 200 steps only D trains, from then on only G: by step 800 all points are at the one place where D "
                "is highest, whatever z is. Show the layer “highest D” and look at the slope of G."),
        events=((200, "freeze_d", True), (200, "freeze_g", False)),
        question=MODES, page="gradients"),
    "frozen_g_gradients": Preset(
        N_("Frozen G: its gradient as D learns"), _APART, seed=0, steps=300,
        help=N_("G rests at a distance of five, and D is right about every point after 300 steps. Then press X and "
                "train D afresh: the saturating gradient dies, the non-saturating one grows (Arjovsky and Bottou)."),
        question=VANISHING, page="experiments"),
    "d_optimum": Preset(
        N_("D reaches its optimum"), _OPTIMUM, seed=0, steps=3000,
        help=N_("G rests; D learns alone at ever smaller learning rates and comes within 0.03 of D* = p / (p + q). To "
                "see both side by side press X at step 0 and train D to its optimum."),
        events=((600, "learning_rate_d", 3e-3), (1200, "learning_rate_d", 1e-3), (1800, "learning_rate_d", 3e-4),
                (2400, "learning_rate_d", 1e-4)),
        question=LOSS, page="experiments"),

    "pacgan_ring": Preset(
        N_("PacGAN 2018: ring"), {**_UNIT_RING, **_PAC_TOY}, seed=0, steps=4000,
        help=N_("Radius 1, width 0.01, packing 2, Adam as published. Here the nets are 64 wide and plain (published: "
                "400 with batch norm, 200 maxout) and 4,000 steps are 1 % of the published training."),
        question=PUBLISHED, page="modes"),
    "pacgan_grid": Preset(
        N_("PacGAN 2018: grid"), {"target": "grid", **_PAC_TOY}, seed=0, steps=4000,
        help=N_("25 modes, width 0.05, packing 2, Adam as published. Here the nets are 64 wide and plain (published: "
                "400 with batch norm, 200 maxout) and 4,000 steps are 1 % of the published training."),
        question=PUBLISHED, page="modes"),
    "veegan_ring": Preset(
        N_("VEEGAN 2017: ring, its plain GAN"), {**_UNIT_RING, **_nets(2, 128), "batch_size": 100}, seed=0, steps=3000,
        help=N_("The ring of VEEGAN with the plain GAN that it is compared with (published: 1 mode of 8). The lab has "
                "no reconstructor, so VEEGAN itself cannot be set."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_ring": Preset(
        N_("WGAN-GP 2017: eight Gaussians"), {**_GP_TOY, "ring_radius": 1.4142, "target_std": 0.01414}, seed=0,
        steps=1000,
        help=N_("λ = 0.1, five critic steps, Adam as published. Here the three layers are 64 wide (published: 512), "
                "and 1,000 steps are 1 % of the published training."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_grid": Preset(
        N_("WGAN-GP 2017: 25 Gaussians"), {**_GP_TOY, "target": "grid", "grid_spacing": 0.7071, "target_std": 0.01768},
        seed=0, steps=1000,
        help=N_("λ = 0.1, five critic steps, Adam as published. Here the three layers are 64 wide (published: 512), "
                "and 1,000 steps are 1 % of the published training."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_swiss_roll": Preset(
        N_("WGAN-GP 2017: Swiss roll"), {**_GP_TOY, "target": "swiss_roll"}, seed=0, steps=1000,
        help=N_("λ = 0.1, five critic steps, Adam as published. Here the three layers are 64 wide (published: 512), "
                "and 1,000 steps are 1 % of the published training."),
        question=PUBLISHED, page="quality"),
    "unrolled_gan": Preset(
        N_("Unrolled GAN 2017"),
        {"objective": "saturating", "unroll_steps": 10, "latent_dim": 256, "hidden_width_g": 128, "hidden_layers_d": 1,
         "hidden_width_d": 128, **_rates(1e-4), "batch_size": 512}, seed=0, steps=3000,
        help=N_("Minimax loss, ten unrolled steps, Adam and nets as published. The lab has neither D's input divided "
                "by 4 nor the orthogonal first weights."),
        question=PUBLISHED, page="modes"),
}
