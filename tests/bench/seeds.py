"""Many seeds: pictures a second of the real window with its engine, and their training against a sweep of them."""

from __future__ import annotations

import json
import sys
import time
from functools import cache

from tests.bench.harness import Row, in_turns
from tests.bench.together import probe

SEEDS, STEPS, SECONDS = 16, 1000, 8.0


# In the process of the window ----------------------------------------------------------------------------------------

def animated() -> dict:
    """Pictures and steps of all seeds a second, of the default setting at full speed, the window 1920 x 1080."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from app.window import collector
    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from widgets.theme import themes

    application = QApplication([])
    themes.use("light")
    themes.apply(application)
    window = MainWindow(Settings(device="cpu", panel="seeds", seen_welcome=True))
    window.resize(1920, 1080)
    window.show()
    panel, reports = window.panel, []

    def turn(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    window.client.reported.connect(lambda r: reports.append((time.perf_counter(), r.runs[0].frame.step)))
    while panel.report is None:
        turn(0.01)
    panel.choose_speed("max")
    panel.command("play")
    while panel.report.lead.frame.step < 300:       # compiled by then
        turn(0.01)
    collector.spare()
    turn(1.0)
    reports.clear()
    turn(SECONDS)
    (first, start), (last, end) = reports[0], reports[-1]
    window.close_at_once()
    return {"pictures": (len(reports) - 1) / (last - first), "steps": SEEDS * (end - start) / (last - first)}


# Rows ----------------------------------------------------------------------------------------------------------------

@cache
def _animated() -> dict:
    return probe(__name__)


def swept() -> float:
    """Steps of all seeds a second in a sweep of the same runs, metrics and tracing included."""
    from app.headless_run import cores
    from app.sweeps import plan as sweep_plan
    from app.sweeps import runner
    from sims.gan.params import GanParams
    from sims.gan.simulation import GanSimulation

    plan = sweep_plan.Plan("gan", GanParams(), {}, range(SEEDS), STEPS, "cpu")
    start = time.perf_counter()
    runner.carry_out(plan, lambda: GanSimulation.on_device("cpu")[0], cores())
    return SEEDS * STEPS / (time.perf_counter() - start)


def against_sweep() -> tuple[float, float]:
    """The window is opened anew in each turn, beside the other in the same minutes."""
    return in_turns(lambda: probe(__name__)["steps"], swept, 3)


ROWS = [
    Row("16 seeds: pictures a second", "/s", lambda: (_animated()["pictures"], None), more=True, goal=15, kind="least"),
    Row("16 seeds against a sweep", "steps/s", against_sweep, "a sweep of the same 16 runs", more=True, goal=0.6),
]


if __name__ == "__main__":
    print(json.dumps(animated()), flush=True)
    sys.exit(0)
