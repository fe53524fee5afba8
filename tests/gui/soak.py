"""The window at full speed for as long as a lecture: `python -m tests.gui.soak --minutes 60`.

The lab trains for so many minutes with the window animating, every other panel for a sixth of that. Then a picture and
a step must take as long as at the start, and the numbers must be those of a replay of the log without a window, bit for
bit. Memory must at most be what it was before a sixth of the time had gone, and what the runs have kept since then: a
run keeps 4,096 keyframes and 131,072 numbers of each scalar, which it has after some 500,000 steps.

By default it is judged by processor time, which other programs on the machine change little; with `--clock wall`, on a
machine that has nothing else to do, pictures must also come as often.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

MEMORY = 1.05               # by which it may grow
SETTLED = 60.0              # seconds in which caches fill, and what is needed once is loaded
SLOWER = 1.25               # by which a picture, or a step, may take longer
FEW_PICTURES, FEW_STEPS = 20, 200       # at the beginning of a soak, of which no usual time can be told
BEGINNING, FIRST_STEPS = 600.0, 50     # seconds in which these steps must be done, on a machine that is loaded
SHARE = 1 / 6               # of the lab's minutes: for each other panel, and for the beginning and the end of a soak
CHANGES = (("learning_rate_d", 2e-3), ("learning_rate_g", 5e-4), ("learning_rate_d", 1e-3))   # of the lab, on its way


class Sample(NamedTuple):
    """seconds: since the panel began. window, engines: memory in MB that they alone have, also where it is swapped out.
    step: where the run stands. at_work: seconds in which the engine had a processor.
    """

    seconds: float
    window: float
    engines: float
    step: int
    at_work: float


class Kept(NamedTuple):
    """What is known of one run. keyframe: bytes of its state. keyframes: how many it keeps at most. scalars: columns of
    its trace. wrong: in what it differs from its replay, "" where in nothing.
    """

    keyframe: int
    keyframes: int
    scalars: int
    wrong: str

    def engines(self, step: int) -> float:
        """MB that its keyframes and its trace take at most after so many steps."""
        from sims.keyframes import KeyframeStore
        keyframes = self.keyframe * min(step // KeyframeStore.spacing, self.keyframes)
        return (keyframes + self.scalars * _trace_bytes(step, 1)) / 1e6

    def window(self, step: int) -> float:
        """MB that a curve of each scalar, and a part of the trace, take at most after so many steps."""
        from app.engine.kept_traces import PART
        from widgets.plots.curves import curve_buffer
        cells = curve_buffer.FACTOR ** math.ceil(math.log(max(step, 1) / 0.6, curve_buffer.FACTOR))
        numbers = 1 if step <= curve_buffer.LIMIT else 4        # of 4 bytes, of each cell; and 2/3 in the pyramid
        curve = 4 * (numbers + 2 / 3) * min(cells, curve_buffer.LIMIT)
        return self.scalars * (curve + _trace_bytes(step, PART)) / 1e6


def _trace_bytes(step: int, part: int) -> float:
    """Of one scalar, where a trace keeps a part of what a run does."""
    from sims import trace
    newest = 2 * trace.RECENT               # numbers of 8 bytes; the step stands beside each of the older ones
    return 8 * min(step, newest) + 12 * min(max(step - newest, 0), trace.LIMIT // part)


class Picture(NamedTuple):
    """When a report came, in seconds by the clock, and of the window's processor time until then."""

    wall: float
    processor: float


