"""`saddle sweep`: every combination of settings and seeds, several at a time, as a table or as JSON."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.command_line.options import (
    Refusal,
    add_device,
    add_settings,
    read_assignment,
    read_settings,
    read_whole_number,
    refuse_unwritable,
    simulation_on_device,
    write,
)
from app.command_line.progress import ProgressBar
from app.files import as_json
from app.headless_run import cores
from app.sweeps import cluster, runner
from app.sweeps import plan as sweep_plan
from app.sweeps.journal import Result
from sims import registry
from sims.params import N_, Count
from widgets.language import _, ngettext
from widgets.numbers import whole

MOST_WORKERS = 1024


def add_command(commands: Any) -> None:
    """Declare the subcommand. commands: what ArgumentParser.add_subparsers gave."""
    command = commands.add_parser("sweep", help=_("every combination of settings and seeds, on all cores"))
    add_settings(command)
    command.add_argument("--vary", action="append", default=[], metavar="name=lo:hi:n[:log]",
                         help=_("values of a parameter, or name=a,b,c; may be repeated"))
    command.add_argument("--seeds", default="1", metavar="N", help=_("runs of every setting: seed, seed + 1, ..."))
    add_device(command)
    command.add_argument("--workers", metavar="N", help=_("runs at a time; one for each core if left out"))
    command.add_argument("--scheduler", metavar="ADDRESS", help=_(
        "train on the workers of this Dask scheduler (tcp://host:8786); needs saddle[cluster]"))
    command.add_argument("--json", metavar="FILE|-", help=_("every run; the same command with this FILE goes on where "
                                                            "it stopped"))
    command.add_argument("--csv", metavar="FILE", help=_("one row for each run"))
    command.add_argument("--fresh", action="store_true", help=_("forget what FILE holds, and begin anew"))
    command.set_defaults(do=_sweep)


def _sweep(options: argparse.Namespace) -> int:
    simulation = registry.get(options.simulation)
    params, seed, steps, events = read_settings(simulation, options)
    vary = sweep_plan.parse_vary(params, options.vary)
    twice = [name for name, _value in map(read_assignment, options.set) if name in vary]
    if twice:
        raise Refusal(N_("{name} is both set and varied"), name=twice[0])
    seeds = read_whole_number("--seeds", options.seeds, 1, sweep_plan.MOST_CELLS)
    cells = seeds * math.prod(map(len, vary.values()))
    if cells > sweep_plan.MOST_CELLS:
        raise Refusal(N_("{cells} runs are too many for one sweep; it takes at most {most}"), cells=Count(cells),
                      most=Count(sweep_plan.MOST_CELLS))
    refuse_unwritable(options, "json", "csv")
    simulation, device = simulation_on_device(simulation, options.device)
    # A graphics card runs one program at a time; several threads would only wait for each other.
    workers = cores() if device == "cpu" else 1
    workers = workers if options.workers is None else read_whole_number("--workers", options.workers, 1, MOST_WORKERS)
    if options.scheduler and not cluster.installed():
        raise Refusal(cluster.NO_DASK)
    if options.scheduler and options.workers is not None:
        raise Refusal(N_("--workers is for this machine; of the cluster of --scheduler all are used"))

    plan = sweep_plan.Plan(simulation.name, params, vary, range(seed, seed + seeds), steps, device, events)
    path = None if options.json in (None, "-") else Path(options.json)
    with ProgressBar(shown=sys.stderr.isatty()) as progress:
        def begin(done: Mapping[int, Result], keep: runner.Keep) -> runner.Work:
            if options.scheduler:
                return cluster.ClusterSweep(plan, options.scheduler, done, keep)
            return runner.Sweep(plan, lambda: type(simulation).on_device(device)[0], workers, done, keep)
        outcome, finished = runner.recorded(
            plan, begin, path, options.fresh,
            lambda share, done: progress.show(share, ngettext(
                "{done} of {count} run", "{done} of {count} runs", cells).format(done=whole(done), count=whole(cells))))
    if not finished:
        stopped = ngettext("stopped after {done} of {count} run", "stopped after {done} of {count} runs", cells).format(
            done=whole(len(outcome["cells"])), count=whole(cells))
        said = _("{stopped}; the same command without --fresh goes on from there") if path and options.fresh else \
            _("{stopped}; the same command goes on from there") if path else \
            _("{stopped}; --json FILE would keep them")
        print("saddle: " + said.format(stopped=stopped), file=sys.stderr)
    if finished and options.json == "-":
        write("-", as_json(outcome, indent=1) + "\n")
    if finished and options.csv:
        write(options.csv, sweep_plan.cells_csv(outcome))
    if options.json != "-" and outcome["cells"]:
        print(sweep_plan.table(outcome))
    return 0 if finished else 130
