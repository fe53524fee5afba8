"""The class reads what is asked until it is answered: it raises its hands for it."""

from types import SimpleNamespace

from app.lessons.lesson import Question
from app.window.commands.lecture_commands import LectureCommands


def test_the_question_of_a_stop_stands_above_the_picture_until_it_is_answered():
    question = Question("choice", "Is D < 1?", ("yes & no", "no"))
    stop = SimpleNamespace(title="The best answer", question=question)
    asked = SimpleNamespace(open=True)
    lessons = SimpleNamespace(is_open=True, player=SimpleNamespace(stop=stop),
                              frame=SimpleNamespace(card=SimpleNamespace(question=asked)))
    page = SimpleNamespace(sentence=lambda: "what is seen")
    lecture = LectureCommands(SimpleNamespace(panel=SimpleNamespace(page=page)), lessons)
    title, text, choices = lecture._sentence().split("<br>")
    assert (title, text) == ("<b>The best answer</b>", "Is D &lt; 1?")
    assert "<b>1</b>&nbsp; yes &amp; no" in choices and "<b>2</b>&nbsp; no" in choices
    asked.open = False
    assert lecture._sentence() == title
    lessons.is_open = False
    assert lecture._sentence() == "what is seen"
