"""Colours as numbers, for what is drawn pixel by pixel. Apart from the theme, so that the window need not load numpy
before it is painted for the first time."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from widgets.theme import Theme

#: How much of the full colour the ends of a surface take; points of the same colour stay readable on it.
SURFACE_STRENGTH = 0.42
#: Viridis (Smith and van der Walt 2015, CC0) at even steps: its lightness rises evenly, and no common colour vision
#: confuses two of its colours.
VIRIDIS = ("#440154", "#481a6c", "#472f7d", "#414487", "#39568c", "#31688e", "#2a788e", "#23888e", "#1f988b", "#22a884",
           "#35b779", "#54c568", "#7ad151", "#a5db36", "#d2e21b", "#fde725")


def rgb(colour: str) -> np.ndarray:
    """"#rrggbb" as three floats in 0..255."""
    return np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)], float)


def contrast_ratio(a: str, b: str) -> float:
    """The WCAG contrast ratio of two "#rrggbb" colours, 1 to 21."""
    low, high = sorted(_luminance(rgb(colour)) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: np.ndarray) -> float:
    part = colour / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def surface_table(theme: Theme, low: str = "generated", high: str = "real") -> np.ndarray:
    """The colours of a surface, uint8 (256, 3): of the role `low` at 0, the background at 128, `high` at 255."""
    level = np.linspace(-1, 1, 256)[:, None]
    end = np.where(level < 0, rgb(getattr(theme, low)), rgb(getattr(theme, high)))
    strength = SURFACE_STRENGTH * np.abs(level)
    return np.rint(rgb(theme.ground) * (1 - strength) + end * strength).astype(np.uint8)


@lru_cache(maxsize=8)
def surface_pixels(theme: Theme, low: str = "generated", high: str = "real") -> list[int]:
    """The same as 256 pixels of an image, 0xffrrggbb."""
    red, green, blue = surface_table(theme, low, high).astype(np.uint32).T
    return (0xFF000000 | red << 16 | green << 8 | blue).tolist()


@lru_cache(maxsize=8)
def value_table(theme: Theme) -> np.ndarray:
    """The colours of values from low to high, uint8 (256, 3): Viridis, with its end near the background at the low one.
    """
    colours = np.array([rgb(colour) for colour in (VIRIDIS if theme.dark else VIRIDIS[::-1])])
    places, wanted = np.linspace(0, 1, len(colours)), np.linspace(0, 1, 256)
    return np.rint(np.column_stack([np.interp(wanted, places, part) for part in colours.T])).astype(np.uint8)
