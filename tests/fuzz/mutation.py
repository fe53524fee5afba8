"""Bad input made from good: small edits, as an accident or a hand makes them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

LARGEST = 400_000               # bytes that input may grow to


def mutated(data: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    """The data after edits (place, kind, piece). kind 0: the piece is put in; 1: it replaces as much; 2: as much is
    taken out; 3: as much stands there twice; 4: the data end there."""
    for place, kind, piece in edits:
        at, size = place % (len(data) + 1), len(piece)
        head, inner, tail = data[:at], data[at:at + size], data[at + size:]
        data = (head + piece + inner + tail, head + piece + tail, head + tail, head + inner + inner + tail,
                head)[kind][:LARGEST]
    return data


def memory_before() -> float:
    """The most memory that this process has had, in MiB; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0.0
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)
