"""A traced step, whose values have their places, as TorchScript."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, fx

from sims.compiler.memory_plan import CHANGED_BY_ADAM, INTO, MemoryPlan, cat_dimension, is_view, name_of

#: Calls whose second number is handed as a tensor: only so can torch write the result where it is told.
ARITHMETIC = {"add", "sub", "mul", "div"}


#: Beside each loop.
BESIDE = """
def put(places: List[Tensor], values: List[Tensor]):
    for place, value in zip(places, values):
        place.copy_(value)
    return 0

def copies(values: List[Tensor]) -> List[Tensor]:
    return [value.clone() for value in values]

def rows_of(which: int, parts: List[List[Tensor]], starts: List[int], counts: List[int]) -> List[Tensor]:
    rows: List[Tensor] = []
    for part, start, count in zip(parts, starts, counts):
        rows = rows + part[which].narrow(0, start, count).unbind(0)
    return rows
"""


class Spelled(NamedTuple):
    """loop(tensors, lists, *used, rows, *kept, n) runs n steps, and what its arguments are.

    used, rows, kept: what the steps read, their rows, and other values of theirs to keep, each a list of n tensors.
    """

    source: str
    operations: int                     # calls in a step
    tensors: list[Tensor]
    lists: list[list[Tensor]]
    used: list[int]
    kept: int                           # how many


def spell(graph: fx.Graph, places: MemoryPlan, ready: Sequence[fx.Node], kept: Sequence[fx.Node]) -> Spelled:
    """ready: nodes whose values are there for all steps, and of which some are `used`."""
    speller = _Speller(places)
    speller.locals |= {node: f"e{place}[i]" for place, node in enumerate(ready)}
    for node in graph.nodes:
        if node in places.wanted and node.op == "call_function" and node not in speller.locals \
                and not _known(node, places):
            speller.call(node)
    speller.lines += [f"{speller.tensor(where)}.copy_({speller.value(node)})" for where, node in places.unseated]
    speller.lines += [f"k{place}[i].copy_({speller.value(node)})" for place, node in enumerate(kept)]
    speller.copy_states()
    operations = len(speller.lines)
    if len(places.row):
        speller.lines.append(f"rows[i].copy_({speller.tensor(places.row)})")
    body = "".join(f"        {line}\n" for line in speller.lines)
    used = [place for place in range(len(ready)) if f"e{place}[i]" in body]
    stacks = [f"e{place}" for place in used] + ["rows"] + [f"k{place}" for place in range(len(kept))]
    declared = ", ".join(["t: List[Tensor]", "l: List[List[Tensor]]", *(f"{name}: List[Tensor]" for name in stacks)])
    named = [f"t{place} = t[{place}]" for place in range(len(speller.tensors))]
    named += [f"l{place} = l[{place}]" for place in range(len(speller.lists))] + ["nothing: List[Tensor] = []"]
    source = (f"def loop({declared}, n: int):\n" + "".join(f"    {line}\n" for line in named)
              + f"    for i in range(n):\n{body}    return 0\n")
    return Spelled(source, operations, speller.tensors, speller.lists, used, len(kept))


def leap_of(steps: Spelled, within: Sequence[int], scalars: int, afterwards: int) -> str:
    """The source of a call that does all that a leap needs, so that the interpreter is asked for nothing on the way.

    leap(tensors, lists, parts, starts, counts, kept, n, places, values, given): `parts` are stacks of `used`, of each
    of which the steps are so many from its start on; `values` are put into `places` first. Then comes what
    after(kept, n, given) does, which returns the scalars (n, scalars). within: the columns of those that stand first
    in a row; the others are worked out of so many things given.
    """
    handed = ", ".join([*(f"rows_of({place}, parts, starts, counts)" for place in range(len(steps.used))),
                        *(f"kept[{place}].narrow(0, 0, n).unbind(0)" for place in range(1 + steps.kept))])
    first = "".join(f"    scalars.select(1, {column}).copy_(kept[0].select(1, {place}).narrow(0, 0, n))\n"
                    for place, column in enumerate(within))
    return (f"def after(kept: List[Tensor], n: int, given: List[Tensor]):\n"
            f"    scalars = kept[0].new_empty([n, {scalars}])\n{first}"
            f"    work_out({', '.join([*(f'given[{place}]' for place in range(afterwards)), 'scalars'])})\n"
            "    return scalars\n"
            "def leap(t: List[Tensor], l: List[List[Tensor]], parts: List[List[Tensor]], starts: List[int],\n"
            "         counts: List[int], kept: List[Tensor], n: int, places: List[Tensor], values: List[Tensor],\n"
            "         given: List[Tensor]):\n"
            f"    put(places, values)\n    loop(t, l, {handed}, n)\n    return after(kept, n, given)\n")


def _known(node: fx.Node, places: MemoryPlan) -> bool:
    """Whether the node only says where something lies that is made elsewhere."""
    source = node
    while source.target is operator.getitem:
        source = source.args[0]
    return name_of(source) == "_fused_adam" != name_of(node) or (is_view(node) and node in places.at)


class _Speller:
    def __init__(self, places: MemoryPlan):
        self.places = places
        self.lines: list[str] = []
        self.locals: dict[fx.Node, str] = {}        # values without a fixed place
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

    def listed(self, values: list[Tensor]) -> str:
        self.lists.append(values)
        return f"l{len(self.lists) - 1}"

    def value(self, value: object) -> str:
        if isinstance(value, fx.Node):
            return self.tensor(self.places.at[value]) if value in self.places.at else self.locals[value]
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
        elif name in ("cat", "slice_backward") and node in self.places.at:
            for start, length, piece in self.places.loose[node]:
                if piece.op != "get_attr":
                    where = self.places.at[node].narrow(cat_dimension(node), start, length)
                    self.lines.append(f"{self.tensor(where)}.copy_({self.value(piece)})")
        else:
            self._plain(node, name)

    def _plain(self, node: fx.Node, name: str) -> None:
        if node.target is operator.getitem:
            made = f"{self.value(node.args[0])}[{node.args[1]}]"
        else:
            second = name in ARITHMETIC and node in self.places.at
            given = [self._number(value, node) if second and place == 1 and isinstance(value, (int, float))
                     else self.value(value) for place, value in enumerate(node.args)]
            given += [f"{key}={self.value(value)}" for key, value in node.kwargs.items()]
            if node in self.places.at:
                given.append(f"{INTO[name]}={self.value(node)}")
            made = f"torch.ops.{node.target._schema.name.split('::')[0]}.{name}({', '.join(given)})"
        if node in self.places.at:
            self.lines.append(made)
        else:
            self.locals[node] = node.name
            self.lines.append(f"{node.name} = {made}")

    def _number(self, value: float, node: fx.Node) -> str:
        made = node.meta["value"]
        key = (value, made.dtype, made.device)
        return self.tensor(self._numbers.setdefault(key, torch.tensor(value, dtype=made.dtype, device=made.device)))

    def _adam(self, node: fx.Node) -> None:
        for where, before in self.places.beside[node]:
            self.lines.append(f"{self.tensor(where)}.copy_({self.value(before)})")
        lists = [self.listed(node.meta["lists"][which]) if which in CHANGED_BY_ADAM else self.value(node.args[which])
                 for which in range(4)]
        named = ", ".join(f"{key}={self.value(value)}" for key, value in node.kwargs.items())
        self.lines.append(f"torch.ops.aten._fused_adam_({', '.join(lists)}, nothing, "
                          f"{self.value(node.args[5])}, {named})")

    def copy_states(self) -> None:
        """The next states, into the places of the old; by way of copies where one lies in the place of another."""
        memory = {where.untyped_storage().data_ptr() for where, _ in self.places.copies}
        late = []
        for place, (where, node) in enumerate(self.places.copies):
            made, held = self.value(node), self.places.at.get(node)
            if held is not None and held.untyped_storage().data_ptr() in memory:
                self.lines.append(f"y{place} = {made}.clone()")
                made = f"y{place}"
            late.append(f"{self.tensor(where)}.copy_({made})")
        self.lines += late
