"""What the seeds of several methods can tell apart: whether the middle halves of their numbers overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np

from widgets.language import _

LEAST = 4                       # seeds of which a middle half means something
MOST_LISTED = 5                 # pairs; of more, those that are told apart are named


def overlapping(values: Mapping[str, np.ndarray]) -> list[tuple[str, str]]:
    """Pairs of names whose middle halves, from quartile to quartile of the finite values, have a number in common."""
    middles = {name: np.quantile(found, (0.25, 0.75)) for name, found in _finite(values).items()}
    return [(a, b) for a, b in combinations(middles, 2)
            if middles[a][0] <= middles[b][1] and middles[b][0] <= middles[a][1]]


def sentence(metric: str, values: Mapping[str, np.ndarray]) -> str:
    """Which methods the seeds do not tell apart on a metric; "" before two have seeds enough.

    metric: its visible name. values: of each seed by the visible name of the method.
    """
    known = _finite(values)
    if len(known) < 2:
        return ""
    pairs = overlapping(values)
    fewest = min(map(len, known.values()))
    if not pairs:
        return _("No two middle halves overlap on {metric}: {seeds} seeds tell all of them apart.").format(
            metric=metric, seeds=fewest)
    if len(pairs) == 1:
        return _("The middle halves of {a} and {b} overlap: {seeds} seeds do not tell them apart on {metric}.").format(
            a=pairs[0][0], b=pairs[0][1], seeds=fewest, metric=metric)
    if len(pairs) == len(known) * (len(known) - 1) // 2:
        return _("All middle halves overlap: {seeds} seeds tell none of these methods apart on {metric}.").format(
            seeds=fewest, metric=metric)
    if len(pairs) <= MOST_LISTED:
        return _("The middle halves of these overlap: {pairs}. {seeds} seeds do not tell them apart on {metric}."
                 ).format(pairs=_listed(pairs), seeds=fewest, metric=metric)
    alone = [name for name in known if not any(name in pair for pair in pairs)]
    apart = [pair for pair in combinations(known, 2) if pair not in pairs and not set(pair) & set(alone)]
    told = [_("{method} from all others").format(method=name) for name in alone] + ([_listed(apart)] if apart else [])
    return _("On {metric} {seeds} seeds tell apart: {told}. The middle halves of the other {count} pairs overlap."
             ).format(metric=metric, seeds=fewest, told="; ".join(told), count=len(pairs))


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(_("{a} and {b}").format(a=a, b=b) for a, b in pairs)


def _finite(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Those of which there are enough."""
    found = {name: np.asarray(one, float)[np.isfinite(one)] for name, one in values.items()}
    return {name: one for name, one in found.items() if len(one) >= LEAST}
