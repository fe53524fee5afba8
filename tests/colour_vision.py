"""Colours as people see them: the contrast of two, how far apart they are, and what is left of a colour without one of
the three kinds of cones.

Contrast: WCAG 2.2. Colour vision deficiency: Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", their matrices for severity 1. Distance: CIEDE2000, as Sharma, Wu and Dalal 2005
write it.
"""

import math

import numpy as np

DEFICIENCIES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_TO_XYZ = np.array(((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
                    (0.0193339, 0.1191920, 0.9503041)))
_WHITE = _TO_XYZ @ np.ones(3)


def linear(colour):
    """"#rrggbb" as linear sRGB, three numbers from 0 to 1."""
    part = np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The WCAG contrast ratio of two "#rrggbb", 1 to 21."""
    darker, lighter = sorted(float(linear(each) @ (0.2126, 0.7152, 0.0722)) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(light):
    """CIELAB (D65) of linear sRGB."""
    share = (_TO_XYZ @ np.clip(light, 0, 1)) / _WHITE
    x, y, z = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other):
    """CIEDE2000 of two colours in CIELAB; 1 is about what an eye can just tell apart."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1 + (1 - math.sqrt(mean_chroma ** 7 / (mean_chroma ** 7 + 25 ** 7))) / 2
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    light, chroma, hue = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    weight = (1 - 0.17 * math.cos(math.radians(mean_h - 30)) + 0.24 * math.cos(math.radians(2 * mean_h))
              + 0.32 * math.cos(math.radians(3 * mean_h + 6)) - 0.20 * math.cos(math.radians(4 * mean_h - 63)))
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * weight
    rotation = (-2 * math.sqrt(mean_c ** 7 / (mean_c ** 7 + 25 ** 7))
                * math.sin(math.radians(60 * math.exp(-((mean_h - 275) / 25) ** 2))))
    return math.sqrt((light / s_l) ** 2 + (chroma / s_c) ** 2 + (hue / s_h) ** 2
                     + rotation * (chroma / s_c) * (hue / s_h))


def least_distance(one, other):
    """CIEDE2000 of two "#rrggbb" for the eyes that tell them apart worst: (distance, whose eyes)."""
    seen = {"usual": np.eye(3), **DEFICIENCIES}
    return min((distance(*(lab(np.array(cones) @ linear(each)) for each in (one, other))), name)
               for name, cones in seen.items())
