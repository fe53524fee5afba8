"""The `.saddle` file: a zip without compression that holds run.json and, for each run, keyframe-N.npz and trace-N.npz.

run.json: {"format": "saddle run", "version", "saddle", "panel", "device", "speed", "hidden", "runs": [{"log", "state",
"trace_length", "thinned", "branches"}, ...]}; the logs are Run.log(), the states what app.sessions.state_codec makes,
"branches" the fields of a SavedBranch (files of 0.1 have none), "hidden" the parts of the panel that are folded away.

Nothing in a file is trusted and nothing in it can run: every size is checked before anything is read or allocated,
every name and number against its declaration, and arrays are raw numbers without pickle. Whether a state fits its run
is checked in the engine process (app.sessions.state_codec), which has the simulations. No Qt here and no torch.
"""

from __future__ import annotations

import errno
import io
import json
import math
import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from app.files import atomically
from app.sessions.limits import LARGEST_STATE, MOST_CELLS, MOST_STEPS, TRACE_ROWS
from app.sessions.saved_run import SavedBranch, SavedRun
from sims import params as parameters
from sims import registry
from sims.events import LOG_VERSION, read_log
from sims.params import N_, ParameterError
from sims.simulation import DIVERGED, OK

SUFFIX = ".saddle"
FORMAT, VERSION = "saddle run", 1
#: From a version to the next: a function that turns the one's run.json into the other's.
MIGRATIONS: dict[int, Callable[[dict], dict]] = {}

MOST_BRANCHES = 100
MOST_RUNS, MOST_EVENTS, MOST_COLUMNS, LARGEST_SEED = 64, 100_000, 256, 2**32
LARGEST_FILE, LARGEST_JSON, LONGEST_NAME, LONGEST_VALUE = 2**29, 2**25, 100, 2**22
KINDS = ("float32", "float64", "int64", "int32", "uint8", "bool")
_MAGIC = b"PK\x03\x04"

GONE = N_("There is no file {file}. Where it has been moved or renamed, open it from there.")
UNREADABLE = N_("{file} cannot be read: {reason}. Open a copy of it in a folder of yours.")
FOLDER = N_("{file} is a folder, not a saved run. Open a file in it that ends in .saddle.")
EMPTY = N_("{file} is empty. Open an older copy of it.")
FOREIGN = N_("{file} is not a run saved by Saddle. Those come from File > Save run and end in .saddle.")
TOO_LARGE = N_("{file} is too large to be a run saved by Saddle. Those end in .saddle.")
NEWER = N_("{file} was saved by a newer Saddle ({version}) and cannot be opened with this one. Open it there, or "
           "install that one here.")
DAMAGED = N_("{file} is damaged and was not opened. Open an older copy of it, or save it again where it comes from.")
BAD_VALUE = N_("{file} was not opened: {reason}.")


class SessionError(ParameterError):
    """A file that cannot be opened, in one sentence; `fields["reason"]` may be a ParameterError of its own."""


