"""Copy elimination, common subexpressions, constant folding and dead code of a recorded step; bit-identical."""

from __future__ import annotations

import torch
from torch import Tensor, fx

from sims.compiler.deferred_scalars import COMPARISONS
from sims.compiler.graph import name_of

aten = torch.ops.aten
#: Calls whose result is their argument, where nothing is ever changed in place.
SAME = {aten.detach.default, aten.alias.default, aten.lift_fresh.default, aten.lift_fresh_copy.default}
#: Calls whose result depends on their arguments' shapes only.
SHAPED = {"new_ones", "new_zeros", "new_full", "ones_like", "zeros_like", "full_like"}


def simplify(graph: fx.Graph) -> None:
    """Simplify the graph in place, with the same bits.

    Copies that nobody changes, repeated calls, views that are undone and dead code are dropped; calls on constants are
    folded; a mean becomes the sum and the division that torch computes it by.
    """
    seen: dict[tuple, fx.Node] = {}
    for node in list(graph.nodes):
        if node.op != "call_function":
            continue
        if node.target in REWRITTEN:
            node = REWRITTEN[node.target](graph, node)
        replacement = _undone(node)
        if replacement is None and _constant(node):
            replacement = _constant_node(graph, node, node.meta["value"])
        if replacement is None:
            node.args = tuple(_first_of(argument, seen) for argument in node.args)
            key = (node.target, str(node.args), str(node.kwargs))
            replacement = seen.setdefault(key, node)
        if replacement is not node:
            node.replace_all_uses_with(replacement)
            graph.erase_node(node)
    graph.eliminate_dead_code()
    _compare_into_floats(graph)


def _constant(node: fx.Node) -> bool:
    if "value" not in node.meta:
        return False
    return name_of(node) in SHAPED or all(source.op == "get_attr" for source in node.all_input_nodes)


def _first_of(argument: object, seen: dict[tuple, fx.Node]) -> object:
    """The same constant for every equal one."""
    if isinstance(argument, (list, tuple)):
        return type(argument)(_first_of(item, seen) for item in argument)
    if isinstance(argument, fx.Node) and argument.op == "get_attr":
        return seen.setdefault(_value_key(argument.meta["value"]), argument)
    return argument


def _constant_node(graph: fx.Graph, before: fx.Node, value: Tensor) -> fx.Node:
    with graph.inserting_before(before):
        node = graph.create_node("get_attr", "constant", name=f"{before.name}_constant")
    node.meta["value"] = value.contiguous()
    return node


def _value_key(value: Tensor) -> tuple:
    return value.shape, value.dtype, value.device, value.cpu().numpy().tobytes()


def _sum_and_division(graph: fx.Graph, node: fx.Node) -> fx.Node:
    """As torch computes a mean itself."""
    source, value = node.args[0], node.meta["value"]
    count = source.meta["value"].numel() // max(value.numel(), 1)
    with graph.inserting_before(node):
        added = graph.call_function(aten.sum.dim_IntList, (source, *(node.args[1:] or ([],))))
        divided = graph.call_function(aten.div.Tensor, (added, float(count)))
    added.meta["value"] = torch.empty_like(value)
    return _instead(graph, node, divided)


def _difference(graph: fx.Graph, node: fx.Node) -> fx.Node:
    """number - x, with the number as a tensor."""
    value = node.meta["value"]
    number = _constant_node(graph, node, torch.tensor(float(node.args[1]), dtype=value.dtype, device=value.device))
    with graph.inserting_before(node):
        made = graph.call_function(aten.sub.Tensor, (number, node.args[0]))
    return _instead(graph, node, made)


def _clamped(graph: fx.Graph, node: fx.Node) -> fx.Node:
    """As torch computes relu itself."""
    with graph.inserting_before(node):
        made = graph.call_function(aten.clamp_min.default, (node.args[0], 0))
    return _instead(graph, node, made)


def _negated(graph: fx.Graph, node: fx.Node) -> fx.Node:
    """-(slope times a constant) with the sign in the constant: a sign changes no other bit."""
    slope = node.args[0]
    if slope.target is not aten.softplus_backward.default or len(slope.users) > 1 or slope.args[0].op != "get_attr":
        return node
    opposite = _constant_node(graph, slope, -slope.args[0].meta["value"])
    with graph.inserting_before(node):
        made = graph.call_function(slope.target, (opposite, *slope.args[1:]))
    return _instead(graph, node, made)


def _instead(graph: fx.Graph, node: fx.Node, made: fx.Node) -> fx.Node:
    made.meta["value"] = node.meta["value"]
    node.replace_all_uses_with(made)
    graph.erase_node(node)
    return made


REWRITTEN = {aten.mean.default: _sum_and_division, aten.mean.dim: _sum_and_division, aten.relu.default: _clamped,
             aten.rsub.Scalar: _difference, aten.neg.default: _negated}


def _compare_into_floats(graph: fx.Graph) -> None:
    """A comparison that is only ever wanted as numbers gives numbers."""
    for node in list(graph.nodes):
        if node.op == "call_function" and node.target is aten._to_copy.default:
            source = node.args[0]
            if name_of(source) in COMPARISONS and len(source.users) == 1:
                source.meta["value"] = node.meta["value"]
                node.replace_all_uses_with(source)
                graph.erase_node(node)


def _undone(node: fx.Node) -> fx.Node | None:
    """The earlier value that this call only gives back, if it does."""
    source = node.args[0] if node.args else None
    if node.target in SAME or (node.target is aten.pow.Tensor_Scalar and node.args[1] == 1):
        return source
    if not isinstance(source, fx.Node):
        return None
    before = source.args[0] if source.args else None
    pair = (node.target, source.target)
    undone = (pair == (aten.t.default, aten.t.default)
              or (pair == (aten.squeeze.dim, aten.unsqueeze.default) and node.args[1] == source.args[1])
              or (pair == (aten.unsqueeze.default, aten.squeeze.dim) and node.args[1] == source.args[1])
              or (pair == (aten.transpose.int, aten.transpose.int) and set(node.args[1:]) == set(source.args[1:]))
              or (pair == (aten.select.int, aten.unsqueeze.default) and node.args[1:] == (source.args[1], 0)))
    return before if undone else None
