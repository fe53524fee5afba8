"""A step written with autograd becomes a straight-line program that runs many steps a call and holds no GIL.

The step is run once while every aten call is written down, those of the backward (and double backward) passes
included. Simplified, given fixed places in memory and spelled as TorchScript it is the same arithmetic in the same
order, so the same bits; nobody else need know. (make_fx would record as well, but imports dynamo and sympy: 2.5 s and
100 MB at first use.)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

import torch
from torch import Tensor, fx
from torch.utils._python_dispatch import TorchDispatchMode

from sims.compiler.cuda_graph import Blocks, Capture
from sims.compiler.deferred_scalars import DeferredScalars
from sims.compiler.memory_plan import MemoryPlan
from sims.compiler.simplify import simplify
from sims.compiler.torchscript import BESIDE, leap_of, spell

aten = torch.ops.aten
#: In-place calls that autograd makes on tensors nobody else has seen, and what they are written down as.
OUT_OF_PLACE = {aten.masked_fill_.Scalar: aten.masked_fill.Scalar}

#: A list of tensors that TorchScript takes as it is. What only Python holds, it gives back with the interpreter's lock
#: in hand, one by one, at the end of a call that is to hold no lock: a wait for each, where other threads are busy.
TensorList = torch._C.ScriptList


class Ready(NamedTuple):
    """What so many steps, from one on, read of what they are handed: tensors with a leading axis of steps."""

    steps: int
    stacks: TensorList
    start: int = 0

    def between(self, start: int, stop: int) -> Ready:
        return Ready(stop - start, self.stacks, self.start + start)


class Loop:
    """n steps of a traced function in one call. Not for two threads at once: every value has its one place.

    step(state..., each..., *fixed) -> (state..., scalars...): `state` goes from step to step, `each` are tensors with a
    leading axis of steps of which the step sees its own slice, `fixed` stay. Scalars have no axes and are kept for
    every step. capture: how a GPU is made to repeat a block of steps by itself; None on a processor.
    """

    def __init__(self, step: Callable[..., Sequence[Tensor]], state: Sequence[Tensor], each: Sequence[Tensor],
                 fixed: Sequence[Tensor], capture: Capture | None = None):
        recorder = Recorder([*state, *(values[0] for values in each), *fixed])
        with recorder:
            results = step(*recorder.inputs)
        graph = recorder.finish(results)
        simplify(graph)
        inputs = [node for node in graph.nodes if node.op == "placeholder"]
        self._states, eaches, self._fixed = (inputs[:len(state)], inputs[len(state):len(state) + len(each)],
                                             inputs[len(state) + len(each):])
        outputs = list(graph.output_node().args[0])
        results, scalars = outputs[:len(state)], outputs[len(state):]
        for node in graph.nodes:
            node.meta["dim"] = node.meta["value"].dim() if "value" in node.meta else 0
        self._afterwards = DeferredScalars(graph, results, scalars)
        within = [node for _, node in self._afterwards.within]
        self._places = MemoryPlan(graph, self._states, results, within, self._afterwards.kept)
        for node in self._fixed:
            self._places.at[node] = node.meta["value"].clone()
        self._berths = self._places.berths      # of what is kept: where in the row it lies; None for what is kept alone
        loose = [node for node, berth in zip(self._afterwards.kept, self._berths) if berth is None]
        self._shapes = [self._places.row.shape, *(node.meta["value"].shape for node in loose)]
        steps = spell(graph, self._places, eaches, loose)
        self.operations, self._used = steps.operations, steps.used
        self._arguments = TensorList(steps.tensors), [TensorList(values) for values in steps.lists]
        around = leap_of(steps, [column for column, _ in self._afterwards.within], len(scalars),
                         len(self._berths) + len(self._afterwards.constants))
        self.source = "".join([BESIDE, steps.source, self._afterwards.source, around])
        self._compiled = torch.jit.CompilationUnit(self.source)
        self._capture, self._blocks = capture, None
        self._kept: TensorList = []         # of every step: rows of scalars, and what scalars are worked out from
        self._given: dict[int, TensorList] = {}             # of so many steps, what scalars are worked out from
        self._last = TensorList([self._places.last[node] for node in self._states])
        self._lying: list[Tensor] = []      # what was given back as state, or given as fixed, and lies in its place
        for node in graph.nodes:
            node.meta.pop("value", None)

    def ready(self, each: Sequence[Tensor]) -> Ready:
        """What the steps read of these tensors with a leading axis of steps."""
        return Ready(len(each[0]), TensorList([each[place] for place in self._used]))

    def run(self, state: Sequence[Tensor], parts: Sequence[Ready], fixed: Sequence[Tensor],
            freely: Callable[[], AbstractContextManager] = nullcontext) -> tuple[list[Tensor], Tensor]:
        """The state after the steps of all parts, and the scalars (steps, scalars).

        freely: surrounds what leaves the interpreter to other threads.
        """
        n = sum(part.steps for part in parts)
        # Without the optimising executor: it would measure and compile again at the second call.
        with torch.jit.optimized_execution(False):
            with torch.inference_mode():
                self._make_room(n)
                moved = self._to_move([*self._states, *self._fixed], [*state, *fixed])
                given = self._given_of(n)
                self._lying = []
                with freely():
                    if self._capture is None:
                        scalars = self._compiled.leap(*self._arguments, [part.stacks for part in parts],
                                                      [part.start for part in parts], [part.steps for part in parts],
                                                      self._kept, n, *moved, given)
                    else:
                        self._compiled.put(*moved)
                        self._in_blocks(parts)
                        scalars = self._compiled.after(self._kept, n, given)
            after = self._compiled.copies(self._last)       # which autograd may use later
        self._lying = [*after, *fixed]
        return after, scalars

    def _to_move(self, nodes: Sequence[fx.Node], values: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """The places of these nodes, and the values that are to be put there: all that do not lie there already."""
        lying = self._lying or [None] * len(nodes)
        pairs = [(self._places.at[node], value) for node, value, there in zip(nodes, values, lying)
                 if value is not there]
        return [place for place, _ in pairs], [value for _, value in pairs]

    def _given_of(self, steps: int) -> TensorList:
        """What the scalars of the first so many steps are worked out from."""
        if steps not in self._given:
            rows, *loose = (values[:steps] for values in self._kept)
            cut = [loose.pop(0) if berth is None else berth.of_all(rows) for berth in self._berths]
            self._given[steps] = TensorList([*cut, *self._afterwards.constants])
        return self._given[steps]

    def _in_blocks(self, parts: Sequence[Ready]) -> None:
        """The steps of all parts, of which a GPU does as many as it can by itself."""
        done = 0
        for part in parts:
            stacks = [values[part.start:part.start + part.steps] for values in part.stacks]
            kept = [values[done:done + part.steps] for values in self._kept]
            self._blocks = self._blocks or Blocks(self._compiled.loop, self._arguments, stacks, kept,
                                                  [self._places.at[node] for node in self._states], self._capture)
            whole = self._blocks.run(stacks, kept, part.steps)
            rest = [values[whole:].unbind(0) for values in (*stacks, *kept)]
            self._compiled.loop(*self._arguments, *rest, part.steps - whole)
            done += part.steps

    def _make_room(self, steps: int) -> None:
        if not self._kept or len(self._kept[0]) < steps:
            self._given = {}
            self._kept = TensorList([torch.empty(steps, *shape, device=self._places.row.device)
                                     for shape in self._shapes])


class ProgramCache(dict):
    """What was made last, by setting, programs as a rule; None for a setting that goes on call by call."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def make(self, key: object, build: Callable[[], object]) -> None:
        """Put what `build` makes there, in the place of the oldest where there is no room."""
        try:
            program = build()
        except (NotImplementedError, RuntimeError):     # what cannot be traced, or what TorchScript cannot compile
            program = None
        while len(self) >= self._most:
            self.pop(next(iter(self)))
        self[key] = program


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
        self._constants = 0
        self._nodes: dict[int, fx.Node] = {}
        self._alive: list[Tensor] = []
        for place, value in enumerate(self.inputs):
            self._know(value, self.graph.placeholder(f"a{place}"))

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        written = OUT_OF_PLACE.get(function, function)
        if written._schema.is_mutable or (written is not function and args[0]._base is not None):
            raise NotImplementedError(f"{function} changes a tensor in place")
        result = function(*args, **kwargs)
        self._know(result, self.graph.call_function(written, self._written(args), self._written(kwargs)))
        return result

    def _written(self, value):
        """The same with nodes for tensors."""
        if isinstance(value, Tensor):
            return self._node_of(value)
        if isinstance(value, dict):
            return {name: self._written(item) for name, item in value.items()}
        return type(value)(map(self._written, value)) if isinstance(value, (list, tuple)) else value

    def finish(self, results: Sequence[Tensor]) -> fx.Graph:
        self.graph.output(tuple(self._node_of(value) for value in results))
        return self.graph

    def _know(self, value: Tensor | Sequence, node: fx.Node) -> None:
        if isinstance(value, Tensor):
            node.meta["value"] = value.detach()
            self._nodes[id(value)] = node
            self._alive.append(value)
            return
        for place, part in enumerate(value):
            self._know(part, self.graph.call_function(operator.getitem, (node, place)))

    def _node_of(self, value: Tensor) -> fx.Node:
        if id(value) not in self._nodes:
            self._constants += 1
            name = f"c{self._constants}"
            self._know(value, self.graph.create_node("get_attr", name, name=name))
        return self._nodes[id(value)]
