"""What `make setup` installs is pinned, with the sums of its files, in the versions that the tests have passed with."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEVELS = ("run", "test")
FILES = ("requirements-run.txt", "requirements-test.txt", "requirements-torch.txt", "requirements-cuda.txt")


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file):
    """{name: version} of the lines name==version."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / ".ci" / file).read_text(), re.MULTILINE)
    return {plain(name): version for name, version in found}


def wanted(level):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + (project["optional-dependencies"]["dev"] if level == "test" else [])
    return {plain(re.match(r"[\w.-]+", line)[0]) for line in lines}


@pytest.mark.parametrize("level", LEVELS)
def test_every_wish_is_pinned(level):
    elsewhere = pins("requirements-torch.txt").keys()
    assert wanted(level) - pins(f"requirements-{level}.txt").keys() == elsewhere == {"torch"}


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_the_sums_of_its_files(file):
    entries = re.split(r"^(?=[^\s#])", (ROOT / ".ci" / file).read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(file)) > 0
    for entry in entries:
        lines = entry.rstrip().split("\n")
        assert len(lines) > 1 and all(line.endswith(" \\") for line in lines[:-1]), entry
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines[1:]), entry


def test_torch_has_its_version_and_the_sums_of_the_cpu_build_that_were_seen():
    version = re.search(r'"torch==([^"]*)"', (ROOT / "pyproject.toml").read_text())[1]
    assert pins("requirements-torch.txt") == {"torch": version}
    text = (ROOT / ".ci" / "requirements-torch.txt").read_text()
    seen = (ROOT / ".ci" / "torch-cpu.sums").read_text().splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64} [ *]torch-[\w.]+\+cpu-\S+\.whl", line) for line in seen)
    here = [line.split()[0] for line in seen if f" torch-{version}+cpu-" in line]
    assert here and all(f"--hash=sha256:{known}" in text for known in here)
    assert text.count("--hash=") >= len(here) + 12, "three systems with three Pythons, and Linux on ARM"


def test_nothing_is_installed_without_a_sum_but_saddle_itself_and_what_a_person_names():
    setup = (ROOT / ".ci" / "setup.sh").read_text()
    installs = re.findall(r"^ *(?:pip_install|pinned|\S+ -m pip .* install) .*", setup, re.MULTILINE)
    without = [line.strip() for line in installs if "--require-hashes" not in line and "pinned -r" not in line]
    assert len(installs) > 4 and without == ['pip_install --index-url "$TORCH_INDEX" "$torch"',
                                             "pip_install --no-deps --no-build-isolation -e ."]


def test_the_versions_are_those_of_the_constraints():
    constraints = pins("constraints.txt")
    for level in LEVELS:
        for name, version in pins(f"requirements-{level}.txt").items():
            assert constraints.get(name, version) == version, name
    assert pins("requirements-run.txt").items() <= pins("requirements-test.txt").items()


def test_they_hold_all_that_what_is_installed_asks_for():
    """On this system and Python, without the extra for a cluster."""
    from packaging.requirements import Requirement

    pinned = {name for file in FILES for name in pins(file)}
    for name in pinned:
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue                                    # for another system
        for line in asked:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert plain(requirement.name) in pinned, (name, requirement.name)


@pytest.mark.skipif(sys.platform == "win32", reason="made by hand in Wine")
def test_what_is_installed_here_is_what_is_pinned():
    found = {name: metadata.version(name) for name in pins("requirements-run.txt") if _here(name)}
    assert found and found.items() <= pins("requirements-run.txt").items()


def _here(name):
    try:
        return bool(metadata.version(name)) and name != "setuptools"
    except metadata.PackageNotFoundError:
        return False
