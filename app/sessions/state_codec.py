"""The state of a run as plain data and back: a tree that JSON can hold, and named numpy arrays. No code can be run.

A state is rebuilt from the declared types of the simulation's own state class, never from names in the data; arrays
must have the shape and the type that they have in the initial state with the same parameters.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from typing import Any

import numpy as np

from app.sessions.limits import LARGEST_STATE
from sims import params as parameters
from sims.keyframes import Keyframe
from sims.run import Run
from sims.simulation import OK, Phase, State

Tree = Any
KINDS = ("float32", "float64", "int64", "int32", "uint8", "bool")
MOST_ITEMS, LONGEST_TEXT, LARGEST_WHOLE = 100_000, 400, 2**53


_PLAIN = (bool, int, float, str)


class Unfit(ValueError):
    """The data do not hold a state of this run, or a state cannot be expressed as plain data."""


def nearest(run: Run) -> tuple[Tree, dict[str, np.ndarray]] | None:
    """The state to replay from, as plain data: the nearest at or before the run's position that can be restored.

    None where only the start is left: then the log is enough.
    """
    for state in run.keyframes.states_before(run.state.step):
        if state.step == 0:
            return None
        try:
            tree, arrays = pack(state)
            if sum(array.nbytes for array in arrays.values()) <= LARGEST_STATE:
                restored(run, tree, arrays)
                return tree, arrays
        except Unfit:
            continue
    return None


def restored(run: Run, tree: Tree, arrays: Mapping[str, np.ndarray]) -> Keyframe:
    """The keyframe of this run that these data hold, after a trial step on a copy of the run. Raises Unfit."""
    try:
        step = _decode(int, _member(tree, "step"), arrays, None, "step")
        in_force = run.keyframe_of(State(step=step)).params
        state = unpack(run.simulation.initial(in_force, run.seed), tree, arrays)
        keyframe = run.keyframe_of(state)
        keyframe = dataclasses.replace(keyframe, state=dataclasses.replace(state, done=_last_phase(run, keyframe)))
        twin = run.branch()
        twin.keyframes.add(keyframe)
        twin.seek(step)
        twin.frame()
        twin.step()
        twin.frame()
    except Unfit:
        raise
    except Exception as error:                  # a simulation may fail in any way on a state that is not its own
        raise Unfit(f"{type(error).__name__}: {error}") from error
    return keyframe


def _last_phase(run: Run, keyframe: Keyframe) -> Phase:
    """This run's phase that the state says ran last; what it is called may have changed since the file was written.

    Raises Unfit unless the state is at the start of a step and there is such a phase.
    """
    state = keyframe.state
    before = [event for event in run.events if event.step < state.step - 1 or (event.step == state.step - 1
              and (event.phase == 0 or parameters.parameters(run.base)[event.name].when == "live"))]
    then = parameters.change(run.base, **{event.name: event.value for event in before})
    known = {(phase.key, phase.repeat): phase
             for phase in (*run.simulation.phases(keyframe.params), *run.simulation.phases(then))}
    last = state.done and known.get((state.done.key, state.done.repeat))
    if state.phase or state.status != OK or not state.step or last is None:
        raise Unfit("not the start of a step of this run")
    return last


# To plain data -------------------------------------------------------------------------------------------------------

def pack(state: State) -> tuple[Tree, dict[str, np.ndarray]]:
    """(tree, arrays): finite numbers only. Raises Unfit where the state holds anything else."""
    arrays: dict[str, np.ndarray] = {}
    return _encode(state, "", arrays), arrays


def _encode(value: Any, path: str, arrays: dict[str, np.ndarray]) -> Tree:
    if dataclasses.is_dataclass(value):
        value = {entry.name: getattr(value, entry.name) for entry in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) and key.isidentifier() for key in value):
            raise Unfit(f"{path}: names that are no names")
        return {key: _encode(part, f"{path}.{key}" if path else key, arrays) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_encode(part, f"{path}.{index}", arrays) for index, part in enumerate(value)]
    if isinstance(value, np.float64):                   # a float to every arithmetic, but not to JSON
        value = value.item()
    if value is None or isinstance(value, (bool, str)):
        return value
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    if type(value).__module__ != "numpy" and not hasattr(value, "detach"):
        raise Unfit(f"{path}: {value!r}")
    array = np.array(value.detach().cpu().numpy() if hasattr(value, "detach") else value)
    if array.dtype.name not in KINDS or not np.isfinite(array).all():
        raise Unfit(f"{path}: {array.dtype}, or not finite")
    arrays[path] = array
    return {"array": path}


# And back ------------------------------------------------------------------------------------------------------------

def unpack(fresh: State, tree: Tree, arrays: Mapping[str, np.ndarray]) -> State:
    """The state that these data hold, of the type of `fresh` and with arrays like its own. Raises Unfit."""
    return _decode(type(fresh), tree, arrays, fresh, "")


def _decode(hint: Any, tree: Tree, arrays: Mapping[str, np.ndarray], fresh: Any, path: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if tree is None and fresh is None and hint not in _PLAIN:
        return None                                     # what is not there now need not be there in the file
    if origin in (types.UnionType, typing.Union):
        if tree is None and type(None) in inner:
            return None
        hint, = (one for one in inner if one is not type(None))
        return _decode(hint, tree, arrays, fresh, path)
    if dataclasses.is_dataclass(hint):
        return _decode_fields(hint, tree, arrays, fresh, path)
    if origin is tuple:
        return _decode_tuple(inner, tree, arrays, fresh, path)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(tree, dict) or len(tree) > MOST_ITEMS or not all(key.isidentifier() for key in tree):
            raise Unfit(f"{path}: no names and values")
        return {key: _decode(inner[1], part, arrays, fresh.get(key) if isinstance(fresh, Mapping) else None,
                             f"{path}.{key}") for key, part in tree.items()}
    if isinstance(tree, dict):
        return _decode_array(hint, tree, arrays, fresh, path)
    return _decode_scalar(hint, tree, path)


def _decode_fields(hint: type, tree: Tree, arrays: Mapping[str, np.ndarray], fresh: Any, path: str) -> Any:
    hints = typing.get_type_hints(hint)
    if not isinstance(tree, dict) or not tree.keys() <= {entry.name for entry in dataclasses.fields(hint)}:
        raise Unfit(f"{path}: not the fields of {hint.__name__}")
    # A field that an older file does not know begins as in a fresh state.
    values = {} if fresh is None else {entry.name: getattr(fresh, entry.name) for entry in dataclasses.fields(hint)}
    for name, part in tree.items():
        values[name] = _decode(hints[name], part, arrays, values.get(name), f"{path}.{name}" if path else name)
    if any(parameters.KEY in entry.metadata for entry in dataclasses.fields(hint)):
        return parameters.change(hint(), **values)
    return hint(**values)


def _decode_tuple(inner: tuple, tree: Tree, arrays: Mapping[str, np.ndarray], fresh: Any, path: str) -> tuple:
    if not isinstance(tree, list) or len(tree) > MOST_ITEMS:
        raise Unfit(f"{path}: no list")
    hints = [inner[0]] * len(tree) if inner[-1] is Ellipsis else list(inner)
    # Whole numbers in a row say which run it is (the seeds of its members): as many as in a fresh state.
    wanted = len(fresh) if hints[:1] == [int] and fresh is not None else len(hints)
    if len(tree) != wanted:
        raise Unfit(f"{path}: {len(tree)} values, not {wanted}")
    like = fresh if isinstance(fresh, tuple) and len(fresh) == len(tree) else [None] * len(tree)
    return tuple(_decode(hint, part, arrays, one, f"{path}.{index}")
                 for index, (hint, part, one) in enumerate(zip(hints, tree, like)))


def _decode_array(hint: Any, tree: dict, arrays: Mapping[str, np.ndarray], fresh: Any, path: str) -> Any:
    if tree != {"array": path} or path not in arrays or type(fresh) is not hint:
        raise Unfit(f"{path}: no array belongs here")
    array = arrays[path]
    like = fresh.detach().cpu().numpy() if hasattr(fresh, "detach") else fresh
    if (array.shape, array.dtype) != (like.shape, like.dtype) or not np.isfinite(array).all():
        raise Unfit(f"{path}: {array.dtype} {array.shape} instead of {like.dtype} {like.shape}, or not finite")
    if not hasattr(fresh, "detach"):
        return array.copy()
    import torch
    return torch.from_numpy(array.copy()).to(fresh.device)


def _decode_scalar(hint: Any, tree: Tree, path: str) -> Any:
    if hint is bool and isinstance(tree, bool):
        return tree
    if hint is str and isinstance(tree, str) and len(tree) <= LONGEST_TEXT and tree.isprintable():
        return tree
    if hint is int and type(tree) is int and 0 <= tree <= LARGEST_WHOLE:
        return tree
    if hint is float and type(tree) in (int, float) and math.isfinite(tree):
        return float(tree)
    raise Unfit(f"{path}: no {getattr(hint, '__name__', hint)}")


def _member(tree: Tree, name: str) -> Tree:
    if not isinstance(tree, dict) or name not in tree:
        raise Unfit(f"no {name}")
    return tree[name]
