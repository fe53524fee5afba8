"""A request on the command line that cannot be carried out."""

from __future__ import annotations


class Refusal(Exception):
    """A request that cannot be carried out. Its text is one line for the person who made it."""
