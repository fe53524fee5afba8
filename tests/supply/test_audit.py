"""What `make audit` says of pip-audit's answers: as pip-audit 2 writes them, and where none comes."""

import importlib.util
import json
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("audit", Path(__file__).parents[2] / ".ci" / "audit.py")
audit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(audit)

SAFE = {"name": "numpy", "version": "2.1", "vulns": []}
UNSAFE = {"name": "jinja2", "version": "3.1.2", "vulns": [
    {"id": "PYSEC-1", "fix_versions": ["3.1.3", "4.0"], "aliases": ["CVE-1"], "description": "long"},
    {"id": "GHSA-2", "fix_versions": [], "aliases": [], "description": ""}]}
SKIPPED = {"name": "torch", "skip_reason": "Dependency not found on PyPI and could not be audited: torch (2.13.0)"}


def answer(*packages):
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(("given", "said", "status", "sentences"), [
    (answer(SAFE), "", 0, ["f: no vulnerability is known in its 1 packages."]),
    (answer(SAFE, UNSAFE), "", 1, ["f: jinja2 3.1.2 has PYSEC-1; mended in 3.1.3, 4.0.",
                                   "f: jinja2 3.1.2 has GHSA-2; mended in no version yet."]),
    (answer(SAFE, SKIPPED), "", 1, ["f: nothing is known about torch."]),
    (answer(SKIPPED, SKIPPED), "", 2, [
        "f: the service of known vulnerabilities cannot be reached from here, or knows none of the 2 packages, "
        "so nothing was found out."]),
    ("", "WARNING: x\nERROR: Could not connect\n", 2,
     ["f: the service of known vulnerabilities gave no answer: ERROR: Could not connect"]),
    ("<html>", "", 2, ["f: the service of known vulnerabilities gave no answer: it said nothing"])])
def test_what_is_said(given, said, status, sentences):
    assert audit.verdict("f", given, said) == (status, sentences)


def test_it_asks_about_all_that_is_installed():
    assert all((audit.HERE / file).exists() for file in audit.FILES)
    assert {path.name for path in audit.HERE.glob("requirements-*.txt")} - {*audit.FILES} == {"requirements-run.txt"}
