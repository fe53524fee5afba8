"""`make package-windows`: the program for Windows as a folder, a .zip and saddle-setup.exe.

On Windows PyInstaller runs here; on Linux, Windows' own Python runs it in Wine (.ci/windows/wine.sh). The installer
needs makensis (Debian: nsis); without it there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from package import icons

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "build" / "package"
SCRIPT = ROOT / ".ci" / "windows" / "wine.sh"
#: Where the installer of NSIS for Windows puts it.
NSIS = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from app.version import VERSION

    started = time.monotonic()
    if sys.platform == "win32":
        from package import build
        status, folder = build.main(), build.FOLDER
    else:
        status, folder = build_in_wine(), ROOT / "dist" / "windows" / "saddle"
    if status:
        return status
    print(f"built in {time.monotonic() - started:.0f} s", flush=True)
    made = [make_zip(folder, ROOT / "dist" / f"saddle-{VERSION}-windows-x86_64.zip")]
    makensis = shutil.which("makensis") or (str(NSIS) if NSIS.is_file() else None)
    if makensis:
        made.append(make_installer(makensis, folder, VERSION, ROOT / "dist" / "saddle-setup.exe"))
    else:
        print("there is no makensis, and so no installer", file=sys.stderr)
    for path in made:
        print(f"dist/{path.name}: {path.stat().st_size / 1e6:.0f} MB")
    print(f"all in {time.monotonic() - started:.0f} s")
    return 0


def build_in_wine() -> int:
    """Run `python -m package.build` there and fetch dist/saddle; its exit status."""
    subprocess.run([str(SCRIPT), "setup"], check=True)
    status = subprocess.run([str(SCRIPT), "python", "-m", "package.build"]).returncode
    if status == 0:
        wine = Path(subprocess.run([str(SCRIPT), "where"], capture_output=True, text=True, check=True).stdout.strip())
        target = ROOT / "dist" / "windows"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(wine / "src" / "dist" / "saddle", target / "saddle")
        shutil.copy(wine / "src" / "build" / "package" / "plain.json", target)
    return status


def make_zip(folder: Path, target: Path) -> Path:
    """The folder as it is, to be unpacked anywhere."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    return target


def make_installer(makensis: str, folder: Path, version: str, target: Path) -> Path:
    """Compile resources/packaging/saddle.nsi. Ends the program where that fails."""
    icons.draw(ROOT / "resources" / "icons" / "saddle.svg", MADE / "icons")
    values = {"VERSION": version, "FOLDER": folder, "ICON": MADE / "icons" / "saddle.ico", "OUT": target}
    done = subprocess.run([makensis, "-V2", "-INPUTCHARSET", "UTF8",
                           *(f"-D{name}={value}" for name, value in values.items()),
                           str(ROOT / "resources" / "packaging" / "saddle.nsi")])
    if done.returncode:
        raise SystemExit("make package-windows: makensis failed")
    return target


if __name__ == "__main__":
    sys.exit(main())
