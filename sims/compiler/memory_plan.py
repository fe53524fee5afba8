"""Every value of a traced step gets its place in memory before the first step runs.

Shapes never change from step to step, so each result is written over the one of the step before: nothing is allocated,
views are taken once, and what a `cat` only puts side by side is made side by side. The arithmetic stays as it is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor, fx

#: Calls that can write where they are told, by name, with the name of that argument.
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
LINE = 64                           # bytes: torch's tensors begin at a multiple of it
VECTORS = 128                       # bytes of the longest stretch that torch works on at once
BERTH = 32                          # numbers, VECTORS bytes: what lies in the row of a step begins at a multiple of it
#: Views whose source can be found in the same memory by its shape alone.
RESHAPES = {"view", "_unsafe_view", "unsqueeze", "squeeze"}
#: The lists of the fused optimiser that it changes: weights, first and second moments.
CHANGED_BY_ADAM = (0, 2, 3)


def name_of(node: fx.Node) -> str:
    """What a call is called, without namespace and overload; empty for all other nodes."""
    return _called(node.target) if node.op == "call_function" else ""


@lru_cache(maxsize=1024)
def _called(target: object) -> str:
    schema = getattr(target, "_schema", None)
    return schema.name.split("::")[1] if schema else ""


@lru_cache(maxsize=1024)
def _gives_views(target: object) -> bool:
    return _called(target) == "_unsafe_view" or any(
        value.alias_info is not None and not value.alias_info.is_write for value in target._schema.returns)


def is_view(node: fx.Node) -> bool:
    """Whether the node's value is other than its source only in shape and strides."""
    if node.op != "call_function":
        return False
    if node.target is operator.getitem:
        return is_view(node.args[0])
    return _gives_views(node.target)


class Berth(NamedTuple):
    """Where in a row a value lies."""

    start: int
    shape: torch.Size
    strides: tuple[int, ...]

    @classmethod
    def within(cls, row: Tensor, where: Tensor | None) -> Berth | None:
        """None for what lies elsewhere."""
        if where is None or where.untyped_storage().data_ptr() != row.untyped_storage().data_ptr():
            return None
        return cls(where.storage_offset(), where.shape, where.stride())

    def of_all(self, rows: Tensor) -> Tensor:
        """The values in all rows."""
        return rows.as_strided((len(rows), *self.shape), (rows.stride(0), *self.strides),
                               rows.storage_offset() + self.start)


