"""What is kept of a frame of the lab for the gallery."""

import numpy as np

from app.panels.gan.preset_picture import NODES, picture_of
from sims.simulation import Frame


def a_frame(logits):
    """D grows with x from -4 to 4 over a view that is 4 wide and 2 high at each side of 0; the target's extent is 2."""
    return Frame(step=30, phase=0, phases=(), numbers={
        "extent": 2.0, "scores_are_logits": float(logits), "neutral_score": 0.0}, arrays={
        "scores": np.tile(np.linspace(-4, 4, 41), (21, 1)), "view": np.array([-4.0, -2.0, 4.0, 2.0]),
        "real": np.array([[2.0, -2.0], [0.0, 1.0]]), "generated": np.array([[-1.0, 0.0]])})


def test_a_picture_is_the_square_in_the_middle_of_what_is_seen_and_the_points_in_it():
    picture = picture_of(a_frame(logits=False))
    along = np.linspace(-2, 2, NODES)
    assert picture.levels.shape == (NODES, NODES)
    assert np.abs(picture.levels - (along / 4 * 127.5 + 127.5)).max() < 2.5      # to the nearest node: 1/60 off at most
    assert picture.real.tolist() == [[1, -1], [0, 0.5]] and picture.generated.tolist() == [[-0.5, 0]]


def test_where_d_is_a_logit_the_picture_shows_its_output():
    levels = picture_of(a_frame(logits=True)).levels
    output = 1 / (1 + np.exp(-np.linspace(-2, 2, NODES)))
    assert np.abs(levels - output * 255).max() < 3.5
