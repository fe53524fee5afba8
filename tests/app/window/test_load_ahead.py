"""The modules of the panels are loaded one at a time, with a turn of the window between two."""

import sys
from importlib.util import find_spec

from PySide6.QtCore import QObject

from app.window import load_ahead
from app.window.load_ahead import MODULES, LoadAhead


def test_one_is_loaded_at_a_time_and_then_it_ends(qtbot, tmp_path, monkeypatch):
    names = [f"loaded_ahead_{number}" for number in range(3)]
    for name in names:
        (tmp_path / f"{name}.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(load_ahead, "PAUSE", 0)
    ended, counts = [], []
    parent = QObject()
    ahead = LoadAhead(parent, lambda: ended.append(True), tuple(names))
    ahead._timer.timeout.connect(lambda: counts.append(sum(name in sys.modules for name in names)))
    ahead.begin()
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(20)
    assert counts == [1, 2, 3, 3] and ended == [True]


def test_all_of_them_exist():
    assert all(find_spec(name) for name in MODULES)
