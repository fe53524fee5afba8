"""The list of presets that panels share: it names one only while its values are in force."""

import dataclasses

import pytest

from app.panels.preset_box import PresetBox
from sims.params import change, param
from sims.simulation import Preset


@dataclasses.dataclass(frozen=True)
class Params:
    rate: float = param(0.1, 0.0, 1.0)
    count: int = param(1, 0, 9)
    brought: str = param("")


PRESETS = {"calm": Preset("Calm", {}, help="Nothing happens."),
           "wild": Preset("Wild", {"rate": 1.0}, steps=1200, help="All happens.", events=((7, "count", 3),)),
           "other": Preset("Another seed of Wild", {"rate": 1.0}, seed=4, help="Else happens.")}


@pytest.fixture
def box(qtbot):
    box = PresetBox(PRESETS, Params(), ("brought",), {"wild": "Very wild"})
    qtbot.addWidget(box)
    return box


def named(box):
    """What the list names, with its sentence; "" for none."""
    assert box.list.currentIndex() >= 0 or (box.help.isHidden() and box.go.isHidden())
    return (box.list.currentText(), box.help.text()) if box.list.currentIndex() >= 0 else ""


def test_a_chosen_preset_is_told_by_name_and_its_step_can_be_asked_for(box):
    assert [box.list.itemText(k) for k in range(box.list.count())] == ["Calm", "Very wild", "Another seed of Wild"]
    chosen, steps = [], []
    box.chosen.connect(chosen.append)
    box.step_asked.connect(steps.append)
    box.list.setCurrentIndex(1)
    box.list.activated.emit(1)
    assert chosen == ["wild"]
    box.choose("wild")
    box.show_in_force(Params(rate=1.0))
    assert named(box) == ("Very wild", "All happens.") and "1,200" in box.go.text() and not box.go.isHidden()
    box.go.click()
    assert steps == [1200]


def test_a_preset_is_named_only_while_its_values_are_in_force(box):
    wild = Params(rate=1.0)
    box.show_in_force(Params())
    assert not named(box)                               # nobody has chosen "calm", though these are its values
    box.choose("wild")
    box.show_in_force(Params())
    assert not named(box)                               # not yet
    for params in (wild, change(wild, count=3), change(wild, brought="mine")):
        box.show_in_force(params)
        assert named(box) == ("Very wild", "All happens.")
    for params in (change(wild, rate=0.5), change(wild, count=2), None):
        box.show_in_force(params)
        assert not named(box)
        box.show_in_force(wild)                         # undone
        assert named(box) == ("Very wild", "All happens.")
    box.choose("other")
    box.show_in_force(wild)                             # of two with the same values the one that was chosen
    assert named(box) == ("Another seed of Wild", "Else happens.")
    box.choose("")
    box.show_in_force(wild)
    assert not named(box)


def test_without_presets_there_is_no_list(qtbot):
    box = PresetBox({}, Params())
    qtbot.addWidget(box)
    box.show_in_force(Params())
    assert box.list.isHidden() and box.help.isHidden()
