"""A request on the command line that cannot be carried out."""

from __future__ import annotations

import sys

from sims.params import ParameterError
from widgets.language import _


class Refusal(ParameterError):
    """A request that cannot be carried out. Its sentence is one line for the person who made it."""


def say_not_written(error: OSError) -> None:
    """Say which file could not be written, and why; without a file it is what is printed."""
    print("saddle: " + _("cannot write to '{path}': {reason}").format(
        path="-" if error.filename is None else error.filename, reason=error.strerror or error), file=sys.stderr)