class MemoryPlan:
    """Where the values of a graph lie. Its nodes carry in meta["value"] what they were when recorded.

    at: node -> tensor, for all with a fixed place; others are made anew at every step. row: side by side what a step
    leaves to be kept: scalars, then of `kept` what can lie there; berths: of each of `kept` where, or None. loose: cat
    -> (start, length, piece) of what must be copied into it. unseated: (where, node) of scalars that must be copied
    into the row. copies: (where, node) of next states that must be copied at the end of a step, beside: (where, node)
    of what an update changes in place though it is still read. last: state -> its value after the last step.
    """

    def __init__(self, graph: fx.Graph, states: Sequence[fx.Node], results: Sequence[fx.Node],
                 scalars: Sequence[fx.Node], kept: Sequence[fx.Node] = ()):
        self.wanted = ancestors((*results, *scalars, *kept))    # others are worked out after the loop
        self._nodes = [node for node in graph.nodes if node in self.wanted or node in states]
        self._index = {node: place for place, node in enumerate(self._nodes)}
        self._next = dict(zip(states, results))
        self._kept = set(results) | set(kept) | set(scalars)     # needed to the end of a step
        self.at: dict[fx.Node, Tensor] = {node: node.meta["value"].contiguous().clone() for node in states}
        self.beside: dict[fx.Node, list[tuple[Tensor, fx.Node]]] = {}
        self._state_of = {node: node for node in states}        # the state over which a value was written
        self._parents: dict[fx.Node, fx.Node | None] = {}       # inside whose memory a value lies; None: in the row
        self._slots: dict[fx.Node, Callable[[], Tensor]] = {}   # and where in it
        self._pooled: set[fx.Node] = set()
        self._free: dict[tuple, list[Tensor]] = {}
        self._multiplied = self._multiplied_nodes()
        unseated = [(column, node) for column, node in enumerate(scalars)
                    if not self._seat(node, None, lambda column=column: self.row[column])]
        self.loose: dict[fx.Node, list[tuple[int, int, fx.Node]]] = {}
        for node in reversed(self._nodes):                      # the outer before the inner
            if name_of(node) == "cat":
                self._seat_pieces(node)
            elif name_of(node) == "slice_backward":
                self._seat_in_zeros(node)
        self._berth: dict[fx.Node, tuple[int, int]] = {}        # start and end in the row
        end = self._give_berths(kept, len(scalars))
        self.row = torch.zeros(end, device=states[0].meta["value"].device)
        self.unseated = [(self.row[column], node) for column, node in unseated]
        self._last = self._last_uses()
        self._place_all()
        self.berths = [Berth.within(self.row, self.at.get(node)) for node in kept]
        # Where nobody reads a state, such as a mean that G does not train with, only the last of its values matters.
        self.last = {state: self.at[result] if result in self.at and self.wanted.isdisjoint(state.users)
                     else self.at[state] for state, result in self._next.items()}
        self.copies = [(self.at[state], result) for state, result in self._next.items()
                       if result is not state and self.last[state] is self.at[state]
                       and self.at.get(result) is not self.at[state]]

    # Who lies inside whom --------------------------------------------------------------------------------------------

    def _seat(self, piece: fx.Node, parent: fx.Node | None, slot: Callable[[], Tensor]) -> bool:
        """Let the value that `piece` shows be made in the slot, where it is made by a call that can write there."""
        chain, shown = [], piece
        while is_view(piece) and piece.target is not operator.getitem:
            chain.append(piece)
            piece = piece.args[0]
        if name_of(piece) not in INTO or piece in self._parents or piece in self._next.values():
            return False
        if parent is None and piece in self._multiplied:        # a row of scalars begins anywhere
            return False
        if name_of(piece) == "cat" and any(part.op == "get_attr" for part in piece.args[0]):    # put there once
            return False
        if any(name_of(view) not in RESHAPES | {"t", "transpose"} for view in chain) \
                or piece.meta["value"].dtype != shown.meta["value"].dtype:
            return False

        def place() -> Tensor:
            where = slot()
            for view in chain:
                where = _backwards(view, where)
            return where
        self._parents[piece], self._slots[piece] = parent, place
        for source in piece.all_input_nodes:        # made there, too, and written over, where nobody else reads it
            alone = len(source.users) == 1 and source not in self._kept and not is_view(source)
            if alone and _is_elementwise_in(piece, source) and self._seat(source, parent, place):
                break
        return True

    def _seat_pieces(self, cat: fx.Node) -> None:
        start, dimension = 0, cat_dimension(cat)
        self.loose[cat] = []
        for piece in cat.args[0]:
            length = piece.meta["value"].shape[dimension]

            def slot(start=start, length=length) -> Tensor:
                return self._place(cat).narrow(dimension, start, length)
            if not self._seat(piece, cat, slot):
                self.loose[cat].append((start, length, piece))
            start += length

    def _seat_in_zeros(self, padded: fx.Node) -> None:
        """The slope of a slice: that slice among zeros, which are there from the beginning."""
        piece, shape, dimension, start, end, stride = padded.args
        value = padded.meta["value"]
        place = torch.zeros_like(value)
        length = min(end, shape[dimension]) - start
        if stride != 1 or start < 0 or length != piece.meta["value"].shape[dimension]:
            return
        self.at[padded] = place
        seated = self._seat(piece, padded, lambda: place.narrow(dimension, start, length))
        self.loose[padded] = [] if seated else [(start, length, piece)]

    def _give_berths(self, kept: Sequence[fx.Node], start: int) -> int:
        """Let what is to be kept, and is made by a call that can write there, be made in the row; returns its end."""
        for node in kept:
            owner = self._owner(node)
            if owner is None or owner in self._berth or name_of(owner) not in INTO or owner in self._next.values():
                continue
            value = owner.meta["value"]
            if value.dtype == torch.float32 and value.is_contiguous():
                begin = -(-start // BERTH) * BERTH
                self._berth[owner] = begin, begin + value.numel()
                start = begin + value.numel()
        return -(-start // BERTH) * BERTH if self._berth else start

    def _owner(self, node: fx.Node) -> fx.Node | None:
        """The node whose memory this one lies in; None for the row."""
        while node is not None and (is_view(node) or node in self._parents):
            node = node.args[0] if is_view(node) else self._parents[node]
        return node

    def _last_uses(self) -> dict[fx.Node | None, int]:
        last: dict[fx.Node | None, int] = {}
        for place, node in enumerate(self._nodes):
            for value in (node, *node.all_input_nodes):
                owner = self._owner(value)
                last[owner] = max(place, last.get(owner, 0))
        return last | {self._owner(node): len(self._nodes) for node in self._kept}

    # Placing ---------------------------------------------------------------------------------------------------------

    def _place_all(self) -> None:
        ending: dict[int, list[fx.Node]] = {}
        for owner, place in self._last.items():
            ending.setdefault(place, []).append(owner)
        for place, node in enumerate(self._nodes):
            if node.op == "get_attr":
                self.at[node] = node.meta["value"].contiguous()
            elif name_of(node) == "_fused_adam":
                self._place_adam(node)
            elif is_view(node):
                self._view(node)
            elif name_of(node) in INTO:
                self._place(node)
            for owner in ending.get(place, ()):
                if owner in self._pooled:
                    self._free.setdefault(_size(self.at[owner]), []).append(self.at[owner])

    def _place(self, node: fx.Node) -> Tensor:
        if node not in self.at:
            self.at[node] = self._slot_of(node)
            for start, length, piece in self._constants_of(node):       # put in place once
                self.at[node].narrow(cat_dimension(node), start, length).copy_(piece.meta["value"])
        return self.at[node]

    def _constants_of(self, node: fx.Node) -> list[tuple[int, int, fx.Node]]:
        return [piece for piece in self.loose.get(node, ()) if piece[2].op == "get_attr"]

    def _slot_of(self, node: fx.Node) -> Tensor:
        if node in self._slots:
            try:
                where = self._slots[node]()
                # Where its members lie apart, torch makes a bmm of them one by one, and in twice the time.
                if self._same_bits(node, where) and (name_of(node) != "bmm" or where.is_contiguous()):
                    return where
            except RuntimeError:        # a view that cannot be read backwards there
                pass
            self._unseat(node)          # copied at the cat or into the row
        value = node.meta["value"]
        if node in self._berth:
            return self.row[slice(*self._berth[node])].view(value.shape)
        state = next((source for source in node.all_input_nodes if self._writes_over_state(node, source)), None)
        if state is not None:
            self._state_of[node] = self._state_of[state]
            return self.at[state]
        dead = next((source for source in node.all_input_nodes if self._writes_over_dead(node, source)), None)
        if dead is not None:
            self._pooled.remove(self._owner(dead))
            self._pooled.add(node)
            return self.at[dead]
        if not self._constants_of(node) and node not in self._kept and node not in self._slots:
            self._pooled.add(node)
            if free := self._free.get(_size(value)):
                return free.pop().as_strided(value.shape, torch.empty_like(value, device="meta").stride())
        return torch.empty_like(value)          # in the order in memory that torch chose, on which sums depend

    def _same_bits(self, node: fx.Node, where: Tensor) -> bool:
        """Whether what is made or read there has the last bits that it has in a tensor of its own.

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
        """Products, and what they are made of."""
        found: set[fx.Node] = set()
        for node in self._nodes:
            if name_of(node) in PRODUCTS:
                for source in (node, *node.all_input_nodes):
                    while is_view(source):
                        source = source.args[0]
                    found.add(source)
        return found

    def _unseat(self, node: fx.Node) -> None:
        parent = self._parents[node]
        if name_of(parent) == "slice_backward":
            piece, _shape, _dimension, start = parent.args[:4]
            self.loose[parent] = [(start, piece.meta["value"].shape[cat_dimension(parent)], piece)]
            return
        start = 0
        for shown in parent.args[0]:
            length = shown.meta["value"].shape[cat_dimension(parent)]
            source = shown
            while is_view(source):
                source = source.args[0]
            if source is node and (start, length, shown) not in self.loose[parent]:
                self.loose[parent].append((start, length, shown))
            start += length

    def _dead_after(self, before: fx.Node, node: fx.Node) -> bool:
        return before in self._state_of and self._last[self._owner(before)] <= self._index[node]

    def _writes_over_state(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether `node` is the next value of the state that `source` is, and nobody reads it any more."""
        return (self._dead_after(source, node) and self._next[self._state_of[source]] is node
                and self._reads_no_other_element(node, source))

    def _writes_over_dead(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether `node` can be made where `source` lies, which nobody else reads any more."""
        owner, value = self._owner(source), node.meta["value"]
        return (owner in self._pooled and self._last[owner] == self._index[node]
                and self._reads_no_other_element(node, source) and self._same_bits(node, self.at[source])
                and self.at[source].stride() == torch.empty_like(value, device="meta").stride())

    def _reads_no_other_element(self, node: fx.Node, source: fx.Node) -> bool:
        """Whether every element of `node` reads, of all that lies where `source` does, only that element of it."""
        return _is_elementwise_in(node, source) and all(
            other is source or self._owner(other) is not self._owner(source) for other in node.all_input_nodes)

    def _view(self, node: fx.Node) -> None:
        source = node.args[0]
        if source not in self.at:
            return
        if node.target is operator.getitem:
            self.at[node] = self.at[source][node.args[1]]
        elif name_of(node) == "_unsafe_view":
            self.at[node] = self.at[source].view(node.args[1])
        else:
            self.at[node] = node.target(self.at[source], *node.args[1:], **node.kwargs)

    def _place_adam(self, node: fx.Node) -> None:
        """Weights and moments change where they are, or in a copy where somebody still reads them as they were.

        Of several members their vectors come apart, and the new ones are put side by side by a `cat`.
        """
        self.beside[node], node.meta["lists"] = [], {}
        for which in CHANGED_BY_ADAM:
            members = node.args[which]
            before = members[0] if len(members) == 1 else self._owner(members[0])
            after = [item for part in node.users if part.args[1] == which for item in part.users]
            whole = {user for item in after for user in item.users if len(members) > 1 and name_of(user) == "cat"}
            if self._dead_after(before, node):
                place = self.at[before]
                self._state_of |= {item: self._state_of[before] for item in (*after, *whole)}
            else:
                place = torch.empty_like(before.meta["value"])
                self.beside[node].append((place, before))
            rows = [place] if len(members) == 1 else place.split(1)
            self.at |= {item: rows[item.args[1]] for item in after} | dict.fromkeys(whole, place)
            self.loose |= {cat: [] for cat in whole}
            node.meta["lists"][which] = [*rows]


def ancestors(nodes: Sequence[fx.Node]) -> set[fx.Node]:
    """The nodes and all that they are made of."""
    found: set[fx.Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.all_input_nodes
    return found


def cat_dimension(node: fx.Node) -> int:
    """Along which dimension the node puts its pieces side by side."""
    if name_of(node) == "slice_backward":
        return node.args[2] % node.meta["value"].dim()
    return (node.args[1] if len(node.args) > 1 else 0) % node.meta["value"].dim()


def _is_elementwise_in(node: fx.Node, source: fx.Node) -> bool:
    """Whether every element of `node` is made of that element of `source`."""
    made, read = node.meta["value"], source.meta["value"]
    return name_of(node) in ELEMENTWISE and made.shape == read.shape and made.dtype == read.dtype


def _size(value: Tensor) -> tuple:
    return value.numel(), value.dtype, value.device


def _backwards(view: fx.Node, where: Tensor) -> Tensor:
    """The place of a view's source, from the place of the view. Raises RuntimeError where it cannot be had so."""
    if name_of(view) in RESHAPES:
        return where.view(view.args[0].meta["value"].shape)
    return where.t() if name_of(view) == "t" else where.transpose(*view.args[1:])
