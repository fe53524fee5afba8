"""Games of two players: equilibria, the methods that look for them, and the Dirac-GAN."""

from __future__ import annotations

from app.words.entry import Entry
from sims.params import N_

_NASH = ("nash",)

ENTRIES = (
    Entry(N_("zero-sum game"), N_("What one player wins the other loses; a GAN with the saturating loss is one."),
          sources=N_("The notes “Problems of GANs” and Hui’s article also say non-cooperative."),
          see=("Nash equilibrium", "value of the game")),
    Entry(N_("Nash equilibrium"), N_("A place where neither player gains by moving alone. Of V = xy it is (0, 0)."),
          sources=N_("Hui’s article says that there the opponent’s actions do not matter; what matters is that nobody "
                     "gains by deviating."), see=("zero-sum game", "best response")),
    Entry(N_("best response"), N_("What a player would do if the other one stood still."), see=("Nash equilibrium",)),
    Entry(N_("hand"), N_("The place where you hold x (or y); the other player follows its gradient."), ("h",),
          see=("player", "best response"), only=_NASH),
    Entry(N_("player"), N_("In V = xy, x lowers the value and y raises it; x_{new} and x_{old} are x after and before "
                           "its move of this step."), ("x", "y", "x_{new}", "x_{old}"),
          sources=N_("In the notes “Problems of GANs” f₁ = xy is to be raised and f₂ = −xy lowered, so both would "
                     "raise xy; their updates descend, as here. In Hui’s article x raises and y lowers: the same "
                     "radii, the other way round."), see=("zero-sum game", "rotation"), only=_NASH),
    Entry(N_("position of both players"), N_("(x, y), or (θ, ψ), as one point; z_t is that of step t, z_½ one that is "
                                             "only looked at, z′ the one looked for."),
          ("z", "z_t", "z_{t−1}", "z_½", "z′"), see=("player", "direction of play"), only=_NASH),
    Entry(N_("losses of the players"), N_("What x and y, or θ and ψ, each lower; in a zero-sum game one is minus the "
                                          "other."), ("L_x", "L_y", "L_θ", "L_ψ"), see=("zero-sum game",)),
    Entry(N_("gradients of the players"), N_("How the own loss of each changes with the own move."),
          ("g_x", "g_y", "g_θ", "g_ψ"), see=("losses of the players", "direction of play")),
    Entry(N_("direction of play"), N_("Where both would go from here: minus each one’s own gradient."),
          ("v", "v_x", "v_y", "v_θ", "v_ψ"), see=("gradients of the players", "rotation"), only=_NASH),
    Entry(N_("rotation"), N_(
        "Where the players’ gradients are at right angles to the way to the equilibrium, they circle it. Steps at "
        "once spiral out by √(1 + η²) each, in turn they stay on an ellipse."),
        sources=N_("Hui’s article blames games that are not convex; V = xy is convex in x and concave in y, and turns "
                   "all the same."), see=("direction of play", "eigenvalues")),
    Entry(N_("eigenvalues"), N_("How the flow turns and shrinks near the equilibrium: inwards where their real parts "
                                "are below 0, round and round where they are imaginary."), see=("rotation",)),
    Entry(N_("simultaneous and alternating steps"), N_("Both move by the gradients of one place, or one after the "
                                                       "other, the second seeing the first’s move."),
          see=("rotation",)),
    Entry(N_("extragradient"), N_("Looks one step ahead and moves from here by the gradients found there; converges "
                                  "on V = xy."), see=("look-ahead", "rotation")),
    Entry(N_("implicit step"), N_("Moves by the gradients of the place where it will be: z′ = z + η v(z′)."),
          see=("position of both players",)),
    Entry(N_("momentum of the players"), N_("The directions so far, each step keeping β of them. On V = xy it helps "
                                            "only when negative and in turn."),
          ("m", "m_x", "m_y", "m_θ", "m_ψ", "β"), see=("direction of play",), only=_NASH),
    Entry(N_("consensus"), N_("The direction corrected so that both also lower half its squared length, with "
                              "strength γ."), ("w", "γ"), "w = v − γ ∇ ½|v|²", see=("direction of play",), only=_NASH),
    Entry(N_("imagined answers"), N_("What y (or ψ) would do in its next k steps if x stood still; K of them are "
                                     "looked through."),
          ("y^{(k)}", "y^{(k+1)}", "y^{(K)}", "ψ^{(k)}", "ψ^{(k+1)}", "ψ^{(K)}", "K", "k"), see=("unrolling",),
          only=_NASH),
    Entry(N_("Dirac-GAN"), N_("The smallest GAN: the data are one point, 0, what is generated is one point, θ, and D "
                              "is a line of slope ψ (Mescheder et al. 2018)."),
          see=("place of the generated point", "slope of the line D", "eigenvalues")),
    Entry(N_("place of the generated point"), N_("In the Dirac-GAN; 0 is where it should be. θ_{new} and θ_{old}: "
                                                 "after and before its move of this step."),
          ("θ", "θ_{new}", "θ_{old}"), see=("Dirac-GAN",), only=_NASH),
    Entry(N_("slope of the line D"), N_("The only weight of D in the Dirac-GAN: D(x) = ψx."), ("ψ",),
          see=("Dirac-GAN",), only=_NASH),
)
