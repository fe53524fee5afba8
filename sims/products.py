"""The product of two matrices, by whichever of torch's libraries is faster at it."""

from __future__ import annotations

import torch
from torch import Tensor

#: Multiplications from which oneDNN's wider instructions make up for its dearer call. On the AMD machine where it was
#: measured MKL does 0.09 Tflop/s at any size (it leaves AVX-512 alone there), oneDNN 0.2 from here on and less below.
WORTH_ONEDNN = 3_000_000
#: Up to so many rows or columns a product takes up to ten times as long as one of several members as it does alone.
THIN = 2


def product(a: Tensor, b: Tensor) -> Tensor:
    """a b, shapes (n, k) and (k, m), or with a common leading axis of members; differentiable any number of times."""
    *members, rows, common = a.shape
    worth_onednn = rows * common * b.shape[-1] >= WORTH_ONEDNN
    if members and a.device.type == "cpu" and common > 1 and (worth_onednn or min(rows, b.shape[-1]) <= THIN):
        return torch.cat([product(one, other).unsqueeze(0) for one, other in zip(a, b)])
    if members:
        return a * b if common == 1 else torch.bmm(a, b)
    if a.device.type == "cpu" and worth_onednn and _has_onednn():
        return _OneDnnProduct.apply(a, b)
    return torch.mm(a, b)


def _has_onednn() -> bool:
    return torch.backends.mkldnn.is_available() and torch.float32 == torch.get_default_dtype()


class _OneDnnProduct(torch.autograd.Function):
    """a b through oneDNN's linear layer, which takes b transposed."""

    @staticmethod
    def forward(ctx, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(a, b)
        return torch.ops.mkldnn._linear_pointwise(a, b.t(), None, "none", [], "")

    @staticmethod
    def backward(ctx, slope: Tensor) -> tuple[Tensor | None, Tensor | None]:
        a, b = ctx.saved_tensors
        return (product(slope, b.t()) if ctx.needs_input_grad[0] else None,
                product(a.t(), slope) if ctx.needs_input_grad[1] else None)
