"""Settings that no machine has room for are refused with the size, before anything is allocated."""

import re

import numpy as np
import pytest

from sims import memory, registry
from sims.events import read_events
from sims.gan.memory_needs import bytes_needed
from sims.params import ParameterError, change
from sims.run import Run

LARGE = {"members": 1024, "hidden_width_g": 512, "hidden_layers_g": 6, "hidden_width_d": 512, "hidden_layers_d": 6}


@pytest.fixture
def small_machine(monkeypatch):
    monkeypatch.setattr(memory, "there_is", lambda: 4_000_000_000)


def gan(**values):
    return change(registry.get("gan").Params(), **values)


def refused(make):
    with pytest.raises(ParameterError) as error:
        make()
    return str(error.value)


def test_what_cannot_fit_is_refused_with_both_sizes_whoever_asks(small_machine, monkeypatch):
    simulation = registry.get("gan")
    run = Run(simulation, gan(members=128))
    events = read_events(gan(members=256), [(5, 0, "batch_size", 4096), (9, 0, "unroll_steps", 20)])
    monkeypatch.setattr(type(simulation), "initial", lambda *_arguments: pytest.fail("it was allocated"))
    for make in (lambda: Run(simulation, gan(**LARGE)), lambda: Run(simulation, gan(members=256), events=events)):
        assert re.fullmatch(r"These settings need at least [\d.]+ GB of memory, and this machine has 4 GB: .*\.",
                            refused(make))
    before = run.log()
    run.set("batch_size", 4096)
    assert "need at least" in refused(lambda: run.set("unroll_steps", 20))
    assert run.log()["events"] == [(0, 0, "batch_size", 4096)] and before["events"] == []


def test_every_parameter_at_its_end_alone_fits_into_a_machine_of_today(small_machine):
    from sims.params import parameters
    for name, declared in parameters(gan()).items():
        if declared.hi is not None:
            Run(registry.get("gan"), gan(**{name: declared.hi}))._demand_memory(gan(**{name: declared.hi}))


@pytest.mark.parametrize("values", [{}, {"members": 7, "hidden_width_d": 40, "pack": 2}, {"objective": "began"}])
def test_the_least_that_is_needed_is_less_than_what_a_run_keeps_and_no_less_than_its_weights(values):
    params = gan(**values)
    state = registry.get("gan").initial(params, 0)
    weights = sum(np.asarray(array).nbytes for array in (state.generator, state.discriminator))
    activations = bytes_needed(params) - bytes_needed(change(params, batch_size=params.pack))
    assert 4 * weights < bytes_needed(params)
    assert 0 < activations < 100 * 4 * params.members * params.batch_size * 64


def test_this_machine_has_memory():
    assert memory.there_is() == 0 or 2**28 < memory.there_is() < 2**60
