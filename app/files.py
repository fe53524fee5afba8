"""Writing files: a file is written whole or not at all, and its name says what is in it."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
BEGINNING, LONGEST_ENDING = 24, 16      # characters of a name that a temporary file takes over
PATIENCE = 1.0              # seconds in which another program that reads a file lets go of it
#: Endings by which people and programs tell what is in a file. Any other, as of “run.5”, is a part of the name.
ENDINGS = frozenset((
    ".bmp", ".eps", ".gif", ".jpeg", ".jpg", ".pdf", ".pgf", ".png", ".ps", ".svg", ".tif", ".tiff", ".webp",
    ".avi", ".mkv", ".mov", ".mp4", ".webm",
    ".csv", ".dat", ".json", ".npy", ".npz", ".ods", ".parquet", ".tsv", ".txt", ".xls", ".xlsx", ".xml", ".yaml",
    ".doc", ".docx", ".htm", ".html", ".md", ".odp", ".odt", ".ppt", ".pptx", ".rtf", ".tex",
    ".gz", ".pt", ".py", ".saddle", ".tar", ".zip"))


def other_ending(path: str | Path, ending: str) -> str:
    """The ending of a name that says something else than `ending`, such as ".png", would; "" where it does not."""
    found = Path(path).suffix.lower()
    return found if found in ENDINGS and found != ending else ""


def atomically(path: Path, fill: Callable[[Path], object]) -> None:
    """Let fill(temporary) write a file beside `path`, then rename it to `path`.

    Raises OSError, which names `path`, and whatever else fill raises; then `path` is as it was and the temporary file
    is gone.
    """
    # A name may have 255 bytes; that of the temporary file is no longer than the longest one that it can stand for.
    ending = path.suffix if len(path.suffix) <= LONGEST_ENDING else ""
    folder, beginning, part = path.absolute().parent, f".{path.name[:BEGINNING]}.", None
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=beginning, suffix=ending)
        os.close(handle)
        part = Path(name)
        fill(part)
        with part.open("r+b") as written:
            os.fsync(written.fileno())      # before it takes the place of the old one: the disk may be full only now
        # mkstemp makes files that only their owner reads; a result is an ordinary file.
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        _patiently(lambda: part.replace(path))
    except OSError as error:
        if error.filename is None or str(error.filename).startswith(str(folder / beginning)):
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def read_bytes(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file that others may be writing `atomically`. Raises OSError."""
    def read() -> bytes:
        with path.open("rb") as file:
            return file.read(most)
    return _patiently(read)


def _patiently(do: Callable[[], T]) -> T:
    """Windows refuses to rename to a file that anybody reads, a virus scanner for example, and to read one that is
    being replaced: try again for a while."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > end:
                raise
        time.sleep(0.02)


def as_json(value: Any, **layout: Any) -> str:
    """JSON that every program reads, as json.dumps lays it out; RFC 8259 has no NaN and no infinity.

    A number that is not defined is null. An infinite one, as a distance can be, is the text "Infinity" or "-Infinity".
    """
    try:
        return json.dumps(value, allow_nan=False, **layout)
    except ValueError:
        return json.dumps(_spelled(value), **layout)


def from_json(text: str) -> Any:
    """What `as_json` wrote, with infinite numbers as numbers again where they stand by a name. Raises ValueError."""
    infinite = {"Infinity": math.inf, "-Infinity": -math.inf}
    try:
        return json.loads(text, object_hook=lambda found: {
            name: infinite.get(value, value) if isinstance(value, str) else value for name, value in found.items()})
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _spelled(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_spelled(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def write_text(path: Path, text: str) -> None:
    """Write text in UTF-8, with the same bytes on every system, as `atomically` does."""
    atomically(path, lambda part: part.write_text(text, encoding="utf-8", newline=""))
