"""The licences of everything that is in the package: of Saddle, of Python packages, of the bootloader, of libraries."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from importlib import metadata
from pathlib import Path

from app import licences
from app.licences import Licence


def gather(analysis, folder: Path) -> list[tuple[str, str, str]]:
    """Write them into `folder`; entries for the data of the package. analysis: PyInstaller's, with what it holds."""
    shutil.rmtree(folder, ignore_errors=True)
    found = licences.gather()
    named = {licence.name.split()[0].lower().replace("_", "-") for licence in found}
    for distribution in sorted(_distributions(analysis), key=lambda d: d.metadata["Name"].lower()):
        if distribution.metadata["Name"].lower().replace("_", "-") not in named | {"saddle"}:
            found.append(licences.of(distribution))
    found.append(licences.of(metadata.distribution("pyinstaller")))
    found += _system_libraries(analysis)
    licences.write(found, folder)
    return [(f"licences/{path.name}", str(path), "DATA") for path in sorted(folder.glob("*.txt"))]


def _distributions(analysis) -> list[metadata.Distribution]:
    """Those that own a module or a library of the package."""
    names = set()
    owners = metadata.packages_distributions()
    for place, _source, _kind in [*analysis.pure, *analysis.binaries, *analysis.datas]:
        top = place.replace("\\", "/").split("/")[0].split(".")[0]
        names.update(owners.get(top, ()))
    return [metadata.distribution(name) for name in names]


def _system_libraries(analysis) -> list[Licence]:
    """Of the libraries that come from the system (libxcb, OpenSSL, ...), as Debian's packages state them."""
    if not shutil.which("dpkg-query"):
        return []
    own = tuple(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib"))
    sources = {str(Path(source).resolve()) for _place, source, kind in analysis.binaries
               if kind == "BINARY" and source and not str(source).startswith(own)}
    packages: dict[str, list[str]] = {}
    for source in sorted(sources):
        package = _package(source)
        if package:
            packages.setdefault(package, []).append(Path(source).name)
    found = []
    for package, files in sorted(packages.items()):
        stated = Path("/usr/share/doc") / package / "copyright"
        if stated.is_file():
            text = stated.read_text(encoding="utf-8", errors="replace")
            found.append(Licence(f"{package} ({', '.join(files)})", "a library of the system", text))
    return found


def _package(source: str) -> str | None:
    """The Debian package that holds the file; since /lib is /usr/lib, it may be listed under either."""
    for name in (source, source.removeprefix("/usr"), "/usr" + source):
        asked = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.split(":")[0]
    return None
