"""What a Linux desktop needs around the program: menu entry, file type, icons; a .tar.gz and a .deb of it all."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from package.icons import SIZES

MENTIONED_SIZE = 1024               # bytes in a unit of Installed-Size
#: What PyInstaller leaves to the system: the graphics driver's side of Qt, and the C library.
DEPENDS = "libc6 (>= {libc}), libegl1, libgl1, libfontconfig1"
RECOMMENDS = "desktop-file-utils, shared-mime-info, fonts-dejavu-core | fonts-freefont-ttf"
CONTROL = """\
Package: saddle
Version: {version}
Architecture: {architecture}
Maintainer: the Saddle authors <saddle@localhost>
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: education
Priority: optional
Description: laboratory of adversarial training
 People see how adversarial training works, and how it fails: a GAN that
 really trains, games without an equilibrium that gradient descent finds,
 and distances between densities that are dragged by hand.
"""


def add_share(root: Path, icons: Path, share: Path) -> None:
    """Menu entry, file type and icons below `share`, as they lie below /usr/share."""
    packaging = root / "resources" / "packaging"
    for source, place in ((packaging / "saddle.desktop", "applications"), (packaging / "saddle.xml", "mime/packages")):
        (share / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, share / place)
    for size in SIZES:
        folder = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(icons / f"saddle-{size}.png", folder / "saddle.png")
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "resources" / "icons" / "saddle.svg", scalable)


def make_tar(folder: Path, target: Path) -> None:
    """The folder as it is, owned by root."""
    def owned(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.add(folder, folder.name, filter=owned)


def make_deb(folder: Path, version: str, target: Path, build: Path) -> None:
    """The folder in /usr/lib/saddle, its share/ in /usr/share, and /usr/bin/saddle."""
    shutil.rmtree(build, ignore_errors=True)
    (build / "DEBIAN").mkdir(parents=True)
    # Hard links: half a gigabyte need not be copied.
    shutil.copytree(folder, build / "usr" / "lib" / "saddle", symlinks=True, copy_function=os.link)
    shutil.move(build / "usr" / "lib" / "saddle" / "share", build / "usr" / "share")
    (build / "usr" / "lib" / "saddle" / "register.sh").unlink()
    (build / "usr" / "bin").mkdir()
    (build / "usr" / "bin" / "saddle").symlink_to("../lib/saddle/saddle")
    documents = build / "usr" / "share" / "doc" / "saddle"
    documents.mkdir(parents=True)
    (documents / "copyright").symlink_to("../../../lib/saddle/_internal/licences/000-Saddle.txt")
    size = sum(path.lstat().st_size for path in build.rglob("*") if path.is_file()) // MENTIONED_SIZE
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    libc = platform.libc_ver()[1] or "2.36"
    (build / "DEBIAN" / "control").write_text(CONTROL.format(
        version=version, architecture=architecture.stdout.strip(), size=size, depends=DEPENDS.format(libc=libc),
        recommends=RECOMMENDS))
    for path in (build, *build.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(build), str(target)], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(build)
