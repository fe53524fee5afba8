"""The product of two matrices, by whichever of torch's libraries is faster at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


def doubly_wide(capabilities: Mapping[str, Any]) -> bool:
    """Whether oneDNN's AVX-512 does twice what MKL's AVX2 does here: on AMD's processors from Zen 5 on.

    MKL keeps to AVX2 on all of AMD's. Zen 4 takes two turns for a wide instruction; on Intel's MKL has them, too.
    capabilities: as torch.cpu.get_capabilities() gives them. Not measured, since the last bits depend on it.
    """
    return all(capabilities.get(name, False) for name in ("sse4a", "avx512_f", "avx_vnni"))


#: Multiplications from which oneDNN's products are faster, though its calls are dearer and copy what is transposed and
#: what is to lie elsewhere. Measured on AMD's where it makes 0.2 Tflop/s and MKL 0.09, and on a Zen 4, both 0.1.
WORTH_ONEDNN = 3_000_000 if doubly_wide(torch.cpu.get_capabilities()) else 16_000_000


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
            # Which takes b transposed, and copies a unseen each time: now a traced step copies the same weights once.
            return torch.ops.mkldnn._linear_pointwise(a.contiguous(), b.t(), None, "none", [], "")
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
