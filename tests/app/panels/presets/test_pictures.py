"""The small pictures of presets: how one is kept, whether it is still that of the preset, how it is drawn."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.panels.presets import pictures
from app.panels.presets.pictures import (
    PresetPicture,
    PresetPictureView,
    is_made_with,
    path_of,
    read_picture,
    settings_of,
    write_picture,
)
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.simulation import Preset
from widgets.theme import DARK, LIGHT, themes

PRESET = Preset("", {"r1": 0.1}, seed=4, steps=30, events=((7, "freeze_g", True),))
A_PICTURE = PresetPicture(np.array([[1.0, -1.0], [0.0, 0.5]], np.float16), np.array([[-0.5, 0.0]], np.float16),
                          np.arange(81, dtype=np.uint8).reshape(9, 9))


def test_a_picture_is_read_as_it_was_written_and_is_known_to_be_of_its_settings(tmp_path):
    path, picture, settings = tmp_path / "p.npz", A_PICTURE, settings_of(PRESET, GanParams())
    assert read_picture(path) is None and not is_made_with(path, settings)
    write_picture(path, picture, settings)
    for field in dataclasses.fields(PresetPicture):
        assert np.array_equal(getattr(read_picture(path), field.name), getattr(picture, field.name))
    assert is_made_with(path, settings)
    assert is_made_with(path, {**settings, "parameter_of_a_later_version": 0.0})
    for other in (dict(seed=5), dict(steps=31), dict(events=()), dict(values={"r1": 0.2}),
                  dict(values={"r1": 0.1, "pack": 2})):
        assert not is_made_with(path, settings_of(dataclasses.replace(PRESET, **other), GanParams()))
    assert not is_made_with(path, settings_of(PRESET, GanParams(batch_size=64)))      # another default
    path.write_bytes(b"no picture")
    assert read_picture(path) is None


@pytest.mark.parametrize("name", PRESETS)
def test_the_picture_of_a_preset_was_made_with_its_settings(name):
    """Where this fails: make preset-pictures."""
    assert is_made_with(path_of("gan", name), settings_of(PRESETS[name], GanParams()))
    assert path_of("gan", name).stat().st_size <= 15_000
    picture = read_picture(path_of("gan", name))
    assert len(picture.real) and len(picture.generated) and np.ptp(picture.levels) > 0


def test_no_picture_is_kept_of_a_preset_that_is_gone():
    assert {path.name for path in pictures.FOLDER.glob("*.npz")} == {path_of("gan", name).name for name in PRESETS}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_picture_is_drawn_in_the_colours_of_the_theme(qtbot, calm_theme, theme):
    themes.use(theme.name)
    view = PresetPictureView(PresetPicture(np.array([[0.5, 0.5]]), np.array([[-0.5, -0.5]]),
                                           np.full((9, 9), 128, np.uint8, order="F")))
    empty = PresetPictureView(None)
    for widget in (view, empty):
        qtbot.addWidget(widget)
        widget.resize(widget.sizeHint())
    image, side = view.grab().toImage(), view.width()

    def distance(x, y, colour):
        at, wanted = image.pixelColor(round(x * side), round(y * side)), QColor(colour)
        return max(abs(at.red() - wanted.red()), abs(at.green() - wanted.green()), abs(at.blue() - wanted.blue()))
    assert distance(0.75, 0.25, theme.real) < 12            # at the upper right
    assert distance(0.25, 0.75, theme.generated) < 60       # the middle of a thin cross at the lower left
    assert distance(0.3, 0.3, theme.ground) < 3
    assert len({empty.grab().toImage().pixel(x, 60) for x in range(5, 120)}) == 1
