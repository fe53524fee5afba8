"""How far one has come in each lesson, kept in the settings."""

from __future__ import annotations

from app.window.window import Window


class Progress:
    """By the key of a lesson: the furthest of its stops that was seen, counted from 1."""

    def __init__(self, window: Window):
        self.window = window

    def reached(self, key: str) -> int:
        """The furthest stop that was seen; 0: none."""
        seen = self.window.settings.lessons.get(key, "")
        return int(seen) if seen.isdecimal() else 0

    def reach(self, key: str, stop: int) -> None:
        """A stop is seen."""
        if stop > self.reached(key):
            self.window.remember(lessons={**self.window.settings.lessons, key: str(stop)})

    def where_to_begin(self, key: str, count: int) -> int:
        """The index of the stop at which to go on; of a lesson that was seen to its end the first."""
        reached = self.reached(key)
        return reached - 1 if 0 < reached < count else 0
