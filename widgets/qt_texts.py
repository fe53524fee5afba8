"""What Qt says by itself: its own catalogue for a language, and for what that leaves out one of ours.

Ours is written as translators write it (qt.po beside saddle.po) and handed to Qt in its own format, .qm, so that Qt
reads it without asking Python, also in threads of its own. The format: QTranslator's source, qtranslator.cpp.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from widgets import language
from widgets.catalogue import Catalogue

MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
HASHES, MESSAGES = 0x42, 0x69               # sections of a file
TRANSLATION, SOURCE, END = 3, 6, 1          # parts of a message

_installed: list[QTranslator] = []
_bytes = b""                                # Qt reads them where they are


def use(code: str, folder: Path | None = None) -> None:
    """Let Qt speak this language from now on; English where it has none for it."""
    global _bytes
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    found = language.catalogue(code, "qt", folder)
    _bytes = compiled(found.plain()) if isinstance(found, Catalogue) else b""
    ours, its = QTranslator(), QTranslator()
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for translator, loaded in ((ours, ours.load(_bytes)), (its, its.load(f"qtbase_{code}", path))):
        if loaded:                              # the last is asked first
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)


def compiled(texts: Mapping[str, str]) -> bytes:
    """A catalogue as Qt reads it, of {text: translation} whatever the context; b"" for none."""
    if not texts:
        return b""
    hashes, messages = [], bytearray()
    for text, translation in texts.items():
        source, said = text.encode(), translation.encode("utf-16-be")
        hashes.append((elf_hash(source), len(messages)))
        messages += struct.pack(">BI", TRANSLATION, len(said)) + said
        messages += struct.pack(">BI", SOURCE, len(source)) + source + bytes([END])
    table = b"".join(struct.pack(">II", *entry) for entry in sorted(hashes))
    return MAGIC + b"".join(struct.pack(">BI", section, len(data)) + data
                            for section, data in ((HASHES, table), (MESSAGES, bytes(messages))))


def elf_hash(text: bytes) -> int:
    """The hash of the System V ABI for the names of symbols, 32 bits, by which Qt finds a text; 1 in place of 0."""
    found = 0
    for byte in text:
        found = ((found << 4) + byte) & 0xFFFFFFFF
        high = found & 0xF0000000
        found = (found ^ (high >> 24)) & ~high
    return found or 1
