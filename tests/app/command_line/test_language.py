"""The terminal speaks the language of the system to a person, and to programs as ever."""

import argparse
import gettext
import io
import json
import re
import sys

import pytest

from app.command_line import claims
from app.command_line import main as command_line
from app.command_line.language import found, use_language_of_system, wanted
from app.lessons import course
from app.lessons.claims import Verdict
from sims import registry
from sims.params import parameters
from widgets import language

WRONG = [("rnu",), ("run",), (), ("run", "nash", "--stepz", "3"), ("run", "nash", "--steps"),
         ("run", "nash", "--s", "3"), ("run", "nash", "--series=3"), ("lesson", "prnt", "3"), ("lesson", "print")]


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    yield
    language.set_language("en")
    argparse._, argparse.ngettext = gettext.gettext, gettext.ngettext


@pytest.mark.parametrize("names", [
    ["zh_CN.UTF-8"], ["zh_TW.UTF-8"], ["zh_TW", "zh"], ["zh_HK"], ["zh_SG"], ["zh-Hant-CN"], ["zh"],
    ["de_DE.UTF-8", "zh_CN"], ["en_GB.UTF-8", "zh_CN.UTF-8"], ["C.UTF-8"], ["C"], ["fr_FR@euro"], [],
    ["zh_CN.GB18030"]], ids=" ".join)
def test_the_language_is_the_one_that_the_window_takes(names):
    """Which asks Qt about languages and their scripts."""
    assert found(names) == language.language_of_system(wanted=[name.partition(".")[0] for name in names])


@pytest.mark.parametrize("environment, names", [        # as Qt answers, asked with these variables
    ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, ["C.UTF-8"]),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, ["zh_CN.UTF-8"]),
    ({"LANG": "C", "LANGUAGE": "zh_CN"}, ["zh_CN", "C"]), ({"LANGUAGE": "de:zh_CN"}, ["de", "zh_CN"]),
    ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, ["zh_CN.UTF-8"])], ids=str)
def test_the_variables_are_asked_in_the_order_of_qt(environment, names):
    assert wanted(environment) == names


def test_all_that_the_parser_says_is_translated(chinese, monkeypatch, capsys):
    asked, catalogue = set(), language.catalogue

    class Heard:
        def __init__(self, texts):
            self.texts = texts

        def gettext(self, text):
            asked.add(text)
            return self.texts.gettext(text)

        def ngettext(self, *text):
            asked.add(text)
            return self.texts.ngettext(*text)

    monkeypatch.setattr(language, "catalogue", lambda code, domain="saddle", folder=None: Heard(found_) if isinstance(
        found_ := catalogue(code, domain, folder), gettext.NullTranslations) and domain == "argparse" else found_)
    commands = ("run", "sweep", "code", "link", "list", "claims", "lesson", "selftest")
    for command in ((), *((name,) for name in commands)):
        with pytest.raises(SystemExit):
            command_line.main([*command, "--help"])
    for arguments in WRONG:
        assert command_line.main(list(arguments)) == 2
    texts = catalogue("zh_CN", "argparse")
    plain = {text for text in asked if isinstance(text, str) and text != "%(heading)s:"}     # which has no word
    assert len(plain) > 8 and {text for text in plain if texts.gettext(text) == text} == set()
    out, err = capsys.readouterr()
    assert "用法：saddle run" in out and "显示此帮助并退出" in out and "usage" not in out and "show" not in out
    assert "saddle: 没有命令“rnu”；您是指 run 吗？\n" in err and "argument" not in err


def test_what_a_person_reads_is_translated(chinese, capsys):
    assert command_line.main(["run", "nash", "--steps", "20"]) == 0
    assert capsys.readouterr().out.startswith("nash：20 步，种子 0，cpu，ok\n  x ")
    assert command_line.main(["run", "gan", "--set", "batch_size=0"]) == 2
    assert "从 1 到 4096 的整数" in capsys.readouterr().err
    assert command_line.main(["sweep", "nash", "--steps", "1", "--vary", "learning_rate=0.1"]) == 0
    assert capsys.readouterr().out.startswith("nash：1 个运行，每个 1 步，cpu；")
    assert command_line.main(["list"]) == 0
    listed = capsys.readouterr().out
    assert f"nash: {language._(registry.get('nash').title)}\n" in listed
    words = {word for name in registry.names() for declared in parameters(registry.get(name).Params).values()
             for word in (declared.name, str(declared.default), *declared.choices)}
    rest = [word for line in listed.splitlines() if line.startswith("  ") and "--preset" not in line
            for word in re.findall(r"[A-Za-z_]{2,}", line)
            if word not in words and not any(word in known for known in words)]
    assert set(rest) <= {"true", "false"}


def test_what_programs_read_is_the_same_in_every_language(chinese, monkeypatch, capsys, tmp_path):
    def said(code):
        monkeypatch.setenv("LC_ALL", code)
        table = tmp_path / "t.csv"
        for arguments in (("list", "--json", "-"), ("link", "gan", "--set", "r1=0.5"), ("code", "gan", "--steps", "9"),
                          ("sweep", "nash", "--steps", "2", "--json", "-", "--vary", "learning_rate=0.1")):
            assert command_line.main(list(arguments)) == 0
        out = capsys.readouterr().out
        assert command_line.main(["run", "nash", "--steps", "9", "--csv", str(table), "--json", "-"]) == 0
        outcome = json.loads(capsys.readouterr().out)
        assert outcome["metrics"].pop("steps_per_second") > 0
        return out, outcome, table.read_text()
    spoken = said("zh_CN.UTF-8")
    assert language.chosen() == "zh_CN"
    row = claims._row(course.lesson("5"), stop := course.lesson("5").stops[0], Verdict(stop.claims[0], (True,), ({},)))
    assert (row["text"], row["stop"]) == (stop.claims[0].text, stop.title) and stop.title not in claims._line(row)
    assert spoken == said("C.UTF-8") and language.chosen() == "en"


def test_a_terminal_that_cannot_write_the_language_is_spoken_to_in_english(chinese, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    use_language_of_system()
    assert language.chosen() == "en" and argparse._("options") == "options"
