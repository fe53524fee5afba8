"""An expression is worked out on the reports of a panel as `saddle claims` works it out on a run of its own."""

import pytest

from app.engine.local import LocalClient
from app.engine.messages import Opening
from app.lessons.expression import Expression, Undefined
from app.window.lessons.run_numbers import RunNumbers
from sims import registry
from sims.params import ParameterError
from sims.run import Run


@pytest.fixture
def client(qapp):
    made = LocalClient()
    yield made
    made.close()


def test_it_has_the_numbers_of_the_run_now_before_and_over_all_steps(client):
    numbers = RunNumbers()
    with pytest.raises(Undefined):
        numbers.at("", "step", None)

    def take(report):
        numbers.take(report)
        client.look("transport")
    client.reported.connect(take)
    preset = registry.presets("transport")["staircase"]
    client.open("transport", Opening("transport"))
    client.send("transport", "use", values=preset.values)
    simulation = registry.get("transport")
    run = Run(simulation, numbers._report.runs[0].params, 0)
    moved = []
    for _step in range(4):
        client.send("transport", "step")
        run.step(1)
        moved.append(run.trace.numbers()["moved"][1][-1])
    assert numbers.step == 4
    for text, expected in (("plan_work", run.metrics()["plan_work"]), ("moved", moved[-1]), ("at(moved, 2)", moved[1]),
                           ("mean(moved, 1, 4)", sum(moved) / 4), ("step + 1", 5)):
        assert Expression(text).value(numbers) == pytest.approx(expected), text
    assert moved[1] != moved[-1]
    client.send("transport", "back")
    client.send("transport", "back")
    assert Expression("largest(moved)").value(numbers) == moved[1]          # what is ahead does not count
    with pytest.raises(ParameterError):
        Expression("nonsense").value(numbers)
