"""Make the small pictures of the lab's presets: each is trained up to its step. Those that are up to date are left."""

from __future__ import annotations

import time

from app.panels.gan.preset_picture import picture_of
from app.panels.presets.pictures import FOLDER, is_made_with, path_of, settings_of, write_picture
from sims.events import read_events
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import Preset


def make(name: str, preset: Preset) -> None:
    params = change(GanParams(), **preset.values)
    events = read_events(params, [(step, 0, key, value) for step, key, value in preset.events])
    run = Run(GanSimulation().without_slow_metrics(), params, preset.seed, events)
    run.seek(preset.steps)
    write_picture(path_of("gan", name), picture_of(run.frame()), settings_of(preset, GanParams()))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for path in set(FOLDER.glob("gan-*.npz")) - {path_of("gan", name) for name in PRESETS}:
        print("gone:", path.name)
        path.unlink()
    for name, preset in PRESETS.items():
        if not is_made_with(path_of("gan", name), settings_of(preset, GanParams())):
            started = time.monotonic()
            make(name, preset)
            size = path_of("gan", name).stat().st_size
            print(f"{name}: {preset.steps:,} steps, {time.monotonic() - started:.0f} s, {size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
