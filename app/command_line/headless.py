"""`saddle` where there is no display: the default GAN lab is trained, and leaves a picture and its numbers."""

from __future__ import annotations

import sys
from pathlib import Path

from app.command_line.run import result, summary, train
from app.files import as_json, write_text
from sims import registry

STEPS = 3000
FOLDER = Path("saddle-headless")        # in the working directory


def headless() -> int:
    """Train with a progress bar, then write the picture and the numbers to FOLDER. Returns the exit status."""
    print("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so the default lab runs without a "
          f"window: {STEPS:,} steps.", flush=True)
    try:
        FOLDER.mkdir(exist_ok=True)
    except OSError as error:
        print(f"saddle: cannot write to '{FOLDER}': {error.strerror}", file=sys.stderr)
        return 2
    simulation, device, _reason = registry.get("gan").on_device("auto")
    run, seconds = train(simulation, simulation.Params(), 0, STEPS, bar=True)
    outcome = result(run, device, seconds, series=False)
    write_text(FOLDER / "run.json", as_json(outcome, indent=1) + "\n")
    print(summary(outcome))
    print(f"Numbers: {FOLDER / 'run.json'}")
    try:
        from app.export.pictures import save_picture
        save_picture(run, str(FOLDER / "lab.png"))
    except ImportError as error:                        # Qt itself needs libraries of the system
        print(f"saddle: no picture, because Qt does not load here ({error}); make setup names the packages it needs",
              file=sys.stderr)
        return 1
    print(f"Picture: {FOLDER / 'lab.png'}")
    return 0
