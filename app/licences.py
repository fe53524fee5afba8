"""The licences of everything that Saddle is made of, from installed packages or from the files of a packaged Saddle."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
#: Distributions that a packaged Saddle holds.
PARTS = ("PySide6-Essentials", "shiboken6", "torch", "numpy", "scipy", "pyqtgraph", "pillow", "platformdirs",
         "tqdm", "typing_extensions", "colorama", "ziamath", "ziafont", "latex2mathml")
#: Whose wheels do not hold the text, or not all of it: the files that do.
OWN_TEXTS = {**dict.fromkeys(("PySide6-Essentials", "shiboken6"), ("QT.txt", "LGPL-3.txt", "GPL-3.txt")),
             "ziamath": ("STIX-Two-Math.txt",), "latex2mathml": ("latex2mathml.txt",)}
_TEXT_NAMES = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True)
class Licence:
    """name: of the part, with its version where it has one. kind: in a few words. text: all of it."""

    name: str
    kind: str
    text: str


def all_of_them() -> list[Licence]:
    """Every licence, Saddle's own first."""
    gathered = RESOURCES.parent / "licences"
    if getattr(sys, "frozen", False) and gathered.is_dir():
        return read(gathered)
    return gather()


def gather() -> list[Licence]:
    """Read them from the installed distributions, this Python and Saddle's own files; `make package` does, too."""
    own = RESOURCES.parent / "LICENSE"                              # an installed wheel has it in its metadata
    text = own.read_text(encoding="utf-8") if own.is_file() else of(metadata.distribution("saddle")).text
    found = [Licence("Saddle", "MIT", text), _python()]
    for part in PARTS:
        try:
            found.append(of(metadata.distribution(part)))
        except metadata.PackageNotFoundError:
            continue                                    # colorama is for Windows only, and so on
    found.append(Licence("Noto Sans SC", "OFL-1.1", (RESOURCES / "licences" / "Noto-Sans-SC.txt").read_text("utf-8")))
    return found


def of(distribution: metadata.Distribution) -> Licence:
    """The licence of one installed distribution, with the text of every licence file that it brings."""
    about = distribution.metadata
    kind = about.get("License-Expression") or (about.get("License") or "").strip().partition("\n")[0]
    if len(kind) > 200 or kind.startswith("Copyright") or not kind:
        kinds = [line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
        kind = ", ".join(kinds) or "see the text"
    texts = []
    for file in distribution.files or ():
        if ".dist-info" in file.parts[0] and file.suffix != ".json" and _TEXT_NAMES.search(str(file)):
            heading = "/".join(file.parts[1:]).removeprefix("licenses/")
            texts.append(f"=== {heading} ===\n\n" + Path(file.locate()).read_text(encoding="utf-8", errors="replace"))
    name = about["Name"].replace("_", "-")
    texts += [(RESOURCES / "licences" / file).read_text(encoding="utf-8") for file in OWN_TEXTS.get(name, ())]
    return Licence(f"{name} {distribution.version}", kind, "\n\n".join(texts) or f"Licence: {kind}\n")


def _python() -> Licence:
    version = ".".join(str(number) for number in sys.version_info[:3])
    library = Path(metadata.__file__).resolve().parents[2]          # .../lib/python3.x
    for path in (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE"):
        if path.is_file():
            return Licence(f"Python {version}", "PSF-2.0", path.read_text(encoding="utf-8", errors="replace"))
    return Licence(f"Python {version}", "PSF-2.0", "The licence of Python: https://docs.python.org/3/license.html\n")


# Files ---------------------------------------------------------------------------------------------------------------

def write(licences: list[Licence], folder: Path) -> None:
    """Write a file for each, numbered in this order: a line with the name, one with the kind, a blank one, the text."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, licence in enumerate(licences):
        name = re.sub(r"[^A-Za-z0-9.+-]+", "-", licence.name)
        (folder / f"{number:03d}-{name}.txt").write_text(
            f"{licence.name}\n{licence.kind}\n\n{licence.text}", encoding="utf-8")


def read(folder: Path) -> list[Licence]:
    """Read what `write` has written into a folder."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        name, kind, _line, text = path.read_text(encoding="utf-8").split("\n", 3)
        found.append(Licence(name, kind, text))
    return found
