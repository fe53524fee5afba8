"""The Nash panel's presets, its notes, and the Dirac-GANs, one by itself and ten side by side."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.nash.panel import BILINEAR, DIRAC, FIRST_METHODS, GALLERY, NOTES, VIEWS
from sims.nash.simulation import DIRAC_GALLERY, NashParams, NashSimulation
from sims.params import change
from tests.app.panels.nash.near_panel import alone, do, steps


def test_presets_are_one_run_and_say_what_they_show(panel):
    for name, preset in NashSimulation.presets.items():
        panel.use_preset(name)
        panel.client.send("nash", "pause")
        panel.client.show()
        run, = panel.runs
        assert run.params == change(NashParams(), **preset.values)
        assert panel.presets.help.text() == preset.help != ""
        assert panel.presets.in_force == name
        assert panel.client.group.runs[0].steps_to_stop == preset.steps
        assert panel._view_of(panel.report) == run.params.game
    do(panel, "undo")
    assert len(panel.runs) == 1


@pytest.mark.parametrize("first", [BILINEAR, DIRAC, GALLERY])
def test_views_that_are_chosen_before_the_last_has_come_leave_the_runs_of_the_one_chosen_last(panel, first):
    keys = [key for key, _title in VIEWS]
    for clicks in itertools.product(keys, repeat=2):
        panel.client.send("nash", "reset")
        panel.client.show()
        panel.views.setCurrentIndex(keys.index(first))
        panel.client.send("nash", "pause")
        panel.client.show()
        for number, view in enumerate(clicks):
            panel.views.setCurrentIndex(keys.index(view))
            if number == 0:
                panel.client.reported.emit(panel.report)        # one that was on its way before
        panel.client.send("nash", "pause")
        panel.client.show()
        asked = clicks[-1]
        expected = [values for _title, values in DIRAC_GALLERY] if asked == GALLERY else [
            {"game": asked, "method": method} for method in FIRST_METHODS]
        start = panel.runs[0].params
        assert panel._view_of(panel.report) == asked and keys[panel.views.currentIndex()] == asked, clicks
        assert [run.params for run in panel.runs] == [
            change(NashParams(), **({} if asked == GALLERY else {"x0": start.x0, "y0": start.y0}), **values)
            for values in expected], clicks
        do(panel, "step")
        for run in panel.runs:
            position = run.report.frame.arrays["position"]
            assert run.history.way.length == 2 and np.array_equal(run.history.way.row(1)[:2], position), clicks


def test_a_preset_is_named_only_while_its_values_are_in_force(panel):
    presets = panel.presets

    def named():
        assert presets.help.isHidden() == (not presets.in_force)
        return presets.in_force

    def open_view(view):
        panel.views.setCurrentIndex([key for key, _title in VIEWS].index(view))
        panel.client.send("nash", "pause")
        panel.client.show()

    panel.use_preset("dirac_r1")
    panel.client.show()
    assert named() == "dirac_r1"
    do(panel, "set", name="r1", value=0.4)
    assert named() == ""
    do(panel, "undo")
    assert named() == "dirac_r1"
    panel.side.boxes["extragradient"].click()               # two runs are no preset
    panel.client.show()
    assert named() == ""
    do(panel, "undo")
    open_view(GALLERY)
    assert named() == ""
    open_view("bilinear")
    assert named() == ""
    open_view(GALLERY)
    QTest.mouseClick(panel.gallery.pictures[6], Qt.MouseButton.LeftButton)
    panel.client.show()
    assert named() == "dirac_instance_noise"
    panel.client.send("nash", "play")
    panel.client.show()
    open_view("bilinear")                                   # its values of V = xy, which is another game
    assert panel.report.runs[0].params.game == "bilinear" and named() == ""


def test_the_notes_on_the_sources_stand_below_v_xy_and_fold_with_the_controls(panel):
    strip, asked = panel.notes, []
    panel.sources_asked.connect(lambda: asked.append(True))
    assert strip.isVisible()
    texts = []
    for _ in NOTES:
        texts.append(strip.label.text())
        strip.buttons[1].click()
    assert len(set(texts)) == 3 and strip.label.text() == texts[0]
    for needed in ("√(1+η²)", "f₂ = −xy", "convex in x and concave in y"):      # corrections 13, 12 and 14
        assert sum(needed in text for text in texts) == 1
    strip.sources.click()
    assert asked == [True]
    panel.show_part("controls", False)
    assert not strip.isVisible()
    panel.show_part("controls", True)
    assert strip.isVisible()
    panel.views.setCurrentIndex([key for key, _title in VIEWS].index(DIRAC))
    panel.client.show()
    assert not strip.isVisible()                            # they are about V = xy


def test_ten_dirac_gans_play_together_and_a_click_opens_one(panel):
    panel.views.setCurrentIndex([key for key, _title in VIEWS].index(GALLERY))
    panel.client.send("nash", "pause")
    panel.client.show()
    steps(panel, 50)
    assert panel.stack.currentWidget() is panel.gallery
    assert [picture.text() for picture in panel.gallery.pictures] == [title for title, _values in DIRAC_GALLERY]
    for picture, (_title, values) in zip(panel.gallery.pictures, DIRAC_GALLERY):
        expected = alone(50, **values).state
        assert picture.run.report.frame.numbers["x"] == expected.x
        assert picture.run.history.way.length == 51
        outcome, _height = picture._outcome(picture.height())
        assert outcome.endswith(f"\n× {alone(50, **values).metrics()['growth_per_step']:.5f} a step")
    assert "on average" in panel.gallery.meaning.text() and panel.gallery.meaning.isVisible()
    assert [name for name, row in panel.controls.rows.items() if not row.isHidden()] == ["learning_rate", "x0", "y0"]
    QTest.mouseClick(panel.gallery.pictures[5], Qt.MouseButton.LeftButton)
    panel.client.show()
    run, = panel.runs
    assert (run.params.r1, run.step, run.history.way.length) == (0.3, 50, 51)
    assert panel._view_of(panel.report) == DIRAC
    do(panel, "undo")
    assert panel._view_of(panel.report) == GALLERY


def test_the_two_diracs_show_theta_and_the_line_of_d(panel):
    panel.views.setCurrentIndex([key for key, _title in VIEWS].index(DIRAC))
    panel.client.show()
    do(panel, "set", name="weight_clip", value=0.8)
    steps(panel, 20)
    panel.beside.open_page("diracs")
    item = panel.beside.diracs.item
    run = alone(0, game="dirac", method="simultaneous")
    run.set("weight_clip", 0.8)
    run.step(20)
    assert item._theta == run.state.x
    assert item._lines[-1][0] == run.state.y
    assert item._clip == 0.8
    assert panel.plane._clip.isVisible()
    assert tuple(panel.plane._clip.getRegion()) == (-0.8, 0.8)
    assert panel.plane.plot.getAxis("left").labelText == "ψ"
