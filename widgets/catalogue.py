"""A catalogue of translations, read as translators write it (.po), so that nothing has to be compiled.

The format: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import gettext
import json
from pathlib import Path


class Catalogue(gettext.NullTranslations):
    """Texts by what they translate; what is missing, fuzzy or empty is given back as it is. Raises OSError."""

    def __init__(self, path: Path):
        super().__init__()
        self._texts: dict[str, tuple[str, ...]] = {}
        for entry in path.read_text(encoding="utf-8").split("\n\n"):
            source, texts = _read(entry)
            if all(texts):
                self._texts[source] = texts
        header = dict(line.split(": ", 1) for line in self._texts.pop("", ("",))[0].splitlines() if ": " in line)
        rule = header.get("Plural-Forms", "plural=(n != 1);").partition("plural=")[2].rstrip("; ")
        self._form = gettext.c2py(rule)

    def __len__(self) -> int:
        return len(self._texts)

    def gettext(self, message: str) -> str:
        return self._texts.get(message, (message,))[0]

    def plain(self) -> dict[str, str]:
        """{text: translation} of all texts without a number."""
        return {text: said[0] for text, said in self._texts.items() if len(said) == 1}

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a number, 0 or more; in English where the translator gave fewer forms than the language has."""
        form, texts = self._form(int(n)), self._texts.get(msgid1, ())
        return texts[form] if form < len(texts) else msgid1 if n == 1 else msgid2


def _read(entry: str) -> tuple[str, tuple[str, ...]]:
    """(source, translations) of an entry; an empty translation where it is fuzzy or obsolete."""
    parts: dict[str, list[str]] = {"msgid": []}
    taken = parts["msgid"]
    for line in entry.split("\n"):
        if line.startswith("msg"):
            name, _space, line = line.partition(" ")
            taken = parts[name] = []
        elif line.startswith("#, ") and "fuzzy" in line:
            return "", ("",)
        if line.startswith('"'):
            taken.append(json.loads(line) if "\\" in line else line[1:-1])
    return "".join(parts["msgid"]), tuple("".join(part) for name, part in parts.items()
                                          if name.startswith("msgstr")) or ("",)
