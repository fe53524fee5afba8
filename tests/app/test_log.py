"""The log rotates, and says neither who nor where the user is."""

import os
import re
from pathlib import Path

import pytest

from app import log


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "folder", lambda: tmp_path / "log")
    return tmp_path / "log"


@pytest.fixture
def maria(monkeypatch):
    monkeypatch.setenv("HOME", "/home/maria-jose")
    monkeypatch.setenv("USERPROFILE", "/home/maria-jose")
    monkeypatch.setenv("LOGNAME", "majo")
    log._personal.cache_clear()
    yield
    log._personal.cache_clear()


def test_an_entry_has_its_time_and_process(folder):
    log.note("first")
    log.note("two\nlines")
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\S* \[{os.getpid()}\] first\n.* two\nlines\n", log.tail())


def test_it_rotates_and_keeps_two_files(folder):
    for number in range(60):
        log.note(f"{number} " + "x" * 20_000)
    assert sorted(path.name for path in folder.iterdir()) == ["saddle.log", "saddle.old.log"]
    assert all(path.stat().st_size < log.LARGEST + 30_000 for path in folder.iterdir())
    assert "] 59 " in log.tail(50_000) and "] 0 " not in (folder / "saddle.old.log").read_text()


def test_the_end_begins_with_a_whole_line(folder):
    for number in range(100):
        log.note(f"entry {number}")
    assert re.match(r"\d{4}-", log.tail(500)) and len(log.tail(500)) <= 500


@pytest.mark.parametrize(("text", "becomes"), [
    ('File "/home/maria-jose/saddle/app/log.py", line 3', 'File "~/saddle/app/log.py", line 3'),
    ("/home/maria-jose", "~"), ("/home/maria-josefa/run", "/home/maria-josefa/run"),
    ("/media/majo/stick/run.saddle and /run/media/maria-jose/x", "/media/…/stick/run.saddle and /run/media/…/x"),
    ("majo is no path", "majo is no path"), ("/home/majolica", "/home/majolica")])
def test_home_is_a_tilde_and_names_in_paths_are_left_out(maria, text, becomes):
    assert log.impersonal(text) == becomes


def test_of_nobodys_home_nothing_is_left_out(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    log._personal.cache_clear()
    assert log.impersonal("/usr/lib/python3") == "/usr/lib/python3"
    log._personal.cache_clear()
