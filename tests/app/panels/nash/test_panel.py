"""The Nash panel on runs in this process: what is drawn is what the simulation computes, and hands reach the runs."""

import csv
import io
import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.engine.messages import Opening
from app.panels.nash import runs
from app.sessions.trace_csv import trace_csv
from sims.nash.simulation import growth_per_step, update_eigenvalues
from sims.simulation import fingerprint
from tests.app.panels.nash.near_panel import alone, do, steps


def test_what_is_drawn_is_what_a_run_by_itself_computes(panel):
    steps(panel, 40)
    for shown in panel.runs:
        run = alone(40, method=shown.params.method)
        assert shown.history.way.length == 41
        assert shown.history.start == (1.0, 1.0)
        expected = run.trace.since(0)
        np.testing.assert_array_equal(shown.history.way.rows(1, 41)[:, 1], expected["x"])
        curves = panel.beside.curves.views
        np.testing.assert_array_equal(curves["value"].values(shown.key)[1:], expected["value"].astype(np.float32))
        np.testing.assert_allclose(curves["radius"].values(shown.key)[1:], np.log10(expected["radius"]), rtol=1e-6)
        trail = panel.plane._trails[shown.key]
        np.testing.assert_array_equal(trail._recent[-1], (run.state.x, run.state.y))


def test_the_curves_say_of_a_step_what_the_table_says_of_it_and_all_cursors_stand_there(panel):
    steps(panel, 7)
    do(panel, "seek", step=4)
    table = list(csv.DictReader(io.StringIO(trace_csv(panel.client.group.runs[1]))))
    key = panel.runs[1].key
    for name, view in panel.beside.curves.views.items():
        for row in table:
            expected = float(row[name])
            assert view.value_at(key, int(row["step"])) == pytest.approx(
                np.log10(expected) if name == "radius" else expected, rel=1e-6)
        assert view._item.cursor == 4 and view.length == 8
    assert [row["step"] for row in table] == [str(step) for step in range(1, 8)]


def test_the_growth_table_gives_measured_and_closed_form_and_the_verdict(panel):
    panel.beside.open_page("growth")
    steps(panel, 30)
    table = panel.beside.growth.table
    for row, run in enumerate(panel.runs):
        texts = [table.item(2 * row, column).text() for column in range(3)]
        assert texts == [run.label, f"{alone(30, method=run.params.method).metrics()['growth_per_step']:.5f}",
                         f"{growth_per_step(run.params):.5f}"]
    assert table.item(1, 0).text().startswith("diverges: ")
    assert table.item(3, 0).text().startswith("circles: ")
    assert table.item(5, 0).text().startswith("converges: ")


@pytest.mark.parametrize("width, rows", [(240, 3), (500, 2)])
def test_no_name_in_the_growth_table_is_cut_where_it_is_narrow(own_panel, qtbot, width, rows):
    """As on a screen of 1024 x 768: the name has a row of its own, and the numbers stand in the next."""
    panel = own_panel
    panel.beside.open_page("growth")
    steps(panel, 5)
    table = panel.beside.growth.table
    table.setParent(None)
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    qtbot.waitUntil(lambda: table.rowCount() == rows * len(panel.runs))
    for number, run in enumerate(panel.runs):
        name = table.item(rows * number, 0)
        room = sum(table.columnWidth(column) for column in range(table.columnSpan(rows * number, 0)))
        needed = QFontMetrics(name.font()).horizontalAdvance(run.label) + table.iconSize().width()
        assert name.text() == run.label and needed < room
        assert table.item(rows * (number + 1) - 2, 1).text() == \
            f"{run.report.frame.numbers['growth_per_step']:.5f}"
        table.selectRow(rows * number)
        assert panel.focus == run.key


def test_the_learning_rate_moves_every_run_and_its_eigenvalues(panel):
    panel.beside.open_page("growth")
    panel.controls.changed.emit("learning_rate", 0.5)
    panel.client.show()
    assert [run.params.learning_rate for run in panel.runs] == [0.5] * 3
    for run, (points, _colour) in zip(panel.runs, panel.beside.growth.disc.items[0]._values):
        np.testing.assert_array_equal(points[:, 0] + 1j * points[:, 1], update_eigenvalues(run.params))
    do(panel, "undo")
    assert [run.params.learning_rate for run in panel.runs] == [0.1] * 3


def test_the_theoretical_line_begins_anew_where_the_rate_changes(panel):
    steps(panel, 20)
    do(panel, "set", name="learning_rate", value=0.3)
    steps(panel, 10)
    line = panel.runs[0].theory_line(lambda step: panel.beside.curves.views["radius"].value_at("simultaneous", step))
    line = line[np.isfinite(line[:, 1])]
    assert line[:, 0].tolist() == [0, 20, 20, 30]
    radius = 0.5 * np.log10(2) + 10 * np.log10(1 + 0.01)
    assert line[1, 1] == pytest.approx(radius, rel=1e-6)
    assert line[3, 1] == pytest.approx(radius + 5 * np.log10(1 + 0.09), rel=1e-6)
    measured = panel.beside.curves.views["radius"].value_at("simultaneous", 30)
    assert line[3, 1] == pytest.approx(measured, rel=1e-6)


