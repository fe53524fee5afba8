"""A picture asks the engine, which answers later: also when the picture has gone in the meantime."""

import pytest
import shiboken6

from app.engine.client import EngineClient
from app.engine.messages import Answer
from app.panels.gan.layers.questions import Questions
from app.panels.gan.picture import LabPicture


class Pipe:
    """Keeps what is sent to an engine."""

    def __init__(self):
        self.sent = []

    def send(self, command):
        self.sent.append(command)


@pytest.fixture
def client(monkeypatch, qapp):
    monkeypatch.setattr(EngineClient, "_start", lambda self, _begun: setattr(self, "_process", Pipe()))
    client = EngineClient(begun=object())
    yield client
    client._pings.stop()
    client._process = None


@pytest.mark.parametrize(("ask", "answered"), [
    (lambda picture: picture.sample_asked.emit(3), "answer_sample"),
    (lambda picture: picture.place_asked.emit(0.5, 1.0), "answer_place")])
def test_answers_reach_the_picture_for_as_long_as_it_is_there(client, monkeypatch, ask, answered):
    told = []
    monkeypatch.setattr(LabPicture, answered, lambda self, *what: told.append(what))
    picture = LabPicture()
    Questions(picture, client, "gan", playing=lambda: False)
    ask(picture)
    ask(picture)
    first, second = (command.ticket for command in client._process.sent)
    client._receive(Answer(first, {"found": 1}, None))
    assert [what[-1] for what in told] == [{"found": 1}]
    shiboken6.delete(picture)
    client._receive(Answer(second, {"found": 2}, None))
    assert len(told) == 1
