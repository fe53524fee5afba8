"""The client whose runs are in this process: what a panel finds is what it finds at an EngineClient."""

import pytest

from app.engine.client import EngineClient
from app.engine.local import LocalClient
from app.engine.messages import Opening
from sims import registry
from sims.run import Run
from sims.simulation import fingerprint


@pytest.fixture
def client(qtbot):
    made = LocalClient()
    made.seen, made.notices = [], []
    made.reported.connect(made.seen.append)
    made.reported.connect(lambda report: made.look(report.group))
    made.noticed.connect(made.notices.append)
    yield made
    made.close()


def test_it_offers_a_panel_what_the_client_of_the_engine_offers():
    for name in ("open", "send", "ask", "look", "logs", "reported", "noticed", "close"):
        assert hasattr(EngineClient, name) and hasattr(LocalClient, name)


def test_a_command_is_carried_out_and_reported_before_send_returns(client):
    serial = client.open("separation", Opening("separation"))
    assert client.seen[-1].serial == serial and client.seen[-1].lead.frame.step == 0
    client.send("separation", "step")
    client.send("separation", "place", values={"std": 2.0})
    assert [(report.lead.frame.step, report.lead.params.std) for report in client.seen] == [(0, 1), (1, 1), (0, 2)]
    assert client.logs("separation")[0]["params"]["std"] == 2.0


def test_a_report_waits_until_the_last_one_is_painted(qtbot):
    client = LocalClient()
    seen = []
    client.reported.connect(seen.append)
    client.open("separation", Opening("separation"))
    client.send("separation", "step")
    client.send("separation", "step")
    assert len(seen) == 1
    client.look("separation")
    assert [report.lead.frame.step for report in seen] == [0, 2]
    client.close()


def test_a_refusal_is_a_notice_and_changes_nothing(client):
    client.open("separation", Opening("separation"))
    client.send("separation", "place", values={"std": 99.0})
    assert client.notices[-1].refused and "std" in client.notices[-1].template.format(**client.notices[-1].fields)
    assert client.seen[-1].lead.params.std == 1.0 and not client.seen[-1].can_undo


def test_what_plays_has_the_steps_of_the_run_and_pauses_where_it_has_finished(client, qtbot):
    client.open("transport", Opening("transport"))
    client.send("transport", "speed", unit="step", per_second=float("inf"))
    client.send("transport", "play")
    assert client.seen[-1].playing
    qtbot.waitUntil(lambda: not client.seen[-1].playing, timeout=30_000)
    steps = client.seen[-1].lead.frame.step
    run = Run(registry.get("transport"))
    while not run.simulation.finished(run.state, run.params):
        run.step()
    assert steps == run.state.step
    assert fingerprint(client.seen[-1].lead.frame) == fingerprint(run.frame())
    for name in ("play", "step", "sub_step", "toggle"):
        client.send("transport", name)
        assert client.seen[-1].lead.frame.step == steps and not client.seen[-1].playing
    client.send("transport", "back")
    client.send("transport", "step")
    assert client.seen[-1].lead.frame.step == steps


def test_a_long_journey_goes_on_while_the_window_lives(client, qtbot):
    client.open("gaussian_fits", Opening("gaussian_fits"))
    client.send("gaussian_fits", "seek", step=40)
    assert client.seen[-1].busy
    qtbot.waitUntil(lambda: not client.seen[-1].busy, timeout=60_000)
    assert client.seen[-1].lead.frame.step == 40


def test_a_run_goes_on_from_its_log_and_from_a_snapshot(client, qtbot):
    client.open("manifolds", Opening("manifolds", (({}, 5),)))
    for _step in range(3):
        client.send("manifolds", "step")
    frame = fingerprint(client.seen[-1].lead.frame)
    found = []
    client.ask("manifolds", "snapshot", lambda value, error: found.append((value, error)))
    client.open("manifolds", Opening("manifolds"), client.logs("manifolds"))
    qtbot.waitUntil(lambda: not client.seen[-1].busy, timeout=10_000)
    assert fingerprint(client.seen[-1].lead.frame) == frame
    (runs, error), = found
    assert error is None
    client.open("manifolds", Opening("manifolds"))
    client.ask("manifolds", "load", lambda value, error: found.append((value, error)), runs=runs, origin="a file")
    qtbot.waitUntil(lambda: not client.seen[-1].busy, timeout=10_000)
    assert found[-1][1] is None and client.seen[-1].origin == "a file"
    assert fingerprint(client.seen[-1].lead.frame) == frame
