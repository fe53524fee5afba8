"""What has become of a run by the modes that its generator covers, and how many of many seeds have come to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sims.params import N_
from sims.simulation import DIVERGED as DIVERGED_STATUS
from sims.simulation import Frame
from widgets.language import _

FULL, PARTIAL, COLLAPSED, NOWHERE, DIVERGED = "full", "partial", "collapsed", "nowhere", "diverged"
#: A generator on so small a share of the modes, rounded down, has collapsed; on one mode in any case.
COLLAPSED_SHARE = 1 / 8
DEFINITION = N_("Full: every mode has a sample within three standard deviations of it. Collapsed: one mode has, or at "
                "most an eighth of the modes. Partial: between the two. On no mode: none has, as before the training. "
                "A diverged run counts as that, whatever it covered.")


def covered(frame: Frame) -> tuple[int, int]:
    """(modes covered, modes of the target); (0, 0) of a target without modes."""
    return int((frame.arrays["mode_share"] > 0).sum()), len(frame.arrays["modes"])


def outcome(frame: Frame) -> str:
    """FULL, PARTIAL, COLLAPSED, NOWHERE or DIVERGED; "" where the target has no modes to count."""
    if frame.status == DIVERGED_STATUS:
        return DIVERGED
    count, modes = covered(frame)
    if not modes:
        return ""
    if count == modes:
        return FULL
    if not count:
        return NOWHERE
    return COLLAPSED if count <= max(1, int(modes * COLLAPSED_SHARE)) else PARTIAL


def counted(outcomes: Iterable[str]) -> str:
    """One line: how many of them are what, as in "full 3, partial 10, collapsed 3 of 16"."""
    found = Counter(outcomes)
    names = {FULL: _("full {count}"), PARTIAL: _("partial {count}"), COLLAPSED: _("collapsed {count}"),
             NOWHERE: _("on no mode {count}"), DIVERGED: _("diverged {count}")}
    if found[""]:
        del names[FULL], names[PARTIAL], names[COLLAPSED]
    said = [text.format(count=found[key]) for key, text in names.items()
            if found[key] or key in (FULL, PARTIAL, COLLAPSED)]
    if not said:
        return _("This target has no modes to count.")
    return _("{counts} of {total}").format(counts=", ".join(said), total=found.total())
