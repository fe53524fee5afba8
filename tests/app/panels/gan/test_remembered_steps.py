"""What the views of the GAN lab remember by step: after a step back, a change in the past, a restart."""


import numpy as np

from app.engine.messages import RunReport
from app.panels.gan.trails import TrailMemory
from app.panels.training.curves.frame_history import FrameHistory
from sims.run import Run
from tests.app.panels.gan.test_views import report, small, steps


def told(history: FrameHistory, run: Run) -> RunReport:
    shown = report(run)
    history.take(shown, np.array([shown.frame.step, shown.seed], float))
    return shown


def test_stepping_back_and_replaying_forgets_nothing():
    run, history = small(), FrameHistory()
    for _ in range(6):
        steps(run, 1)
        told(history, run)
    run.seek(2)
    told(history, run)
    assert history.steps.tolist() == [1, 2, 3, 4, 5, 6]
    run.seek(5)
    told(history, run)
    assert history.rows[:, 0].tolist() == [1, 2, 3, 4, 5, 6]


def test_a_change_in_the_past_forgets_what_came_after_it():
    run, history = small(), FrameHistory()
    for _ in range(6):
        steps(run, 1)
        told(history, run)
    run.seek(3)
    run.set("learning_rate_d", 0.01)
    steps(run, 4)
    told(history, run)
    assert history.steps.tolist() == [1, 2, 3, 7]


def test_a_restart_and_another_seed_clear_what_was_seen():
    run, history = small(), FrameHistory()
    for _ in range(4):
        steps(run, 1)
        told(history, run)
    fresh = Run(run.simulation, run.base, 0)
    told(history, fresh)
    assert history.steps.tolist() == [0]
    steps(run, 3)
    run.trace.touch()
    told(history, run)
    other = Run(run.simulation, run.base, 1)
    steps(other, 5)
    told(history, other)
    assert history.steps.tolist() == [0, 5]


def test_the_history_is_bounded_and_keeps_both_ends():
    history = FrameHistory(limit=20)
    run = small()
    frame = report(run)
    for step in range(200):
        history._put(step, np.zeros(1))
    assert len(history.steps) <= 20
    assert history.steps[0] == 0 and history.steps[-1] == 199
    assert frame.frame.step == 0


def test_trails_go_on_forward_and_begin_anew_in_another_run():
    run, trails = small(), TrailMemory()
    for _ in range(3):
        trails.take(run.frame())
        steps(run, 1)
    starts, ends = trails.segments()
    assert len(starts) == 2 * 240
    assert np.array_equal(starts[240:], ends[:240])
    trails.take(Run(run.simulation, run.base, 5).frame())
    assert not len(trails.segments()[0])
