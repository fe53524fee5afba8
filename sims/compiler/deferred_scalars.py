"""Compute logged scalars after the loop, batched over steps.

A mean score or the norm of a gradient has no effect on the next step. Where every call that leads to such a scalar can
be batched over steps, the loop only keeps the values that those calls start from. Same calls, same bits.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, fx

from sims.compiler.graph import ancestors, is_view, name_of

#: Numbers a step that the loop may keep; with more, scalars are better computed while their inputs are in the cache.
WORTH_KEEPING = 8192


def _later(dimension: int) -> int:
    """Where a dimension of one step's value is when an axis of steps comes first."""
    return dimension + 1 if dimension >= 0 else dimension


#: Views of the value of one step, taken of the values of all steps at once: from the arguments of the one step's call,
#: its source aside, the name and the arguments of the call in aten that does the same to all.
VIEWS: dict[str, Callable[..., tuple[str, tuple]]] = {
    "select": lambda dimension, index: ("select", (_later(dimension), index)),
    "split_with_sizes": lambda sizes, dimension=0: ("split_with_sizes", (list(sizes), _later(dimension))),
    "squeeze": lambda dimension: ("squeeze", (_later(dimension),)),
    "t": lambda: ("transpose", (1, 2)),
    "transpose": lambda a, b: ("transpose", (_later(a), _later(b))),
    "unsqueeze": lambda dimension: ("unsqueeze", (_later(dimension),)),
    "view": lambda shape: ("view", ([-1, *shape],)),
}


def _reduced(order: tuple, dimensions: Sequence[int] | None, keep: bool, x: Tensor) -> tuple:
    """The arguments of a reduction: what comes before the dimensions, these behind the axis of steps, and `keep`."""
    shifted = [_later(dimension) for dimension in dimensions or ()] or list(range(1, x.dim() + 1))
    return (*order, shifted, keep)


#: The same for reductions, which also take x, the value of one step.
REDUCTIONS: dict[str, Callable[..., tuple[str, tuple]]] = {
    "sum": lambda x, dimensions=None, keep=False: ("sum", _reduced((), dimensions, keep, x)),
    "amax": lambda x, dimensions=None, keep=False: ("amax", _reduced((), dimensions, keep, x)),
    "linalg_vector_norm": lambda x, order=2, dimensions=None, keep=False: (
        "linalg_vector_norm", _reduced((order,), dimensions, keep, x)),
}
COMPARISONS = {"gt", "ge", "lt", "le", "eq", "ne"}
EXACT = {"add", "sub", "mul", "div", "neg", "abs", "square", "sqrt", "clamp_min", *COMPARISONS}
#: Calls to which torch gives other last bits where a value ends inside a vector register of the processor.
BY_VECTORS = {"softplus"}
VECTOR = 64                     # numbers, more than any register holds; a power of 2


def _can_be_batched(node: fx.Node) -> bool:
    """Whether this call can be batched over steps with the same bits."""
    if node.target is operator.getitem:
        return name_of(node.args[0]) == "split_with_sizes"
    name = name_of(node)
    if name == "view":
        return all(isinstance(length, int) and length >= 0 for length in node.args[1])
    if name in REDUCTIONS:
        return node.args[0].meta["value"].dim() > 0
    if name == "pow":
        return node.args[1] == 2            # which torch computes as x x
    if name in BY_VECTORS:
        return _whole_vectors(node) or node.args[0].meta["value"].is_contiguous()
    return name in VIEWS or name in EXACT


def _whole_vectors(node: fx.Node) -> bool:
    return node.meta["value"].shape[-1] % VECTOR == 0


