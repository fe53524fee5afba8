"""How the players learn: gradients, optimizers, steps; and what goes wrong, as one sees it."""

from __future__ import annotations

from app.words.entry import LAB, Entry
from sims.params import N_

ENTRIES = (
    Entry(N_("weights"), N_("All weights and biases of a network, or one of them."), ("θ",),
          see=("weights of D", "weights of G"), only=LAB),
    Entry(N_("weight and bias"), N_("Of the smallest generator, G(z) = wz + b: w says how far it spreads its points, b "
                                    "where their middle is."), ("w", "b"), see=("weights of G", "chain rule"),
          only=("derivation", "noisy_discriminator")),
    Entry(N_("weight or bias of G"), N_("One of the many weights, w, or biases, b, of the generator."),
          ("w", "∂w", "∂b", "∂w‖", "∂b‖", "autograd(ℓ, b)"), see=("weights of G", "chain rule"), only=LAB),
    Entry(N_("weights of D"), N_("All weights and biases of the discriminator, as one long vector."),
          ("θ_D",), see=("discriminator", "gradient")),
    Entry(N_("weights of G"), N_("All weights and biases of the generator, as one long vector."),
          ("θ_G",), sources=N_("The notes “Problems of GANs” write (w, b) and, for G, G_θ."),
          see=("generator", "gradient")),
    Entry(N_("gradient"), N_(
        "How a loss changes with each weight. A step goes a little way against it; of G it is the pull on each "
        "generated point, passed on to the weights by the chain rule."), ("g", "∂", "d"),
        sources=N_("Dong’s slides say that the gradient with respect to x vanishes; what vanishes for G is the one "
                   "with respect to its weights θ."), see=("chain rule", "learning rate", "vanishing gradient")),
    Entry(N_("slope"), N_("∇D(x): the direction in which D grows fastest at x, as long as it is steep."), ("∇",),
          see=("gradient", "Lipschitz constant")),
    Entry(N_("squared gradient"), N_("Each number of the gradient times itself."), ("g²",), see=("gradient", "Adam")),
    Entry(N_("gradient of step t"), N_("The gradient of this step, and with t − 1 that of the one before."),
          ("g_t", "g_{t−1}"), see=("optimistic update",), only=LAB),
    Entry(N_("chain rule"), N_(
        "How a loss reaches a weight of G: slope of the loss in D, times slope of D at the point, times how the point "
        "moves with the weight."), formula="∂<i>L</i>/∂θ = <b>E</b> (∂<i>L</i>/∂<i>x̃</i>) (∂<i>x̃</i>/∂θ)",
        see=("gradient",)),
    Entry(N_("autograd"), N_("What PyTorch makes of the chain rule: it differentiates a whole computation at once."),
          ("autograd",), see=("chain rule", "gradient")),
    Entry(N_("number of latents"), N_("Over how many latents z a mean is taken."), ("1/n",), see=("chain rule",),
          only=LAB),
    Entry(N_("learning rate"), N_("How far a step goes along the gradient."), ("η",),
          sources=N_("Hui’s article writes α."), see=("gradient", "two time scales")),
    Entry(N_("becomes"), N_("a ← b: from now on a is what b is."), ("←",)),
    Entry(N_("greatest and smallest"), N_("max and min (inf, where it is only approached): the greatest and the "
                                          "smallest of what follows; below stands what it is taken over."),
          ("max", "min", "inf")),
    Entry(N_("sum"), N_("Σ: over all that its index counts; ∫: over all places."), ("Σ", "∫")),
    Entry(N_("length"), N_("‖v‖: the root of the sum of squares of a vector; |a| is the size of a number."),
          ("‖", "‖²", "|", "|²")),
    Entry(N_("square"), N_("What stands in the brackets, times itself."), (")²",)),
    Entry(N_("optimizer"), N_("The rule that makes a step of a gradient: plain descent, momentum, RMSprop, Adam or an "
                              "optimistic one."), ("opt",), see=("Adam", "learning rate")),
    Entry(N_("Adam"), N_(
        "Divides the mean gradient by the root of its mean square, so that every weight moves about η a step. It "
        "therefore hides a gradient that vanishes evenly."), ("m", "m̂", "v", "v̂", "10⁻⁸"),
        "<i>m</i> ← β₁<i>m</i> + (1 − β₁)<i>g</i>, &nbsp; <i>v</i> ← β₂<i>v</i> + (1 − β₂)<i>g</i>²",
        see=("optimizer", "momentum", "memory of the optimizer"), only=LAB),
    Entry(N_("RMSprop"), N_("Divides the gradient by the root of its mean square s."), ("s",),
          see=("optimizer", "Adam"), only=LAB),
    Entry(N_("momentum"), N_("A step along the gradients remembered, v, and not only along the newest."), ("v",),
          see=("optimizer",), only=LAB),
    Entry(N_("memory of the optimizer"), N_("How much of the mean so far each step keeps: β₁ of the gradient, β₂ of "
                                            "its square."), ("β₁", "β₂"), see=("Adam", "RMSprop")),
    Entry(N_("optimistic update"), N_("Twice this direction less the one before: a guess at the opponent’s next "
                                      "move. It turns the spiral of V = xy inwards."), ("u_t", "u_{t−1}"),
          see=("optimizer", "rotation")),
    Entry(N_("direction of Adam"), N_("What the optimistic Adam takes twice: mean gradient over its root mean "
                                      "square."), ("u",), see=("Adam", "optimistic update"), only=LAB),
    Entry(N_("averaged weights"), N_("A slow mean of G’s weights over the steps (EMA); points are drawn from it, "
                                     "training goes on without it."), ("θ̄", "θ̄_G"), see=("memory of the average",)),
    Entry(N_("memory of the average"), N_("How much of the averaged weights each step keeps."), ("β",),
          see=("averaged weights",), only=LAB),
    Entry(N_("unrolling"), N_(
        "G looks K of D’s answers ahead before it moves, and the gradient goes through them: a place that D would "
        "close at once is not worth a jump."),
        ("D^K", "D_W̄^K", "ℓ^K", "θ_D^K", "θ_D^k", "θ_D^{k+1}", "K", "k"),
        see=("mode hopping", "weights of D"), only=LAB),
    Entry(N_("look-ahead"), N_("Where both would be after a step; extragradient moves from here by the gradients "
                               "found there."), ("θ_D′", "θ_G′"), see=("extragradient",)),
    Entry(N_("two time scales"), N_("Other learning rates, or other numbers of updates, for D than for G."),
          see=("learning rate", "balance of the players")),
    Entry(N_("step"), N_("One round: D is updated as often as “updates of D a step” says, then G once; each in the "
                         "phases that the step view lists."),
          sources=N_("Vadsola’s article shows it as Goodfellow’s algorithm with k updates of D."),
          see=("minibatch", "optimizer")),
    Entry(N_("vanishing gradient"), N_(
        "A D that is right about every point is flat there, so G learns nothing from it by the saturating loss. It is "
        "the output σ(D) that is flat; the logit need not be."),
        sources=N_("Vadsola’s article puts it down to a D close to its optimum; needed are also densities that hardly "
                   "overlap. Its “about 0 past 5” is 10 % of the greatest slope for widths of 1."),
        see=("saturating loss", "non-saturating loss", "support", "sigmoid")),
    Entry(N_("mode"), N_("A place where data are dense, such as one of the eight Gaussians of the ring."),
          sources=N_("Hui’s article, in its translation, also calls it pattern."), see=("mode collapse",)),
    Entry(N_("mode collapse"), N_(
        "G gives the same few outputs whatever z is. Complete collapse is rare, partial collapse is common; in "
        "translating images it may be just what one wants."),
        sources=N_("The notes “Problems of GANs” say that G concentrates on a mode at which D gets better; it leaves "
                   "that one for one where D is weak. The translation of Hui’s article says mode crash."),
        see=("mode", "mode hopping", "covered modes")),
    Entry(N_("mode hopping"), N_("D closes the mode at which all points are, they jump to the next, and so on: a game "
                                 "of cat and mouse."), see=("mode collapse", "unrolling", "rotation")),
    Entry(N_("weakest place of D"), N_(
        "x* = argmax D: where D, held fixed, is highest. A G that trains alone sends all points there, whatever z is."),
        sources=N_("The translation of Hui’s article reads as if G rested and D trained; D rests and G trains. There "
                   "need not be an x*: of two Gaussians of one width the points run away."), see=("mode collapse",)),
    Entry(N_("balance of the players"), N_(
        "Neither player far ahead of the other. It is no goal in itself: a D at its optimum gives a critic’s loss its "
        "meaning, and harms only losses that saturate."), see=("two time scales", "vanishing gradient")),
    Entry(N_("overfitting"), N_("D knows its training points by heart: it is right about them more often than about "
                                "fresh ones."), see=("accuracy of D",)),
    Entry(N_("accuracy of D"), N_("The share of points that D calls rightly. Nobody can do better than (1 + TV) / 2."),
          see=("total variation", "overfitting")),
    Entry(N_("covered modes"), N_("Those with one of 1,000 generated points within three standard deviations."),
          see=("high quality", "mode KL")),
    Entry(N_("high quality"), N_("The share of generated points within three standard deviations of a mode; a perfect "
                                 "generator reaches 98.9 %."), see=("covered modes", "floor")),
    Entry(N_("mode KL"), N_("How unevenly the generated points are spread over the modes: KL of their shares against "
                            "equal ones. All points at one of K modes: ln K."),
          see=("covered modes", "Kullback–Leibler divergence")),
    Entry(N_("floor"), N_("What a perfect generator reaches with as many points: below it, differences are luck."),
          see=("high quality", "Wasserstein distance")),
)
