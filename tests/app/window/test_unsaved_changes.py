"""Which runs are worth a question before they go."""

from dataclasses import asdict

import pytest

from app.window.dialogs.unsaved_changes import TOUCHED_STEPS, UNTOUCHED_STEPS, start_of, worth_asking
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.params import change


def log(step, events=(), seed=0, **values):
    return {"params": asdict(change(GanParams(), **values)), "seed": seed, "position": (step, 0),
            "events": list(events)}


def starts():
    from app.panels.gan.panel import GanPanel
    return GanPanel.starts()


@pytest.mark.parametrize("run, asked", [
    (log(TOUCHED_STEPS), False), (log(UNTOUCHED_STEPS - 1, seed=5), False), (log(UNTOUCHED_STEPS), True),
    (log(TOUCHED_STEPS - 1, r1=0.1), False), (log(TOUCHED_STEPS, r1=0.3), True),
    (log(TOUCHED_STEPS, **PRESETS["r1"].values), False),
    (log(TOUCHED_STEPS, [(40, 0, "r1", 0.2)]), True), (log(TOUCHED_STEPS, [(4000, 0, "r1", 0.2)]), False),
    (log(TOUCHED_STEPS, target="line"), True)], ids=str)
def test_what_is_a_click_away_is_not_asked_about_and_what_a_person_has_set_is(run, asked):
    assert worth_asking([run], starts()) is asked


def test_the_events_of_a_preset_are_no_change_of_a_person():
    preset = PRESETS["frozen_d_argmax"]
    events = [(step, 0, name, value) for step, name, value in preset.events]
    assert not worth_asking([log(5000, events, **preset.values)], starts())
    assert not worth_asking([log(150, events[:0], **preset.values)], starts())
    assert worth_asking([log(5000, [*events, (900, 0, "learning_rate_g", 0.1)], **preset.values)], starts())


def test_a_run_that_goes_on_from_its_file_is_as_good_as_there():
    saved = log(5000, [(10, 0, "r1", 0.2)])
    for run, asked in ((saved, False), (log(60_000, [[10, 0, "r1", 0.2]]), False),
                       (log(5000 + UNTOUCHED_STEPS, [(10, 0, "r1", 0.2)]), True),
                       (log(7000, [(10, 0, "r1", 0.2), (6000, 2, "r1", 0.0)]), True)):
        assert worth_asking([run], [*starts(), start_of(saved)]) is asked
    assert not worth_asking([], starts())
