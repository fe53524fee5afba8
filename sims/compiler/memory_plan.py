"""The memory plan: every value of a traced step gets a fixed buffer before the first step runs.

Shapes are the same at every step, so a result is written into the buffer that it had at the step before: the loop
allocates nothing, views are taken once, buffers of dead values are used again, and the pieces of a `cat` are computed
right in its buffer. The arithmetic stays bit for bit as it is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, fx

from sims.compiler.graph import ancestors, cat_dimension, is_view, name_of

#: Calls that can write into a given buffer, by name, with the name of that argument.
INTO = dict.fromkeys((
    "mm", "bmm", "addmm", "baddbmm", "add", "sub", "mul", "div", "neg", "sqrt", "rsqrt", "reciprocal", "exp", "log",
    "cos", "sin", "abs", "sgn", "sign", "square", "pow", "lerp", "addcmul", "sigmoid", "tanh", "softplus", "leaky_relu",
    "elu", "clamp", "clamp_min", "clamp_max", "maximum", "minimum", "where", "gt", "ge", "lt", "le", "eq", "ne", "sum",
    "amax", "linalg_vector_norm", "cat"), "out") | dict.fromkeys((
        "threshold_backward", "sigmoid_backward", "tanh_backward", "softplus_backward", "leaky_relu_backward",
        "elu_backward"), "grad_input")
PRODUCTS = {"mm", "bmm", "addmm", "baddbmm"}
#: Calls of which every element depends on that element of the arguments only: they may write over an argument.
ELEMENTWISE = INTO.keys() - PRODUCTS - {"gt", "ge", "lt", "le", "eq", "ne", "sum", "amax", "linalg_vector_norm", "cat"}
LINE = 64                           # bytes of a cache line: torch's tensors begin at a multiple of it
VECTORS = 128                       # bytes of the longest stretch that torch works on at once
ROW_ALIGNMENT = 32                  # numbers, VECTORS bytes: a kept value begins at a multiple of it in its step's row
#: Views that only reshape: from the buffer of the view, that of its source follows by its shape.
RESHAPES = {"view", "_unsafe_view", "unsqueeze", "squeeze"}
#: The lists that the fused Adam changes in place: weights, first and second moments.
CHANGED_BY_ADAM = (0, 2, 3)


class RowSlice(NamedTuple):
    """Where in the row of a step a kept value lies: offset, shape and strides, in numbers."""

    start: int
    shape: torch.Size
    strides: tuple[int, ...]

    @classmethod
    def within(cls, row: Tensor, where: Tensor | None) -> RowSlice | None:
        """None where the buffer is no part of the row."""
        if where is None or where.untyped_storage().data_ptr() != row.untyped_storage().data_ptr():
            return None
        return cls(where.storage_offset(), where.shape, where.stride())

    def of_all(self, rows: Tensor) -> Tensor:
        """The values in all rows."""
        return rows.as_strided((len(rows), *self.shape), (rows.stride(0), *self.strides),
                               rows.storage_offset() + self.start)


class MemoryPlan:
    """The buffers of the values of a graph, whose nodes carry in meta["value"] what they were when recorded.

    states: inputs that go from step to step; results: their next values. scalars: kept of every step, one number each.
    kept: other values to be kept of every step.

    buffers: node -> tensor, for all with a fixed buffer; others are allocated anew at every step. row: what is kept of
    a step, side by side: the scalars, then of `kept` what can be computed there. row_slices: of each of `kept` where in
    the row it lies, or None. needed: the nodes that the loop computes. last: state -> its value after the last step.

    What must be copied, because it cannot be computed in its place: copied_pieces, cat -> (start, length, piece);
    copied_scalars, (buffer, node), into the row; state_copies, (buffer, node), next states at the end of a step;
    adam_copies, (buffer, node), what Adam changes in place though its old value is still read.
    """

    def __init__(self, graph: fx.Graph, states: Sequence[fx.Node], results: Sequence[fx.Node],
                 scalars: Sequence[fx.Node], kept: Sequence[fx.Node] = ()):
        self.needed = ancestors((*results, *scalars, *kept))    # others are computed after the loop
        self._nodes = [node for node in graph.nodes if node in self.needed or node in states]
        self._index = {node: index for index, node in enumerate(self._nodes)}
        self._next = dict(zip(states, results))
        self._kept = set(results) | set(kept) | set(scalars)     # needed to the end of a step
        self.buffers: dict[fx.Node, Tensor] = {node: node.meta["value"].contiguous().clone() for node in states}
        self.adam_copies: dict[fx.Node, list[tuple[Tensor, fx.Node]]] = {}
        self._state_of = {node: node for node in states}        # the state over which a value was written
        self._parents: dict[fx.Node, fx.Node | None] = {}       # in whose buffer a value lies; None: in the row
        self._slots: dict[fx.Node, Callable[[], Tensor]] = {}   # and which part of it
        self._pooled: set[fx.Node] = set()
        self._free: dict[tuple, list[Tensor]] = {}
        self._multiplied = self._multiplied_nodes()
        copied_scalars = [(column, node) for column, node in enumerate(scalars)
                    if not self._assign_slot(node, None, lambda column=column: self.row[column])]
        self.copied_pieces: dict[fx.Node, list[tuple[int, int, fx.Node]]] = {}
        for node in reversed(self._nodes):                      # the outer before the inner
            if name_of(node) == "cat":
                self._assign_piece_slots(node)
            elif name_of(node) == "slice_backward":
                self._assign_padding_slot(node)
        self._row_bounds: dict[fx.Node, tuple[int, int]] = {}        # start and end in the row
        end = self._assign_row_bounds(kept, len(scalars))
        self.row = torch.zeros(end, device=states[0].meta["value"].device)
        self.copied_scalars = [(self.row[column], node) for column, node in copied_scalars]
        self._last = self._last_uses()
        self._allocate_all()
        self.row_slices = [RowSlice.within(self.row, self.buffers.get(node)) for node in kept]
        # Where nobody reads a state, such as a mean that G does not train with, only the last of its values matters.
        self.last = {state: self.buffers[result] if result in self.buffers and self.needed.isdisjoint(state.users)
                     else self.buffers[state] for state, result in self._next.items()}
        self.state_copies = [(self.buffers[state], result) for state, result in self._next.items()
                       if result is not state and self.last[state] is self.buffers[state]
                       and self.buffers.get(result) is not self.buffers[state]]

    # Values inside the buffers of others ------------------------------------------------------------------------------

    def _assign_slot(self, piece: fx.Node, parent: fx.Node | None, slot: Callable[[], Tensor]) -> bool:
        """Have the value that `piece` is a view of computed in the slot; returns whether its call can write there."""
        chain, shown = [], piece
        while is_view(piece) and piece.target is not operator.getitem:
            chain.append(piece)
            piece = piece.args[0]
        if name_of(piece) not in INTO or piece in self._parents or piece in self._next.values():
            return False
        if parent is None and piece in self._multiplied:        # scalars in a row are not aligned
            return False
        if name_of(piece) == "cat" and any(part.op == "get_attr" for part in piece.args[0]):    # put there once
            return False
        if any(name_of(view) not in RESHAPES | {"t", "transpose"} for view in chain) \
                or piece.meta["value"].dtype != shown.meta["value"].dtype:
            return False

        def source_slot() -> Tensor:
            where = slot()
            for view in chain:
                where = _backwards(view, where)
            return where
        self._parents[piece], self._slots[piece] = parent, source_slot
        for source in piece.all_input_nodes:        # computed there, too, and overwritten, if nobody else reads it
            alone = len(source.users) == 1 and source not in self._kept and not is_view(source)
            if alone and _is_elementwise_in(piece, source) and self._assign_slot(source, parent, source_slot):
                break
        return True

    def _assign_piece_slots(self, cat: fx.Node) -> None:
        start, dimension = 0, cat_dimension(cat)
        self.copied_pieces[cat] = []
        for piece in cat.args[0]:
            length = piece.meta["value"].shape[dimension]

            def slot(start=start, length=length) -> Tensor:
                return self._allocate(cat).narrow(dimension, start, length)
            if not self._assign_slot(piece, cat, slot):
                self.copied_pieces[cat].append((start, length, piece))
            start += length

    def _assign_padding_slot(self, padded: fx.Node) -> None:
        """The gradient of a slice: that slice among zeros, which are written once."""
        piece, shape, dimension, start, end, stride = padded.args
        value = padded.meta["value"]
        buffer = torch.zeros_like(value)
        length = min(end, shape[dimension]) - start
        if stride != 1 or start < 0 or length != piece.meta["value"].shape[dimension]:
            return
        self.buffers[padded] = buffer
        assigned = self._assign_slot(piece, padded, lambda: buffer.narrow(dimension, start, length))
        self.copied_pieces[padded] = [] if assigned else [(start, length, piece)]

    def _assign_row_bounds(self, kept: Sequence[fx.Node], start: int) -> int:
        """Have kept values computed in the row, where their calls can write there; returns the row's length."""
        for node in kept:
            owner = self._owner(node)
            if owner is None or owner in self._row_bounds or name_of(owner) not in INTO or owner in self._next.values():
                continue
            value = owner.meta["value"]
            if value.dtype == torch.float32 and value.is_contiguous():
                begin = -(-start // ROW_ALIGNMENT) * ROW_ALIGNMENT
                self._row_bounds[owner] = begin, begin + value.numel()
                start = begin + value.numel()
        return -(-start // ROW_ALIGNMENT) * ROW_ALIGNMENT if self._row_bounds else start

    def _owner(self, node: fx.Node) -> fx.Node | None:
        """The node whose buffer holds this one's value; None for the row."""
        while node is not None and (is_view(node) or node in self._parents):
            node = node.args[0] if is_view(node) else self._parents[node]
        return node

    def _last_uses(self) -> dict[fx.Node | None, int]:
        """Liveness: for every owner of a buffer, the index of the node that uses it last."""
        last: dict[fx.Node | None, int] = {}
        for index, node in enumerate(self._nodes):
            for value in (node, *node.all_input_nodes):
                owner = self._owner(value)
                last[owner] = max(index, last.get(owner, 0))
        return last | {self._owner(node): len(self._nodes) for node in self._kept}

    # Allocation ------------------------------------------------------------------------------------------------------

    def _allocate_all(self) -> None:
        ending: dict[int, list[fx.Node]] = {}
        for owner, index in self._last.items():
            ending.setdefault(index, []).append(owner)
        for index, node in enumerate(self._nodes):
            if node.op == "get_attr":
                self.buffers[node] = node.meta["value"].contiguous()
            elif name_of(node) == "_fused_adam":
                self._allocate_adam(node)
            elif is_view(node):
                self._view(node)
            elif name_of(node) in INTO:
                self._allocate(node)
            for owner in ending.get(index, ()):
                if owner in self._pooled:
                    self._free.setdefault(_size(self.buffers[owner]), []).append(self.buffers[owner])

    def _allocate(self, node: fx.Node) -> Tensor:
        if node not in self.buffers:
            self.buffers[node] = self._slot_of(node)
            for start, length, piece in self._constants_of(node):       # copied once
                self.buffers[node].narrow(cat_dimension(node), start, length).copy_(piece.meta["value"])
        return self.buffers[node]

    def _constants_of(self, node: fx.Node) -> list[tuple[int, int, fx.Node]]:
        return [piece for piece in self.copied_pieces.get(node, ()) if piece[2].op == "get_attr"]

    def _slot_of(self, node: fx.Node) -> Tensor:
        if node in self._slots:
            try:
                where = self._slots[node]()
                # Where its members lie apart, torch makes a bmm of them one by one, and in twice the time.
                if self._same_bits(node, where) and (name_of(node) != "bmm" or where.is_contiguous()):
                    return where
            except RuntimeError:        # a view that cannot be read backwards there
                pass
            self._drop_slot(node)          # copied at the cat or into the row
        value = node.meta["value"]
        if node in self._row_bounds:
            return self.row[slice(*self._row_bounds[node])].view(value.shape)
        state = next((source for source in node.all_input_nodes if self._writes_over_state(node, source)), None)
        if state is not None:
            self._state_of[node] = self._state_of[state]
            return self.buffers[state]
        dead = next((source for source in node.all_input_nodes if self._writes_over_dead(node, source)), None)
        if dead is not None:
            self._pooled.remove(self._owner(dead))
            self._pooled.add(node)
            return self.buffers[dead]
        if not self._constants_of(node) and node not in self._kept and node not in self._slots:
            self._pooled.add(node)
            if free := self._free.get(_size(value)):
                return free.pop().as_strided(value.shape, torch.empty_like(value, device="meta").stride())
        return torch.empty_like(value)          # in the order in memory that torch chose, on which sums depend

    def _same_bits(self, node: fx.Node, where: Tensor) -> bool:
        """Whether what is computed or read there has the last bits that it has in a tensor of its own.

        Vectors end where rows end, and MKL looks at where its matrices begin (oneMKL developer guide, "Getting
        Reproducible Results"), so rows must lie as they do in the tensor, or all be whole vectors.
        """
        value = node.meta["value"]
        strides = [(there, here) for length, there, here in zip(value.shape, where.stride(), value.stride())
                   if length > 1]
        lines = VECTORS // value.element_size()
        as_made = all(there == here or (1 not in (there, here) and there % lines == here % lines == 0)
                      for there, here in strides)
        return as_made and (node not in self._multiplied or where.data_ptr() % LINE == 0)

    def _multiplied_nodes(self) -> set[fx.Node]:
        """Matrix products and their factors."""
        found: set[fx.Node] = set()
        for node in self._nodes:
            if name_of(node) in PRODUCTS:
                for source in (node, *node.all_input_nodes):
                    while is_view(source):
                        source = source.args[0]
                    found.add(source)
        return found

    def _drop_slot(self, node: fx.Node) -> None:
        parent = self._parents[node]
        if name_of(parent) == "slice_backward":
            piece, _shape, _dimension, start = parent.args[:4]
            self.copied_pieces[parent] = [(start, piece.meta["value"].shape[cat_dimension(parent)], piece)]
            return
        start = 0
        for shown in parent.args[0]:
            length = shown.meta["value"].shape[cat_dimension(parent)]
            source = shown
            while is_view(source):
                source = source.args[0]
            if source is node and (start, length, shown) not in self.copied_pieces[parent]:
                self.copied_pieces[parent].append((start, length, shown))
            start += length

    def _dead_after(self, before: fx.Node, node: fx.Node) -> bool:
        return before in self._state_of and self._last[self._owner(before)] <= self._index[node]

    def _writes_over_state(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether `node` is the next value of the state that `source` is, and nobody reads it any more."""
        return (self._dead_after(source, node) and self._next[self._state_of[source]] is node
                and self._reads_no_other_element(node, source))

    def _writes_over_dead(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether `node` can be computed in the buffer of `source`, which nobody else reads any more."""
        owner, value = self._owner(source), node.meta["value"]
        return (owner in self._pooled and self._last[owner] == self._index[node]
                and self._reads_no_other_element(node, source) and self._same_bits(node, self.buffers[source])
                and self.buffers[source].stride() == torch.empty_like(value, device="meta").stride())

    def _reads_no_other_element(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether every element of `node` reads, of the buffer of `source`, that same element only."""
        return _is_elementwise_in(node, source) and all(
            other is source or self._owner(other) is not self._owner(source) for other in node.all_input_nodes)

    def _view(self, node: fx.Node) -> None:
        source = node.args[0]
        if source not in self.buffers:
            return
        if node.target is operator.getitem:
            self.buffers[node] = self.buffers[source][node.args[1]]
        elif name_of(node) == "_unsafe_view":
            self.buffers[node] = self.buffers[source].view(node.args[1])
        else:
            self.buffers[node] = node.target(self.buffers[source], *node.args[1:], **node.kwargs)

    def _allocate_adam(self, node: fx.Node) -> None:
        """Weights and moments change in place, or in a copy where somebody still reads their old values.

        With several members Adam is called on their vectors one by one, and a `cat` joins the new ones.
        """
        self.adam_copies[node], node.meta["lists"] = [], {}
        for which in CHANGED_BY_ADAM:
            members = node.args[which]
            before = members[0] if len(members) == 1 else self._owner(members[0])
            after = [item for part in node.users if part.args[1] == which for item in part.users]
            whole = {user for item in after for user in item.users if len(members) > 1 and name_of(user) == "cat"}
            if self._dead_after(before, node):
                buffer = self.buffers[before]
                self._state_of |= {item: self._state_of[before] for item in (*after, *whole)}
            else:
                buffer = torch.empty_like(before.meta["value"])
                self.adam_copies[node].append((buffer, before))
            rows = [buffer] if len(members) == 1 else buffer.split(1)
            self.buffers |= {item: rows[item.args[1]] for item in after} | dict.fromkeys(whole, buffer)
            self.copied_pieces |= {cat: [] for cat in whole}
            node.meta["lists"][which] = [*rows]


def _is_elementwise_in(node: fx.Node, source: fx.Node) -> bool:
    """Whether every element of `node` depends, of `source`, on the same element only."""
    made, read = node.meta["value"], source.meta["value"]
    return name_of(node) in ELEMENTWISE and made.shape == read.shape and made.dtype == read.dtype


def _size(value: Tensor) -> tuple:
    return value.numel(), value.dtype, value.device


def _backwards(view: fx.Node, where: Tensor) -> Tensor:
    """The buffer of a view's source from the buffer of the view. Raises RuntimeError where there is none."""
    if name_of(view) in RESHAPES:
        return where.view(view.args[0].meta["value"].shape)
    return where.t() if name_of(view) == "t" else where.transpose(*view.args[1:])
