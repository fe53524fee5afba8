"""What the window keeps every minute: whole files only, and a sentence where it cannot."""

import os
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QMainWindow

from app.window import autosave
from app.window.autosave import Autosave


@pytest.fixture
def kept(tmp_path, monkeypatch, qtbot):
    """An Autosave of a window without panels, whose folder is tmp_path / "kept"."""
    monkeypatch.setattr(autosave, "folder", lambda: tmp_path / "kept")
    said = []
    monkeypatch.setattr(autosave, "say", lambda _panel, text: said.append(text))
    window = QMainWindow()
    qtbot.addWidget(window)
    window.tabs, window.panel = SimpleNamespace(built=()), None
    kept = Autosave(window, None)
    kept.said = said
    yield kept
    kept._timer.stop()
    kept._lock.unlock()


def test_what_an_engine_was_writing_when_it_was_killed_is_neither_offered_nor_left(tmp_path, kept):
    kept.begin()
    gone, here = "1-2-ab", kept._name
    for name in (f"{gone}-gan.saddle", f".{gone}-gan.saddle.x_1.saddle", f".{here}-gan.saddle.x_2.saddle"):
        (tmp_path / "kept" / name).write_bytes(b"PK")
    assert [file.name for file in autosave.left_behind()] == [f"{gone}-gan.saddle"]
    left = sorted(file.name for file in (tmp_path / "kept").glob("*.saddle"))
    assert left == [f".{here}-gan.saddle.x_2.saddle", f"{gone}-gan.saddle"]     # that of this window may go on


def test_where_the_folder_cannot_be_made_it_says_so_once_and_goes_on_trying(tmp_path, kept):
    (tmp_path / "kept").write_text("no folder")
    with pytest.raises(FileExistsError) as refused:
        (tmp_path / "kept").mkdir()
    kept.begin()
    kept.write()
    assert len(kept.said) == 1 and "cannot be kept every minute" in kept.said[0]
    assert f"({refused.value.strerror})" in kept.said[0]                # in the words of the system
    (tmp_path / "kept").unlink()
    kept.write()
    assert kept._lock.isLocked() and len(kept.said) == 1


def test_discarding_one_run_keeps_the_others_and_asks_about_them(tmp_path, kept, monkeypatch):
    kept.begin()
    for age, name in enumerate(("1-2-ab-gan.saddle", "1-2-ab-nash.saddle")):
        (tmp_path / "kept" / name).write_bytes(b"PK")
        os.utime(tmp_path / "kept" / name, (1000 + age, 1000 + age))
    asked = []
    monkeypatch.setattr(autosave.question, "ask", lambda *arguments: asked.append(arguments[-1]))
    kept.offer_what_is_left()
    discard = asked[0][1][2]
    discard()
    assert [file.name for file in autosave.left_behind()] == ["1-2-ab-gan.saddle"] and len(asked) == 2


def test_a_window_that_closes_takes_along_all_that_it_kept_and_nothing_else(tmp_path, kept):
    kept.begin()
    other = tmp_path / "kept" / "1-2-ab-gan.saddle"
    for file in (kept._file("gan"), tmp_path / "kept" / f".{kept._name}-gan.saddle.x_1.saddle", other):
        file.write_bytes(b"PK")
    kept.end()
    assert list((tmp_path / "kept").iterdir()) == [other]
