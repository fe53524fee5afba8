"""What a traced step only makes known is worked out after the loop, for all its steps at once.

A mean score or the norm of a gradient changes nothing in the next step. Where every call that leads to such a scalar
can be made of many steps together, the loop only keeps what those calls start from. Same calls, same bits.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor, fx

from sims.placing import ancestors, is_view, name_of
from sims.stacking import VIEWS, later

#: Numbers a step that the loop may keep: with more, they are better worked out while they are still in the cache.
WORTH_KEEPING = 8192


def _shifted(dimensions: Sequence[int], x: Tensor) -> list[int]:
    return [later(dimension) for dimension in dimensions] or list(range(1, x.dim()))


#: Calls on many steps together. x has a leading axis of steps.
REDUCTIONS: dict[str, Callable[..., Tensor]] = {
    "sum": lambda x, dimensions=(), keep=False: x.sum(_shifted(dimensions, x), keep),
    "amax": lambda x, dimensions=(), keep=False: x.amax(_shifted(dimensions, x), keep),
    "linalg_vector_norm": lambda x, order=2, dimensions=None, keep=False: torch.linalg.vector_norm(
        x, order, _shifted(dimensions or (), x), keep),
}
EXACT = set(["add", "sub", "mul", "div", "neg", "abs", "square", "sqrt", "gt", "ge", "lt", "le", "clamp_min"])
#: Of these torch gives other last bits where a row ends within a vector of its processor's: only rows of whole vectors.
BY_VECTORS = {"softplus"}
VECTOR = 64                     # numbers, more than any processor's; a power of 2


def _together(node: fx.Node) -> bool:
    """Whether this call can be made of many steps at once."""
    if node.target is operator.getitem:
        return name_of(node.args[0]) == "split_with_sizes"
    name = name_of(node)
    if name == "view":
        return all(isinstance(length, int) and length >= 0 for length in node.args[1])
    whole = name in BY_VECTORS and node.meta["value"].shape[-1] % VECTOR == 0
    return whole or name in REDUCTIONS or name in VIEWS or name in EXACT


class Afterwards:
    """The scalars that are worked out after the loop.

    kept: nodes whose values the loop keeps for every step. within: of all scalars those that stay in the loop, as
    (column, node).
    """

    def __init__(self, graph: fx.Graph, results: Sequence[fx.Node], scalars: Sequence[fx.Node]):
        needed = ancestors(results)
        self.columns: list[tuple[int, fx.Node]] = []
        self.within: list[tuple[int, fx.Node]] = []
        order = {node: place for place, node in enumerate(graph.nodes)}
        plan: set[fx.Node] = set()
        kept: dict[fx.Node, None] = {}
        for column, node in enumerate(scalars):
            cone = self._cone(node, needed)
            if cone is None or node in needed:
                self.within.append((column, node))
                continue
            calls, starts = cone
            if sum(start.meta["value"].numel() for start in {**kept, **starts}) > WORTH_KEEPING:
                self.within.append((column, node))
                continue
            plan |= calls
            kept |= starts
            self.columns.append((column, node))
        self.kept = list(kept)
        self._plan = [(node, _of_all_steps(node)) for node in sorted(plan, key=order.__getitem__)]
        self._values = {source: source.meta["value"] for node in plan for source in node.all_input_nodes
                        if source.op == "get_attr"}

    @staticmethod
    def _cone(scalar: fx.Node, needed: set[fx.Node]) -> tuple[set[fx.Node], dict[fx.Node, None]] | None:
        """The calls that lead to a scalar and the values they start from; None where those cannot be kept."""
        calls: set[fx.Node] = set()
        starts: dict[fx.Node, None] = {}
        waiting = [scalar]
        while waiting:
            node = waiting.pop()
            if node in calls or node in starts or node.op == "get_attr":
                continue
            again = is_view(node) or name_of(node) == "neg"       # rather than to keep it, too
            if node.op != "call_function" or (node in needed and not again) or not _together(node):
                starts[node] = None
                continue
            calls.add(node)
            waiting += node.all_input_nodes
        dense = all(start.meta["value"].is_contiguous() and start.meta["value"].dtype == torch.float32
                    for start in starts)
        return (calls, starts) if dense else None

    def work_out(self, kept: Sequence[Tensor], into: Tensor) -> None:
        """Fill the columns of `into` (steps, scalars) from what was kept, (steps, ...) each."""
        values: dict[fx.Node, Tensor | Sequence[Tensor]] = {**self._values, **dict(zip(self.kept, kept))}
        for node, call in self._plan:
            values[node] = call(*(values[value] if isinstance(value, fx.Node) else value for value in node.args))
        for column, node in self.columns:
            into[:, column] = values[node].reshape(-1)


def _of_all_steps(node: fx.Node) -> Callable[..., object]:
    """The node's call, on values that have a leading axis of steps."""
    if node.target is operator.getitem:
        return operator.getitem
    rule = REDUCTIONS.get(name_of(node)) or VIEWS.get(name_of(node))
    if rule is not None:
        return partial(rule, **node.kwargs)
    # Values of fewer dimensions get theirs after the axis of steps, not before it.
    missing = [node.meta["dim"] - source.meta["dim"] if isinstance(source, fx.Node) and source.op != "get_attr" else 0
               for source in node.args]
    floats = node.meta["value"].dtype == torch.float32

    def call(*arguments: object) -> Tensor:
        if any(missing):
            arguments = tuple(value.reshape(len(value), *[1] * more, *value.shape[1:]) if more else value
                              for value, more in zip(arguments, missing))
        made = node.target(*arguments, **node.kwargs)
        return made if made.dtype == torch.float32 or not floats else made.float()
    return call
