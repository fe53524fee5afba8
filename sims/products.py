"""The product of two matrices, by whichever of torch's libraries is faster at it."""

from __future__ import annotations

import torch
from torch import Tensor

#: Multiplications from which oneDNN's wider instructions make up for its dearer call. On the AMD machine where it was
#: measured MKL does 0.09 Tflop/s at any size (it leaves AVX-512 alone there), oneDNN 0.2 from here on and less below.
WORTH_ONEDNN = 3_000_000


def product(a: Tensor, b: Tensor) -> Tensor:
    """a b, shapes (n, k) and (k, m), or with a common leading axis of members; differentiable any number of times."""
    if a.dim() == 2 and not _worth_onednn(a, b):
        return torch.mm(a, b)
    return _Product.apply(a, b)


class _Product(torch.autograd.Function):
    """Products other than by torch.mm, and slopes that are such products again."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        if a.dim() == 2:
            return torch.ops.mkldnn._linear_pointwise(a, b.t(), None, "none", [], "")       # which takes b transposed
        if a.shape[-1] == 1:
            return a * b
        # Of single columns a bmm takes ten times as long.
        if a.device.type == "cpu" and (b.shape[-1] == 1 or _worth_onednn(a[0], b[0])):
            return torch.cat([product(one, other).unsqueeze(0) for one, other in zip(a, b)])
        return torch.bmm(a, b)

    @staticmethod
    def backward(ctx, slope: Tensor) -> tuple[Tensor | None, Tensor | None]:
        a, b = ctx.saved_tensors
        return (product(slope, b.mT) if ctx.needs_input_grad[0] else None,
                product(a.mT, slope) if ctx.needs_input_grad[1] else None)


def _worth_onednn(a: Tensor, b: Tensor) -> bool:
    large = a.device.type == "cpu" and a.shape[0] * a.shape[1] * b.shape[1] >= WORTH_ONEDNN
    return large and torch.backends.mkldnn.is_available() and torch.float32 == torch.get_default_dtype()
