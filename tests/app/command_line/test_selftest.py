"""`saddle selftest`: a line for everything that must work, also inside the package; a broken promise is said."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.command_line import selftest
from app.panels import PANELS
from sims import registry
from sims.nash.simulation import NashSimulation

ROOT = Path(__file__).parents[3]


@pytest.mark.long
def test_it_prints_a_line_for_every_simulation_and_every_panel(tmp_path):
    done = subprocess.run([sys.executable, "-m", "app", "selftest"], cwd=ROOT, capture_output=True, text=True,
                          timeout=300, env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path),
                                            "XDG_STATE_HOME": str(tmp_path / "state")})
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    expected = ([f"simulation {name}" for name in registry.names()] + ["training program", "saved run"]
                + ["licences", "formulas", "films"] + [f"panel {entry.group}" for entry in PANELS])
    assert [line.partition(":")[0] for line in lines] == expected
    assert all(re.fullmatch(r"[\w ]+: ok \(\d+\.\d s\)", line) for line in lines)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("method", "spoilt", "said"), [
    ("observe", lambda self, state, params: None, "numpy arrays only"),
    ("phases", property(lambda self: 1 / 0), "ZeroDivisionError"),
])
def test_a_broken_promise_is_said(monkeypatch, capsys, method, spoilt, said):
    monkeypatch.setattr(NashSimulation, method, spoilt)
    assert not selftest._holds("simulation nash", lambda: selftest.simulation("nash"))
    line = capsys.readouterr().out
    assert line.startswith("simulation nash: FAILED (") and said in line


def test_a_run_that_is_not_repeatable_is_found(monkeypatch, capsys):
    import itertools
    count = itertools.count()
    initial = NashSimulation.initial

    def other_each_time(self, params, seed):
        from dataclasses import replace
        return initial(self, replace(params, x0=1 + next(count) / 10), seed)
    monkeypatch.setattr(NashSimulation, "initial", other_each_time)
    assert not selftest._holds("simulation nash", lambda: selftest.simulation("nash"))
    assert "same seed" in capsys.readouterr().out


def test_an_error_in_a_slot_of_a_panel_is_found(monkeypatch, qtbot):
    from PySide6.QtCore import QTimer

    from app.panels.distances.panel import DistancesPanel

    def fail():
        raise RuntimeError("a slot failed")
    original = DistancesPanel.set_active

    def set_active(self, on):
        original(self, on)
        QTimer.singleShot(0, fail)
    monkeypatch.setattr(DistancesPanel, "set_active", set_active)
    with qtbot.captureExceptions(), pytest.raises(RuntimeError, match="a slot failed"):
        selftest.panel(DistancesPanel, None)
