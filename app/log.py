"""The log in the user's folder: what happened, a line each, for who wants to report a fault. No Qt here.

It holds no personal data: the home folder is written as ~, and the name of the user is left out. A file that has grown
to LARGEST takes the name of the one before; two are kept.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import os
import re
import sys
from functools import cache
from pathlib import Path

import platformdirs

LARGEST = 200_000               # bytes of a file
SOMEBODY = "…"                  # in place of a user's name


def folder() -> Path:
    """The folder of the log and of the reports of crashes."""
    return Path(platformdirs.user_log_dir("saddle", appauthor=False))


def path() -> Path:
    return folder() / "saddle.log"


def note(text: str) -> None:
    """Add an entry. Where nothing can be written, it goes to stderr, if there is one."""
    entry = f"{datetime.datetime.now().astimezone().isoformat(' ', 'seconds')} [{os.getpid()}] {impersonal(text)}\n"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if path().stat().st_size > LARGEST:
                path().replace(path().with_suffix(".old.log"))
        with path().open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(entry)
    except OSError as error:
        if sys.stderr is not None:
            print(f"saddle: {impersonal(text)} (The log could not be written: {error.strerror}.)", file=sys.stderr)


def tail(most: int = 20_000) -> str:
    """The last entries, at most so many bytes; "" where there are none."""
    try:
        with path().open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - most))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return text.partition("\n")[2] if len(text) >= most else text


def impersonal(text: str) -> str:
    """The text with ~ for the home folder, under each way to spell it, and without the user's name in other paths."""
    homes, names = _personal()
    for home in homes:
        text = re.sub(re.escape(home) + r"(?![\w-])", "~", text)
    for name in names:
        text = re.sub(rf"(?<=[/\\]){re.escape(name)}(?![\w-])", SOMEBODY, text)
    return text


@cache
def _personal() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(spellings of the home folder, the longest first; names of the user that are worth leaving out)."""
    homes, names = set(), set()
    with contextlib.suppress(RuntimeError, OSError):
        home = Path.home()
        homes = {str(home), str(home.resolve()), home.as_posix(), str(home).replace("\\", "\\\\")}
        names.add(home.name)
    with contextlib.suppress(Exception):                # no entry for this user, no variable
        names.add(getpass.getuser())
    homes = {home for home in homes if len(home) > 1}   # of nobody's home, / would be everywhere
    return tuple(sorted(homes, key=len, reverse=True)), tuple(name for name in names if len(name) > 2)
