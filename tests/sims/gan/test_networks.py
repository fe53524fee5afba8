"""Products of matrices with an axis of members: each the one that it is alone, and slopes of any order."""

import pytest
import torch

from sims.gan.networks import product


@pytest.mark.parametrize("shape", [(2, 33, 128), (33, 128, 2), (1, 9, 40), (33, 128, 1), (16, 1, 24), (16, 17, 24),
                                   (1, 1, 1)], ids=str)
def test_members_have_the_products_that_they_have_alone(shape):
    rows, common, columns = shape
    draw = torch.Generator().manual_seed(1)
    a, b = torch.randn(3, rows, common, generator=draw), torch.randn(3, common, columns, generator=draw)
    made = product(a, b)
    assert made.shape == (3, rows, columns)
    torch.testing.assert_close(made, torch.einsum("mrc,mck->mrk", a.double(), b.double()).float(), rtol=1e-5, atol=1e-5)
    if columns == 1 or common == 1:                # others round as the processor's library likes it
        assert all(torch.equal(made[member], product(a[member], b[member])) for member in range(3))


@pytest.mark.parametrize("shape", [(2, 5, 4), (4, 1, 3), (3, 4, 5)])
def test_slopes_of_slopes_are_those_of_the_matrix_product(shape):
    rows, common, columns = shape
    draw = torch.Generator().manual_seed(2)
    a = torch.randn(2, rows, common, generator=draw, dtype=torch.float64, requires_grad=True)
    b = torch.randn(2, common, columns, generator=draw, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(product, (a, b))
