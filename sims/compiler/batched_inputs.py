"""What a step only sees of the tensors that it is handed is made before the loop, for many steps at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch
from torch import Tensor, fx

from sims.compiler.batched_calls import viewed
from sims.compiler.memory_plan import LINE, cat_dimension, is_view, name_of

#: With how many arguments a view of a slice is one that can be taken of all slices.
STACKED = {"squeeze": 2, "t": 1, "transpose": 3, "unsqueeze": 2}
#: From tensors with a leading axis of steps to others.
Making = tuple[Callable[[Tensor], Tensor], ...]


class Beforehand:
    """Of every tensor that a step is handed: its slices, views of them, and a `cat` of such a view with constants.

    nodes: node -> (place among what is handed, how all steps' values are made of that).
    """

    def __init__(self, eaches: Sequence[fx.Node]):
        self.nodes = {node: (place, making) for place, each in enumerate(eaches) for node, making in _seen(each, ())}

    def of(self, handed: Sequence[Tensor], nodes: Sequence[fx.Node]) -> list[Tensor]:
        """What is made for these nodes of what is handed, which like it has a leading axis of steps."""
        made = []
        for node in nodes:
            place, making = self.nodes[node]
            values = handed[place]
            for call in making:
                values = call(values)
            made.append(values)
        return made


def _seen(node: fx.Node, making: Making, in_cat: bool = False) -> Iterator[tuple[fx.Node, Making]]:
    yield node, making
    for user in node.users:
        if is_view(user) and len(user.args) == STACKED.get(name_of(user)):
            view = partial(_viewed, name_of(user), user.args[1:])
            copied = all(name_of(reader) == "cat" for reader in user.users)     # which is faster from one stretch
            yield from _seen(user, (*making, view, torch.Tensor.contiguous) if copied else (*making, view), in_cat)
        elif not in_cat and name_of(user) == "cat" and all(
                piece is node or piece.op == "get_attr" for piece in user.args[0]):
            yield from _seen(user, (*making, SideBySide(user)), True)


def _viewed(name: str, arguments: tuple, values: Tensor) -> Tensor:
    return viewed(values, name, *arguments)


class SideBySide:
    """A step's value beside constants, as a minibatch over its row of ones.

    Every slice begins at a line of the cache, as torch's tensors do: on that depend the last bits of MKL's products.
    """

    def __init__(self, cat: fx.Node):
        value = cat.meta["value"]
        self._shape, self._strides, lines = value.shape, value.stride(), LINE // value.element_size()
        self._width = -(-value.numel() // lines) * lines
        self._dimension = cat_dimension(cat)
        self._pieces = [(piece.meta["value"].shape[self._dimension],
                         piece.meta["value"] if piece.op == "get_attr" else None) for piece in cat.args[0]]

    def __call__(self, values: Tensor) -> Tensor:
        memory, start = values.new_empty(len(values), self._width), 0
        made = memory.as_strided((len(values), *self._shape), (self._width, *self._strides))
        for length, constant in self._pieces:
            made.narrow(self._dimension + 1, start, length).copy_(values if constant is None else constant)
            start += length
        return made
