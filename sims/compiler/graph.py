"""Questions about the fx graph of a recorded step that every pass of the compiler asks."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import lru_cache

from torch import fx


def name_of(node: fx.Node) -> str:
    """The name of the called function without namespace and overload; empty for nodes that are no calls."""
    return _called(node.target) if node.op == "call_function" else ""


@lru_cache(maxsize=1024)
def _called(target: object) -> str:
    schema = getattr(target, "_schema", None)
    return schema.name.split("::")[1] if schema else ""


@lru_cache(maxsize=1024)
def _gives_views(target: object) -> bool:
    return _called(target) == "_unsafe_view" or any(
        value.alias_info is not None and not value.alias_info.is_write for value in target._schema.returns)


def is_view(node: fx.Node) -> bool:
    """Whether the node's value is a view, differing from its source only in shape and strides."""
    if node.op != "call_function":
        return False
    if node.target is operator.getitem:
        return is_view(node.args[0])
    return _gives_views(node.target)


def ancestors(nodes: Sequence[fx.Node]) -> set[fx.Node]:
    """The nodes and all nodes that they depend on."""
    found: set[fx.Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.all_input_nodes
    return found


def cat_dimension(node: fx.Node) -> int:
    """The dimension along which a `cat` joins its pieces, or a `slice_backward` pads its slice."""
    if name_of(node) == "slice_backward":
        return node.args[2] % node.meta["value"].dim()
    return (node.args[1] if len(node.args) > 1 else 0) % node.meta["value"].dim()
