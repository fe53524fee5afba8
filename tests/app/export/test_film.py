"""`saddle run --gif`: pictures of the run on its way, in one file."""

import numpy as np
from PIL import Image, ImageSequence

from app.command_line.main import main


def frames_of(path):
    with Image.open(path) as film:
        return [np.asarray(frame.convert("RGB"), int) for frame in ImageSequence.Iterator(film)], film.info


def test_a_film_shows_the_run_at_even_steps(tmp_path, capsys):
    path = tmp_path / "Lauf ä.gif"
    assert main(["run", "gan", "--steps", "4", "--set", "batch_size=8", "--set", "learning_rate_g=0.1",
                 "--gif", str(path)]) == 0
    frames, info = frames_of(path)
    assert len(frames) == 5 and info["loop"] == 0
    assert all(frame.shape == (480, 640, 3) for frame in frames)
    assert all((one != other).any() for one, other in zip(frames, frames[1:]))


def test_a_run_that_diverges_ends_its_film(tmp_path, capsys):
    path = tmp_path / "film.gif"
    assert main(["run", "nash", "--steps", "5000", "--set", "learning_rate=1.5", "--gif", str(path)]) == 0
    assert 2 <= len(frames_of(path)[0]) < 60


def test_a_film_that_cannot_be_written_is_refused_before_the_work(tmp_path, capsys):
    assert main(["run", "gan", "--steps", "1000000", "--gif", str(tmp_path / "nowhere" / "film.gif")]) == 2
    assert "cannot write" in capsys.readouterr().err
