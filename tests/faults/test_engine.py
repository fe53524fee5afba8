"""Whatever happens to the training process, the run goes on where it stood."""

import os
import random
import resource
import signal
import time
from pathlib import Path

import pytest

from app.engine import client, engine
from app.engine.memory import lacks_memory
from app.engine.messages import Opening
from sims import registry
from sims.run import Run
from sims.simulation import fingerprint
from tests.faults.engines import SMALL, Lab


@pytest.fixture
def lab(qtbot):
    lab = Lab(qtbot)
    yield lab
    lab.client.close()


def same_as_a_replay(report):
    """Whether the engine stands where its log says, to the last bit."""
    run = report.runs[0]
    return fingerprint(run.frame) == fingerprint(Run.from_log(registry.get("gan"), run.log).frame())


def kill_again_and_again(lab, times, seed):
    """Kill the engine at moments of chance, with changes between, also before it has opened what it lost."""
    chance = random.Random(seed)
    changes = []
    for number in range(times):
        if chance.random() < 0.7:                       # else it dies again on its way back
            lab.report_when(lambda r: not r.busy)
            value = round(0.002 * (number + 1), 4)
            lab.do("set", name="learning_rate_g", value=value)
            changes.append(value)
            lab.do("play")
            step = lab.report_when(lambda r: len(r.runs[0].log["events"]) == len(changes)).runs[0].frame.step
            lab.report_when(lambda r, step=step: r.runs[0].frame.step > step)
        time.sleep(chance.random() * 0.05)
        before = lab.reports[-1]
        lab.kill()
        after = lab.report_when(lambda r: not r.busy)
        assert [event[3] for event in after.runs[0].log["events"]] == changes
        assert after.runs[0].log["position"][0] >= before.runs[0].log["position"][0]
    lab.do("pause")
    assert same_as_a_replay(lab.report_when(lambda r: not r.playing and not r.busy))


def test_an_engine_that_is_killed_over_and_over_never_loses_the_run(lab):
    kill_again_and_again(lab, 4, seed=1)
    assert lab.given_up >= 1                            # and was started again by hand


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(3))
def test_an_engine_that_is_killed_twenty_times_never_loses_the_run(lab, seed):
    kill_again_and_again(lab, 20, seed)


def test_a_run_that_was_given_up_goes_on_also_where_another_device_is_chosen(lab):
    lab.client.ended.disconnect(lab._start_again)
    lab.do("set", name="learning_rate_g", value=0.002)
    lab.do("pause")
    before = lab.report_when(lambda r: not r.playing and not r.busy and r.runs[0].log["events"])
    lab.client._deaths = [float("inf")] * client.RESTARTS
    asked = []
    lab.client.ended.connect(asked.append)
    lab.process().kill()
    lab.until(lambda: len(asked) == 1)
    lab.do("play")
    assert len(asked) == 2                              # whoever wants something done is asked again
    lab.client.open("gan", Opening("gan", ((SMALL, 3),), resume=False, device="auto"), lab.client.logs("gan"))
    after = lab.report_when(lambda r: not r.busy)
    assert fingerprint(after.runs[0].frame) == fingerprint(before.runs[0].frame)


def test_a_stopped_engine_holds_up_nobody_is_said_to_be_silent_and_goes_on(lab):
    lab.client._pings.setInterval(50)
    os.kill(lab.client.pid, signal.SIGSTOP)
    begun = time.monotonic()
    for number in range(4000):                          # more than a pipe takes
        lab.do("set", name="learning_rate_g", value=1e-3 * (1 + number % 2))
    assert time.monotonic() - begun < 2
    lab.until(lambda: len(lab.silences) > 2 and all(lab.silences))
    os.kill(lab.client.pid, signal.SIGCONT)
    lab.until(lambda: lab.silences[-1] == 0)
    assert lab.report_when(lambda r: r.runs[0].log["events"])
    assert not lab.notices                              # it was not taken for dead


