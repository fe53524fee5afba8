"""Calls on the value of one step, made on the values of all steps at once, which have a leading axis of steps.

Each rule takes the arguments of the one step's call, its source aside, and gives the name and the arguments of the
call in aten that does the same to all.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def later(dimension: int) -> int:
    """Where a dimension of one step's value is when an axis of steps comes first."""
    return dimension + 1 if dimension >= 0 else dimension


VIEWS: dict[str, Callable[..., tuple[str, tuple]]] = {
    "split_with_sizes": lambda sizes, dimension=0: ("split_with_sizes", (list(sizes), later(dimension))),
    "squeeze": lambda dimension: ("squeeze", (later(dimension),)),
    "t": lambda: ("transpose", (1, 2)),
    "transpose": lambda a, b: ("transpose", (later(a), later(b))),
    "unsqueeze": lambda dimension: ("unsqueeze", (later(dimension),)),
    "view": lambda shape: ("view", ([-1, *shape],)),
}


def viewed(values: Tensor, name: str, *arguments: object) -> Tensor:
    """The view of each step's value, of all at once."""
    stacked, others = VIEWS[name](*arguments)
    return getattr(torch.ops.aten, stacked)(values, *others)
