"""A request on the command line that cannot be carried out."""

from __future__ import annotations

LONGEST = 2000                  # letters; a word that somebody pasted may have millions


class Refusal(Exception):
    """A request that cannot be carried out. Its text is one line for the person who made it, and no longer than that.
    """

    def __init__(self, text: str):
        super().__init__(text if len(text) <= LONGEST else text[:LONGEST] + "…")
