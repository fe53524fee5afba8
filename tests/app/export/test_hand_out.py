"""A hand-out has the stops of a lesson with the pictures of their runs, and the answers at the end only."""

import re

import pytest

from app.command_line.main import main
from app.export.empty_axes import BOTTOM, HEIGHT, LEFT, RIGHT, SHARPNESS, TOP, WIDTH, empty_axes
from app.export.export_process import Cancelled
from app.export.hand_out_process import HandOutOrder
from app.lessons.lesson import parse_lesson
from app.window.export_job import ExportJob

LESSON = '''+++
title = "Two & two"
+++
# The spiral
+++
scene = "saddle:nash#0"
play = "step >= 40"

[question]
kind = "choice"
text = "Where to?"
choices = ["inwards", "outwards"]
right = 2
explanation = "Each step leads out."

[[claims]]
text = "It grows."
holds = "radius > 1"
+++
Some *words*, and

$$ \\frac{1}{2} $$

# Far apart
+++
scene = "distances/far"

[question]
kind = "number"
text = "How much is JS?"
right = "js"
explanation = "It is ln 2, nearly."
+++
Nothing but words.

# How far
+++
scene = "saddle:nash#0"
play = "step >= 40"

[question]
kind = "curve"
text = "Draw how far."
metric = "radius"
y = [0, 5]
explanation = "Further and further."
+++
A drawing.
'''


def test_a_lesson_is_printed_as_html_and_as_pdf(qapp, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.md").write_text(LESSON, encoding="utf-8")
    assert main(["lesson", "print", "mine.md"]) == 0
    assert capsys.readouterr().out.split() == ["mine.html", "mine.pdf"]
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    pictures = re.findall(r'src="data:image/png;base64,([\w+/=]+)"', page)
    assert len(pictures) == 5 and len(set(pictures)) == 4           # three stops, two alike, a formula, empty axes
    assert 'src="stop' not in page and "Two &amp; two" in page
    before, _answers, after = page.partition("Answers")
    for said in ("1. The spiral", "2. Far apart", "a) inwards", "b) outwards", "It grows.",
                 'alt="radius from 0 to 5 / step from 0 to 40"'):
        assert said in before
    assert (before.count("<img"), after.count("<img")) == (4, 1)    # the picture of the curve is among the answers
    assert before.count("______") == 1                              # of the number; a curve has axes
    for said in ("b) Each step leads out.", "2. It is ln 2, nearly."):
        assert said in after and said not in before
    printed = (tmp_path / "mine.pdf").read_bytes()
    assert printed.startswith(b"%PDF") and len(re.findall(rb"/Type /Page\b", printed)) == 4
    assert main(["lesson", "print", "99"]) == 2
    assert "no lesson" in capsys.readouterr().err


def test_a_window_has_it_made_by_a_process_of_its_own(qtbot, tmp_path):
    lesson, done = parse_lesson("mine", LESSON), []
    job = ExportJob(HandOutOrder(lesson, str(tmp_path / "mine.html")))
    job.progressed.connect(done.append)
    with qtbot.waitSignal(job.ended, timeout=60_000) as ended:
        pass
    assert ended.args == [None] and done == [1, 2, 3]
    assert "Two &amp; two" in (tmp_path / "mine.html").read_text(encoding="utf-8")
    job = ExportJob(HandOutOrder(lesson, str(tmp_path / "nowhere" / "mine.pdf")))
    with qtbot.waitSignal(job.ended, timeout=60_000) as ended:
        pass
    (error,) = ended.args
    assert str(error).startswith("The hand-out could not be written: No such file")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]


def test_one_that_nobody_wants_any_more_leaves_nothing(qapp, tmp_path):
    looks = []

    def look():
        looks.append(True)
        if len(looks) == 2:
            raise Cancelled
    with pytest.raises(Cancelled):
        HandOutOrder(parse_lesson("mine", LESSON), str(tmp_path / "mine.pdf")).make(look, lambda _done: None)
    assert list(tmp_path.iterdir()) == []


def test_empty_axes_have_their_lines_where_the_ends_are(qapp):
    image = empty_axes("step", "W₁", (0.0, 40.0), (-1.0, 1.0))

    def dark(x, y):
        return image.pixelColor(round(x * SHARPNESS), round(y * SHARPNESS)).lightness() < 128
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    assert all(dark(x, bottom) for x in range(left + 2, right - 2, 7))
    assert all(dark(left, y) for y in range(TOP + 2, bottom - 2, 7))
    assert not any(dark(x, y) for x in range(left + 5, right, 3) for y in range(TOP, bottom - 3, 3))     # room to draw
    labels = [empty_axes("step", "W₁", (0.0, end), (-1.0, 1.0)) for end in (40.0, 50.0)]
    assert labels[0] == image != labels[1]
