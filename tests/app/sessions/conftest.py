"""A saved run, for tests that damage copies of it."""

import pytest

from app.sessions import file_format
from tests.app.sessions.saved_runs import a_run, session_of, unpacked


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """(path, run.json, other entries) of a small gan run."""
    path = tmp_path_factory.mktemp("good") / "good.saddle"
    file_format.write(path, session_of(a_run("gan")))
    return path, *unpacked(path)
