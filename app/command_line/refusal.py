"""A request on the command line that cannot be carried out."""

from __future__ import annotations

from sims.params import ParameterError


class Refusal(ParameterError):
    """A request that cannot be carried out. Its sentence is one line for the person who made it."""
