"""Films are made in a process of their own, in the language of the window."""

import pytest

from app.export.film_process import FilmOrder, make
from sims import registry
from sims.run import Run
from widgets import language


@pytest.fixture
def german(tmp_path, monkeypatch):
    path = tmp_path / "de" / "LC_MESSAGES" / "saddle.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "simultaneous"\nmsgstr "gleichzeitig"', encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    yield
    language.set_language("en")


def test_a_film_speaks_the_language_that_was_asked_for(german, tmp_path, qapp):
    simulation = registry.get("nash")
    run = Run(simulation, simulation.Params(), 0)
    run.step(3)
    order = FilmOrder(((run.log(), None),), (1, 2), (320, 240), 5.0, str(tmp_path / "film.gif"), language="de")
    seen = []
    make(order, lambda: None, lambda _count: seen.append(language._("simultaneous")))
    assert seen == ["gleichzeitig"] * 2 and (tmp_path / "film.gif").stat().st_size > 100