@pytest.mark.trial
def test_an_engine_that_is_stopped_for_half_a_minute_goes_on_where_it_stood(lab):
    before, stopped = lab.report_when(lambda r: r.runs[0].frame.step > 20), lab.client.pid
    os.kill(stopped, signal.SIGSTOP)
    lab.qtbot.wait(30_000)
    assert lab.silences[-1] > 15 and not lab.notices
    os.kill(stopped, signal.SIGCONT)
    lab.report_when(lambda r: r.runs[0].frame.step > before.runs[0].frame.step)
    assert lab.client.pid == stopped and lab.silences[-1] == 0
    lab.do("pause")
    assert same_as_a_replay(lab.report_when(lambda r: not r.playing and not r.busy))


def test_a_stopped_engine_can_be_replaced_and_is_gone_at_once_when_the_window_closes(lab):
    lab.do("pause")
    before = lab.report_when(lambda r: not r.playing and not r.busy)
    stopped = lab.process()
    stopped.suspend()
    lab.client.replace()
    after = lab.report_when(lambda r: not r.busy)
    assert not stopped.is_running() and fingerprint(after.runs[0].frame) == fingerprint(before.runs[0].frame)
    lab.process().suspend()
    begun = time.monotonic()
    lab.client.close()
    assert time.monotonic() - begun < 4


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the memory of another process")
def test_without_memory_the_run_pauses_says_so_and_goes_on_with_less(lab):
    lab.report_when(lambda r: r.runs[0].frame.step > 5)
    used = lab.process().memory_info().vms
    resource.prlimit(lab.client.pid, resource.RLIMIT_AS, (used + 2**25, resource.RLIM_INFINITY))
    for name, value in (("hidden_width_g", 512), ("hidden_layers_g", 6), ("members", 64)):
        lab.do("set", name=name, value=value)
    lab.do("play")
    lab.until(lambda: any("not enough memory" in notice.template for notice in lab.notices))
    resource.prlimit(lab.client.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    lab.do("set", name="members", value=1)
    lab.do("set", name="hidden_width_g", value=12)
    lab.do("play")
    lab.report_when(lambda r: r.runs[0].params.hidden_width_g == 12 and r.runs[0].frame.step > 5)


@pytest.mark.parametrize(("error", "is_it"), [
    (MemoryError(), True), (RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: "
                                         "you tried to allocate 8796093022208 bytes."), True),
    (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), True), (RuntimeError("std::bad_alloc"), True),
    (RuntimeError("can't start new thread"), True), (OSError(12, "Cannot allocate memory"), True),
    (ImportError("libscipy.so: cannot allocate memory in static TLS block"), True), (OSError(2, "none"), False),
    (RuntimeError("CUDA error: unspecified launch failure"), False), (ValueError("out of memory"), False)])
def test_lack_of_memory_is_told_from_other_errors(error, is_it):
    assert lacks_memory(error) is is_it


# A GPU that goes in the middle, simulated: there is one as long as there is a file --------------------------------

def gpu():
    return Path.home() / "gpu"                          # of these tests, which the engine has, too


def serve_beside_a_gpu(connection, group):
    """The engine's process on a machine whose GPU is there as long as that file is."""
    from app.engine.run_group import RunGroup
    from sims.gan.simulation import GanTraining

    work, on_device = RunGroup.work, GanTraining.on_device.__func__

    def on_gpu(kind, device):
        simulation, name, reason = on_device(kind, "cpu")
        if device != "cuda":
            return simulation, name, reason
        return (simulation, "cuda", "") if gpu().exists() else (simulation, "cpu", "no device")

    def work_on_gpu(self, until):
        if self.device == "cuda" and not gpu().exists():
            raise RuntimeError("CUDA error: unspecified launch failure")
        work(self, until)
    GanTraining.on_device, RunGroup.work = classmethod(on_gpu), work_on_gpu
    engine.serve(connection, group)


def test_a_gpu_that_goes_in_the_middle_leaves_the_run_on_the_cpu(qtbot, monkeypatch):
    gpu().touch()
    monkeypatch.setattr(client.process, "serve", serve_beside_a_gpu)
    lab = Lab(qtbot, device="cuda")
    try:
        before = lab.report_when(lambda r: r.runs[0].frame.step > 20)
        assert before.device == "cuda"
        gpu().unlink()
        after = lab.report_when(lambda r: r.device == "cpu" and not r.busy)
        assert after.runs[0].frame.step >= before.runs[0].frame.step
        assert any("training goes on on the CPU" in notice.template for notice in lab.notices)
        assert "launch failure" in lab.client.last_words
    finally:
        lab.client.close()
