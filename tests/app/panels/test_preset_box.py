"""The list of presets that panels share."""

from app.panels.preset_box import PresetBox
from sims.simulation import Preset

PRESETS = {"calm": Preset("Calm", {}, help="Nothing happens."), "wild": Preset("Wild", {}, steps=1200)}


def test_a_chosen_preset_is_told_by_name_and_its_step_can_be_asked_for(qtbot):
    box = PresetBox(PRESETS, {"wild": "Very wild"})
    qtbot.addWidget(box)
    assert [box.list.itemText(k) for k in range(box.list.count())] == ["Calm", "Very wild"]
    assert box.list.currentIndex() == -1 and box.help.isHidden() and box.go.isHidden()
    chosen, steps = [], []
    box.chosen.connect(chosen.append)
    box.step_asked.connect(steps.append)
    box.list.setCurrentIndex(1)
    box.list.activated.emit(1)
    box.say("What it shows.", 1200)
    assert chosen == ["wild"] and not box.help.isHidden() and "1,200" in box.go.text()
    box.go.click()
    assert steps == [1200]
    box.say("")
    assert box.list.currentIndex() == -1 and box.help.isHidden() and box.go.isHidden()


def test_without_presets_there_is_no_list(qtbot):
    box = PresetBox({})
    qtbot.addWidget(box)
    assert box.list.isHidden()
