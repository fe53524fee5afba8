"""The headless contract at the command line: results, refusals in one line, files whole or not at all."""

import json
import math
import os
import subprocess
import sys

import pytest

from app.command_line import main as command_line
from app.version import VERSION
from sims import registry
from sims.gan.params import GanParams
from sims.run import Run


def refused(capsys, *arguments):
    assert command_line.main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(("arguments", "said"), [
    (("run", "gam"), "did you mean gan?"),
    (("run", "gan", "--set", "objectiv=wgan"), "did you mean objective?"),
    (("run", "gan", "--set", "objective=wgam"), "did you mean wgan?"),
    (("run", "gan", "--set", "batch_size=0"), "a whole number from 1 to 4096"),
    (("run", "gan", "--set", "instance_noise=-1"), "from 0 to 2"),
    (("run", "gan", "--set", "learning_rate_d=nan"), "1e-06 to 1"),
    (("run", "gan", "--set", "objective"), "name=value"),
    (("run", "gan", "--steps", "-3"), "--steps takes"),
    (("run", "gan", "--seed", "x"), "--seed takes"),
    (("run", "gan", "--device", "cpi"), "did you mean cpu?"),
    (("run", "gan", "--preset", "nothing"), "no preset"),
    (("run", "gan", "--json", "no/such/folder/x.json"), "cannot write"),
    (("run", "gan", "--json", 300 * "n"), "cannot write"),
    (("sweep", "gan", "--csv", 300 * "n"), "cannot write"),
    (("run", "gan", "--png", "view.svg"), "--png writes PNG and no other format"),
    (("run", "gan", "--svg", "view.png"), "--svg writes SVG and no other format"),
    (("run", "gan", "--gif", "film.mp4"), "let it end in .gif"),
    (("run", "gan", "--csv", "series.TXT"), "let it end in .csv"),
    (("run", "gan", "--json", "numbers.csv"), "let it end in .json"),
    (("sweep", "gan", "--csv", "cells.xlsx"), "let it end in .csv"),
    (("sweep", "gan", "--json", "cells.csv"), "let it end in .json"),
    (("run", "gan", "--link", "saddle:nash"), "of 'nash', not of 'gan'"),
    (("run", "nash", "--link", "saddle:nash?method=omd;extragradient"), "2 runs side by side"),
    (("run", "gan", "--link", "saddle:gan?r3=1"), "no parameter 'r3'"),
    (("run", "gan", "--link", "saddle:gan", "--preset", "r1"), "give one of them"),
    (("run", "nash", "--until", "radius"), "as in 'modes >= 8'"),
    (("run", "nash", "--until", "radius >= far"), "as in 'modes >= 8'"),
    (("run", "nash", "--until", "radios >= 2"), "did you mean radius?"),
    (("rnu", "gan"), "did you mean run?"),
    (("run",), "SIM"),
    (("run", "gan", "--stepz", "3"), "no option '--stepz'; did you mean --steps?"),
    (("run", "gan", "--step", "3"), "did you mean --steps?"),          # and is not taken as such
    (("list", "--jso"), "did you mean --json?"),
    (("list", "all"), "all"),
    ((), "COMMAND"),
])
def test_what_makes_no_sense_is_refused_in_one_line(capsys, arguments, said):
    assert said in refused(capsys, *arguments)


def test_numbers_come_in_full_precision_and_equal_a_run_in_python(capsys):
    assert command_line.main(["run", "gan", "--steps", "60", "--seed", "2", "--set", "r1=0.1", "--json", "-",
                              "--series"]) == 0
    outcome = json.loads(capsys.readouterr().out)
    from sims.params import change
    from sims.run import Run
    simulation = registry.get("gan")
    run = Run(simulation, change(simulation.Params(), r1=0.1), 2)
    run.step(60)
    for name, value in run.metrics().items():
        assert outcome["metrics"][name] == value, name
    assert outcome["metrics"]["steps_per_second"] > 0
    assert outcome["series"]["loss_d"] == run.trace.since(0)["loss_d"].tolist()
    measured = {k + 1 for k, v in enumerate(outcome["series"]["w1"]) if v is not None}
    assert {32, 60} <= measured


def test_a_preset_changes_on_the_way_what_it_says(capsys):
    for steps, frozen in (("199", (False, True)), ("200", (True, False))):
        assert command_line.main(["run", "gan", "--preset", "frozen_d_argmax", "--steps", steps, "--set",
                                  "batch_size=8", "--json", "-"]) == 0
        params = json.loads(capsys.readouterr().out)["params"]
        assert (params["freeze_d"], params["freeze_g"], params["batch_size"]) == (*frozen, 8)
    assert command_line.main(["list", "--json", "-"]) == 0
    listed = json.loads(capsys.readouterr().out)["simulations"]["gan"]["presets"]["frozen_d_argmax"]
    assert listed["events"] == [[200, "freeze_d", True], [200, "freeze_g", False]]


