"""Records one step as an fx graph: every aten call made while it runs, those of backward passes included.

make_fx would record as well, but imports dynamo and sympy: 2.5 s and 100 MB at first use.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import torch
from torch import Tensor, fx
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten
#: In-place calls that autograd makes on tensors nobody else has seen, and the calls that are recorded in their stead.
OUT_OF_PLACE = {aten.masked_fill_.Scalar: aten.masked_fill.Scalar}


class Recorder(TorchDispatchMode):
    """Within it, every aten call becomes a node of an fx graph, with its result in meta["value"].

    inputs: copies of the given tensors, to be passed to the step; the placeholders of the graph. Tensors are recognised
    by identity, so all are kept alive while it records; one that is neither an input nor a result is a constant.
    Raises NotImplementedError where the step changes a tensor in place.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False                    # shielding it from dynamo would import dynamo

    def __init__(self, inputs: Sequence[Tensor]):
        super().__init__()
        self.graph = fx.Graph()
        self.inputs = [value.detach().clone() for value in inputs]     # each a tensor of its own, even if two are one
        self._constants = 0
        self._nodes: dict[int, fx.Node] = {}
        self._alive: list[Tensor] = []
        for index, value in enumerate(self.inputs):
            self._register(value, self.graph.placeholder(f"a{index}"))

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        recorded = OUT_OF_PLACE.get(function, function)
        if recorded._schema.is_mutable or (recorded is not function and args[0]._base is not None):
            raise NotImplementedError(f"{function} changes a tensor in place")
        result = function(*args, **kwargs)
        self._register(result, self.graph.call_function(recorded, self._with_nodes(args), self._with_nodes(kwargs)))
        return result

    def _with_nodes(self, value):
        """The arguments of a call with nodes in place of tensors."""
        if isinstance(value, Tensor):
            return self._node_of(value)
        if isinstance(value, dict):
            return {name: self._with_nodes(item) for name, item in value.items()}
        return type(value)(map(self._with_nodes, value)) if isinstance(value, (list, tuple)) else value

    def finish(self, results: Sequence[Tensor]) -> fx.Graph:
        """The graph, whose output are these tensors."""
        self.graph.output(tuple(self._node_of(value) for value in results))
        return self.graph

    def _register(self, value: Tensor | Sequence, node: fx.Node) -> None:
        if isinstance(value, Tensor):
            node.meta["value"] = value.detach()
            self._nodes[id(value)] = node
            self._alive.append(value)
            return
        for index, part in enumerate(value):
            self._register(part, self.graph.call_function(operator.getitem, (node, index)))

    def _node_of(self, value: Tensor) -> fx.Node:
        if id(value) not in self._nodes:
            self._constants += 1
            name = f"c{self._constants}"
            self._register(value, self.graph.create_node("get_attr", name, name=name))
        return self._nodes[id(value)]
