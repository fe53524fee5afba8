"""The least memory that the training of a GAN can do with, from its settings alone. No torch here."""

from __future__ import annotations

from sims.gan.params import TrainingParams, shapes_d, shapes_g

NUMBER = 4                      # bytes of a float32
KEPT = 4                        # of each weight: itself, two moments of Adam, its gradient
DRAWN = 20                      # bytes of each weight when it is drawn: twice a float64, and a float32


def bytes_needed(params: TrainingParams) -> int:
    """A lower bound: the weights with what the optimiser keeps of them, or where that is more the weights as they are
    drawn; and the activations that one update of D remembers for its backward pass, unrolled ones each anew.
    """
    of_g, of_d = (params.members * sum(i * o + o for i, o in shapes) for shapes in (shapes_g(params), shapes_d(params)))
    outputs_g, outputs_d = (sum(o for _i, o in shapes) for shapes in (shapes_g(params), shapes_d(params)))
    rows = params.members * params.batch_size
    activations = NUMBER * rows * (outputs_g + (1 + params.unroll_steps) * 2 * outputs_d // params.pack)
    return max(NUMBER * KEPT * (of_g + of_d) + activations, DRAWN * max(of_g, of_d))
