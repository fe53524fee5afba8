"""The language of the terminal: the one that the user's system names, as the window takes it.

Only what a person reads is in it. Numbers have a dot, and what programs read stays as it is: JSON, CSV, names of
metrics and statuses, `saddle code` and `saddle selftest`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping

from widgets import language
from widgets.language import _

#: Regions in which Chinese is written in traditional characters; elsewhere it is in simplified ones.
TRADITIONAL = {"TW", "HK", "MO", "HANT"}


def use_language_of_system() -> None:
    """Speak the language of the system from now on; English where there is none, or no terminal that can write it."""
    code = found(wanted(os.environ))
    language.use_texts(code)
    if not _can_write(_("show the version and exit")):
        code = language.ENGLISH
        language.use_texts(code)
    argparses = language.catalogue(code, "argparse")
    argparse._, argparse.ngettext = argparses.gettext, argparses.ngettext     # it looks its texts up by these names


def wanted(environment: Mapping[str, str]) -> list[str]:
    """The locales that the user wants, the dearest first, such as ["zh_CN.UTF-8", "en"]: from the variables that Qt
    asks, in its order."""
    one = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    names = [name for name in (*environment.get("LANGUAGE", "").split(":"), one) if name]
    return names or _of_windows()


def found(names: Iterable[str]) -> str:
    """The code of the first of these languages that there is, in the same script; else English."""
    scripts: dict[str, bool] = {}                       # after zh_TW systems name zh, too
    for name in names:
        spoken, *more = name.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
        script = scripts.setdefault(spoken, _traditional(more))
        codes = [code for code in language.languages() if code.split("_")[0] == spoken
                 and _traditional(code.split("_")[1:]) == script]
        if codes:
            return next((code for code in codes if code.split("_")[1:] == more), codes[0])
    return language.ENGLISH


def _traditional(more: Iterable[str]) -> bool:
    return any(part.upper() in TRADITIONAL for part in more)


def _of_windows() -> list[str]:
    """What Windows says, which knows no such variables."""
    if sys.platform != "win32":
        return []
    import ctypes
    import locale
    return [locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")]


def _can_write(text: str) -> bool:
    try:
        for stream in (sys.stdout, sys.stderr):
            text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
