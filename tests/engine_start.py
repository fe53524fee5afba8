"""Engines of the tests begin with torch loaded: each is a process of its own, forked from one that has imported it.

A window of a person spawns its engine, which loads torch anew for a second and a half. The tests that start a whole
program do that too.
"""

import multiprocessing
from multiprocessing import forkserver

import pytest

LOADED = ["app.engine.engine", "sims.gan.simulation", "sims.gan.compiled.step", "sims.nash.simulation"]


@pytest.fixture(autouse=True, scope="session")
def engines_begin_with_torch_loaded():
    from app.engine import process

    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_forkserver_preload(LOADED)
        forkserver.ensure_running()             # now, with the folders and the environment of the whole session
        process.START_METHOD = "forkserver"
