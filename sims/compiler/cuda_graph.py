"""The loop on a GPU: a block of steps is captured once in a CUDA graph, which is then replayed.

It has not been run on a GPU yet. On a processor the tests replay the call itself, which tries all but the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

BLOCK = 16          # steps in a graph: enough that launching one costs nothing beside them

Capture = Callable[[Callable[[], object]], Callable[[], object]]


def cuda_graph(call: Callable[[], object]) -> Callable[[], object]:
    """A call that repeats all GPU work of `call` in the same memory. Not run on a GPU yet."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):      # cuBLAS allocates its workspace at the first call, which no graph may contain
        call()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


class Blocks:
    """Runs loop(*arguments, *slices, *kept, steps) in blocks of BLOCK steps, each a replay of the captured graph.

    slices, kept: examples of the tensors with a leading axis of steps whose rows it reads and writes. states: the
    buffers of what goes from step to step; capturing leaves them unchanged.
    """

    def __init__(self, loop: Callable[..., object], arguments: Sequence, slices: Sequence[Tensor],
                 kept: Sequence[Tensor], states: Sequence[Tensor], capture: Capture):
        self._slices, self._kept = ([torch.zeros_like(values[:1]).expand(BLOCK, *values.shape[1:]).clone()
                                     for values in group] for group in (slices, kept))
        before = [state.clone() for state in states]
        rows = [values.unbind(0) for values in (*self._slices, *self._kept)]
        self._replay = capture(lambda: loop(*arguments, *rows, BLOCK))
        for state, value in zip(states, before):
            state.copy_(value)

    def run(self, slices: Sequence[Tensor], kept: Sequence[Tensor], steps: int) -> int:
        """Run as many of the steps as make whole blocks; returns how many."""
        whole = steps - steps % BLOCK
        for start in range(0, whole, BLOCK):
            here = slice(start, start + BLOCK)
            for buffer, values in zip(self._slices, slices):
                buffer.copy_(values[here])
            self._replay()
            for values, buffer in zip(kept, self._kept):
                values[here].copy_(buffer)
        return whole
