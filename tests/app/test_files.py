"""Atomic writing, also beside programs that read the file and with the same bytes on every system; endings of names."""

import json
import math
import sys
import threading
import time

import pytest

from app import files
from app.command_line import main as command_line
from app.files import ENDINGS, as_json, from_json, other_ending


def test_lines_end_the_same_on_every_system(tmp_path):
    files.write_text(tmp_path / "Müller 教材.csv", "é,1\nü,2\n")
    assert (tmp_path / "Müller 教材.csv").read_bytes() == "é,1\nü,2\n".encode()


def test_who_reads_the_file_for_a_moment_does_not_hinder(tmp_path):
    path = tmp_path / "run.saddle"
    path.write_text("old")
    reader = path.open()
    letting_go = threading.Timer(0.3, reader.close)
    letting_go.start()
    files.write_text(path, "new")
    assert path.read_text() == "new"
    letting_go.join()


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses to replace a file that is open")
def test_who_keeps_the_file_open_leaves_it_as_it_was(tmp_path):
    path = tmp_path / "run.saddle"
    path.write_text("old")
    started = time.monotonic()
    with path.open() as reader, pytest.raises(PermissionError):
        files.write_text(path, "new")
    assert time.monotonic() - started < 2 * files.PATIENCE and reader.closed
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "ending", "said"), [
    ("view.svg", ".png", ".svg"), ("view.PNG", ".png", ""), ("view", ".png", ""), ("run.5", ".png", ""),
    ("lr.0.5", ".csv", ""), ("a.csv/view", ".png", ""), (".csv", ".png", ""), ("run.final", ".saddle", ""),
    ("view.png", ".saddle", ".png"), ("run.saddle", ".csv", ".saddle")])
def test_an_ending_of_another_format_is_told_from_a_part_of_the_name(name, ending, said):
    assert other_ending(name, ending) == said


def test_all_that_is_written_has_an_ending_that_is_known():
    assert {".saddle", ".csv", ".png", ".gif", ".json"} <= ENDINGS


def strict(text):
    """JSON as RFC 8259 has it, where Python also takes NaN and Infinity."""
    def refuse(word):
        raise ValueError(word)
    return json.loads(text, parse_constant=refuse)


def test_json_is_what_every_program_reads_and_infinity_comes_back_as_a_number():
    values = {"kl": math.inf, "slope": -math.inf, "gap": math.nan, "js": 0.5, "series": [1.0, math.inf, math.nan],
              "deep": {"kl": math.inf}}
    assert strict(as_json(values)) == {"kl": "Infinity", "slope": "-Infinity", "gap": None, "js": 0.5,
                                       "series": [1.0, "Infinity", None], "deep": {"kl": "Infinity"}}
    back = from_json(as_json(values))
    assert back["kl"] == back["deep"]["kl"] == math.inf and back["slope"] == -math.inf and back["gap"] is None


def test_a_distance_that_is_infinite_leaves_the_outcome_of_a_run_and_a_sweep_json(capsys, tmp_path):
    assert command_line.main(["run", "distances", "--steps", "1", "--series", "--json", "-"]) == 0
    assert "Infinity" in strict(capsys.readouterr().out)["metrics"].values()
    file = tmp_path / "sweep.json"
    sweep = ["sweep", "distances", "--steps", "1", "--vary", "mean_p=-1,1", "--json", str(file)]
    assert command_line.main(sweep) == 0
    first = strict(file.read_text())
    assert command_line.main(sweep) == 0                    # what is in the file is taken, and not trained anew
    assert strict(file.read_text()) == first
    assert "Infinity" in first["cells"][0]["metrics"].values()


@pytest.mark.parametrize("name", [240 * "n" + ".csv", "n." + 253 * "c", 84 * "点"])
def test_a_file_may_have_the_longest_name_that_there_is(name, tmp_path):
    files.atomically(tmp_path / name, lambda part: part.write_text("all of it"))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "all of it")]
