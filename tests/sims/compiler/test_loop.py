"""The loop of a traced step gives what the step gives, whatever that is and wherever its values come to lie."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sims.compiler.loop import Loop

SIZE = 32                   # rows of whole vectors, which may lie in more places than others


def over_ones(x):
    return torch.cat([x, x.new_ones(1, SIZE)])


#: Each takes two square matrices and gives one.
CALLS = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "product": lambda x, y: torch.mm(x, y) / SIZE,
    "relu": lambda x, y: torch.relu(x), "neg": lambda x, y: -x, "tanh": lambda x, y: torch.tanh(x),
    "transpose": lambda x, y: x.mT, "both ways": lambda x, y: x * x.mT, "halved": lambda x, y: x / 2 + y,
    "a row for all": lambda x, y: x.sum(0, keepdim=True).expand(SIZE, SIZE) * 0.25,
    "a column on all": lambda x, y: x[:, :1] + y,
    "swapped halves": lambda x, y: torch.cat([x[16:], -x[:16]]),
    "side by side": lambda x, y: torch.mm(torch.cat([torch.relu(x), -y]), x[:, :16]).view(SIZE, SIZE) / SIZE,
    "a layer": lambda x, y: torch.relu(torch.mm(over_ones(x).mT, over_ones(y)) / SIZE),
    "one over another": lambda x, y: torch.cat([over_ones(x), -y])[17:17 + SIZE],
    "masked": lambda x, y: torch.where(x > 0, y, -y),
    "sloped": lambda x, y: torch.ops.aten.threshold_backward(x, y, 0),
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(CALLS)), *[st.integers(0, 30)] * 2), min_size=1, max_size=12),
       st.lists(st.integers(0, 30), min_size=2, max_size=5))
def test_any_straight_line_of_calls_trains_to_the_same_bits_in_a_loop(calls, wanted):
    def step(x, y, added):
        values = [x, y, added]
        for name, first, second in calls:
            values.append(CALLS[name](values[-1 - first % len(values)], values[-1 - second % len(values)]))
        chosen = [values[-1 - which % len(values)] for which in wanted]
        return (*(torch.tanh(value) + 0.125 * added for value in chosen[:2]), *(value.abs().sum() for value in chosen))
    random = torch.Generator().manual_seed(len(calls))
    x, y = (torch.randn(SIZE, SIZE, generator=random) for _ in range(2))
    each = torch.randn(3, SIZE, SIZE, generator=random)
    loop = Loop(step, [x, y], [each], [])
    after, rows = loop.run([x, y], [loop.input_block([each])], [])
    for added, row in zip(each, rows):
        x, y, *scalars = step(x.contiguous(), y.contiguous(), added)        # as a loop keeps them
        torch.testing.assert_close(row, torch.stack(scalars), rtol=1e-5, atol=0, equal_nan=True)
    torch.testing.assert_close(after, [x, y], rtol=0, atol=0)
