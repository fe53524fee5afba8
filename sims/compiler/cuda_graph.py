"""A traced loop on a GPU: a block of steps is captured once in a CUDA graph, which the GPU then repeats by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

BLOCK = 16          # steps in a graph: enough that starting one costs nothing beside them

Capture = Callable[[Callable[[], object]], Callable[[], object]]


def cuda_graph(call: Callable[[], object]) -> Callable[[], object]:
    """What repeats all GPU work of `call`, with the memory it had. Tried on no GPU yet."""
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):      # cuBLAS makes its work space at the first call, which no graph may hold
        call()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


class Blocks:
    """A loop(*arguments, *slices, *kept, steps) in blocks of BLOCK steps, each one replay of what was captured.

    slices, kept: examples of the tensors with a leading axis of steps of which it reads and writes the rows. states:
    the places of what goes from step to step; they hold afterwards what they held before.
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
        """As many of the steps as are whole blocks; returns how many those were."""
        whole = steps - steps % BLOCK
        for start in range(0, whole, BLOCK):
            here = slice(start, start + BLOCK)
            for place, values in zip(self._slices, slices):
                place.copy_(values[here])
            self._replay()
            for values, place in zip(kept, self._kept):
                values[here].copy_(place)
        return whole