def test_methods_join_and_leave_where_the_others_are(panel):
    steps(panel, 12)
    panel.side.boxes["optimistic"].click()
    panel.side.boxes["simultaneous"].click()
    panel.client.show()
    assert [run.key for run in panel.runs] == ["alternating", "extragradient", "optimistic"]
    assert {run.step for run in panel.runs} == {12}
    assert panel.runs[2].history.way.length == 13
    assert fingerprint(panel.client.group.runs[2].state) == fingerprint(alone(12, method="optimistic").state)
    do(panel, "undo")
    do(panel, "undo")
    assert [run.key for run in panel.runs] == ["simultaneous", "alternating", "extragradient"]


def test_the_last_method_cannot_be_taken_away(panel):
    for method in ("simultaneous", "alternating"):
        panel.side.boxes[method].click()
        panel.client.show()
    assert not panel.side.boxes["extragradient"].isEnabled()
    assert panel.side.boxes["extragradient"].toolTip()


def test_the_legend_hides_a_run_everywhere_and_its_range_goes_with_it(panel):
    steps(panel, 400)
    wide = panel.plane._extent
    panel.legend.button("simultaneous").click()
    assert not panel.plane._trails["simultaneous"].isVisible()
    assert all(not view._item.curves["simultaneous"].visible for view in panel.beside.curves.views.values())
    assert panel.plane._extent < wide / 3
    steps(panel, 1)
    assert not panel.plane._trails["simultaneous"].isVisible()
    panel.legend.button("simultaneous").click()
    assert panel.plane._extent == wide


def test_a_drag_of_the_start_restarts_every_run_and_is_one_undo(panel, qtbot):
    steps(panel, 5)
    box = panel.plane.plot.getViewBox()
    viewport = panel.plane.plot.viewport()

    def at(x, y):
        return panel.plane.plot.mapFromScene(box.mapViewToScene(QPointF(x, y)))

    def mouse(kind, place, held):
        QTest.qWait(20)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        QApplication.sendEvent(viewport, QMouseEvent(
            kind, QPointF(place), QPointF(viewport.mapToGlobal(place)), button,
            Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier))

    mouse(QEvent.Type.MouseMove, at(1, 1), False)
    mouse(QEvent.Type.MouseButtonPress, at(1, 1), True)
    for part in np.linspace(0, 1, 8):
        mouse(QEvent.Type.MouseMove, at(1 - 1.3 * part, 1 - 0.8 * part), True)
        panel.client.show()                         # the picture may not move under the hand
    mouse(QEvent.Type.MouseButtonRelease, at(-0.3, 0.2), False)
    panel.client.show()
    base = panel.client.group.runs[2].base
    assert (base.x0, base.y0) == pytest.approx((-0.3, 0.2), abs=0.05)
    assert {run.step for run in panel.runs} == {0}
    assert panel.controls.rows["x0"].editor.value == base.x0
    do(panel, "undo")
    assert {run.step for run in panel.runs} == {5}
    assert (panel.runs[0].params.x0, panel.runs[0].params.y0) == (1.0, 1.0)


def test_sub_steps_show_each_players_own_move(panel):
    panel._choose_focus("alternating")
    do(panel, "sub_step")
    moves = [item._ends - item._starts for item in (panel.plane._move_x, panel.plane._move_y)]
    np.testing.assert_allclose(moves[0], [[-0.1, 0]], atol=1e-15)
    assert not moves[1].any()
    do(panel, "sub_step")
    np.testing.assert_allclose(panel.plane._move_x._ends - panel.plane._move_x._starts, [[-0.1, 0]], atol=1e-15)
    np.testing.assert_allclose(panel.plane._move_y._starts, [[0.9, 1.0]], atol=1e-15)
    np.testing.assert_allclose(panel.plane._move_y._ends, [[0.9, 1.09]], atol=1e-15)
    panel._choose_focus("extragradient")
    do(panel, "sub_step")
    assert len(panel.plane._imagined._points) == 1


def test_a_run_that_leaves_is_told_and_the_others_go_on(panel):
    do(panel, "set", name="learning_rate", value=1.0)
    steps(panel, 80)
    left = alone(80, learning_rate=1.0).state
    assert f"simultaneous at step {left.step}" in panel.banner.label.text()
    assert panel.banner.isVisible()
    assert panel.availability()["step"]
    assert panel.report.lead.frame.step == 80
    do(panel, "seek", step=10)
    assert not panel.banner.isVisible()


