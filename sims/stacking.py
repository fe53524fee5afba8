"""Views of the value of one step, taken of the values of all steps at once: x has a leading axis of steps."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor


def later(dimension: int) -> int:
    """Where a dimension of one step's value is when an axis of steps comes first."""
    return dimension + 1 if dimension >= 0 else dimension


VIEWS: dict[str, Callable[..., Tensor]] = {
    "split_with_sizes": lambda x, sizes, dimension=0: x.split(sizes, later(dimension)),
    "squeeze": lambda x, dimension: x.squeeze(later(dimension)),
    "t": lambda x: x.transpose(1, 2),
    "transpose": lambda x, a, b: x.transpose(later(a), later(b)),
    "unsqueeze": lambda x, dimension: x.unsqueeze(later(dimension)),
    "view": lambda x, shape: x.view(len(x), *shape),
}