class DeferredScalars:
    """Which scalars are computed after the loop, and how.

    results: the next states; scalars: what a step logs, by column. kept: nodes whose values the loop keeps of every
    step. in_loop: the scalars that stay in the loop, as (column, node). source: TorchScript of
    compute_scalars(*kept, *constants, into), which fills the other columns of `into` (steps, scalars) from the kept
    values (steps, ...); call by call from Python this would take five times as long.
    """

    def __init__(self, graph: fx.Graph, results: Sequence[fx.Node], scalars: Sequence[fx.Node]):
        needed = ancestors(results)
        self.columns: list[tuple[int, fx.Node]] = []
        self.in_loop: list[tuple[int, fx.Node]] = []
        order = {node: index for index, node in enumerate(graph.nodes)}
        plan: set[fx.Node] = set()
        kept: dict[fx.Node, None] = {}
        for column, node in enumerate(scalars):
            cone = self._cone(node, needed)
            if cone is None or node in needed:
                self.in_loop.append((column, node))
                continue
            calls, starts = cone
            if sum(start.meta["value"].numel() for start in {**kept, **starts}) > WORTH_KEEPING:
                self.in_loop.append((column, node))
                continue
            plan |= calls
            kept |= starts
            self.columns.append((column, node))
        self.kept = list(kept)
        calls = sorted(plan, key=order.__getitem__)
        constants = list(dict.fromkeys(source for node in calls for source in node.all_input_nodes
                                       if source.op == "get_attr"))
        self.constants = [node.meta["value"] for node in constants]
        self.source = self._source(calls, constants)

    @staticmethod
    def _cone(scalar: fx.Node, needed: set[fx.Node]) -> tuple[set[fx.Node], dict[fx.Node, None]] | None:
        """The calls that lead to a scalar and the values that they start from; None where those cannot be kept."""
        calls: set[fx.Node] = set()
        starts: dict[fx.Node, None] = {}
        pending = [scalar]
        while pending:
            node = pending.pop()
            if node in calls or node in starts or node.op == "get_attr":
                continue
            again = is_view(node) or name_of(node) == "neg"       # rather than to keep it, too
            if node.op != "call_function" or (node in needed and not again) or not _can_be_batched(node):
                starts[node] = None
                continue
            calls.add(node)
            pending += node.all_input_nodes
        # A state is overwritten before the end of the step, when kept values are copied.
        dense = all(start.meta["value"].is_contiguous() and start.meta["value"].dtype == torch.float32
                    and start.op != "placeholder" for start in starts)
        return (calls, starts) if dense else None

    def _source(self, calls: Sequence[fx.Node], constants: Sequence[fx.Node]) -> str:
        names = {node: f"k{index}" for index, node in enumerate(self.kept)}
        names |= {node: f"c{index}" for index, node in enumerate(constants)}
        given = ", ".join([*names.values(), "into"])
        lines = []
        for index, node in enumerate(calls):
            lines.append(f"v{index} = {_of_all_steps(node, names)}")
            names[node] = f"v{index}"
        lines += [f"into.select(1, {column}).copy_({names[node]}.reshape(-1))" for column, node in self.columns]
        return f"def compute_scalars({given}):\n" + "".join(f"    {line}\n" for line in (*lines, "return 0"))


def _of_all_steps(node: fx.Node, names: dict[fx.Node, str]) -> str:
    """TorchScript of the node's call on values that have a leading axis of steps."""
    if node.target is operator.getitem:
        return f"{names[node.args[0]]}[{node.args[1]}]"
    name, others = name_of(node), node.args[1:]
    if name in REDUCTIONS or name in VIEWS:
        source = node.args[0]
        called, others = VIEWS[name](*others) if name in VIEWS else \
            REDUCTIONS[name](source.meta["value"], *others, **node.kwargs)
        return f"torch.ops.aten.{called}({', '.join([names[source], *map(str, others)])})"
    if name in BY_VECTORS and not _whole_vectors(node):
        # With a gap behind the value of every step, so that no vector reaches into the next.
        shape, count = list(node.meta["value"].shape), node.meta["value"].numel()
        apart = f"torch.ops.aten.constant_pad_nd({names[node.args[0]]}.flatten(1), [0, 1]).narrow(1, 0, {count})"
        return f"torch.ops.aten.{name}({', '.join([apart, *map(str, others)])}).view([-1, {str(shape)[1:]})"
    given = [_behind_steps(value, node, names) if isinstance(value, fx.Node) else str(value) for value in node.args]
    given += [f"{key}={value}" for key, value in node.kwargs.items()]
    made = f"torch.ops.aten.{name}({', '.join(given)})"
    return made + ".to(torch.float32)" if name in COMPARISONS and node.meta["value"].dtype == torch.float32 else made


def _behind_steps(source: fx.Node, node: fx.Node, names: dict[fx.Node, str]) -> str:
    """A value of fewer dimensions gets those that it lacks after the axis of steps, not before it."""
    missing = 0 if source.op == "get_attr" else node.meta["dim"] - source.meta["dim"]
    return names[source] + ".unsqueeze(1)" * missing
