"""TorchScript source of the loop over a recorded step, whose values have their buffers in a memory plan."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, fx

from sims.compiler.graph import cat_dimension, is_view, name_of
from sims.compiler.memory_plan import CHANGED_BY_ADAM, INTO, MemoryPlan

#: Calls whose second argument, if a number, is passed as a tensor: only then can torch write into a given buffer.
ARITHMETIC = {"add", "sub", "mul", "div"}

#: Functions that stand before each loop.
HELPERS = """
def put(buffers: List[Tensor], values: List[Tensor]):
    for buffer, value in zip(buffers, values):
        buffer.copy_(value)
    return 0

def copies(values: List[Tensor]) -> List[Tensor]:
    return [value.clone() for value in values]

def rows_of(which: int, parts: List[List[Tensor]], starts: List[int], counts: List[int]) -> List[Tensor]:
    rows: List[Tensor] = []
    for part, start, count in zip(parts, starts, counts):
        rows = rows + part[which].narrow(0, start, count).unbind(0)
    return rows
"""


class LoopSource(NamedTuple):
    """Source of loop(tensors, lists, *used, rows, *kept, n), which runs n steps, and its arguments.

    operations: calls in a step. tensors, lists: the first two arguments. used: which of the step's inputs it reads;
    each is passed as a list of n tensors, as are the rows of kept values and each of the `kept` values beside them.
    """

    source: str
    operations: int
    tensors: list[Tensor]
    lists: list[list[Tensor]]
    used: list[int]
    kept: int


def loop_source(graph: fx.Graph, plan: MemoryPlan, inputs: Sequence[fx.Node], kept: Sequence[fx.Node]) -> LoopSource:
    """The loop over this graph. inputs: its inputs that differ from step to step. kept: values kept beside the row."""
    writer = _Writer(plan)
    writer.locals |= {node: f"e{index}[i]" for index, node in enumerate(inputs)}
    for node in graph.nodes:
        if node in plan.needed and node.op == "call_function" and node not in writer.locals \
                and not _is_alias(node, plan):
            writer.call(node)
    writer.lines += [f"{writer.tensor(where)}.copy_({writer.value(node)})" for where, node in plan.copied_scalars]
    writer.lines += [f"k{index}[i].copy_({writer.value(node)})" for index, node in enumerate(kept)]
    writer.copy_states()
    operations = len(writer.lines)
    if len(plan.row):
        writer.lines.append(f"rows[i].copy_({writer.tensor(plan.row)})")
    body = "".join(f"        {line}\n" for line in writer.lines)
    used = [index for index in range(len(inputs)) if f"e{index}[i]" in body]
    stacks = [f"e{index}" for index in used] + ["rows"] + [f"k{index}" for index in range(len(kept))]
    declared = ", ".join(["t: List[Tensor]", "l: List[List[Tensor]]", *(f"{name}: List[Tensor]" for name in stacks)])
    named = [f"t{index} = t[{index}]" for index in range(len(writer.tensors))]
    named += [f"l{index} = l[{index}]" for index in range(len(writer.lists))] + ["nothing: List[Tensor] = []"]
    source = (f"def loop({declared}, n: int):\n" + "".join(f"    {line}\n" for line in named)
              + f"    for i in range(n):\n{body}    return 0\n")
    return LoopSource(source, operations, writer.tensors, writer.lists, used, len(kept))


def leap_source(steps: LoopSource, in_loop: Sequence[int], scalars: int, deferred: int) -> str:
    """Source of one call that does all that n steps need, so that it never waits for the interpreter's lock.

    leap(tensors, lists, parts, starts, counts, kept, n, buffers, values, given) copies `values` into `buffers`, runs
    the loop and returns after(kept, n, given), the scalars (n, scalars). parts: blocks of the used inputs, of each of
    which `counts` steps are run from `starts` on. in_loop: the columns of the scalars that stand first in a row; the
    others are computed from the `deferred` tensors given.
    """
    handed = ", ".join([*(f"rows_of({index}, parts, starts, counts)" for index in range(len(steps.used))),
                        *(f"kept[{index}].narrow(0, 0, n).unbind(0)" for index in range(1 + steps.kept))])
    first = "".join(f"    scalars.select(1, {column}).copy_(kept[0].select(1, {index}).narrow(0, 0, n))\n"
                    for index, column in enumerate(in_loop))
    return (f"def after(kept: List[Tensor], n: int, given: List[Tensor]):\n"
            f"    scalars = kept[0].new_empty([n, {scalars}])\n{first}"
            f"    compute_scalars({', '.join([*(f'given[{index}]' for index in range(deferred)), 'scalars'])})\n"
            "    return scalars\n"
            "def leap(t: List[Tensor], l: List[List[Tensor]], parts: List[List[Tensor]], starts: List[int],\n"
            "         counts: List[int], kept: List[Tensor], n: int, buffers: List[Tensor], values: List[Tensor],\n"
            "         given: List[Tensor]):\n"
            f"    put(buffers, values)\n    loop(t, l, {handed}, n)\n    return after(kept, n, given)\n")


def _is_alias(node: fx.Node, plan: MemoryPlan) -> bool:
    """Whether the node needs no call: a view with a buffer of its own, or one of the tensors that Adam returns."""
    source = node
    while source.target is operator.getitem:
        source = source.args[0]
    return name_of(source) == "_fused_adam" != name_of(node) or (is_view(node) and node in plan.buffers)


class _Writer:
    """Writes the lines of a step and collects the tensors that they refer to."""

    def __init__(self, plan: MemoryPlan):
        self.plan = plan
        self.lines: list[str] = []
        self.locals: dict[fx.Node, str] = {}        # values without a fixed buffer
        self.tensors: list[Tensor] = []
        self.lists: list[list[Tensor]] = []
        self._names: dict[tuple, str] = {}
        self._numbers: dict[tuple, Tensor] = {}

    # Values ----------------------------------------------------------------------------------------------------------

    def tensor(self, value: Tensor) -> str:
        """The name of the argument that is this tensor."""
        key = (value.data_ptr(), value.shape, value.stride(), value.dtype)
        if value.numel() == 0 or key not in self._names:
            self._names[key] = f"t{len(self.tensors)}"
            self.tensors.append(value)
        return self._names[key]

    def list_of(self, values: list[Tensor]) -> str:
        self.lists.append(values)
        return f"l{len(self.lists) - 1}"

    def value(self, value: object) -> str:
        if isinstance(value, fx.Node):
            return self.tensor(self.plan.buffers[value]) if value in self.plan.buffers else self.locals[value]
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(self.value(item) for item in value) + "]"
        if isinstance(value, str):
            return repr(value)
        if isinstance(value, torch.device):
            return f"torch.device('{value}')"
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return f"float('{value}')"
        return str(value)               # numbers, None, torch.float32, torch.strided

    # Calls -----------------------------------------------------------------------------------------------------------

    def call(self, node: fx.Node) -> None:
        name = name_of(node)
        if name == "_fused_adam":
            self._adam(node)
        elif name in ("cat", "slice_backward") and node in self.plan.buffers:
            for start, length, piece in self.plan.copied_pieces[node]:
                if piece.op != "get_attr":
                    where = self.plan.buffers[node].narrow(cat_dimension(node), start, length)
                    self.lines.append(f"{self.tensor(where)}.copy_({self.value(piece)})")
        else:
            self._plain(node, name)

    def _plain(self, node: fx.Node, name: str) -> None:
        if node.target is operator.getitem:
            made = f"{self.value(node.args[0])}[{node.args[1]}]"
        else:
            second = name in ARITHMETIC and node in self.plan.buffers
            given = [self._number(value, node) if second and index == 1 and isinstance(value, (int, float))
                     else self.value(value) for index, value in enumerate(node.args)]
            given += [f"{key}={self.value(value)}" for key, value in node.kwargs.items()]
            if node in self.plan.buffers:
                given.append(f"{INTO[name]}={self.value(node)}")
            made = f"torch.ops.{node.target._schema.name.split('::')[0]}.{name}({', '.join(given)})"
        if node in self.plan.buffers:
            self.lines.append(made)
        else:
            self.locals[node] = node.name
            self.lines.append(f"{node.name} = {made}")

    def _number(self, value: float, node: fx.Node) -> str:
        made = node.meta["value"]
        key = (value, made.dtype, made.device)
        return self.tensor(self._numbers.setdefault(key, torch.tensor(value, dtype=made.dtype, device=made.device)))

    def _adam(self, node: fx.Node) -> None:
        for where, before in self.plan.adam_copies[node]:
            self.lines.append(f"{self.tensor(where)}.copy_({self.value(before)})")
        lists = [self.list_of(node.meta["lists"][which]) if which in CHANGED_BY_ADAM else self.value(node.args[which])
                 for which in range(4)]
        named = ", ".join(f"{key}={self.value(value)}" for key, value in node.kwargs.items())
        self.lines.append(f"torch.ops.aten._fused_adam_({', '.join(lists)}, nothing, "
                          f"{self.value(node.args[5])}, {named})")

    def copy_states(self) -> None:
        """Copy the next states into the buffers of the old, via temporaries where one lies in another's buffer."""
        memory = {where.untyped_storage().data_ptr() for where, _ in self.plan.state_copies}
        late = []
        for index, (where, node) in enumerate(self.plan.state_copies):
            made, held = self.value(node), self.plan.buffers.get(node)
            if held is not None and held.untyped_storage().data_ptr() in memory:
                self.lines.append(f"y{index} = {made}.clone()")
                made = f"y{index}"
            late.append(f"{self.tensor(where)}.copy_({made})")
        self.lines += late
