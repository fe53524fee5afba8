"""Translation of every visible text by gettext (domain "saddle").

Texts are translated when they are shown, so the language must be set before the window is built.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

DOMAIN = "saddle"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_installed: Callable[[str], str] | None = None


def _(text: str) -> str:
    """The text in the chosen language."""
    if not text:        # gettext would answer "" with the header of the catalogue
        return ""
    return _installed(text) if _installed else _catalogue.gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The singular or plural of a text in the chosen language; the caller formats the number in."""
    if _installed:
        return _installed(singular if number == 1 else plural)
    return _catalogue.ngettext(singular, plural, number)


def set_language(code: str, folder: Path | None = None) -> bool:
    """Use the translations in `folder`/<code>/LC_MESSAGES/saddle.mo; without that file, the texts as they are written.

    Returns whether it was found.
    """
    global _catalogue, _installed
    _installed = None
    _catalogue = gettext.translation(DOMAIN, folder, languages=[code], fallback=True)
    return type(_catalogue) is not gettext.NullTranslations


def install(translate: Callable[[str], str] | None) -> None:
    """Use `translate` for every text (a pseudo-translator in tests); None goes back to the catalogue."""
    global _installed
    _installed = translate
