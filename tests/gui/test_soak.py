"""What the soak says of numbers that it has measured; `make soak` measures them for an hour."""

import pytest

from tests.gui.soak import Kept, Picture, Sample, judge_memory, judge_pictures, judge_steps


def samples(window=(400.0, 400.0), step_seconds=(1e-3, 1e-3), engines=(900.0, 900.0)):
    """60 seconds; the pairs are at first and at last."""
    made, at_work = [], 0.0
    for second in range(60):
        share = second / 59
        at_work += 100 * (step_seconds[0] + share * (step_seconds[1] - step_seconds[0]))
        made.append(Sample(second, *(pair[0] + share * (pair[1] - pair[0]) for pair in (window, engines)), 100 * second,
                           at_work))
    return made


def pictures(wall, processor):
    """60 seconds of them, so far apart by each clock in the first and in the second half."""
    made = [Picture(0.0, 0.0)]
    while made[-1].wall < 60:
        half = made[-1].wall >= 30
        made.append(Picture(made[-1].wall + wall[half], made[-1].processor + processor[half]))
    return made


@pytest.mark.parametrize(("last", "faults"), [(400, 0), (415, 0), (440, 1), (300, 0)])
def test_memory_may_be_a_twentieth_more(last, faults):
    made = samples(window=(400, last))
    assert len(judge_memory("gan", made[:5], made[-5:], [])) == faults


@pytest.mark.parametrize(("last", "faults"), [(990, 0), (1040, 1)])
def test_memory_may_be_more_by_what_the_run_has_kept(last, faults):
    made = samples(engines=(900, last))                 # 43 keyframes and 5,500 numbers of 20 scalars: 52.5 MB
    run = Kept(keyframe=1_200_000, keyframes=4096, scalars=20, wrong="")
    assert run.engines(5900) - run.engines(400) == pytest.approx(43 * 1.2 + 0.88)
    assert len(judge_memory("gan", made[:5], made[-5:], [run])) == faults


def test_a_run_keeps_no_more_than_its_bounds():
    run = Kept(keyframe=44_000, keyframes=4096, scalars=40, wrong="")
    most = 44_000 * 4096 + 40 * (8 * 2**15 + 12 * 2**17)
    assert run.engines(600_000) == run.engines(10**9) == pytest.approx(most / 1e6)
    assert run.window(600_000) == run.window(10**9) < 40 * (2.45 + 0.66)
    assert run.window(1000) < 40 * 0.06


@pytest.mark.parametrize(("wall", "processor", "clock", "said"), [
    ((0.02, 0.02), (0.01, 0.01), "wall", []),
    ((0.02, 0.20), (0.01, 0.01), "processor", []),                  # another program took the processors
    ((0.02, 0.20), (0.01, 0.01), "wall", ["gan: pictures come more slowly"]),
    ((0.02, 0.02), (0.01, 0.013), "processor", ["gan: a picture takes longer"]),
    ((2.0, 2.0), (0.01, 0.02), "processor", [])])                   # five pictures at first tell nothing
def test_a_picture_may_not_take_longer_than_at_first(wall, processor, clock, said):
    assert judge_pictures("gan", pictures(wall, processor), 0.0, 60.0, clock) == said


def test_a_lab_without_pictures_is_a_fault():
    assert judge_pictures("gan", [Picture(1.0, 0.1)], 0.0, 60.0, "processor") == ["gan: no pictures"]


@pytest.mark.parametrize(("last", "faults"), [(1e-3, 0), (1.1e-3, 0), (2e-3, 1)])
def test_a_step_may_not_take_longer_than_at_first(last, faults):
    assert len(judge_steps("gan", samples(step_seconds=(1e-3, last)))) == faults
