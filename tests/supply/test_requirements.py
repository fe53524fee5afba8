"""What `make setup` installs is pinned, with the sums of its files, in the versions that the tests have passed with."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEVELS = ("run", "test")


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
def test_every_wish_but_torch_is_pinned_with_sums(level):
    text = (ROOT / ".ci" / f"requirements-{level}.txt").read_text()
    assert wanted(level) - pins(f"requirements-{level}.txt").keys() == {"torch"}
    entries = re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(f"requirements-{level}.txt")) > 10
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_the_versions_are_those_of_the_constraints():
    constraints = pins("constraints.txt")
    for level in LEVELS:
        for name, version in pins(f"requirements-{level}.txt").items():
            assert constraints.get(name, version) == version, name
    assert pins("requirements-run.txt").items() <= pins("requirements-test.txt").items()


def test_they_hold_all_that_what_is_installed_asks_for():
    """On this system and Python; without what torch brings for a GPU, and without the extra for a cluster."""
    from packaging.requirements import Requirement

    pinned = {*pins("requirements-test.txt"), "torch"}
    for name in pinned:
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue                                    # for another system
        for line in asked:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                asked_for = plain(requirement.name)
                assert asked_for in pinned or re.match("nvidia|cuda|triton", asked_for), (name, asked_for)


@pytest.mark.skipif(sys.platform == "win32", reason="made by hand in Wine")
def test_what_is_installed_here_is_what_is_pinned():
    found = {name: metadata.version(name) for name in pins("requirements-run.txt") if _here(name)}
    assert found and found.items() <= pins("requirements-run.txt").items()


def _here(name):
    try:
        return bool(metadata.version(name)) and name != "setuptools"
    except metadata.PackageNotFoundError:
        return False
