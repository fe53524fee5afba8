"""The window at full speed for as long as a lecture: `python -m tests.gui.soak --minutes 60`.

The lab trains for so many minutes with the window animating, every other panel for a sixth of that. Then memory must
be what it was after the first minute, pictures must come as often as at the start, and the numbers must be those of
a replay of the log without a window, bit for bit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

MEMORY = 1.05               # by which it may grow after the first minute
PICTURES = 1.25             # by which the usual time between two pictures may
BEGINNING, FIRST_STEPS = 300.0, 50     # seconds in which these steps must be done
SHARE = 1 / 6               # of the lab's minutes: for each other panel, and for the beginning and the end of a soak
CHANGES = (("learning_rate_d", 2e-3), ("learning_rate_g", 5e-4), ("learning_rate_d", 1e-3))   # of the lab, on its way


class Sample(NamedTuple):
    """seconds: since the panel began. window, engines: their memory in MB."""

    seconds: float
    window: float
    engines: float


def main() -> int:
    """Soak every panel, and say what was measured. Returns 0 where all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the lab; a sixth of it for each other panel")
    parser.add_argument("--panels", nargs="*", help="only these")
    options = parser.parse_args()
    from tests.conftest import start_display, use_private_folders
    home = Path(tempfile.mkdtemp(prefix="saddle-soak-"))
    use_private_folders(home)
    start_display()
    try:
        return _soak(options.minutes, options.panels)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _soak(minutes: float, only: list[str] | None) -> int:
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
        faults += _soak_panel(window, entry.group, 60 * minutes * (1 if entry.group == "gan" else SHARE))
        window.close_at_once()
        window.deleteLater()
        rest.wait(0.5)
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def _soak_panel(window, group: str, seconds: float) -> list[str]:
    """What is wrong with this panel after so many seconds."""
    from tests.gui.monkey import rest
    panel = window.panel_of(group)
    pictures: list[float] = []
    if group != "map":
        panel.page.client.reported.connect(lambda _report: pictures.append(time.monotonic()))
        panel.page.choose_speed("max")
    panel.command("toggle" if group == "map" else "play")
    _wait_until_it_trains(panel, group)
    pictures.clear()
    began, samples, changes = time.monotonic(), [], list(CHANGES if group == "gan" else ())
    while (now := time.monotonic() - began) < seconds:
        rest.wait(min(1.0, seconds / 30))
        samples.append(_sample(now))
        if changes and now > seconds * (1 - len(changes) / (len(CHANGES) + 1)):
            name, value = changes.pop(0)
            panel.command("set", name=name, value=value)
        if group != "map" and not panel.page.playing:
            panel.command("play")               # it paused where a preset shows its point
    panel.command("toggle" if group == "map" else "pause")
    rest.wait(1.0)
    faults = [*_judge_memory(group, samples, min(60.0, seconds * SHARE)),
              *_judge_pictures(group, pictures, began, seconds)]
    if group != "map":
        faults += _judge_numbers(panel)
    return faults


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


def _sample(now: float) -> Sample:
    import psutil
    me = psutil.Process()
    return Sample(now, me.memory_info().rss / 1e6, sum(
        child.memory_info().rss / 1e6 for child in me.children(recursive=True) if child.is_running()))


def _judge_memory(group: str, samples: list[Sample], settled: float) -> list[str]:
    early = [sample for sample in samples if settled <= sample.seconds <= 2 * settled]
    late = samples[-max(len(early), 1):]
    faults = []
    for name in ("window", "engines"):
        first, last = (statistics.median(getattr(sample, name) for sample in part) for part in (early, late))
        print(f"{group}: memory of the {name}: {first:.0f} MB after {settled:.0f} s, {last:.0f} MB after "
              f"{samples[-1].seconds:.0f} s ({100 * (last / first - 1):+.1f} %)", flush=True)
        if last > MEMORY * first:
            faults.append(f"{group}: the memory of the {name} grows")
    return faults


def _judge_pictures(group: str, pictures: list[float], began: float, seconds: float) -> list[str]:
    apart = [(now - began, now - before) for before, now in zip(pictures, pictures[1:])]
    early = [gap for at, gap in apart if at < seconds * SHARE]
    late = [gap for at, gap in apart if at > seconds * (1 - SHARE)]
    if not early or not late:
        return [] if group in ("map", "distances") else [f"{group}: no pictures"]
    first, last = statistics.median(early), statistics.median(late)
    print(f"{group}: {1000 * first:.1f} ms between pictures at first, {1000 * last:.1f} ms at last; longest "
          f"{1000 * max(gap for _at, gap in apart):.0f} ms of {len(pictures):,}", flush=True)
    return [f"{group}: pictures come more slowly"] if last > PICTURES * first else []


def _judge_numbers(panel) -> list[str]:
    """Whether each run has the bits of its replay. The runs are fetched as a file would have them."""
    from tests.gui.monkey import rest
    page, answers = panel.page, []
    page.client.ask(page.group, "hand_over", lambda runs, error: answers.append((runs, error)))
    while not answers:
        rest.wait(0.05)
    runs, error = answers[0]
    if error is not None:
        return [f"{page.group}: {error.template}"]
    faults = []
    with multiprocessing.get_context("spawn").Pool(1) as pool:         # torch stays out of the window
        for number, saved in enumerate(runs):
            wrong = pool.apply(unlike_its_replay, (saved,))
            print(f"{page.group}: run {number} at step {saved.log['position'][0]:,}: "
                  f"{wrong or 'bit for bit its replay'}", flush=True)
            faults += [f"{page.group}: {wrong}"] if wrong else []
    return faults


def unlike_its_replay(saved) -> str:
    """In what a saved run differs from its log, replayed without a window; "" where in nothing."""
    import numpy as np

    from app.headless_run import HeadlessRun, going
    from app.sessions.snapshots import restore
    from sims import registry
    from sims.events import read_log
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
    if fingerprint(replay.state) != fingerprint(run.state):
        return "another state"
    columns = replay.trace.since(0)
    for name, (rows, numbers) in saved.trace.items():
        if name not in simulation.measured and not np.array_equal(columns[name][rows], numbers, equal_nan=True):
            return f"other numbers of {name}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
