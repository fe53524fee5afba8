"""Runs that have something to be kept, for the tests of files."""

import json
import zipfile

from app.sessions import snapshots
from app.sessions.file_format import Session
from sims import registry
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {name: {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8} for name in ("gan", "patterns", "line")}
LIVE = {"gan": ("learning_rate_d", 0.004), "nash": ("learning_rate", 0.05), "distances": ("mean_q", 2.0),
        "transport": ("plan", ""), "separation": ("std", 2.0), "gaussian_fits": ("mean_1", -2.0),
        "noise": ("theta", 2.0), "critic": ("mean_q", 2.0), "manifolds": ("latent_dim", 2),
        "generator_losses": ("learning_rate", 0.5), "derivation": ("mean_q", 3.0),
        "noisy_discriminator": ("noise", 0.2), "patterns": ("learning_rate_d", 0.004),
        "line": ("curve", "0 1 2 1 0 -1 -2 -3 -4")}


def a_run(name, steps=30, **values):
    """A run with a change at a step boundary, one in the middle of a step, left in the middle of another step."""
    simulation = registry.get(name)
    run = Run(simulation, change(simulation.Params(), **{**SMALL.get(name, {}), **values}), 3)
    run.step(steps // 2)
    run.set(*LIVE[name])
    if name in SMALL:
        run.advance()
        run.set("n_critic", 2)                          # waits for the next step
        run.step()
    run.step(steps - run.state.step)
    run.advance()
    return run


def session_of(*runs):
    return Session(runs[0].simulation.name, tuple(snapshots.save(run) for run in runs), "step_10", ("curves",))


def same(one, other):
    return (fingerprint(one.state) == fingerprint(other.state) and one.wanted == other.wanted
            and one.log() == other.log() and fingerprint(one.frame()) == fingerprint(other.frame()))


def unpacked(path):
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(entries.pop("run.json")), entries


def packed(path, content, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("run.json", content if isinstance(content, (str, bytes)) else json.dumps(content))
        for name, data in entries.items():
            archive.writestr(name, data)
    return path
