"""The presets of the GAN lab: parameters, the seed and the step at which each shows what it is for.

What each claims was measured over at least five seeds and is tested in test_presets.py and
test_published_presets.py of tests/sims/gan/. No torch here.
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

# Modes as wide as a point is drawn, so that a point on a mode is seen to be on it.
_WIDE: Values = {"target_std": 0.1}

# D is far ahead: five updates a step at a high rate. Such a game comes to rest on one mode or a few, and stays.
_AHEAD: Values = {**_WIDE, "n_critic": 5, "batch_size": 64, **_rates(5e-3)}

# G learns ten times as fast as D and sees 64 latent numbers: it always finds D's best place before D has closed it.
_HOPPING: Values = {**_WIDE, "ring_modes": 3, "hidden_layers_d": 1, "hidden_width_d": 64, "hidden_width_g": 64,
                    "latent_dim": 64, "batch_size": 64, "learning_rate_d": 5e-4, "learning_rate_g": 5e-3}

_WGAN: Values = {"objective": "wgan", "n_critic": 5}
_CLIPPED: Values = {**_WGAN, **_WIDE, "weight_clip": 0.01, "optimizer": "rmsprop", "beta2": 0.99, **_rates(5e-4)}
_PENALISED: Values = {**_WGAN, "gradient_penalty": 0.1}

# A wide linear G teaches D three peaks on a low plain; then one player moves at a time.
_RESUMED: Values = {"ring_modes": 3, "ring_radius": 0.8, "target_std": 0.12, "latent_dim": 16, "hidden_layers_g": 0,
                    "hidden_width_d": 64, "activation": "tanh", "gradient_penalty": 0.03, "learning_rate_d": 5e-3,
                    "learning_rate_g": 1e-2, "freeze_g": True}

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

# Two Gaussians that overlap and a linear G, so that the best accuracy is known and low; and a D that is far ahead.
_BY_HEART: Values = {"target": "two_gaussians", "target_std": 1.0, "data_points": 64, "latent_dim": 16,
                     "hidden_layers_g": 0, "hidden_width_d": 128, "batch_size": 64, "n_critic": 5,
                     "learning_rate_d": 2e-3}

# The published toys, with the nets narrowed to what a laptop trains while one watches.
_GP_TOY: Values = {**_PENALISED, **_nets(3, 64), "batch_size": 256, **_rates(1e-4), "beta2": 0.9}
_PAC_TOY: Values = {"pack": 2, **_nets(3, 64), "hidden_layers_g": 4, "batch_size": 100, **_rates(1e-4), "beta1": 0.8}
_UNIT_RING: Values = {"ring_radius": 1.0, "target_std": 0.01}

# What the presets answer, in the order in which they are offered.
VANISHING, MODES, CURES = (N_("Why does the gradient vanish?"), N_("Where do the modes go?"),
                           N_("What brings the modes back?"))
BALANCE = N_("What if one player is too strong?")
CLIPPING, LOSS, PUBLISHED = (N_("What does clipping do?"), N_("What does the loss tell?"), N_("Published set-ups"))
QUESTIONS = (VANISHING, MODES, CURES, BALANCE, CLIPPING, LOSS, PUBLISHED)

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
        N_("Full collapse"), {**_AHEAD, "latent_dim": 64}, seed=0, steps=600,
        help=N_("D is far ahead, and all points end on one of the eight modes and stay. One bar is full, seven are "
                "empty, and the slope of G (page of gradients) falls to a tenth."),
        question=MODES, page="modes"),
    "mode_hopping": Preset(
        N_("Mode hopping"), _HOPPING, seed=3, steps=1400,
        help=N_("All points are one small cloud, and as soon as D has closed a mode they jump to another. In the "
                "raster of modes over time the dark row changes and never settles."),
        question=MODES, page="modes"),
    "unrolled_cure": Preset(
        N_("Unrolling cures hopping"), {**_HOPPING, "learning_rate_d": 1e-3, "unroll_steps": 10}, seed=1, steps=1400,
        help=N_("A D twice as fast as under Mode hopping, but G looks ten of its answers ahead: a place that D would "
                "close at once is not worth a jump. All three modes have their share, and keep it."),
        question=CURES, page="modes"),
    "partial_collapse": Preset(
        N_("Partial collapse"), {**_AHEAD, "latent_dim": 8, "objective": "least_squares"}, seed=1, steps=2000,
        help=N_("Least squares settles on two to five neighbouring modes of eight; nearly all points lie there, most "
                "of them well. Good samples say nothing about diversity."),
        question=MODES, page="modes"),
    "bad_balance": Preset(
        N_("Bad balance of learning rates"), {"learning_rate_d": 1e-4}, seed=3, steps=2000,
        help=N_("D learns ten times more slowly than G, which runs after an outdated D: hardly a sample is good. Raise "
                "D's learning rate to 0.001 and watch."),
        question=BALANCE, page="quality"),
    "wgan_blur": Preset(
        N_("WGAN with clipping: blurred"), _CLIPPED, seed=2, steps=2000,
        help=N_("Clipping leaves the critic too smooth to see narrow modes: the points are a blurred ring through all "
                "eight, and nine of ten miss. Compare WGAN with gradient penalty."),
        question=CLIPPING, page="quality"),
    "clip_too_small": Preset(
        N_("Clip too small"), {**_WGAN, "weight_clip": 0.01, "optimizer": "sgd", "learning_rate_d": 0.5,
                               "learning_rate_g": 0.05}, seed=4, steps=500,
        help=N_("Nine of ten weights are pinned at ±0.01 (histogram), so the slopes of three layers multiply to "
                "almost nothing. With plain SGD the points stand where they began."),
        question=CLIPPING, page="discriminator"),
    "clip_too_large": Preset(
        N_("Clip too large"), {**_WGAN, "weight_clip": 10.0, "learning_rate_d": 5e-3}, seed=3, steps=500,
        help=N_("Nothing holds the critic: its slope reaches thousands, its loss says nothing about the distance, and "
                "the points are thrown about."),
        question=CLIPPING, page="discriminator"),
    "wgan_gp": Preset(
        N_("WGAN with gradient penalty"), {**_PENALISED, **_WIDE, "batch_size": 64}, seed=3, steps=2000,
        help=N_("All eight modes, evenly and sharp: three of four points lie on a mode, where clipping leaves one of "
                "ten."),
        question=CLIPPING, page="quality"),
    "slope_near_one": Preset(
        N_("The penalty holds the slope at 1"), {**_PENALISED, **_WIDE, "batch_size": 64, "gradient_penalty": 10.0},
        seed=4, steps=1000,
        help=N_("With λ = 10 the critic's mean slope between real and generated points, where the penalty looks, is 1 "
                "within a tenth; with 0.1, as toy examples have it, 1.4 to 2.4. Show the layer “interpolates” over "
                "|∇D|."),
        question=CLIPPING, page="discriminator"),
    "overfitting": Preset(
        N_("D learns its data by heart"), _BY_HEART, seed=0, steps=500,
        help=N_("The data are 64 points, and D is far ahead of G: it is right about eight of ten of its data, and "
                "hardly better than guessing on fresh points. What it tells G is the accident of these 64."),
        question=BALANCE, page="overfitting"),
    "more_data": Preset(
        N_("More data against overfitting"), {**_BY_HEART, "data_points": 10_000}, seed=0, steps=500,
        help=N_("The same D, as far ahead, but with 10,000 data points: what holds for them holds for fresh ones, and "
                "both curves come to lie on the ceiling."),
        question=BALANCE, page="overfitting"),
    "noise_cure": Preset(
        N_("Noise as a cure"), {**_WIDE, "instance_noise": 1.0, "noise_steps": 1500}, seed=1, steps=3000,
        help=N_("Noise on real and generated points makes them overlap, and fades over 1,500 steps: all eight bars "
                "are alike. With the noise at 0 many seeds starve a mode or lose it."),
        question=CURES, page="modes"),
    "r1": Preset(
        N_("R1 penalty"), {**_AHEAD, "latent_dim": 8, "r1": 0.1}, seed=1, steps=2000,
        help=N_("D is flat at the real points, and all eight modes have their share and keep it. Without R1 the same "
                "game ends on three modes at most."),
        question=CURES, page="modes"),
    "pacgan": Preset(
        N_("Packing (PacGAN)"), {**_WIDE, "pack": 2}, seed=1, steps=3000,
        help=N_("D judges two samples at once and so sees a lack of variety: all eight bars are alike. With packing 1 "
                "most seeds starve a mode or lose it."),
        question=CURES, page="modes"),
    "loss_rises_quality_improves": Preset(
        N_("G's loss rises while quality improves"), {}, seed=0, steps=2000,
        help=N_("G's loss doubles, because D grows better faster than G does; all the while the distance to the data "
                "falls. The loss of G is no measure of quality."),
        question=LOSS, page="quality"),
    "critic_tracks_w1": Preset(
        N_("The critic's loss tracks the distance"), {**_PENALISED, "n_critic": 10, "batch_size": 64}, seed=3,
        steps=1000,
        help=N_("Ten critic updates a step. At step 500 the ring is widened: W₁ jumps, −L(D) jumps with it, and both "
                "fall again, each on a scale of its own."),
        events=((500, "ring_radius", 3.0),),
        question=LOSS, page="quality"),
    "frozen_d_argmax": Preset(
        N_("Frozen D: G climbs to its weakest place"), _CLIMB, seed=0, steps=800,
        help=N_("For 200 steps only D trains, from then on only G: by step 800 all points are at the one place where D "
                "is highest, whatever z is. Show the layer “highest D” and look at the slope of G."),
        events=((200, "freeze_d", True), (200, "freeze_g", False)),
        question=MODES, page="gradients"),
    "resumed_d_hop": Preset(
        N_("D resumed: G hops to the next mode"), _RESUMED, seed=2, steps=1200,
        help=N_("One at a time. D learns (to 300), G goes to its top (to 700): one of three modes. D learns again (to "
                "800), and calls that mode real at ¼ only, the others at 0.9. G goes on: all points hop to one of "
                "those."),
        events=((300, "freeze_d", True), (300, "freeze_g", False), (700, "freeze_d", False), (700, "freeze_g", True),
                (800, "freeze_d", True), (800, "freeze_g", False)),
        question=MODES, page="modes"),
    "frozen_g_gradients": Preset(
        N_("Frozen G: its gradient as D learns"), _APART, seed=0, steps=300,
        help=N_("G rests at a distance of five, and D is right about every point after 300 steps. Then train D "
                "afresh: the saturating gradient dies, the non-saturating one grows (Arjovsky and Bottou)."),
        question=VANISHING, page="experiments"),
    "d_optimum": Preset(
        N_("D reaches its optimum"), _OPTIMUM, seed=0, steps=3000,
        help=N_("G rests, and D learns alone until its loss rests too. Choose “train D to its optimum” and start: "
                "σ(D) lies on D* = p / (p + q), nowhere more than 0.03 away."),
        events=((600, "learning_rate_d", 3e-3), (1200, "learning_rate_d", 1e-3), (1800, "learning_rate_d", 3e-4),
                (2400, "learning_rate_d", 1e-4)),
        question=LOSS, page="experiments"),

    "pacgan_ring": Preset(
        N_("PacGAN 2018: ring"), {**_UNIT_RING, **_PAC_TOY}, seed=0, steps=4000,
        help=N_("All eight modes, evenly, on a thin ring of points. As published but for the nets (64 wide and plain; "
                "published 400 with batch norm, 200 maxout) and 1 % of the steps."),
        question=PUBLISHED, page="modes"),
    "pacgan_grid": Preset(
        N_("PacGAN 2018: grid"), {"target": "grid", **_PAC_TOY}, seed=0, steps=4000,
        help=N_("The points spread over most of the grid, not yet sharp on its 25 modes. As published but for the nets "
                "(64 wide and plain; published 400 with batch norm, 200 maxout) and 1 % of the steps."),
        question=PUBLISHED, page="modes"),
    "veegan_ring": Preset(
        N_("VEEGAN 2017: ring, its plain GAN"), {**_UNIT_RING, **_nets(2, 128), "batch_size": 100}, seed=0, steps=3000,
        help=N_("Unequal bars: one or two of the eight modes starve or are lost. This is the plain GAN that VEEGAN is "
                "compared with, for which its authors report 1 mode, those of PacGAN 6.3."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_ring": Preset(
        N_("WGAN-GP 2017: eight Gaussians"), {**_GP_TOY, "ring_radius": 1.4142, "target_std": 0.01414}, seed=0,
        steps=2000,
        help=N_("All eight modes, evenly, with thin bridges between them. As published but for layers 64 wide "
                "(published 512) and 2 % of the steps."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_grid": Preset(
        N_("WGAN-GP 2017: 25 Gaussians"), {**_GP_TOY, "target": "grid", "grid_spacing": 0.7071, "target_std": 0.01768},
        seed=0, steps=2000,
        help=N_("The points spread over the grid and begin to gather on its outer modes. As published but for layers "
                "64 wide (published 512) and 2 % of the steps."),
        question=PUBLISHED, page="modes"),
    "wgan_gp_swiss_roll": Preset(
        N_("WGAN-GP 2017: Swiss roll"), {**_GP_TOY, "target": "swiss_roll"}, seed=0, steps=2000,
        help=N_("The points lie along the whole roll, and a few between its turns. As published but for layers 64 "
                "wide (published 512) and 2 % of the steps."),
        question=PUBLISHED, page="quality"),
    "unrolled_gan": Preset(
        N_("Unrolled GAN 2017"),
        {"objective": "saturating", "unroll_steps": 10, "latent_dim": 256, "hidden_width_g": 128, "hidden_layers_d": 1,
         "hidden_width_d": 128, **_rates(1e-4), "batch_size": 512}, seed=0, steps=3000,
        help=N_("A cloud over the whole ring, evenly around it, not yet on its modes. As published but for D's input "
                "divided by 4 and the orthogonal first weights, which the lab does not have."),
        question=PUBLISHED, page="modes"),
}
