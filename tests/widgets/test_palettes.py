"""Every palette: what is read and what carries meaning has enough contrast, and no common colour vision confuses the
two sides of a game. A palette that is added to THEMES is tested, too."""

import itertools
import re

import pytest

from tests.colour_vision import contrast, distance, least_distance
from widgets.colours import surface_table
from widgets.stylesheet import stylesheet
from widgets.theme import THEMES

#: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
TEXT, MEANING = 4.5, 3.0
#: CIEDE2000: a distance beyond which nobody has to look twice.
APART = 15.0

every_palette = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def of_grounds(theme):
    return {name: getattr(theme, name) for name in ("ground", "panel", "raised")}


@every_palette
def test_texts_can_be_read(theme):
    for name in ("ink", "muted", "accent", "warning", "real", "generated", "critic", "generator"):
        for ground, colour in of_grounds(theme).items():
            assert contrast(getattr(theme, name), colour) >= TEXT, (name, ground)
    for name in ("ink", "muted", "accent"):                             # under the mouse, and a tab with the focus
        assert contrast(getattr(theme, name), theme.grid) >= TEXT, name
    for name in ("accent", "critic", "generator"):                      # chosen rows; the phase that was just done
        assert contrast(theme.ground, getattr(theme, name)) >= TEXT, name


@every_palette
def test_curves_points_borders_and_the_focus_can_be_seen(theme):
    for number, colour in enumerate(theme.series):
        assert contrast(colour, theme.ground) >= MEANING, number
    for name in ("border", "accent", "warning"):
        for ground, colour in (of_grounds(theme) | {"grid": theme.grid}).items():
            least = MEANING if (name, ground) != ("border", "grid") else 2.9    # under the mouse; it has one without
            assert contrast(getattr(theme, name), colour) >= least, (name, ground)
    for name in ("real", "generated"):              # points have a halo of the ground, and a surface is paler than that
        assert contrast(getattr(theme, name), theme.ground) >= MEANING
        for row in surface_table(theme):
            assert contrast(getattr(theme, name), "#{:02x}{:02x}{:02x}".format(*row)) >= 2.4, name


@every_palette
def test_the_two_sides_are_told_apart_by_every_common_colour_vision(theme):
    for pair in (("real", "generated"), ("critic", "generator")):
        found = least_distance(*(getattr(theme, name) for name in pair))
        assert found[0] >= APART, (pair, found)


@every_palette
def test_the_style_sheet_writes_no_text_of_a_control_in_the_colour_of_borders(theme):
    """But that of one that is disabled, to which WCAG asks for nothing."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", stylesheet(theme)):
        if ":disabled" not in selector:
            assert not re.search(rf"(?<!-)\bcolor: {theme.border}", body), selector


def test_distances_are_those_of_the_paper():
    """Table 1 of Sharma, Wu and Dalal 2005."""
    for one, other, known in (((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
                              ((50, 2.5, 0), (73, 25, -18), 27.1492),
                              ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
                              ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082)):
        assert distance(one, other) == pytest.approx(known, abs=1e-4)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)     # a known pair that just fails
    # Red and green that differ in nothing else are one colour to who lacks the cones for the long waves.
    assert least_distance("#9a4d00", "#506000")[1] in ("protanopia", "deuteranopia")


@every_palette
def test_neighbours_in_the_series_are_told_apart(theme):
    """A plot gives its curves the colours of the series one after the other."""
    for one, other in itertools.pairwise(theme.series[:4]):
        found = least_distance(one, other)
        assert found[0] >= 10, (one, other, found)
