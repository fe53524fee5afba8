"""What was tried and films, in a real window: runs are listed as they go, had back, compared; a film is saved."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from app.window.dialogs.film_dialog import FilmDialog
from tests.gui.windows import WAIT, press, run_of, stand

pytestmark = pytest.mark.gui


@pytest.mark.long
def test_runs_are_listed_had_back_and_compared_and_a_film_is_saved_or_cancelled(window, qtbot, tmp_path, choose,
                                                                                monkeypatch):
    stand(window, qtbot, 40)
    first = run_of(window).log
    window.panel.command("set", name="objective", value="wgan")
    stand(window, qtbot, 60)
    second = run_of(window).log
    window.panel.command("new_seed")
    qtbot.waitUntil(lambda: run_of(window).seed == 1, timeout=WAIT)
    press(window, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    dialog = window.tried.dialog
    qtbot.waitUntil(lambda: len(dialog.model.rows) >= 2, timeout=WAIT)
    rows = {run.steps: run for run in dialog.model.rows}
    # The window trains as soon as it is there: how far the first run came is left to the machine.
    assert rows[60].log == second and any(run.log["events"] == first["events"] for run in rows.values())
    names = {name for name, _title in dialog.model.titles.items()}
    assert {"gan", "nash", "compare", "transport"} <= names

    dialog.opened.emit(rows[60])
    qtbot.waitUntil(lambda: run_of(window).log == second and not window.panel.report.busy, timeout=WAIT)
    other = next(run for run in rows.values() if run is not rows[60])
    dialog.compared.emit(rows[60], other)
    qtbot.waitUntil(lambda: window.panel.group == "compare" and window.panel.report is not None
                    and not window.panel.report.busy
                    and tuple(run.log for run in window.panel.report.runs) == (rows[60].log, other.log), timeout=WAIT)
    dialog.close()

    window.tabs.go_to(1)
    qtbot.waitUntil(lambda: window.panel.report is not None and window.panel.report.furthest > 20, timeout=WAIT)
    monkeypatch.setattr(FilmDialog, "exec", lambda film: film.number.setValue(3) or film.DialogCode.Accepted)
    path = tmp_path / "film.gif"
    choose(path)
    window.actions_by_key["save_film"].trigger()
    qtbot.waitUntil(lambda: window.exports.progress is not None, timeout=WAIT)
    window.exports.progress.canceled.emit()
    qtbot.waitUntil(lambda: not window.exports.job.running, timeout=WAIT)
    assert list(tmp_path.iterdir()) == [] and window.exports.progress is None
    window.actions_by_key["save_film"].trigger()
    qtbot.waitUntil(lambda: path.name in window.statusBar().currentMessage(), timeout=WAIT)
    with Image.open(path) as film:
        assert film.size == (640, 480) and film.n_frames == 3
