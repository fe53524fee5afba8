"""Points out of a table become the target of the lab: few enough, near enough, and with a sentence on what was done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.point_tables.reader import PointTable
from sims.gan.data.custom_targets import POINTS_LIMIT, spell_points
from sims.params import N_, Count, CountedPhrase, Number, Phrase

REACH = 4.0                     # points with a coordinate beyond this are centred and scaled ...
FITTED = 2.5                    # ... to reach this far from 0
LINES_NAMED = 10                # of those that were left out


@dataclass(frozen=True)
class LoadedTarget:
    """Parameters to set, as (name, value) in this order, and sentences on what was done."""

    values: tuple[tuple[str, str], ...]
    sentences: tuple[Phrase, ...]


def target_of_table(table: PointTable, name: str) -> LoadedTarget:
    """The points of a file of that name as a target."""
    points, total = table.points, len(table.points)
    if total > POINTS_LIMIT:
        points = points[np.sort(np.random.default_rng(0).choice(total, POINTS_LIMIT, replace=False))]
    points, scale = fitted(points)
    sentences = [CountedPhrase("{count} point from {file}.", "{count} points from {file}.", total, file=name)]
    if total > POINTS_LIMIT:
        sentences = [Phrase(N_("{count} of {all} points from {file}, drawn at random."),
                            count=Count(len(points)), all=Count(total), file=name)]
    if scale == 1.0:
        sentences.append(Phrase(N_("They all lie at one place, which is the middle now.")))
    elif scale is not None:
        sentences.append(Phrase(N_("They were centred and scaled by {scale}."), scale=Number(f"{scale:.3g}")))
    if table.left_out:
        sentences.append(_left_out(table.left_out))
    return LoadedTarget((("points", spell_points(points)), ("target", "points")), tuple(sentences))


def fitted(points: np.ndarray) -> tuple[np.ndarray, float | None]:
    """(points, scale): those that reach too far, shape (n, 2), centred and scaled; None where they stay as they are.

    The scale is 1 where all lie at one place, so that there is nothing to scale.
    """
    if np.abs(points).max() <= REACH:
        return points, None
    low, high = points.min(axis=0), points.max(axis=0)
    centre, half = low / 2 + high / 2, float((high / 2 - low / 2).max())        # halves first: 1e308 must not overflow
    if half == 0:
        return np.zeros_like(points), 1.0
    return (points - centre) / half * FITTED, FITTED / half


def _left_out(lines: tuple[int, ...]) -> Phrase:
    named = ", ".join(f"{line:,}" for line in lines[:LINES_NAMED]) + (", …" if len(lines) > LINES_NAMED else "")
    return CountedPhrase("{count} line has no value for x or y and was left out: {lines}.",
                         "{count} lines have no value for x or y and were left out: {lines}.", len(lines), lines=named)
