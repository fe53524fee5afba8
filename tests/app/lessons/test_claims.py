"""Claims are worked out by running what they speak of; those of the lessons hold."""

import json

import pytest

from app.command_line.main import main
from app.lessons import course, measured
from app.lessons.claims import claims_of, verdicts
from app.lessons.lesson import LessonError, parse_lesson
from sims import registry
from sims.gan.params import GanParams
from sims.params import ParameterError
from sims.run import Run

HEAD = '+++\ntitle = "x"\n+++\n# Stop\n+++\nscene = "saddle:nash?x0=1&y0=1&learning_rate=0.1#500"\n'


def claims(*texts):
    lesson = parse_lesson("x", HEAD + "".join(f"[[claims]]\n{text}\n" for text in texts) + "+++\nwords\n")
    return [claim for _stop, claim in claims_of(lesson)]


def test_a_claim_is_what_its_run_shows():
    """Radius after 500 steps of the spiral: SCIENCE, concept 77."""
    true, false, wider, several = verdicts(claims(
        'text = "a"\nholds = "abs(radius - 17.016038) < 1e-6 and radius > at(radius, 100)"',
        'text = "b"\nholds = "radius < 17"',
        'text = "c"\nholds = "wide.radius > narrow.radius"\n'
        'runs = { wide = "saddle:nash?learning_rate=0.5#20", narrow = "saddle:nash?learning_rate=0.1#20" }',
        'text = "d"\nholds = "radius == largest(radius)"\nseeds = [0, 1, 2]\nat_least = 2'))
    assert (true.holds, false.holds, wider.holds, several.holds) == (True, False, True, True)
    assert true.measured[0]["radius"] == pytest.approx(17.016038, abs=1e-6)
    run = Run(registry.get("nash"), seed=0)
    run.seek(100)
    assert true.measured[0]["at(radius, 100)"] == run.metrics()["radius"]
    assert wider.measured[0]["wide.radius"] == pytest.approx(2 ** 0.5 * 1.25 ** 10)
    assert len(several.measured) == 3


def test_trained_runs_of_several_seeds_have_the_numbers_that_each_has_alone():
    text = ('text = "a"\nscene = "saddle:gan?batch_size=16&hidden_width_g=8&hidden_width_d=8#40"\nseeds = [0, 3]\n'
            'holds = "w1 < at(w1, 0) and largest(loss_d) >= loss_d"')
    (found,) = verdicts(claims(text))
    for seed, seen in zip((0, 3), found.measured):
        run = Run(registry.get("gan"), GanParams(batch_size=16, hidden_width_g=8, hidden_width_d=8), seed)
        assert seen["at(w1, 0)"] == run.metrics()["w1"]
        run.seek(40)
        assert seen["w1"] == run.metrics()["w1"]
        assert seen["largest(loss_d)"] == max(run.trace.numbers()["loss_d"][1])


def test_a_metric_that_there_is_not_is_refused():
    with pytest.raises(LessonError, match="Line 9: nash has no metric “radios”; did you mean radius"):
        verdicts(claims('text = "a"\nholds = "radios < 1"'))
    with pytest.raises(ParameterError, match="radius"):
        verdicts(claims('text = "a"\nholds = "largest(radios) < 1"'))


def test_the_command_line_ends_with_1_where_something_does_not_hold(tmp_path, capsys):
    path = tmp_path / "mine.md"
    path.write_text(HEAD + '[[claims]]\ntext = "It grows."\nholds = "radius > 2"\n'
                    '[[claims]]\ntext = "It stays."\nholds = "radius < 2"\n+++\nwords\n', encoding="utf-8")
    assert main(["claims", str(path), "--json", "-"]) == 1
    rows = json.loads(capsys.readouterr().out)["claims"]
    assert [(row["lesson"], row["stop"], row["text"], row["holds"]) for row in rows] == [
        ("mine", "Stop", "It grows.", True), ("mine", "Stop", "It stays.", False)]
    assert rows[0]["measured"]["radius"] == pytest.approx(17.016038)
    path.write_text(path.read_text(encoding="utf-8").replace("[[", 'views = ["cuves"]\n[[', 1), encoding="utf-8")
    assert main(["claims", str(path)]) == 2
    assert "Line 7: the panel “nash” has no view “cuves”; did you mean curves" in capsys.readouterr().err
    assert main(["claims", "no-such-lesson"]) == 2
    assert "no lesson" in capsys.readouterr().err


@pytest.mark.parametrize("key", course.keys())
def test_the_quick_claims_of_a_lesson_hold(key):
    found = verdicts([claim for _stop, claim in claims_of(course.lesson(key), quick=True)])
    assert [(verdict.claim.text, verdict.measured) for verdict in found if not verdict.holds] == []
    for verdict in found:               # the cards show what is measured here
        kept = measured.read(course.FOLDER).get(measured.mark(verdict.claim))
        assert kept is None or same(kept.numbers, measured.measured(verdict).numbers), verdict.claim.text


def same(kept, now):
    return kept.keys() == now.keys() and all(
        (one is None and other is None) or one == pytest.approx(other, rel=1e-4, abs=1e-9)
        for name, values in kept.items() for one, other in zip(values, now[name]))


def test_what_is_kept_of_the_claims_of_the_course_holds():
    kept = measured.read(course.FOLDER)
    claims = {measured.mark(claim): claim for lesson in course.lessons() for _stop, claim in claims_of(lesson)}
    assert len(kept.keys() & claims.keys()) > 50
    for key in kept.keys() & claims.keys():
        assert kept[key].held >= claims[key].at_least, claims[key].text
        assert all(len(values) == len(claims[key].seeds) for values in kept[key].numbers.values())


def test_what_was_measured_is_kept_beside_a_lesson_until_the_claim_changes(tmp_path, capsys):
    path = tmp_path / "mine.md"
    claim = '[[claims]]\ntext = "It grows."\nholds = "radius > at(radius, 10)"\nseeds = [0, 4]\n'
    path.write_text(HEAD + claim + "+++\nwords\n", encoding="utf-8")
    assert main(["claims", str(path), "--keep"]) == 0
    (parsed,) = claims(claim.partition("\n")[2])
    assert measured.read(tmp_path) == {measured.mark(parsed): measured.Measured(
        2, {name: (float(f"{2 ** 0.5 * 1.01 ** (steps / 2):.6g}"),) * 2
            for name, steps in (("radius", 500), ("at(radius, 10)", 10))})}
    for changed in (claim.replace("10)", "11)"), claim.replace("[0, 4]", "[0, 5]")):
        assert measured.mark(claims(changed.partition("\n")[2])[0]) not in measured.read(tmp_path)
    (tmp_path / measured.FILE).write_text('{"a": [], "b"', encoding="utf-8")
    assert measured.read(tmp_path) == {}


def test_lessons_are_listed_with_the_concepts_of_their_stops(capsys):
    assert main(["list", "--json", "-"]) == 0
    listed = json.loads(capsys.readouterr().out)["lessons"]
    assert [row["key"] for row in listed] == list(course.keys())
    for row, lesson in zip(listed, course.lessons()):
        assert [stop["title"] for stop in row["stops"]] == [stop.title for stop in lesson.stops]
        assert sum(stop["claims"] for stop in row["stops"]) == len(claims_of(lesson))
