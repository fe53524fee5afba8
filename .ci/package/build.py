"""`make package`: build the program, say how large it is, and on Linux pack it. `make package-plain`: only measure.

The unpruned build, with which the sizes are compared, takes a gigabyte and minutes. It is made once for each set of
versions; its size is kept in build/package/plain.json and the folder is thrown away.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from package import linux

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "build" / "package"
FOLDER = ROOT / "dist" / "saddle"
#: Of the unpruned size, where it has been measured. On Windows libraries have no symbols to strip, and both programs
#: hold all modules.
MOST = {"linux": 0.72, "win32": 0.79}
#: On macOS a bundle whose signature fails is no bundle; by itself PyInstaller only warns, and the log is seldom read.
SIGNED = {"PYINSTALLER_STRICT_BUNDLE_CODESIGN_ERROR": "1", "PYINSTALLER_VERIFY_BUNDLE_SIGNATURE": "1"}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from app.version import VERSION

    plain = measure_plain(anew="--plain" in sys.argv)
    if "--plain" in sys.argv:
        print(f"a plain build of {plain['of']}: {plain['bytes'] / 1e6:.0f} MB")
        return 0
    pyinstaller("build/pyinstaller", "dist")
    if sys.platform == "linux":
        linux.add_share(ROOT, MADE / "icons", FOLDER / "share")
        shutil.copy(ROOT / "resources" / "packaging" / "register.sh", FOLDER)
    ratio = report(plain)
    if sys.platform == "linux":
        name = f"saddle-{VERSION}-linux-{platform.machine()}.tar.gz"
        linux.make_tar(FOLDER, FOLDER.parent / name)
        made = [name]
        if shutil.which("dpkg-deb"):
            made.append(f"saddle_{VERSION}_{platform.machine()}.deb")
            linux.make_deb(FOLDER, VERSION, FOLDER.parent / made[1], MADE / "deb")
        for name in made:
            print(f"dist/{name}: {(FOLDER.parent / name).stat().st_size / 1e6:.0f} MB")
    most = MOST.get(sys.platform, 1.0)
    if ratio > most:
        print(f"make package: the package is more than {most} of a plain build", file=sys.stderr)
        return 1
    return 0


def pyinstaller(work: str, out: str, **environment: str) -> None:
    """Run build.spec; what PyInstaller says goes into build/package.log. Ends the program where it fails."""
    log = ROOT / "build" / "package.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as told:
        done = subprocess.run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--workpath",
                               work, "--distpath", out, "build.spec"], cwd=ROOT, stdout=told, stderr=told,
                              env={**os.environ, **SIGNED, **environment})
    if done.returncode:
        print("".join(log.read_text(encoding="utf-8").splitlines(True)[-15:]), file=sys.stderr)
        raise SystemExit(f"make package: PyInstaller failed (all of it: {log.relative_to(ROOT)})")


def measure_plain(anew: bool) -> dict:
    """The size in bytes of what PyInstaller makes without any pruning, of these versions."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in
                         ("torch", "PySide6-Essentials", "numpy", "scipy", "pyinstaller"))
    versions += f", Python {platform.python_version()}, {sys.platform}"
    kept = MADE / "plain.json"
    if kept.is_file() and not anew:
        plain = json.loads(kept.read_text())
        if plain["of"] == versions:
            return plain
    print("building the plain program once, to compare with", flush=True)
    pyinstaller("build/pyinstaller-plain", "build/plain", PLAIN="1")
    sizes = files_of(ROOT / "build" / "plain" / "saddle-plain")
    plain = {"of": versions, "bytes": sum(sizes.values()), "files": len(sizes)}
    shutil.rmtree(ROOT / "build" / "plain")
    shutil.rmtree(ROOT / "build" / "pyinstaller-plain")
    MADE.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(plain, indent=1) + "\n")
    return plain


def files_of(folder: Path) -> dict[Path, int]:
    """Every file that is no symbolic link, and its bytes."""
    return {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()}


def report(plain: dict) -> float:
    """Print sizes and what dominates; the part of the plain size."""
    sizes = files_of(FOLDER)
    total = sum(sizes.values())
    ratio = total / plain["bytes"]
    print(f"plain PyInstaller build: {plain['bytes'] / 1e6:7.1f} MB in {plain['files']:,} files ({plain['of']})")
    print(f"this package:            {total / 1e6:7.1f} MB in {len(sizes):,} files, {ratio:.3f} of that")
    print("the ten largest files:")
    for path, size in sorted(sizes.items(), key=lambda item: -item[1])[:10]:
        print(f"  {size / 1e6:7.1f} MB  {path.as_posix()}")
    parts: dict[str, int] = {}
    for path, size in sizes.items():
        part = path.parts[1] if len(path.parts) > 2 else path.name if size > 1e6 else "small files"
        parts[part] = parts.get(part, 0) + size
    print("by part: " + ", ".join(f"{part} {size / 1e6:.0f} MB"
                                  for part, size in sorted(parts.items(), key=lambda item: -item[1])[:10]))
    return ratio


if __name__ == "__main__":
    sys.exit(main())
