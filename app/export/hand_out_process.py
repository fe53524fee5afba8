"""A lesson on paper, made in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sims.params import N_

if TYPE_CHECKING:                   # the window starts the process without it
    from app.lessons.lesson import Lesson


@dataclass(frozen=True)
class HandOutOrder:
    """Which lesson is wanted. path: of the file, by its suffix HTML or PDF. language: a code."""

    not_written: ClassVar[str] = N_("The hand-out could not be written: {reason}")
    not_made: ClassVar[str] = N_("The hand-out could not be made: {reason}")

    lesson: Lesson
    path: str
    language: str = "en"

    def make(self, look: Callable[[], object], tell: Callable[[int], object]) -> None:
        """See app.export.export_process.Order; its parts are the pictures."""
        from app.export.hand_out import HandOut
        from app.export.pictures import start_offscreen
        from sims import registry
        from widgets.language import set_language

        set_language(self.language)
        start_offscreen()
        hand_out = HandOut(self.lesson, lambda name: registry.get(name).on_device("cpu")[0], tell, look)
        look()
        hand_out.write(Path(self.path))
