"""How many steps and runs, in words: what the window and the terminal both say."""

from __future__ import annotations

from widgets.language import ngettext
from widgets.numbers import whole


def steps_text(count: int) -> str:
    """ "1 step", "2,000 steps"."""
    return ngettext("{count} step", "{count} steps", count).format(count=whole(count))


def runs_of_steps(count: int, steps: int) -> str:
    """ "1 run of 200 steps"."""
    return ngettext("{count} run of {steps}", "{count} runs of {steps}", count).format(
        count=whole(count), steps=steps_text(steps))
