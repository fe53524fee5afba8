"""What the lab says of its sources, where a student meets it."""

import pytest
from PySide6.QtGui import QAction

from app.panels.gan.sidebar import COLLAPSING, ON_COLLAPSE, ON_FROZEN, GanSideView, notes_on
from app.panels.presets.preset_box import PresetBox, stages
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from widgets.controls.parameters import ParameterControls


def test_each_note_stands_with_what_it_is_about():
    for name, preset in PRESETS.items():
        for params in stages(preset, GanParams()):
            notes = notes_on(params, name, False)
            assert (ON_COLLAPSE in notes) == (name in COLLAPSING)
            assert (ON_FROZEN in notes) == (params.freeze_d or params.freeze_g)
    assert notes_on(GanParams(), "", False) == ()
    assert notes_on(GanParams(), "", True) == (ON_FROZEN,)
    assert notes_on(GanParams(freeze_d=True), "mode_hopping", True) == (ON_COLLAPSE, ON_FROZEN)
    assert set(COLLAPSING) <= set(PRESETS)
    assert "other way round" in ON_COLLAPSE and "argmax D" in ON_FROZEN


@pytest.mark.parametrize("notes", [(), (ON_FROZEN,), (ON_COLLAPSE, ON_FROZEN)])
def test_the_strip_scrolls_with_the_controls_and_turns_only_where_there_are_several(qtbot, notes):
    side = GanSideView(ParameterControls(GanParams), PresetBox({}, GanParams()),
                       {"find_setting": QAction(), "all_settings": QAction()})
    qtbot.addWidget(side)
    side.show()
    side.notes.show_notes((ON_COLLAPSE,))
    side.notes.show_notes(notes)
    assert side.notes.isVisible() == bool(notes)
    assert side.controls.contents.isAncestorOf(side.notes)
    if notes:
        assert side.notes.label.text() == notes[0]
        assert all(button.isVisible() == (len(notes) > 1) for button in side.notes.buttons)
    side.notes.fold(True)
    assert not side.notes.isVisible()
