"""A step written with autograd becomes a straight-line program that runs many steps a call and holds no GIL.

The step is run once while every aten call is written down, those of the backward (and double backward) passes
included. Simplified and spelled as TorchScript it is the same arithmetic in the same order, so the same bits; nobody
else need know. (make_fx would record as well, but imports dynamo and sympy: 2.5 s and 100 MB at first use.)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, fx
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

aten = torch.ops.aten
#: In-place calls that autograd makes on tensors nobody else has seen, and what they are written down as.
OUT_OF_PLACE = {aten.masked_fill_.Scalar: aten.masked_fill.Scalar}
#: Calls whose result is their argument, where nothing is ever changed in place.
SAME = {aten.detach.default, aten.alias.default, aten.lift_fresh.default, aten.lift_fresh_copy.default}


class Loop:
    """n steps of a traced function in one call.

    step(state..., each..., *fixed) -> (state..., row): `state` goes from step to step, `each` are tensors with a
    leading axis of steps of which the step sees its own slice, `fixed` stay. `row` is a vector kept for every step.
    """

    def __init__(self, step: Callable[..., Sequence[Tensor]], state: Sequence[Tensor], each: Sequence[Tensor],
                 fixed: Sequence[Tensor]):
        recorder = Recorder([*state, *(values[0] for values in each), *fixed])
        with recorder:
            results = step(*recorder.inputs)
        graph = recorder.finish(results)
        simplify(graph)
        self.constants = [recorder.constants[node.target] for node in graph.nodes if node.op == "get_attr"]
        self.operations = sum(node.op == "call_function" and node.target is not operator.getitem
                              for node in graph.nodes)
        self.source = _spell(graph, len(state), len(each), len(fixed))
        self._loop = torch.jit.CompilationUnit(self.source).loop

    def run(self, state: Sequence[Tensor], each: Sequence[Tensor], fixed: Sequence[Tensor]
            ) -> tuple[list[Tensor], Tensor]:
        """The state after len(each[0]) steps, and the rows (steps, row)."""
        # Without the optimising executor: it would measure and compile again at the second call.
        with torch.no_grad(), torch.jit.optimized_execution(False):
            *after, rows = self._loop(*state, *each, *fixed, *self.constants, len(each[0]))
        return after, rows


class Recorder(TorchDispatchMode):
    """Writes down every aten call made inside it as a node of an fx graph.

    A tensor is known by its identity, so all are kept alive while it records; one that it has not seen made is a
    constant of the program.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False                    # shielding it from dynamo would import dynamo

    def __init__(self, inputs: Sequence[Tensor]):
        super().__init__()
        self.graph = fx.Graph()
        self.inputs = [value.detach().clone() for value in inputs]     # each a tensor of its own, even if two are one
        self.constants: dict[str, Tensor] = {}
        self._nodes: dict[int, fx.Node] = {}
        self._alive: list[Tensor] = []
        for place, value in enumerate(self.inputs):
            self._know(value, self.graph.placeholder(f"a{place}"))

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        written = OUT_OF_PLACE.get(function, function)
        if written._schema.is_mutable or (written is not function and args[0]._base is not None):
            raise NotImplementedError(f"{function} changes a tensor in place")
        arguments = tree_map_only(Tensor, self._node_of, (args, kwargs))
        result = function(*args, **kwargs)
        node = self.graph.call_function(written, *arguments)
        if isinstance(result, Tensor):
            self._know(result, node)
        else:
            for place, part in enumerate(result):
                if isinstance(part, Tensor):
                    self._know(part, self.graph.call_function(operator.getitem, (node, place)))
        return result

    def finish(self, results: Sequence[Tensor]) -> fx.Graph:
        self.graph.output(tuple(self._node_of(value) for value in results))
        return self.graph

    def _know(self, value: Tensor, node: fx.Node) -> None:
        self._nodes[id(value)] = node
        self._alive.append(value)

    def _node_of(self, value: Tensor) -> fx.Node:
        if id(value) not in self._nodes:
            name = f"c{len(self.constants)}"
            self.constants[name] = value
            self._know(value, self.graph.create_node("get_attr", name, name=name))
        return self._nodes[id(value)]


def simplify(graph: fx.Graph) -> None:
    """Drop what computes nothing new: copies that are never changed, the same call twice, views undone, dead code."""
    seen: dict[tuple, fx.Node] = {}
    for node in list(graph.nodes):
        if node.op != "call_function":
            continue
        replacement = _undone(node)
        if replacement is None:
            key = (node.target, str(node.args), str(node.kwargs))
            replacement = seen.setdefault(key, node)
        if replacement is not node:
            node.replace_all_uses_with(replacement)
            graph.erase_node(node)
    graph.eliminate_dead_code()


def _undone(node: fx.Node) -> fx.Node | None:
    """The earlier value that this call only gives back, if it does."""
    source = node.args[0] if node.args else None
    if node.target in SAME:
        return source
    if not isinstance(source, fx.Node):
        return None
    before = source.args[0] if source.args else None
    pair = (node.target, source.target)
    undone = (pair == (aten.t.default, aten.t.default)
              or (pair == (aten.squeeze.dim, aten.unsqueeze.default) and node.args[1] == source.args[1])
              or (pair == (aten.select.int, aten.unsqueeze.default) and node.args[1:] == (source.args[1], 0)))
    return before if undone else None


# Spelling -------------------------------------------------------------------------------------------------------------

def _spell(graph: fx.Graph, states: int, eachs: int, fixeds: int) -> str:
    """The graph as TorchScript: a function `step`, and `loop` around it."""
    lines, inputs, constants = [], [], []
    returned = ""
    for node in graph.nodes:
        if node.op == "placeholder":
            inputs.append(node.name)
        elif node.op == "get_attr":
            constants.append(node.name)
        elif node.op == "call_function":
            lines.append(f"    {node.name} = {_call(node)}")
        elif node.op == "output":
            returned = ", ".join(_value(value) for value in node.args[0])
    state = [f"s{k}" for k in range(states)]
    each = [f"e{k}" for k in range(eachs)]
    rest = [f"f{k}" for k in range(fixeds)] + [f"c{k}" for k in range(len(constants))]
    call = ", ".join(state + [f"{name}[i]" for name in each] + rest)
    return "\n".join([
        f"def step({', '.join(inputs + constants)}):", *lines, f"    return {returned}", "",
        f"def loop({', '.join(state + each + rest)}, n: int):",
        "    rows: List[Tensor] = []",
        "    for i in range(n):",
        f"        {', '.join(state)}, row = step({call})",
        "        rows.append(row)",
        f"    return {', '.join(state)}, torch.stack(rows)", ""])


def _call(node: fx.Node) -> str:
    if node.target is operator.getitem:
        return f"{_value(node.args[0])}[{node.args[1]}]"
    arguments = [_value(value) for value in node.args]
    arguments += [f"{name}={_value(value)}" for name, value in node.kwargs.items()]
    return f"torch.ops.aten.{node.target._schema.name.split('::')[1]}({', '.join(arguments)})"


def _value(value: object) -> str:
    if isinstance(value, fx.Node):
        return value.name
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, torch.device):
        return f"torch.device('{value}')"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"float('{value}')"
    return str(value)               # numbers, None, torch.float32, torch.strided
