"""The version resource that Windows shows in a file's properties."""

from __future__ import annotations


def resource(version: str):
    """What EXE(version=...) takes. version: three numbers with dots between."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = (*(int(part) for part in version.split(".")), 0)
    texts = {"CompanyName": "the Saddle authors", "FileDescription": "Saddle, a laboratory of adversarial training",
             "FileVersion": version, "InternalName": "saddle", "OriginalFilename": "saddle.exe",
             "ProductName": "Saddle", "ProductVersion": version, "LegalCopyright": "MIT licence"}
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[StringFileInfo([StringTable("040904B0", [StringStruct(*pair) for pair in texts.items()])]),
              VarFileInfo([VarStruct("Translation", [0x0409, 1200])])])
