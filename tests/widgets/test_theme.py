import numpy as np
import pytest
from PySide6.QtGui import QPalette

from widgets import language
from widgets.colours import contrast_ratio, rgb, surface_table
from widgets.icons import NAMES, icon
from widgets.language import _, ngettext
from widgets.theme import DARK, LIGHT, themes

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
# Machado, Oliveira, Fernandes 2009, severity 1; applied to linear light.
COLOUR_VISIONS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def test_contrast_of_black_on_white_is_21():
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == 1


@BOTH
def test_text_stands_out_from_every_ground_that_it_is_written_on(theme):
    for ground in (theme.ground, theme.panel, theme.raised):
        for ink in (theme.ink, theme.muted, theme.warning):
            assert contrast_ratio(ink, ground) >= 4.5, (ink, ground)
    assert contrast_ratio(theme.accent, theme.ground) >= 4.5      # selections are written ground on accent


@BOTH
def test_lines_and_points_stand_out_from_the_ground(theme):
    assert len(theme.series) >= 8 and len(set(theme.series)) == len(theme.series)
    for colour in (*theme.series, theme.real, theme.generated, theme.critic, theme.generator, theme.accent,
                   theme.border):
        assert contrast_ratio(colour, theme.ground) >= 3, colour


@BOTH
@pytest.mark.parametrize("vision", COLOUR_VISIONS)
def test_real_and_generated_differ_for_every_common_colour_vision(theme, vision):
    matrix = np.array(COLOUR_VISIONS[vision])
    seen = [matrix @ (rgb(colour) / 255) ** 2.2 for colour in (theme.real, theme.generated)]
    assert np.linalg.norm(np.clip(seen[0], 0, 1) - np.clip(seen[1], 0, 1)) > 0.25


@BOTH
def test_a_surface_runs_from_generated_over_the_ground_to_real_and_stays_soft(theme):
    table = surface_table(theme)
    assert table.shape == (256, 3) and table.dtype == np.uint8
    assert np.abs(table[127:129].astype(int) - rgb(theme.ground)).max() <= 2
    low, high = table[0].astype(int), table[-1].astype(int)
    assert low[0] - low[2] > 30 and high[2] - high[0] > 30      # orange and blue
    for role in (theme.real, theme.generated):
        for row in (table[0], table[-1]):
            assert contrast_ratio(role, "#{:02x}{:02x}{:02x}".format(*row)) > 1.7       # and points have a halo


def test_the_projector_makes_every_text_at_least_20_points():
    assert themes.current.font_points >= 11
    at_desk = themes.current
    themes.present(True)
    assert themes.current.font_points >= 20
    assert themes.current.line_width > at_desk.line_width and themes.current.point_size > at_desk.point_size


def test_changed_comes_once_for_each_change_and_the_application_has_the_new_look(qapp, qtbot):
    with qtbot.waitSignal(themes.changed):
        themes.use("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.panel
    seen = []
    themes.changed.connect(lambda: seen.append(1))
    themes.use("dark")
    assert not seen


def test_every_icon_can_be_drawn(qapp):
    for name in NAMES:
        image = icon(name).pixmap(24, 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())), name


def test_a_pseudo_translator_reaches_every_text():
    language.install(lambda text: f"[{text}]")
    assert _("step") == "[step]" and ngettext("step", "steps", 2) == "[steps]"
    assert _("") == ""


def test_a_language_without_a_catalogue_leaves_the_texts_as_written(tmp_path):
    assert not language.set_language("xx", tmp_path)
    assert _("step") == "step" and _("") == ""
