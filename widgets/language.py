"""Translation of every visible text by gettext: the languages there are, and the one in use.

Texts are written in English and translated when they are shown, so what is on the screen is built anew for another
language. Each language has a catalogue, resources/locale/<code>/LC_MESSAGES/saddle.po; docs/translating.md.
"""

from __future__ import annotations

import contextlib
import gettext
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sims.params import Count, CountedPhrase, Number
from widgets import numbers

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "locale"
ENGLISH = "en"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_installed: Callable[[str], str] | None = None
_code = ENGLISH


def _(text: str) -> str:
    """The text in the chosen language."""
    return _installed(text) if _installed and text else _catalogue.gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The singular or plural of a text in the chosen language; the caller formats the number in."""
    if _installed:
        return _installed(singular if number == 1 else plural)
    return _catalogue.ngettext(singular, plural, number)


def sentence(message: Any) -> str:
    """A message with a `template` and its `fields`, in the chosen language; so are the messages among its fields."""
    template = ngettext(message.singular, message.plural, message.count) if isinstance(message, CountedPhrase) \
        else _(message.template)
    return template.format(**{name: _field(value) for name, value in message.fields.items()})


def _field(value: Any) -> Any:
    if hasattr(value, "template"):
        return sentence(value)
    if isinstance(value, Count | Number):
        return numbers.in_language(format(value))
    return numbers.Shown(value) if isinstance(value, float) else value


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """The codes of the languages that there are, English first."""
    return (ENGLISH, *sorted(path.parents[1].name for path in (folder or FOLDER).glob("*/LC_MESSAGES/saddle.po")))


def own_name(code: str) -> str:
    """What a language calls itself: "English", "简体中文"."""
    from PySide6.QtCore import QLocale
    if code == ENGLISH:
        return "English"                    # QLocale adds the country
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]


def chosen() -> str:
    """The code of the language in use."""
    return _code


def language_of_system(folder: Path | None = None, wanted: Iterable[str] | None = None) -> str:
    """The first of the languages that the system's user wants which there is, in the same script; else English."""
    from PySide6.QtCore import QLocale
    scripts: dict[QLocale.Language, QLocale.Script] = {}        # after zh-Hant-TW systems name zh, too
    for want in map(QLocale, QLocale.system().uiLanguages() if wanted is None else wanted):
        script = scripts.setdefault(want.language(), want.script())
        for code in languages(folder):
            if (QLocale(code).language(), QLocale(code).script()) == (want.language(), script):
                return code
    return ENGLISH


def catalogue(code: str, domain: str = "saddle", folder: Path | None = None) -> gettext.NullTranslations:
    """The texts of a domain in a language; untranslated where it has no catalogue that can be read.

    domain: "saddle", or "argparse" for what Python's parser of command lines says.
    """
    from widgets.catalogue import Catalogue
    with contextlib.suppress(OSError, ValueError):              # the file of a translator at work
        if code != ENGLISH:
            return Catalogue((folder or FOLDER) / code / "LC_MESSAGES" / f"{domain}.po")
    return gettext.NullTranslations()


def use_texts(code: str, folder: Path | None = None) -> bool:
    """Use this language for texts from now on; English where its catalogue cannot be read. Returns whether it could."""
    global _catalogue, _code
    install(None)
    _catalogue = catalogue(code, folder=folder)
    found = code == ENGLISH or type(_catalogue) is not gettext.NullTranslations
    _code = code if found else ENGLISH
    return found


def set_language(code: str, folder: Path | None = None) -> bool:
    """Use this language for texts and numbers from now on; English where its catalogue cannot be read.

    Returns whether it could.
    """
    from PySide6.QtCore import QLocale
    found = use_texts(code, folder)
    locale = QLocale(_code)
    QLocale.setDefault(locale)                                  # for fields in which numbers are typed
    numbers.use(locale.decimalPoint(), locale.groupSeparator())
    return found


def install(translate: Callable[[str], str] | None) -> None:
    """Use `translate` for every text (a pseudo-translator in tests); None goes back to the catalogue."""
    global _installed
    _installed = translate
