"""`saddle sweep`: every combination once, the numbers of `saddle run`, and nothing lost where it is stopped."""

import io
import json
import math
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from app.command_line import main as command_line
from app.command_line.options import DEFAULT_STEPS
from app.sweeps import plan as sweep_plan
from app.sweeps import runner
from app.sweeps.journal import Journal
from sims import registry
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change

TINY = ("--set", "batch_size=8", "--set", "hidden_width_g=6", "--set", "hidden_width_d=6")
NASH = ("--vary", "learning_rate=0.05:0.2:4", "--seeds", "2", "--steps", "20")


def values(*texts):
    return sweep_plan.parse_vary(GanParams(), texts)


def swept(capsys, *arguments):
    assert command_line.main(["sweep", *arguments, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


def ran(capsys, *arguments):
    assert command_line.main(["run", *arguments, "--json", "-"]) == 0
    outcome = json.loads(capsys.readouterr().out)
    del outcome["metrics"]["steps_per_second"]
    return outcome


@pytest.fixture
def forget_the_programs():
    """What `saddle run` is compared with is traced for itself; and no other test sees what was traced here."""
    yield
    registry.get.cache_clear()


# What is varied ------------------------------------------------------------------------------------------------------

def test_values_are_spread_evenly_and_hit_both_ends():
    assert values("r1=0.1:0.3:3") == {"r1": (0.1, 0.2, 0.3)}
    assert values("learning_rate_d=1e-4:1e-1:4:log") == {"learning_rate_d": (1e-4, 1e-3, 1e-2, 1e-1)}
    assert values("r1=0.3:0.1:2") == {"r1": (0.3, 0.1)}
    assert values("r1=0.3:0.7:1") == {"r1": (0.3,)}


def test_whole_numbers_stay_whole_and_come_once():
    found = values("hidden_width_d=1:8:20:log", "n_critic=1:5:3")
    assert found == {"hidden_width_d": (1, 2, 3, 4, 5, 6, 7, 8), "n_critic": (1, 3, 5)}
    assert all(type(value) is int for value in found["hidden_width_d"])


def test_choices_flags_and_lists_are_taken_as_they_stand():
    assert values("objective=wgan,hinge", "spectral_norm=false,true", "r1=0,0.1,10") == {
        "objective": ("wgan", "hinge"), "spectral_norm": (False, True), "r1": (0.0, 0.1, 10.0)}


def test_texts_with_commas_of_their_own_are_parted_by_bars():
    params = registry.params_type("transport")()
    assert sweep_plan.parse_vary(params, ["supply=3:1,7:1|2:2"]) == {"supply": ("3:1,7:1", "2:2")}


@pytest.mark.parametrize(("arguments", "said"), [
    (("--vary", "learning_rat_d=1:2:3"), "did you mean learning_rate_d?"),
    (("--vary", "learning_rate_d=1e-4:5:3"), "a number from 1e-06 to 1"),
    (("--vary", "r1=0:1:3:log"), "ends above 0"),
    (("--vary", "r1=0.1:1:3:lag"), "lo:hi:n:log"),
    (("--vary", "r1=0.1:1"), "lo:hi:n"),
    (("--vary", "r1=0.1:1:0"), "a whole number from 1"),
    (("--vary", "n_critic=1:2.5:2"), "a whole number from 1 to 20"),
    (("--vary", "objective=wgan,hing"), "did you mean hinge?"),
    (("--vary", "spectral_norm=maybe"), "true or false"),
    (("--vary", "r1"), "--vary takes"),
    (("--vary", "r1="), "--vary takes"),
    (("--vary", "r1=1,2", "--vary", "r1=3,4"), "varied twice"),
    (("--vary", "r1=1,2", "--set", "r1=3"), "both set and varied"),
    (("--seeds", "0"), "--seeds takes"),
    (("--workers", "none"), "--workers takes"),
    (("--vary", "r1=0.1:1:9000", "--seeds", "1000"), "too many"),
    (("--json", "no/such/folder/x.json"), "cannot write"),
    (("--preset", "nothing"), "no preset"),
])
def test_what_makes_no_sense_is_refused_in_one_line(capsys, arguments, said):
    assert command_line.main(["sweep", "gan", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err


# The numbers ---------------------------------------------------------------------------------------------------------

def test_every_cell_has_the_bits_of_saddle_run(capsys, forget_the_programs):
    outcome = swept(capsys, "gan", *TINY, "--vary", "learning_rate_g=1e-4,1e-2", "--vary", "r1=0,0.3", "--seed", "5",
                    "--steps", "70", "--workers", "2")
    assert [(cell["params"], cell["seed"]) for cell in outcome["cells"]] == [
        ({"learning_rate_g": rate, "r1": r1}, 5) for rate in (1e-4, 1e-2) for r1 in (0.0, 0.3)]
    for cell in outcome["cells"][1:3]:          # another program, and another learning rate under a program in use
        registry.get.cache_clear()
        assignments = [word for name, value in cell["params"].items() for word in ("--set", f"{name}={value!r}")]
        alone = ran(capsys, "gan", *TINY, *assignments, "--seed", str(cell["seed"]), "--steps", "70")
        assert cell["metrics"] == alone["metrics"]
        assert cell["status"] == alone["status"]
        assert {**outcome["params"], **cell["params"]} == alone["params"]


def test_workers_do_not_disturb_each_other():
    """Threads side by side in one traced program, each with its own copy, do what one does alone."""
    params = change(GanParams(), batch_size=8, hidden_width_g=6, hidden_width_d=6, r1=0.1)
    plan = sweep_plan.Plan("gan", params, {"learning_rate_d": (1e-3, 1e-2)}, range(4), 200, "cpu")
    alone, _ = runner.carry_out(plan, GanSimulation, 1)
    together, _ = runner.carry_out(plan, GanSimulation, 4)
    assert together == alone
    assert len({cell["metrics"]["loss_d"] for cell in alone["cells"]}) == 8


def test_a_run_that_diverges_says_where_and_why_as_saddle_run_does(capsys):
    wild = ("--set", "optimizer=sgd", "--set", "objective=least_squares", "--steps", "100")
    calm, diverged = swept(capsys, "gan", *wild, "--vary", "learning_rate_d=0.001,1")["cells"]
    alone = ran(capsys, "gan", *wild, "--set", "learning_rate_d=1")
    assert calm["status"] == "ok"
    assert diverged["status"] == alone["status"] == "diverged"
    assert (diverged["diverged_at"], diverged["likely_cause"]) == (alone["diverged_at"], alone["likely_cause"])
    assert diverged["metrics"] == alone["metrics"]


@pytest.mark.parametrize("arguments", [
    ("nash", "--preset", "spiral", "--vary", "method=simultaneous,extragradient"),
    ("distances", "--vary", "mean_q=0:5:3"),
    ("transport", "--vary", "supply=3:1,7:1|3:1,8:1"),
], ids=lambda arguments: arguments[0])
def test_every_simulation_can_be_swept(capsys, arguments):
    outcome = swept(capsys, *arguments, "--steps", "3")
    (name, given), = outcome["vary"].items()
    for cell, value in zip(outcome["cells"], given, strict=True):
        base = [word for word in arguments[1:arguments.index("--vary")]]
        alone = ran(capsys, arguments[0], *base, "--set", f"{name}={value}", "--steps", "3")
        assert cell["metrics"] == alone["metrics"]


def test_parameters_that_need_a_restart_and_presets_with_their_steps_can_be_swept(capsys):
    outcome = swept(capsys, "gan", *TINY, "--vary", "hidden_layers_d=1,2", "--vary", "latent_dim=1:3:2", "--steps", "2")
    assert len(outcome["cells"]) == 4
    preset = swept(capsys, "nash", "--preset", "spiral", "--seeds", "2")
    assert preset["steps"] == registry.get("nash").presets["spiral"].steps or DEFAULT_STEPS


def test_events_of_a_plan_happen_in_every_cell():
    simulation = registry.get("nash")
    base = simulation.Params()
    plain = sweep_plan.Plan("nash", base, {}, [0], 20, "cpu")
    changed = sweep_plan.Plan("nash", base, {}, [0], 20, "cpu", [(10, 0, "learning_rate", 0.9)])
    (calm, _), (wild, _) = (runner.carry_out(plan, type(simulation), 1) for plan in (plain, changed))
    assert wild["cells"][0]["metrics"]["radius"] > calm["cells"][0]["metrics"]["radius"]
    assert "events" not in calm and wild["events"] == [[10, 0, "learning_rate", 0.9]]


def test_the_summary_spreads_over_seeds_and_leaves_out_what_is_not_defined():
    cells = [{"params": {"r1": r1}, "seed": seed, "status": status, "metrics": {"modes": modes, "w1": w1}}
             for r1, seed, status, modes, w1 in [
                 (0.1, 0, "ok", 8.0, None), (0.1, 1, "diverged", 5.0, None),
                 (0.2, 0, "ok", 1.0, 3.0), (0.2, 1, "ok", None, math.inf)]]
    first, second = sweep_plan.summary(cells)
    assert first == {"params": {"r1": 0.1}, "seeds": 2, "diverged": 1, "metrics": {
        "modes": {"mean": 6.5, "min": 5.0, "max": 8.0}, "w1": {"mean": None, "min": None, "max": None}}}
    assert second["metrics"] == {"modes": {"mean": 1.0, "min": 1.0, "max": 1.0},
                                 "w1": {"mean": math.inf, "min": 3.0, "max": math.inf}}


def test_the_table_and_the_csv_hold_the_same_runs(tmp_path, capsys):
    path = tmp_path / "runs.csv"
    assert command_line.main(["sweep", "nash", *NASH, "--csv", str(path)]) == 0
    table = capsys.readouterr().out.splitlines()
    rows = [line.split(",") for line in path.read_text().splitlines()]
    assert "8 runs of 20 steps" in table[0]
    assert [line.split()[0] for line in table[2:]] == ["0.05", "0.1", "0.15", "0.2"]
    assert rows[0][:3] == ["learning_rate", "seed", "status"]
    assert [row[:3] for row in rows[1:3]] == [["0.05", "0", "ok"], ["0.05", "1", "ok"]]
    radius = float(rows[1][rows[0].index("radius")])
    assert f"{radius:.4g}" in table[2].split()


# Where cells wait ----------------------------------------------------------------------------------------------------

def test_a_worker_stays_with_its_program_and_shares_only_what_is_left():
    plan = sweep_plan.Plan("gan", GanParams(), {"r1": (0.0, 0.1), "learning_rate_d": (1e-3, 1e-2)}, [0, 1], 1, "cpu")
    queue = runner.Queue([runner.grouped(plan.cells(), 1)], registry.get("gan").program_key)

    def take(program=None):
        program, (cell,) = queue.take(program)
        return program, cell
    one, first = take()
    two, second = take()
    assert first.varied["r1"] != second.varied["r1"]            # two workers, two programs
    mine = [take(one)[1] for _ in range(3)]
    assert {cell.varied["r1"] for cell in mine} == {first.varied["r1"]}
    helped = [take(one)[1] for _ in range(3)]
    assert {cell.varied["r1"] for cell in helped} == {second.varied["r1"]}
    assert queue.take(two) is None
    assert len({cell.index for cell in [first, second, *mine, *helped]}) == 8


def test_groups_are_neighbours_of_one_setting_and_nearly_equal():
    plan = sweep_plan.Plan("gan", GanParams(), {"learning_rate_d": (1e-3, 1e-2)}, range(9), 1, "cpu")
    groups = runner.grouped(plan.cells(), 4)
    assert [len(group) for group in groups] == [3] * 6
    assert all(len({cell.params for cell in group}) == 1 for group in groups)
    assert [cell.index for group in groups for cell in group] == list(range(18))


def test_what_a_worker_raises_ends_the_sweep_and_reaches_the_caller():
    class Broken(type(registry.get("nash"))):
        def measure(self, state, params):
            raise RuntimeError("no metrics today")
    plan = sweep_plan.Plan("nash", Broken.Params(), {}, range(50), 2, "cpu")
    with pytest.raises(RuntimeError, match="no metrics today"):
        runner.Sweep(plan, Broken, 2).run()


# It goes on where it was stopped -------------------------------------------------------------------------------------

class Counting:
    """Makes simulations that write down which runs begin."""

    def __init__(self, stop_after=None):
        self.begun, self.stop_after = [], stop_after

    def __call__(self):
        counting = self

        class Counted(type(registry.get("nash"))):
            def initial(self, params, seed):
                counting.begun.append((params.learning_rate, seed))
                if len(counting.begun) == counting.stop_after:
                    raise KeyboardInterrupt
                return super().initial(params, seed)
        return Counted()


def nash_plan(steps=20):
    params = registry.get("nash").Params()
    return sweep_plan.Plan("nash", params, {"learning_rate": (0.05, 0.1, 0.2)}, [0, 1], steps, "cpu")


def test_a_stopped_sweep_goes_on_and_ends_in_the_same_file(tmp_path):
    whole, parted = tmp_path / "whole.json", tmp_path / "parted.json"
    runner.carry_out(nash_plan(), Counting(), 1, whole)
    outcome, finished = runner.carry_out(nash_plan(), Counting(stop_after=4), 1, parted)
    assert not finished
    assert len(outcome["cells"]) == 3
    assert not parted.exists()
    rest = Counting()
    _, finished = runner.carry_out(nash_plan(), rest, 2, parted)
    assert finished
    assert len(rest.begun) == 3
    assert parted.read_bytes() == whole.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["parted.json", "whole.json"]
    again = Counting()
    outcome, finished = runner.carry_out(nash_plan(), again, 1, parted)
    assert finished and again.begun == [] and len(outcome["cells"]) == 6
    assert parted.read_bytes() == whole.read_bytes()


def test_half_a_line_where_the_machine_failed_counts_as_not_done(tmp_path):
    path, part = tmp_path / "s.json", tmp_path / "s.json.part"
    runner.carry_out(nash_plan(), Counting(stop_after=4), 1, path)
    part.write_bytes(part.read_bytes()[:-20])
    rest = Counting()
    outcome, finished = runner.carry_out(nash_plan(), rest, 1, path)
    assert finished and len(rest.begun) == 4
    assert json.loads(path.read_text()) == outcome == runner.carry_out(nash_plan(), Counting(), 1)[0]


def test_a_fresh_sweep_that_was_stopped_goes_on_too(tmp_path):
    path = tmp_path / "s.json"
    runner.carry_out(nash_plan(steps=5), Counting(), 1, path)
    runner.carry_out(nash_plan(), Counting(stop_after=4), 1, path, fresh=True)
    rest = Counting()
    outcome, finished = runner.carry_out(nash_plan(), rest, 1, path)
    assert finished and len(rest.begun) == 3
    assert json.loads(path.read_text()) == outcome == runner.carry_out(nash_plan(), Counting(), 1)[0]


def test_another_sweep_in_the_same_file_is_refused_unless_fresh(tmp_path, capsys):
    path = tmp_path / "s.json"
    arguments = ["sweep", "nash", *NASH, "--json", str(path)]
    assert command_line.main(arguments) == 0
    before = path.read_bytes()
    others = ([*arguments, "--seeds", "3"], [*arguments, "--set", "x0=2"], [*arguments, "--steps", "21"])
    for other in others:
        capsys.readouterr()
        assert command_line.main(other) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and "--fresh" in err
        assert path.read_bytes() == before
    assert command_line.main([*others[0], "--fresh"]) == 0
    assert len(json.loads(path.read_text())["cells"]) == 12
    notebook = Journal(path, nash_plan())
    notebook.read(fresh=True)
    notebook.close()
    assert not path.exists()
    capsys.readouterr()
    assert command_line.main(arguments) == 2             # FILE.part alone speaks for itself, too
    assert "s.json.part" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child")
def test_ctrl_c_stops_at_once_and_keeps_what_is_done(tmp_path):
    path = tmp_path / "s.json"
    command = [sys.executable, "-m", "app", "sweep", "gan", *TINY, "--vary", "learning_rate_d=1e-4:1e-2:3:log",
               "--seeds", "1000", "--steps", "100", "--json", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    part, waited = tmp_path / "s.json.part", time.monotonic() + 100
    try:
        while not (part.exists() and part.read_text().count("\n") > 2):
            assert process.poll() is None and time.monotonic() < waited
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)      # all 3,000 runs would take half an hour
    finally:
        process.kill()
    assert process.returncode == 130
    assert re.search(r"stopped after [\d,]+ of 3,000 runs; the same command goes on from there", err)
    assert "Traceback" not in err
    assert "learning_rate_d" in out             # what is done, as a table
    assert not path.exists()
    assert all(json.loads(line) for line in part.read_text().splitlines())


# The bar -------------------------------------------------------------------------------------------------------------

def test_a_terminal_sees_how_far_it_is_and_the_time_left(monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert command_line.main(["sweep", "nash", "--vary", "learning_rate=0.01:0.02:4", "--steps", "10000"]) == 0
    shown = sys.stderr.getvalue()
    assert "of 4 runs" in shown and " left" in shown
    assert shown.endswith(" \r")                # and the line is clean in the end


def test_without_a_terminal_nothing_is_said_on_stderr(capsys):
    assert command_line.main(["sweep", "nash", *NASH]) == 0
    assert capsys.readouterr().err == ""