def test_the_promised_metrics_are_there(capsys):
    assert command_line.main(["run", "gan", "--steps", "2", "--json", "-"]) == 0
    metrics = json.loads(capsys.readouterr().out)["metrics"]
    assert metrics.keys() >= {"modes", "high_quality", "mode_kl", "w1", "sliced_w1", "js", "loss_d", "loss_g",
                              "grad_norm_d", "grad_norm_g", "max_abs_weight_d", "steps_per_second"}


def test_a_metric_that_is_not_defined_is_null(capsys):
    assert command_line.main(["run", "gan", "--steps", "1", "--set", "target=line", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["modes"] is None


def test_divergence_is_a_status_and_no_error(capsys):
    arguments = ["run", "gan", "--steps", "300", "--set", "optimizer=sgd", "--set", "objective=least_squares",
                 "--set", "learning_rate_d=1", "--json", "-"]
    assert command_line.main(arguments) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["status"] == "diverged"
    assert outcome["steps"] == outcome["diverged_at"] < 300
    assert outcome["likely_cause"] == "learning_rate_d"


def test_files_are_written_whole(tmp_path, capsys):
    table, numbers, picture = tmp_path / "t.csv", tmp_path / "n.json", tmp_path / "p.png"
    assert command_line.main(["run", "gan", "--steps", "5", "--csv", str(table), "--json", str(numbers), "--png",
                     str(picture)]) == 0
    rows = table.read_text().splitlines()
    assert len(rows) == 6
    assert rows[0].startswith("step,score_real")
    assert json.loads(numbers.read_text())["steps"] == 5
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert sorted(os.listdir(tmp_path)) == ["n.json", "p.png", "t.csv"]
    assert "modes" in capsys.readouterr().out


def test_a_refused_request_leaves_an_old_file_as_it_was(tmp_path, capsys):
    target = tmp_path / "n.json"
    target.write_text("old")
    refused(capsys, "run", "gan", "--set", "batch_size=-1", "--json", str(target))
    assert target.read_text() == "old"


def test_the_list_names_every_parameter_with_its_range(capsys):
    assert command_line.main(["list", "--json", "-"]) == 0
    listed = json.loads(capsys.readouterr().out)["simulations"]
    assert listed.keys() == set(registry.names())
    by_name = {p["name"]: p for p in listed["gan"]["parameters"]}
    assert (by_name["batch_size"]["lo"], by_name["batch_size"]["hi"]) == (1, 4096)
    assert "wgan" in by_name["objective"]["choices"]
    assert command_line.main(["list"]) == 0
    assert "learning_rate_d" in capsys.readouterr().out


def test_json_on_standard_output_is_nothing_but_json(tmp_path):
    done = subprocess.run([sys.executable, "-m", "app", "run", "gan", "--steps", "3", "--json", "-"],
                          capture_output=True, text=True, check=True, timeout=120)
    assert math.isfinite(json.loads(done.stdout)["metrics"]["loss_d"])
    assert done.stderr == ""


def test_the_version_is_told():
    done = subprocess.run([sys.executable, "-m", "app", "--version"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Saddle {VERSION}\n", "")


def test_a_run_ends_where_the_condition_becomes_true(capsys):
    settings = ("--set", "method=simultaneous", "--seed", "0", "--steps", "400")
    assert command_line.main(["run", "nash", *settings, "--series", "--json", "-"]) == 0
    radius = json.loads(capsys.readouterr().out)["series"]["radius"]
    expected = next(step for step, value in enumerate(radius, 1) if value >= 2.5)
    for condition, steps in (("radius >= 2.5", expected), ("RADIUS≥2.5", expected), ("step >= 77", 77),
                             ("radius <= 0.1", 400)):
        assert command_line.main(["run", "nash", *settings, "--until", condition, "--json", "-"]) == 0
        assert json.loads(capsys.readouterr().out)["steps"] == steps
    assert 32 < expected < 400
    assert command_line.main(["run", "gan", "--until", "modes >= 1", "--set", "batch_size=16", "--json", "-"]) == 0
    outcome = json.loads(capsys.readouterr().out)
    run = Run(registry.get("gan"), GanParams(batch_size=16))
    run.step(outcome["steps"])
    assert 0 < outcome["steps"] < 1000
    assert run.simulation.slow_metrics(run.state, run.params)[0]["modes"] >= 1


def test_a_link_says_the_same_run_in_one_line(capsys):
    settings = ("--set", "weight_clip=0.05", "--seed", "4", "--steps", "30")
    assert command_line.main(["link", "gan", "--preset", "frozen_d_argmax", *settings]) == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("saddle:gan?") and link.endswith("&200:freeze_d=true&200:freeze_g=false#30")
    assert command_line.main(["link", "gan", *settings]) == 0
    link = capsys.readouterr().out.strip()
    assert link == "saddle:gan?weight_clip=0.05&seed=4#30"
    outcomes = []
    for said in (("--link", link), settings):
        assert command_line.main(["run", "gan", *said, "--json", "-"]) == 0
        outcomes.append(json.loads(capsys.readouterr().out))
        del outcomes[-1]["metrics"]["steps_per_second"]
    assert outcomes[0] == outcomes[1]
