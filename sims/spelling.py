"""A traced step, whose values have their places, as TorchScript."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import torch
from torch import Tensor, fx

from sims.placing import CHANGED_BY_ADAM, INTO, Places, cat_dimension, is_view, name_of

#: Calls whose second number is handed as a tensor: only so can torch write the result where it is told.
ARITHMETIC = {"add", "sub", "mul", "div"}


def spell(graph: fx.Graph, places: Places, ready: Sequence[fx.Node], kept: Sequence[fx.Node]
          ) -> tuple[str, int, list, list[fx.Node]]:
    """(source, calls in a step, arguments, used) of loop(*arguments, *used, rows, *kept, n), which runs n steps.

    ready: nodes whose values are there for all steps, and of which `used` are read. These, rows and kept have a leading
    axis of steps: what a step reads, its row, other values to keep.
    """
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
    body = "\n".join(f"        {line}" for line in speller.lines)
    used = [place for place in range(len(ready)) if f"e{place}[i]" in body]
    stacks = [f"e{place}" for place in used] + ["rows"] + [f"k{place}" for place in range(len(kept))]
    declared = ", ".join([*speller.declared, *(f"{name}_all" for name in stacks), "n: int"])
    taken_apart = "\n".join(f"    {name} = {name}_all.unbind(0)" for name in stacks)
    source = f"def loop({declared}):\n{taken_apart}\n    for i in range(n):\n{body}\n    return 0\n"
    return source, operations, speller.arguments, [ready[place] for place in used]


def _known(node: fx.Node, places: Places) -> bool:
    """Whether the node only says where something lies that is made elsewhere."""
    source = node
    while source.target is operator.getitem:
        source = source.args[0]
    return name_of(source) == "_fused_adam" != name_of(node) or (is_view(node) and node in places.at)


class _Speller:
    def __init__(self, places: Places):
        self.places = places
        self.lines: list[str] = []
        self.locals: dict[fx.Node, str] = {}        # values without a fixed place
        self.declared: list[str] = []
        self.arguments: list = []
        self._names: dict[tuple, str] = {}
        self._numbers: dict[tuple, Tensor] = {}

    # Values ----------------------------------------------------------------------------------------------------------

    def tensor(self, value: Tensor) -> str:
        """The name of the argument that is this tensor."""
        key = (value.data_ptr(), value.shape, value.stride(), value.dtype)
        if value.numel() == 0 or key not in self._names:
            self._names[key] = f"t{len(self.arguments)}"
            self.declared.append(self._names[key])
            self.arguments.append(value)
        return self._names[key]

    def listed(self, values: list[Tensor]) -> str:
        name = f"l{len(self.arguments)}"
        self.declared.append(f"{name}: List[Tensor]")
        self.arguments.append(values)
        return name

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
        self.lines.append(f"torch.ops.aten._fused_adam_({', '.join(lists)}, {self.listed([])}, "
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