def test_a_run_that_leaves_does_not_flatten_the_curves_of_the_others(panel):
    """After 600 steps at the rate .1 simultaneous gradient descent is 20 times as far out as at the start."""
    methods = ("simultaneous", "alternating", "optimistic")
    do(panel, "arrange", runs=tuple(({"method": method}, 0) for method in methods))
    curves = panel.beside.curves
    do(panel, "seek", step=100)                             # 1.6 times: still with the others
    curves.draw_now()
    assert curves.views["x"]._note.text() == ""
    low, high = curves.views["x"].plot.getViewBox().viewRange()[1]
    seen = curves.views["x"].values("simultaneous")
    assert low <= seen.min() and seen.max() <= high
    do(panel, "seek", step=600)
    curves.draw_now()
    for name, limit in (("x", 3), ("y", 3), ("value", 4)):
        low, high = curves.views[name].plot.getViewBox().viewRange()[1]
        calm = np.abs(curves.views[name].values("alternating")).max()
        assert calm <= high < limit and -limit < low <= -calm
        assert np.abs(curves.views[name].values("simultaneous")).max() > 2 * high
    assert "simultaneous" in curves.views["x"]._note.text()
    low, high = curves.views["radius"].plot.getViewBox().viewRange()[1]
    assert high > 1                                         # there all of them have room, in decades
    for method in ("alternating", "optimistic"):            # alone it fills the picture
        panel.legend.button(method).click()
    curves.draw_now()
    assert curves.views["x"]._note.text() == ""
    assert curves.views["x"].plot.getViewBox().viewRange()[1][1] > 10


def test_the_range_never_flips_and_one_set_by_hand_is_kept(panel):
    extents = []
    for _ in range(120):
        steps(panel, 5)
        extents.append(panel.plane._extent)
    assert extents == sorted(extents)
    assert len(set(extents)) < 12
    panel.plane.plot.zoom(0.1)
    by_hand = panel.plane.plot.getViewBox().viewRange()
    steps(panel, 300)
    assert panel.plane.plot.getViewBox().viewRange() == by_hand
    panel.plane.plot.fit()
    assert panel.plane.plot.getViewBox().viewRange() != by_hand


def test_a_report_costs_no_more_after_a_million_steps(panel):
    def cost():
        best = 1.0
        for _ in range(5):
            panel.client.send("nash", "step")
            started = time.perf_counter()
            panel.client.show()
            panel.plane.plot.grab()
            best = min(best, time.perf_counter() - started)
        return best

    do(panel, "vary", name="method", values=("alternating",))
    steps(panel, 3000)
    short = cost()
    # As though it had made a million steps: the rows are what costs, not the engine.
    shown, angle = panel.runs[0], np.arange(1_000_000) * 0.1
    x, y = np.cos(angle), np.sin(angle)
    shown.history.write(3006, x, y, x * y)
    for name, rows in (("x", x), ("y", y), ("value", x * y), ("radius", np.zeros_like(x))):
        panel.beside.curves.views[name].extend(3006, {shown.key: rows})
    old, recent, exact = nash_runs_thin(shown)
    assert len(old) <= 1300 and len(recent) <= 2500 and exact
    assert cost() < 3 * short + 0.01


def nash_runs_thin(shown):
    from widgets.plots.items.trail import thin
    return thin(shown.history.way, shown.history.way.length)


def test_the_panel_pauses_when_it_is_not_in_front_also_before_it_has_heard_that_it_plays(panel):
    panel.client.send("nash", "play")
    assert not panel.playing
    panel.set_active(False)
    assert not panel.client.group.playing
    panel.set_active(True)
    assert panel.client.group.playing
    panel.client.send("nash", "pause")
    panel.set_active(False)
    panel.set_active(True)
    assert not panel.client.group.playing


def test_a_panel_behind_goes_on_when_it_is_back_on_another_device(panel):
    panel.client.send("nash", "play")
    panel.set_active(False)
    panel.client.show()
    panel.use_device("cpu")
    assert not panel.client.group.playing
    panel.set_active(True)
    assert panel.client.group.playing


def test_a_history_forgets_what_follows_a_change():
    history = runs.History()
    history.write(0, [1.0], [2.0], [0.0])
    history.write(1, np.arange(3000.0), np.zeros(3000), np.arange(3000.0))
    assert (history.way.length, history.greatest) == (3001, 2999.0)
    history.write(11, [5.0], [6.0], [21.0])
    assert (history.way.length, history.greatest, history.way.row(11)[1]) == (12, 9.0, 6.0)
    assert (history.mean_value(10), history.mean_value(11)) == (4.5, 6.0)


def test_a_run_has_a_picture(qtbot, tmp_path):
    from app.export.pictures import save_picture
    save_picture(alone(100), str(tmp_path / "nash.png"))
    assert (tmp_path / "nash.png").read_bytes().startswith(b"\x89PNG")


def test_the_room_opens_with_what_the_panel_says(panel):
    opening = panel.opening()
    assert isinstance(opening, Opening)
    assert [values["method"] for values, _seed in opening.runs] == ["simultaneous", "alternating", "extragradient"]
