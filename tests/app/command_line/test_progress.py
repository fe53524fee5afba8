"""The progress bar of runs and sweeps: what a terminal sees of it, and that nothing is left of it."""

import io
import sys
import threading

import pytest

from app.command_line import main as command_line
from app.command_line.progress import ProgressBar
from app.sweeps import runner


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_it_shows_the_share_the_text_and_the_time_left_and_is_gone_at_the_end(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    threads = threading.active_count()
    with ProgressBar(shown=True) as bar:
        bar._bar.mininterval = 0
        bar.show(0.25, "1 of 4 runs")
        assert threading.active_count() == threads
        last = terminal.getvalue().split("\r")[-1]
        assert last.startswith("[" + "#" * 10 + "." * 30 + "] 1 of 4 runs, 00:00 left")
    assert terminal.getvalue().endswith(" \r")


def test_it_says_nothing_where_it_is_not_shown(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with ProgressBar(shown=False) as bar:
        bar.show(0.5, "half")
    assert terminal.getvalue() == ""


def test_a_run_shows_its_steps_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert command_line.main(["run", "nash", "--steps", "2000"]) == 0
    assert terminal.getvalue().startswith("\r[")
    assert terminal.getvalue().endswith(" \r")
    assert "nash: 2,000 steps" in capsys.readouterr().out


def test_a_run_without_a_terminal_says_nothing_on_stderr(capsys):
    assert command_line.main(["run", "nash", "--steps", "2000"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("arguments", "said"), [
    ((), "--json FILE would keep them"),
    (("--json", "{folder}/s.json"), "the same command goes on from there"),
    (("--json", "{folder}/s.json", "--fresh"), "the same command without --fresh goes on from there"),
])
def test_a_sweep_that_was_stopped_says_how_it_goes_on(monkeypatch, capsys, tmp_path, arguments, said):
    monkeypatch.setattr(runner, "recorded", lambda plan, *_: (plan.outcome({}), False))
    arguments = [word.format(folder=tmp_path) for word in arguments]
    assert command_line.main(["sweep", "nash", "--vary", "learning_rate=0.1,0.2,0.3", *arguments]) == 130
    assert capsys.readouterr() == ("", f"saddle: stopped after 0 of 3 runs; {said}\n")
