"""Licences of all that Saddle is made of: gathered from what is installed, kept in files, shown in About."""

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app import licences
from app.window.dialogs.about_dialog import AboutDialog
from app.window.dialogs.licences_dialog import LicencesDialog

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def gathered():
    return {licence.name.split()[0].lower(): licence for licence in licences.gather()}


def test_every_dependency_of_saddle_is_there(gathered):
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for requirement in wanted:
        assert re.match(r"[\w-]+", requirement)[0].lower() in gathered


@pytest.mark.parametrize(("part", "sentence"), [
    ("saddle", "Permission is hereby granted"),
    ("python", "PYTHON SOFTWARE FOUNDATION LICENSE"),
    ("pyside6-essentials", "GNU LESSER GENERAL PUBLIC LICENSE"),
    ("torch", "Redistributions of source code must retain"),
    ("torch", "third_party/pybind11"),
    ("numpy", "NumPy Developers"),
    ("scipy", "SciPy Developers"),
    ("pyqtgraph", "Luke Campagnola"),
    ("ziamath", "SIL OPEN FONT LICENSE"),
    ("ziafont", "Collin J. Delker"),
    ("latex2mathml", "Ronie Martinez"),
    ("noto", "SIL OPEN FONT LICENSE"),                      # of the font that the window brings for Chinese
    ("pyside6-essentials", "The Qt Company"),
])
def test_the_texts_are_whole(gathered, part, sentence):
    assert sentence in gathered[part].text
    assert gathered[part].kind and len(gathered[part].kind) < 250


def test_every_font_that_is_brought_along_has_its_licence_and_what_only_the_tests_use_has_none(gathered):
    fonts = {path.stem for path in (ROOT / "resources" / "fonts").iterdir() if path.suffix in (".otf", ".ttf")}
    assert fonts == {"NotoSansSC-Subset"} and "noto" in gathered, "another font needs its entry in app/licences.py"
    assert not {"openbox", "xvfb", "pytest", "hypothesis"} & gathered.keys()


def test_what_was_written_is_read_back(tmp_path):
    some = [licences.Licence("One 1.0+cpu", "MIT", "first\n\nsecond\n"), licences.Licence("Two (a, b)", "", "text")]
    licences.write(some, tmp_path)
    assert licences.read(tmp_path) == some


def test_about_leads_to_the_text_of_each_part(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 700)
    about = AboutDialog(parent)
    assert about.licences.text()
    about.close()
    dialog = LicencesDialog(parent)
    dialog.show()
    assert "Permission is hereby granted" in dialog.text.toPlainText()
    row = next(row for row in range(dialog.names.count()) if dialog.names.item(row).text().startswith("torch "))
    dialog.names.setCurrentRow(row)
    assert "third_party" in dialog.text.toPlainText()
    assert dialog.text.isReadOnly()
    dialog.close()


#: What a packaged Saddle may hold: licences that let it be given on, with their texts. Who adds another reads it first.
ALLOWED = {"MIT", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "MIT-CMU", "PSF-2.0", "MPL-2.0", "Apache-2.0", "0BSD",
           "Apache-2.0 WITH LLVM-exception", "Zlib", "CC0-1.0", "BSL-1.0", "LGPL-3.0-only", "OFL-1.1"}


def test_the_licence_of_every_part_lets_it_be_given_on(gathered):
    for name, licence in gathered.items():
        for together in licence.kind.split(" AND "):
            assert ALLOWED & set(together.strip("()").split(" OR ")), f"{name}: {licence.kind}"


def test_of_all_that_is_pinned_for_users_the_licence_is_shown_or_the_package_leaves_it_out(gathered):
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / ".ci" / "requirements-run.txt").read_text(), re.MULTILINE)
    pruned = re.findall(r'"(\w+)"', (ROOT / ".ci" / "package" / "prune.py").read_text())
    for_torch_alone = {"filelock", "markupsafe", "setuptools"}      # for its compiler, for jinja2, and to install
    assert {name.lower() for name in pinned} <= {*gathered, *pruned, *for_torch_alone, "colorama"}
