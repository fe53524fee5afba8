"""What is said under a claim on the card: with which seeds it is run, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from app.lessons.lesson import Claim
from app.lessons.measured import Measured
from sims.params import N_
from widgets.language import _
from widgets.numbers import number

MOST_NUMBERS, DIGITS = 4, 4
HOLDS, FAILS = "✓", "✗"
ONE_SEED = N_("{sign} Measured: {numbers}.")
SEEDS = N_("{sign} Measured with the seeds {seeds}, true with {held} of {count}: {numbers}.")
NOT_YET = N_("Not measured yet; “saddle claims --keep” does it.")


def measured_text(claim: Claim, measured: Measured | None) -> str:
    """A sentence. measured: None where nothing is known of the claim as it is now."""
    if measured is None:
        return _(NOT_YET)
    shown = ", ".join(f"{name} = {_range(values)}" for name, values in list(measured.numbers.items())[:MOST_NUMBERS])
    sign = HOLDS if measured.held >= claim.at_least else FAILS
    if len(claim.seeds) == 1:
        return _(ONE_SEED).format(sign=sign, numbers=shown)
    return _(SEEDS).format(sign=sign, seeds=_seeds(claim.seeds), held=measured.held, count=len(claim.seeds),
                           numbers=shown)


def _seeds(seeds: Sequence[int]) -> str:
    """"0–4" where they follow each other, else "0, 2, 7"."""
    seeds = sorted(seeds)
    return (f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 2 and seeds == list(range(seeds[0], seeds[-1] + 1))
            else ", ".join(map(str, seeds)))


def _range(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    low, high = number(min(known), DIGITS), number(max(known), DIGITS)
    return low if low == high else f"{low} … {high}"
