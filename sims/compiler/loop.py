"""A step written with autograd becomes a compiled loop that runs many steps a call and holds no GIL.

The step is recorded once, simplified, given a memory plan and compiled as TorchScript: the same arithmetic in the same
order, so the same bits; nobody else needs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, fx

from sims.compiler.cuda_graph import Blocks, Capture
from sims.compiler.deferred_scalars import DeferredScalars
from sims.compiler.memory_plan import MemoryPlan
from sims.compiler.recorder import Recorder
from sims.compiler.simplify import simplify
from sims.compiler.torchscript import HELPERS, leap_source, loop_source

#: A list of tensors that TorchScript takes as it is. A tensor that only Python holds is given back at the end of a call
#: with the interpreter's lock in hand, one by one: a wait for each, where other threads are busy.
TensorList = torch._C.ScriptList


class InputBlock(NamedTuple):
    """The inputs of consecutive steps: of each tensor in `stacks`, the `steps` slices from `start` on."""

    steps: int
    stacks: TensorList
    start: int = 0

    def between(self, start: int, stop: int) -> InputBlock:
        """The steps from start to stop of these."""
        return InputBlock(stop - start, self.stacks, self.start + start)


class Loop:
    """n steps of a function in one call. Not for two threads at once: every value has one buffer.

    step(state..., each..., *fixed) -> (state..., scalars...): `state` goes from step to step, `each` are inputs with a
    leading axis of steps of which the step sees its own slice, `fixed` stay the same. Scalars have no axes and are kept
    of every step. capture: makes a CUDA graph of a call; None on a processor. Raises NotImplementedError for a step
    that changes a tensor in place.
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
        self._deferred = DeferredScalars(graph, results, scalars)
        in_loop = [node for _, node in self._deferred.in_loop]
        self._plan = MemoryPlan(graph, self._states, results, in_loop, self._deferred.kept)
        for node in self._fixed:
            self._plan.buffers[node] = node.meta["value"].clone()
        self._row_slices = self._plan.row_slices        # of each kept value; None for one kept beside the row
        separate = [node for node, row_slice in zip(self._deferred.kept, self._row_slices) if row_slice is None]
        self._shapes = [self._plan.row.shape, *(node.meta["value"].shape for node in separate)]
        steps = loop_source(graph, self._plan, eaches, separate)
        self.operations, self._used = steps.operations, steps.used
        self._arguments = TensorList(steps.tensors), [TensorList(values) for values in steps.lists]
        around = leap_source(steps, [column for column, _ in self._deferred.in_loop], len(scalars),
                         len(self._row_slices) + len(self._deferred.constants))
        self.source = "".join([HELPERS, steps.source, self._deferred.source, around])
        self._compiled = torch.jit.CompilationUnit(self.source)
        self._capture, self._blocks = capture, None
        self._kept: TensorList = []         # of every step: the rows, and values kept beside them
        self._inputs_of_deferred: dict[int, TensorList] = {}          # by number of steps
        self._last = TensorList([self._plan.last[node] for node in self._states])
        self._in_buffers: list[Tensor] = []     # the values of states and fixed inputs that the buffers hold
        for node in graph.nodes:
            node.meta.pop("value", None)

    def input_block(self, each: Sequence[Tensor]) -> InputBlock:
        """These inputs with a leading axis of steps, as `run` takes them."""
        return InputBlock(len(each[0]), TensorList([each[index] for index in self._used]))

    def run(self, state: Sequence[Tensor], parts: Sequence[InputBlock], fixed: Sequence[Tensor]
            ) -> tuple[list[Tensor], Tensor]:
        """The state after the steps of all parts, and the scalars (steps, scalars)."""
        n = sum(part.steps for part in parts)
        # Without the optimising executor: it would measure and compile again at the second call.
        with torch.jit.optimized_execution(False):
            with torch.inference_mode():
                self._allocate_kept(n)
                copied = self._to_copy([*self._states, *self._fixed], [*state, *fixed])
                given = self._deferred_inputs(n)
                self._in_buffers = []
                if self._capture is None:
                    scalars = self._compiled.leap(*self._arguments, [part.stacks for part in parts],
                                                  [part.start for part in parts], [part.steps for part in parts],
                                                  self._kept, n, *copied, given)
                else:
                    self._compiled.put(*copied)
                    self._run_blocks(parts)
                    scalars = self._compiled.after(self._kept, n, given)
            after = self._compiled.copies(self._last)       # which autograd may use later
        self._in_buffers = [*after, *fixed]
        return after, scalars

    def _to_copy(self, nodes: Sequence[fx.Node], values: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """The buffers of these nodes and the values to be copied there: all that do not lie there already."""
        there = self._in_buffers or [None] * len(nodes)
        pairs = [(self._plan.buffers[node], value) for node, value, held in zip(nodes, values, there)
                 if value is not held]
        return [buffer for buffer, _ in pairs], [value for _, value in pairs]

    def _deferred_inputs(self, steps: int) -> TensorList:
        """What the deferred scalars of the first so many steps are computed from."""
        if steps not in self._inputs_of_deferred:
            rows, *separate = (values[:steps] for values in self._kept)
            cut = [separate.pop(0) if row_slice is None else row_slice.of_all(rows) for row_slice in self._row_slices]
            self._inputs_of_deferred[steps] = TensorList([*cut, *self._deferred.constants])
        return self._inputs_of_deferred[steps]

    def _run_blocks(self, parts: Sequence[InputBlock]) -> None:
        """The steps of all parts on a GPU, as many as possible by replaying a captured block."""
        done = 0
        for part in parts:
            stacks = [values[part.start:part.start + part.steps] for values in part.stacks]
            kept = [values[done:done + part.steps] for values in self._kept]
            self._blocks = self._blocks or Blocks(self._compiled.loop, self._arguments, stacks, kept,
                                                  [self._plan.buffers[node] for node in self._states], self._capture)
            whole = self._blocks.run(stacks, kept, part.steps)
            rest = [values[whole:].unbind(0) for values in (*stacks, *kept)]
            self._compiled.loop(*self._arguments, *rest, part.steps - whole)
            done += part.steps

    def _allocate_kept(self, steps: int) -> None:
        if not self._kept or len(self._kept[0]) < steps:
            self._inputs_of_deferred = {}
            self._kept = TensorList([torch.empty(steps, *shape, device=self._plan.row.device)
                                     for shape in self._shapes])
