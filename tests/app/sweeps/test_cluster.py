"""A sweep on a Dask cluster: the file of the local sweep, also where a worker is killed on the way."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from app.command_line import main as command_line
from app.sweeps import cluster, process, runner
from app.sweeps import plan as sweep_plan
from sims import registry

needs_dask = pytest.mark.skipif(not cluster.installed(), reason="Dask is not installed (make test-cluster does it)")
#: Two workers, each a process with a thread. Says where the scheduler is, then the processes of the workers.
TWO_WORKERS = """
from distributed import Client, LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print(cluster.scheduler_address, *(info["pid"] for info in client.run(
            lambda: {"pid": __import__("os").getpid()}).values()), flush=True)
        input()
"""


@pytest.fixture
def two_workers(tmp_path):
    """(address, processes of the workers), in processes of their own, because Dask leaves threads behind."""
    script = tmp_path / "two_workers.py"
    script.write_text(TWO_WORKERS)
    process = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               cwd=os.getcwd(), env={**os.environ, "PYTHONPATH": os.getcwd()})
    address, *pids = process.stdout.readline().split()
    yield address, [int(pid) for pid in pids]
    process.communicate("\n", timeout=60)


@needs_dask
def test_a_worker_that_is_killed_loses_nothing(two_workers, tmp_path):
    address, pids = two_workers
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    asked = ("nash", "--vary", "learning_rate=0.01:0.04:4", "--seeds", "6", "--steps", "4000")
    sweep = subprocess.Popen(
        [sys.executable, "-m", "app", "sweep", *asked, "--scheduler", address, "--json", str(there)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    part = tmp_path / "there.json.part"
    end = time.monotonic() + 120
    while not (part.exists() and part.read_text().count("\n") > 3):
        assert sweep.poll() is None and time.monotonic() < end, sweep.communicate()
        time.sleep(0.02)
    os.kill(pids[0], getattr(signal, "SIGKILL", signal.SIGTERM))
    done = part.read_text().count("\n") - 1
    assert done < 24
    out, err = sweep.communicate(timeout=240)
    assert sweep.returncode == 0, err
    assert "24 runs of 4,000 steps" in out
    assert command_line.main(["sweep", *asked, "--json", str(here)]) == 0
    assert there.read_bytes() == here.read_bytes()


@needs_dask
def test_the_lab_has_the_same_bits_there(two_workers, tmp_path):
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    asked = ("gan", "--vary", "learning_rate_d=1e-3,1e-2", "--steps", "60", "--device", "cpu",
             "--set", "batch_size=16", "--set", "hidden_width_g=8", "--set", "hidden_width_d=8")
    subprocess.run([sys.executable, "-m", "app", "sweep", *asked, "--scheduler", two_workers[0], "--json", str(there)],
                   check=True, capture_output=True, timeout=400)
    assert command_line.main(["sweep", *asked, "--json", str(here)]) == 0
    assert there.read_bytes() == here.read_bytes()


@needs_dask
def test_a_map_is_filled_there(two_workers, tmp_path):
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    vary = {"learning_rate": (0.01, 0.02, 0.03), "x0": (0.5, 1.0)}
    plan = sweep_plan.Plan("nash", registry.get("nash").Params(), vary, (0, 1), 500, "cpu")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=process.serve, args=(theirs, process.Job(plan, there, two_workers[0])), daemon=True)
    child.start()
    theirs.close()
    heard = []
    with pytest.raises(EOFError):
        while True:
            heard.append(ours.recv())
    child.join(60)
    ours.close()
    assert heard[-1].share == 1.0
    assert {index for message in heard for index in message.cells} == set(range(12))
    runner.carry_out(plan, type(registry.get("nash")), 1, here)
    assert there.read_bytes() == here.read_bytes()


@needs_dask
def test_a_scheduler_that_does_not_answer_is_one_sentence():
    code = ("import sys; from app.sweeps import cluster; cluster.PATIENCE = 1; from app.command_line import main; "
            "sys.exit(main.main(['sweep', 'nash', '--scheduler', 'tcp://127.0.0.1:9']))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1] == "saddle: No Dask scheduler answers at 'tcp://127.0.0.1:9'."


def test_without_dask_it_is_said_what_brings_it(monkeypatch, capsys):
    monkeypatch.setattr(cluster, "installed", lambda: False)
    assert command_line.main(["sweep", "nash", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "pip install 'saddle[cluster]'" in capsys.readouterr().err


def test_a_worker_with_another_version_does_not_take_part():
    with pytest.raises(Exception, match="has Saddle"):
        cluster.trained("0.0", None, ())