def main() -> int:
    """Soak every panel, and say what was measured. Returns 0 where all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the lab; a sixth of it for each other panel")
    parser.add_argument("--panels", nargs="*", help="only these")
    parser.add_argument("--clock", choices=("wall", "processor"), default="processor",
                        help="wall: pictures must also come as often, on a quiet machine")
    options = parser.parse_args()
    from tests.conftest import start_display, use_private_folders
    home = Path(tempfile.mkdtemp(prefix="saddle-soak-"))
    use_private_folders(home)
    start_display()
    try:
        return _soak(options.minutes, options.panels, options.clock)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _soak(minutes: float, only: list[str] | None, clock: str) -> int:
    from PySide6.QtWidgets import QApplication

    from app.panels import PANELS
    from app.window import collector
    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from tests.gui.monkey import rest
    from widgets.theme import themes

    application = QApplication(sys.argv[:1])
    _collector = collector.Collector(application)
    themes.apply(application)
    faults: list[str] = []
    for entry in PANELS:
        if only and entry.group not in only:
            continue
        # A window for each panel, so that what one leaves is not taken for what the next one needs.
        window = MainWindow(Settings(device="cpu", panel=entry.group, seen_welcome=True))
        window.resize(1280, 720)
        window.show()
        rest.wait(3.0)
        collector.spare()
        faults += _soak_panel(window, entry.group, 60 * minutes * (1 if entry.group == "gan" else SHARE), clock)
        window.close_at_once()
        window.deleteLater()
        rest.wait(0.5)
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def _soak_panel(window, group: str, seconds: float, clock: str) -> list[str]:
    """What is wrong with this panel after so many seconds."""
    from tests.gui.monkey import rest
    panel = window.panel_of(group)
    pictures: list[Picture] = []
    if group != "map":
        panel.page.client.reported.connect(
            lambda _report: pictures.append(Picture(time.monotonic(), time.thread_time())))
        panel.page.choose_speed("max")
    panel.command("toggle" if group == "map" else "play")
    _wait_until_it_trains(panel, group)
    pictures.clear()
    began, samples, changes = time.monotonic(), [], list(CHANGES if group == "gan" else ())
    while (now := time.monotonic() - began) < seconds:
        rest.wait(min(1.0, seconds / 30))
        samples.append(_sample(now, window, None if group == "map" else panel))
        if changes and now > seconds * (1 - len(changes) / (len(CHANGES) + 1)):
            name, value = changes.pop(0)
            panel.command("set", name=name, value=value)
        if group != "map" and not panel.page.playing:
            panel.command("play")               # it paused where a preset shows its point
    panel.command("toggle" if group == "map" else "pause")
    rest.wait(1.0)
    if group == "map":
        return _judge_memory(group, samples, [])
    runs, faults = _fetched(panel)
    return [*faults, *_judge_memory(group, samples, runs), *judge_pictures(group, pictures, began, seconds, clock),
            *judge_steps(group, samples)]


def _wait_until_it_trains(panel, group: str) -> None:
    """What is loaded and compiled once is none of what is measured. Of a map the first run is done then."""
    from tests.gui.monkey import rest
    end = time.monotonic() + BEGINNING
    while time.monotonic() < end:
        rest.wait(0.2)
        if group == "map":
            if panel.filling.share > 0:
                return
        elif panel.page.report is not None and panel.page.report.lead.frame.step > FIRST_STEPS:
            return
    raise TimeoutError(f"{group} does not train")


def _sample(now: float, window, panel) -> Sample:
    import psutil
    me, engine = psutil.Process(), psutil.Process(window.client.pid)
    used = engine.cpu_times()
    step = panel.page.report.lead.frame.step if panel is not None and panel.page.client is window.client else 0
    return Sample(now, _memory(me), sum(_memory(child) for child in me.children(recursive=True)), step,
                  used.user + used.system)


def _memory(process) -> float:
    """MB that this process alone has. What it shares with others, such as the code of libraries, the system takes away
    and gives back as other programs need room."""
    import psutil
    try:
        full = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0.0
    return (full.uss + getattr(full, "swap", 0)) / 1e6


def _judge_memory(group: str, samples: list[Sample], runs: list[Kept]) -> list[str]:
    last = samples[-1].seconds
    if last < 1.5 * SETTLED:
        print(f"{group}: {last:.0f} s are too few to judge memory by", flush=True)
        return []
    print(f"{group}: MB of window and engines: " + ", ".join(
        f"{sample.window:.0f} {sample.engines:.0f} after {sample.seconds:.0f} s"
        for sample in samples[len(samples) // 30::max(len(samples) // 10, 1)]), flush=True)
    full = max(last * SHARE, 1.25 * SETTLED)
    return judge_memory(group, [sample for sample in samples if SETTLED <= sample.seconds <= full],
                        [sample for sample in samples if sample.seconds > full], runs)


def judge_memory(group: str, early: list[Sample], late: list[Sample], runs: list[Kept]) -> list[str]:
    """Whether the memory of either side was more at one time than it ever was in another before, but for what its runs
    have kept since then."""
    faults = []
    for name in ("window", "engines"):
        first, last = (max(getattr(sample, name) for sample in part) for part in (early, late))
        kept = sum(getattr(run, name)(late[-1].step) - getattr(run, name)(early[-1].step) for run in runs)
        print(f"{group}: memory of the {name}: at most {first:.0f} MB up to {early[-1].seconds:.0f} s, {last:.0f} MB "
              f"up to {late[-1].seconds:.0f} s ({100 * ((last - kept) / first - 1):+.1f} % without {kept:.0f} MB that "
              f"the runs have kept since then)", flush=True)
        if last > MEMORY * first + kept:
            faults.append(f"{group}: the memory of the {name} grows")
    return faults


def judge_pictures(group: str, pictures: list[Picture], began: float, seconds: float, clock: str) -> list[str]:
    """Whether the window needs longer for a picture at the end than at the start; by the wall clock: from one to the
    next."""
    gaps = [(before.wall - began, *(later - earlier for earlier, later in zip(before, now)))
            for before, now in zip(pictures, pictures[1:])]
    early = [gap for gap in gaps if gap[0] < seconds * SHARE]
    late = [gap for gap in gaps if gap[0] > seconds * (1 - SHARE)]
    if not early or not late:
        return [] if group == "distances" else [f"{group}: no pictures"]
    first, last = (Picture(*(statistics.median(gap[place] for gap in part) for place in (1, 2)))
                   for part in (early, late))
    print(f"{group}: {1000 * first.processor:.1f} ms of the window's processor time for a picture at first, "
          f"{1000 * last.processor:.1f} ms at last; one every {1000 * first.wall:.0f} ms at first, every "
          f"{1000 * last.wall:.0f} ms at last; {len(pictures):,} in all", flush=True)
    if len(early) < FEW_PICTURES:
        print(f"{group}: {len(early)} pictures are too few to judge by", flush=True)
        return []
    faults = [f"{group}: a picture takes longer"] if last.processor > SLOWER * first.processor else []
    if clock == "wall" and last.wall > SLOWER * first.wall:
        faults.append(f"{group}: pictures come more slowly")
    return faults


def judge_steps(group: str, samples: list[Sample]) -> list[str]:
    """Whether the engine needs longer for a step at the end than at the start."""
    part = max(round(len(samples) * SHARE), 1)
    early, late = samples[:part + 1], samples[-part - 1:]
    if early[-1].step - early[0].step < FEW_STEPS:
        return []
    first, last = ((part[-1].at_work - part[0].at_work) / max(part[-1].step - part[0].step, 1)
                   for part in (early, late))
    print(f"{group}: {1000 * first:.3f} ms of the engine's processor time for a step at first, {1000 * last:.3f} ms at "
          f"last, step {samples[-1].step:,}", flush=True)
    return [f"{group}: a step takes longer"] if last > SLOWER * first else []


def _fetched(panel) -> tuple[list[Kept], list[str]]:
    """What is known of the runs, fetched as a file would have them; and which has not the bits of its replay."""
    from tests.gui.monkey import rest
    page, answers = panel.page, []
    page.client.ask(page.group, "hand_over", lambda runs, error: answers.append((runs, error)))
    while not answers:
        rest.wait(0.05)
    runs, error = answers[0]
    if error is not None:
        return [], [f"{page.group}: {error.template}"]
    found = []
    with multiprocessing.get_context("spawn").Pool(1) as pool:         # torch stays out of the window
        for number, saved in enumerate(runs):
            found.append(pool.apply(looked_at, (saved,)))
            print(f"{page.group}: run {number} at step {saved.log['position'][0]:,}: "
                  f"{found[-1].wrong or 'bit for bit its replay'}", flush=True)
    return found, [f"{page.group}: {run.wrong}" for run in found if run.wrong]


def looked_at(saved) -> Kept:
    """What is known of a saved run, which its log is replayed for, without a window."""
    import numpy as np

    from app.headless_run import HeadlessRun, going
    from app.sessions.snapshots import restore
    from sims import registry
    from sims.events import read_log
    from sims.keyframes import bytes_in
    from sims.simulation import fingerprint
    simulation = registry.get(saved.log["simulation"])
    run = restore(simulation, saved)
    for _ in run.resuming(saved.log):
        pass
    replay = HeadlessRun(simulation, *read_log(simulation.Params, saved.log))
    replay.trace.limit = None
    step, phase = saved.log["position"]
    for _ in going(replay, step):
        pass
    while replay.position < (step, phase) and replay.advance():
        pass
    columns = replay.trace.since(0)
    wrong = [f"other numbers of {name}" for name, (rows, numbers) in saved.trace.items()
             if name not in simulation.measured and not np.array_equal(columns[name][rows], numbers, equal_nan=True)]
    if fingerprint(replay.state) != fingerprint(run.state):
        wrong.insert(0, "another state")
    return Kept(bytes_in(run.state), run.keyframes.limit, len(saved.trace), ", ".join(wrong))


if __name__ == "__main__":
    sys.exit(main())