@dataclass(frozen=True)
class Session:
    """What a file holds. panel: the group name of the panel that the runs belong to."""

    panel: str
    runs: tuple[SavedRun, ...]
    speed: str = "max"
    hidden: tuple[str, ...] = ()
    device: str = "cpu"

    @property
    def logs(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(run.log for run in self.runs)

    @property
    def thinned(self) -> bool:
        return any(run.thinned for run in self.runs)


# Out -----------------------------------------------------------------------------------------------------------------

def write(path: Path, session: Session, version: str = "") -> None:
    """Write the file whole or not at all. Raises OSError."""
    content = {"format": FORMAT, "version": VERSION, "saddle": version, "panel": session.panel,
               "device": session.device, "speed": session.speed, "hidden": list(session.hidden),
               "runs": [{"log": run.log, "state": run.state, "trace_length": run.trace_length,
                         "thinned": run.thinned, "branches": list(map(asdict, run.branches))}
                        for run in session.runs]}
    entries = {"run.json": json.dumps(content, allow_nan=False, indent=1).encode()}
    for number, run in enumerate(session.runs):
        columns = {f"{name}.{part}": array for name, pair in run.trace.items()
                   for part, array in zip(("rows", "values"), pair)}
        entries[f"keyframe-{number}.npz"] = _npz(run.arrays)
        entries[f"trace-{number}.npz"] = _npz(columns)
    data = _zip(entries)
    if len(data) > LARGEST_FILE or len(entries["run.json"]) > LARGEST_JSON:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    atomically(path, lambda part: part.write_bytes(data))


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    entries = {}
    for name, array in arrays.items():
        out = io.BytesIO()
        np.lib.format.write_array(out, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
        entries[f"{name}.npy"] = out.getvalue()
    return _zip(entries)


def _zip(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)       # without the time: the same run is the same file
    return out.getvalue()


# In ------------------------------------------------------------------------------------------------------------------

def read(path: Path) -> Session:
    """The content of a file, every name and number in it checked. Raises SessionError, and nothing else."""
    name = os.fsencode(path.name or str(path)).decode("utf-8", "replace")
    file = "".join(letter if letter.isprintable() else "�" for letter in name)
    data = _bytes(path, file)
    if not data:
        raise SessionError(EMPTY, file=file)
    if not data.startswith(_MAGIC):
        raise SessionError(FOREIGN, file=file)
    try:
        return _parsed(data, file)
    except SessionError:
        raise
    except ParameterError as error:
        raise SessionError(BAD_VALUE, file=file, reason=error) from error
    except Exception as error:          # zipfile, json and numpy raise anything for a corrupt file
        raise SessionError(DAMAGED, file=file) from error


def _bytes(path: Path, file: str) -> bytes:
    try:
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise SessionError(FOLDER, file=file)
        if not stat.S_ISREG(kind.st_mode):              # a pipe would never end
            raise SessionError(FOREIGN, file=file)
        if kind.st_size > LARGEST_FILE:
            raise SessionError(TOO_LARGE, file=file)
        with path.open("rb") as opened:
            return opened.read(kind.st_size)            # Python asks for that much memory, whatever there is
    except SessionError:                                # which is a ValueError
        raise
    except FileNotFoundError:
        raise SessionError(GONE, file=file) from None
    except OSError as error:
        raise SessionError(UNREADABLE, file=file, reason=error.strerror or type(error).__name__) from error
    except ValueError as error:                         # a name that no file system takes
        raise SessionError(GONE, file=file) from error


def _parsed(data: bytes, file: str) -> Session:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "run.json" not in archive.namelist():
            raise SessionError(FOREIGN, file=file)
    entries = _entries(data)
    content = _json(entries.pop("run.json"))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SessionError(FOREIGN, file=file)
    version = _whole(content["version"], 1, 10**6)
    if version > VERSION:
        raise SessionError(NEWER, file=file, version=_text(content.get("saddle", "")) or f"format {version}")
    for older in range(version, VERSION):
        content = MIGRATIONS[older](content)
    listed = content["runs"]
    _demand(isinstance(listed, list) and 1 <= len(listed) <= MOST_RUNS)
    wanted = {f"{kind}-{number}.npz" for kind in ("keyframe", "trace") for number in range(len(listed))}
    _demand(entries.keys() == wanted)
    hidden = content["hidden"]
    _demand(isinstance(hidden, list) and len(hidden) <= 20)
    runs = tuple(_run(entry, entries[f"keyframe-{number}.npz"], entries[f"trace-{number}.npz"], file)
                 for number, entry in enumerate(listed))
    _demand(len({run.log["simulation"] for run in runs}) == 1)
    _demand(len({tuple(replace(branch, log=None) for branch in run.branches) for run in runs}) == 1)
    return Session(_text(content["panel"]), runs, _text(content["speed"]), tuple(_text(part) for part in hidden),
                   _text(content["device"]))


def _run(entry: dict, keyframe: bytes, trace: bytes, file: str) -> SavedRun:
    log = _log(entry["log"], file)
    length = _whole(entry["trace_length"], 0, MOST_STEPS)
    columns = _trace(_arrays(trace, 2 * MOST_COLUMNS), length)
    arrays = _arrays(keyframe, 1000)
    _demand(sum(array.nbytes for array in arrays.values()) <= LARGEST_STATE)
    _demand(all(np.isfinite(array).all() for array in arrays.values()))
    state, thinned = entry["state"], entry["thinned"]
    _demand(isinstance(thinned, bool) and (isinstance(state, dict) or (state is None and not arrays)))
    return SavedRun(log, state, arrays, length, columns, thinned, _branches(entry.get("branches", []), log, file))


def _branches(listed: list, log: dict, file: str) -> tuple[SavedBranch, ...]:
    """The branches of a run with this log: all of the same simulation, settings and seed, one of them its own."""
    _demand(isinstance(listed, list) and len(listed) <= MOST_BRANCHES)
    branches = []
    for entry in listed:
        _demand(isinstance(entry["pinned"], bool))
        branch = SavedBranch(_whole(entry["number"], 1, 10**9), _text(entry["name"]), entry["pinned"],
                             None if entry["log"] is None else _log(entry["log"], file))
        _demand(branch.log is None or all(branch.log[name] == log[name] for name in ("simulation", "params", "seed")))
        branches.append(branch)
    _demand(not branches or sum(branch.log is None for branch in branches) == 1)
    _demand(len({branch.number for branch in branches}) == len(branches))
    return tuple(branches)


def _log(log: dict, file: str) -> dict:
    """The log with every name known and every value in its range, as Run.log() gives it."""
    version = _whole(log["version"], 1, 10**6)
    if version > LOG_VERSION:
        raise SessionError(NEWER, file=file, version=f"log {version}")
    simulation, params, events = _text(log["simulation"]), log["params"], log["events"]
    _demand(isinstance(params, dict) and isinstance(events, list) and len(events) <= MOST_EVENTS)
    for event in events:
        _demand(isinstance(event, list) and len(event) == 4)
        _whole(event[0], 0, MOST_STEPS)
        _whole(event[1], 0, 10**6)
        _text(event[2])
    params_type = registry.params_type(simulation)
    declared = parameters.parameters(params_type)
    for name, value in [*params.items(), *(event[2:] for event in events)]:
        _value(value, name in declared and declared[name].scale == "text")
        _text(name)
    step, phase = log["position"]
    position = [_whole(step, 0, MOST_STEPS), _whole(phase, 0, 10**6)]
    _demand(log["status"] in (OK, DIVERGED))
    seed = _whole(log["seed"], 0, LARGEST_SEED)
    base, _seed, checked = read_log(params_type, log)
    return {"version": LOG_VERSION, "simulation": simulation, "seed": seed,
            "params": dict(vars(base)), "position": position, "status": log["status"],
            "events": [(event.step, event.phase, event.name, event.value) for event in sorted(checked)],
            "stop": _whole(log.get("stop", 0), 0, MOST_STEPS)}


def _trace(arrays: Mapping[str, np.ndarray], length: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    names = list(dict.fromkeys(name.rpartition(".")[0] for name in arrays))
    _demand(len(names) * length <= MOST_CELLS and len(arrays) == 2 * len(names))
    columns = {}
    for name in names:
        rows, values = arrays[f"{name}.rows"], arrays[f"{name}.values"]
        _demand(name.isidentifier() and len(name) <= LONGEST_NAME and rows.shape == values.shape == (len(rows),)
                and len(rows) <= TRACE_ROWS and rows.dtype == np.int32 and values.dtype == np.float64)
        if len(rows):
            _demand(rows[0] >= 0 and rows[-1] < length and (np.diff(rows) > 0).all())
        columns[name] = (rows, values)
    return columns


# Archives and arrays -------------------------------------------------------------------------------------------------

def _entries(data: bytes) -> dict[str, bytes]:
    """The files of a zip by name: not compressed, so that none is larger than it looks, and each name once."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        _demand(len(listed) <= 2000 and len({entry.filename for entry in listed}) == len(listed))
        for entry in listed:
            _demand(entry.compress_type == zipfile.ZIP_STORED and entry.compress_size == entry.file_size
                    and entry.file_size <= len(data) and len(entry.filename) <= 2 * LONGEST_NAME)
        _demand(sum(entry.file_size for entry in listed) <= len(data))
        return {entry.filename: archive.read(entry) for entry in listed}


def _arrays(data: bytes, most: int) -> dict[str, np.ndarray]:
    """The arrays of an npz; the size that each says it has is looked at before it is made."""
    entries = _entries(data)
    _demand(len(entries) <= most)
    arrays = {}
    for name, raw in entries.items():
        stream = io.BytesIO(raw)
        _demand(name.endswith(".npy") and np.lib.format.read_magic(stream) == (1, 0))
        shape, _order, dtype = np.lib.format.read_array_header_1_0(stream)
        _demand(dtype.name in KINDS and dtype.isnative and len(shape) <= 8
                and math.prod(shape) * dtype.itemsize == len(raw) - stream.tell())
        stream.seek(0)
        arrays[name.removesuffix(".npy")] = np.lib.format.read_array(stream, allow_pickle=False)
    return arrays


def _json(data: bytes) -> Any:
    _demand(len(data) <= LARGEST_JSON)
    return json.loads(data.decode("utf-8"), parse_int=_int, parse_float=_float, parse_constant=_refuse)


def _int(text: str) -> int:
    _demand(len(text) <= 20)
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    _demand(math.isfinite(value))
    return value


# What was found to be otherwise than a file of ours can be -----------------------------------------------------------

class _Damage(Exception):
    """Becomes DAMAGED, with the name of the file."""


def _demand(condition: Any) -> None:
    if not condition:
        raise _Damage


def _refuse(_text: str) -> NoReturn:
    raise _Damage                                       # NaN and Infinity are no JSON


def _whole(value: Any, lo: int, hi: int) -> int:
    _demand(type(value) is int and lo <= value <= hi)
    return value


def _text(value: Any) -> str:
    _demand(isinstance(value, str) and len(value) <= LONGEST_NAME and value.isprintable())
    return value


def _value(value: Any, free_text: bool) -> None:
    """Of the kinds that parameters have; only a free text may be long or of several lines."""
    if isinstance(value, str) and free_text:
        _demand(len(value) <= LONGEST_VALUE and value.encode("utf-8") is not None)
    else:
        _demand(type(value) in (bool, int, float) or _text(value) is not None)
