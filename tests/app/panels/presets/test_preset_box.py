"""The box with the presets of a panel: it names one only while its values are in force."""

import dataclasses

import pytest

from app.panels.presets.gallery import Gallery
from app.panels.presets.preset_box import PresetBox
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
    for widget in (box, box.strip):
        qtbot.addWidget(widget)
    return box


def named(box):
    """The title that is shown, with its sentence; "" for none."""
    shown = bool(box.in_force)
    assert box.title.isHidden() == box.help.isHidden() == (not shown) and (shown or box.go.isHidden())
    assert bool(box.strip.label.text()) == shown
    return (box.title.text(), box.help.text()) if shown else ""


def test_a_chosen_preset_is_told_by_name_and_its_step_can_be_asked_for(box, qtbot):
    box.show()
    box.button.click()
    gallery, = box.window().findChildren(Gallery)
    assert [card.title.text() for card in gallery.shown] == ["Calm", "Very wild", "Another seed of Wild"]
    chosen, steps = [], []
    box.chosen.connect(chosen.append)
    box.step_asked.connect(steps.append)
    gallery.shown[1].click()
    qtbot.waitUntil(lambda: not box.window().findChildren(Gallery))
    assert chosen == ["wild"]
    box.choose("wild")
    box.show_in_force(Params(rate=1.0))
    assert named(box) == ("Very wild", "All happens.") and "1,200" in box.go.text() and not box.go.isHidden()
    box.go.click()
    assert steps == [1200]


def test_its_sentence_stands_across_the_panel_while_the_box_is_folded(box, qtbot):
    strip = box.strip
    strip.fold(False)
    assert strip.isHidden()                             # there is none
    box.choose("wild")
    box.show_in_force(Params(rate=1.0))
    assert not strip.isHidden() and "Very wild" in strip.label.text() and "All happens." in strip.label.text()
    strip.fold(True)
    assert strip.isHidden()
    strip.fold(False)
    box.show_in_force(Params())
    assert strip.isHidden()


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


def test_its_button_goes_to_its_step_until_another_is_in_force(box, qtbot):
    box.choose("wild")
    box.show_in_force(change(Params(), rate=1.0))
    box.choose("")                              # a reset, of which no report has come yet
    with qtbot.waitSignal(box.step_asked) as asked:
        box.go.click()
    assert asked.args == [1200]


def test_without_presets_there_is_no_gallery(qtbot):
    box = PresetBox({}, Params())
    qtbot.addWidget(box)
    box.show_in_force(Params())
    assert box.button.isHidden() and box.help.isHidden()
    box.open_gallery()
    assert not box.findChildren(Gallery)


def test_a_sentence_that_the_column_is_too_low_for_is_scrolled_and_not_cut(qtbot):
    said = "It is said at length what there is to be seen. " * 6
    box = PresetBox({"long": Preset("Long", {"rate": 0.5}, help=said)}, Params())
    qtbot.addWidget(box)
    box.choose("long")
    box.show_in_force(change(Params(), rate=0.5))
    box.resize(240, 900)
    box.show()
    bar = box.sentence.verticalScrollBar()
    assert box.help.height() >= box.help.heightForWidth(box.help.width()) and bar.maximum() == 0
    box.resize(240, box.minimumSizeHint().height())
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert box.help.height() >= box.help.heightForWidth(box.help.width())
