"""What `make package` leaves in dist/: the size, the licences, the .deb."""

import configparser
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from app.licences import read
from app.version import VERSION

pytestmark = pytest.mark.package
ROOT = Path(__file__).resolve().parents[2]
MOST = 0.72


@pytest.fixture(scope="module")
def deb(tmp_path_factory):
    found = sorted((ROOT / "dist").glob(f"saddle_{VERSION}_*.deb"))
    if not found or not shutil.which("dpkg-deb"):
        pytest.skip("there is no dist/saddle_*.deb: make package makes it where dpkg-deb is")
    folder = tmp_path_factory.mktemp("deb")
    subprocess.run(["dpkg-deb", "--extract", str(found[0]), str(folder)], check=True)
    control = subprocess.run(["dpkg-deb", "--field", str(found[0])], capture_output=True, text=True, check=True).stdout
    yield folder, control
    shutil.rmtree(folder)


def test_the_package_is_much_smaller_than_a_plain_one(package):
    plain = json.loads((ROOT / "build" / "package" / "plain.json").read_text())["bytes"]
    size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{size / 1e6:.1f} MB, {size / plain:.3f} of {plain / 1e6:.1f} MB")
    assert size < MOST * plain


def test_torch_keeps_the_program_it_starts_for_shared_memory(package):
    assert os.access(package / "_internal" / "torch" / "bin" / "torch_shm_manager", os.X_OK)


def test_every_part_has_its_licence(package):
    names = [licence.name for licence in read(package / "_internal" / "licences")]
    joined = "\n".join(names)
    assert names[0] == "Saddle"
    for part in ("Python 3", "PySide6-Essentials", "shiboken6", "torch", "numpy", "scipy", "pyqtgraph", "platformdirs",
                 "pyinstaller"):
        assert part in joined
    # Every library of the system that lies at the top, as its Debian package states it.
    own = re.compile(r"lib(Qt6|icu|pyside6|shiboken6|python|scipy_openblas|gfortran|quadmath)")
    for library in (package / "_internal").glob("*.so*"):
        if not library.is_symlink() and not own.match(library.name) and shutil.which("dpkg-query"):
            assert library.name.split(".so")[0] in joined, library.name


def test_the_deb_brings_menu_entry_file_type_icon_and_command(deb):
    root, control = deb
    assert f"Version: {VERSION}\n" in control and "Depends: libc6" in control
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(root / "usr/share/applications/saddle.desktop")
    entry = entry["Desktop Entry"]
    assert (entry["Exec"], entry["MimeType"], entry["Icon"]) == (
        "saddle %u", "application/x-saddle;x-scheme-handler/saddle;", "saddle")
    kinds = ElementTree.parse(root / "usr/share/mime/packages/saddle.xml").getroot()
    assert [kind.get("type") for kind in kinds] == ["application/x-saddle"]
    assert (root / "usr/share/icons/hicolor/scalable/apps/saddle.svg").is_file()
    assert (root / "usr/share/icons/hicolor/48x48/apps/saddle.png").is_file()
    command = root / "usr/bin/saddle"
    assert command.is_symlink() and os.access(command, os.X_OK)
    assert (root / "usr/share/doc/saddle/copyright").read_text().startswith("Saddle")
    listed = subprocess.run([str(command), "list"], capture_output=True, text=True, env={"PATH": "/nowhere"})
    assert listed.returncode == 0 and listed.stderr == "" and "learning_rate_d" in listed.stdout
