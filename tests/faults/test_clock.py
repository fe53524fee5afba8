"""The clock is set back: nothing waits for it, nothing is overwritten, and what is left is still offered."""

import datetime
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import crash, log
from app.window import autosave

ROOT = Path(__file__).parents[2]
#: Who may ask it: for a name that others cannot have, and for what a person reads.
ASK = {"app/window/autosave.py", "app/log.py", "app/crash.py"}


def test_only_names_and_texts_come_from_it_and_no_waiting():
    asks = re.compile(r"\btime\.time\(|datetime\.now\(|\.today\(|\bQ(Date)?Time\.current")
    files = [path for part in ("app", "widgets", "sims") for path in (ROOT / part).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in files
             if asks.search(path.read_text(encoding="utf-8"))}
    assert found == ASK


@pytest.fixture
def set_back(monkeypatch):
    """set_back(year): from now on it is noon of the first of January of this year."""
    def go(year):
        moment = datetime.datetime(year, 1, 1, 12)
        for module in (log, crash):
            monkeypatch.setattr(module, "datetime", SimpleNamespace(datetime=SimpleNamespace(now=lambda: moment)))
        monkeypatch.setattr(autosave.time, "time", moment.timestamp)
    return go


def test_log_and_reports_keep_what_was_written_before(tmp_path, monkeypatch, set_back):
    monkeypatch.setattr(log, "folder", lambda: tmp_path)
    monkeypatch.setattr(crash, "folder", lambda: tmp_path)
    written = []
    for year in (2030, 2001, 2030, 2001):
        set_back(year)
        log.note(f"A sentence of {year}.")
        written.append(crash.write("window", f"traceback {len(written)}"))
    assert re.findall(r"A sentence of (\d+)", log.tail()) == ["2030", "2001", "2030", "2001"]
    assert len(set(written)) == 4
    assert all(f"traceback {number}" in path.read_text() for number, path in enumerate(written))


def test_runs_of_all_times_are_offered_and_a_second_start_in_the_same_second_has_a_name_of_its_own(
        tmp_path, monkeypatch, qtbot, set_back):
    monkeypatch.setattr(autosave, "folder", lambda: tmp_path)
    for name, age in (("1-2-ab-gan", 2_000_000_000), ("3-4-cd-gan", 0), ("5-6-ef-gan", 1_000_000_000)):
        (tmp_path / f"{name}.saddle").write_bytes(b"PK")
        os.utime(tmp_path / f"{name}.saddle", (age, age))
    assert [file.stem for file in autosave.left_behind()] == ["3-4-cd-gan", "5-6-ef-gan", "1-2-ab-gan"]
    asked = []
    monkeypatch.setattr(autosave.question, "ask", lambda *arguments: asked.append(arguments[2]))
    from PySide6.QtWidgets import QMainWindow
    windows = [QMainWindow(), QMainWindow()]
    kept = []
    for window in windows:
        qtbot.addWidget(window)
        set_back(1970)
        kept.append(autosave.Autosave(window, None))
    assert kept[0]._name != kept[1]._name
    kept[0].offer_what_is_left()
    assert re.search(r"the run that it had at \d\d:\d\d\?", asked[0])
