"""`saddle` where there is no display: the default GAN lab is trained, and leaves a picture and its numbers."""

from __future__ import annotations

import sys
from pathlib import Path

from app.command_line.language import use_language_of_system
from app.command_line.refusal import say_not_written
from app.command_line.run import result, summary, train
from app.files import as_json, write_text
from app.words.counts import steps_text
from sims import registry
from widgets.language import _

STEPS = 3000
FOLDER = Path("saddle-headless")        # in the working directory


def headless() -> int:
    """Train with a progress bar, then write the picture and the numbers to FOLDER. Returns the exit status."""
    use_language_of_system()
    print(_("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so the default lab runs without a "
            "window: {steps}.").format(steps=steps_text(STEPS)), flush=True)
    try:
        return _train_and_write()
    except OSError as error:
        say_not_written(error)
        return 2


def _train_and_write() -> int:
    FOLDER.mkdir(exist_ok=True)
    simulation, device, _reason = registry.get("gan").on_device("auto")
    run, seconds = train(simulation, simulation.Params(), 0, STEPS, bar=True)
    outcome = result(run, device, seconds, series=False)
    write_text(FOLDER / "run.json", as_json(outcome, indent=1) + "\n")
    print(summary(outcome))
    print(_("Numbers: {file}").format(file=FOLDER / "run.json"))
    try:
        from app.export.pictures import save_picture
        save_picture(run, str(FOLDER / "lab.png"))
    except ImportError as error:                        # Qt itself needs libraries of the system
        print("saddle: " + _("no picture, because Qt does not load here ({error}); make setup names the packages it "
                             "needs").format(error=error), file=sys.stderr)
        return 1
    print(_("Picture: {file}").format(file=FOLDER / "lab.png"))
    return 0
