"""Links: what differs from the defaults, readable, there and back again; what cannot be is said in one sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sessions.limits import LARGEST_SEED
from app.sessions.link import is_link, read_link, write_link
from sims import registry
from sims.params import ParameterError, parameters, plain
from sims.run import Run


def log(simulation="gan", seed=0, step=0, phase=0, events=(), **values):
    params = registry.params_type(simulation)(**values)
    return {"version": 1, "simulation": simulation, "seed": seed, "params": plain(params), "status": "ok",
            "position": [step, phase], "events": list(events)}


def test_a_link_names_what_differs():
    assert write_link([log(step=2000, seed=3, objective="wgan", weight_clip=0.05)]) \
        == "saddle:gan?objective=wgan&weight_clip=0.05&seed=3#2000"
    assert write_link([log()]) == "saddle:gan#0"
    assert write_link([log(step=7, phase=2, events=[(3, 1, "r1", 0.1), (5, 0, "freeze_d", True)])]) \
        == "saddle:gan?3.1:r1=0.1&5:freeze_d=true#7.2"


def test_several_runs_stand_in_one_link():
    methods = ("simultaneous", "alternating")
    runs = [log("nash", method=method, events=[(4, 0, "learning_rate", 0.5)] * (method == "alternating"), step=9)
            for method in methods]
    assert write_link(runs) == "saddle:nash?method=simultaneous;alternating&4:learning_rate=;0.5#9"
    assert list(read_link(write_link(runs)).logs) == runs
    alike = [log("nash"), log("nash")]
    assert list(read_link(write_link(alike)).logs) == alike


def values_of(declared):
    if declared.scale == "choice":
        return st.sampled_from(declared.choices)
    if declared.scale == "flag":
        return st.booleans()
    if declared.scale == "int":
        return st.integers(int(declared.lo), int(declared.hi))
    if declared.scale == "text":
        return st.just(declared.default)
    return st.floats(declared.lo, declared.hi)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_run_comes_back_as_it_was(data):
    simulation = data.draw(st.sampled_from(registry.names()))
    declared = parameters(registry.params_type(simulation))
    values = data.draw(st.fixed_dictionaries({}, optional={name: values_of(one) for name, one in declared.items()}))
    live = [one for one in declared.values() if one.when != "restart"]
    events = [(data.draw(st.integers(0, 5000)), data.draw(st.integers(0, 9)), one.name, data.draw(values_of(one)))
              for one in data.draw(st.lists(st.sampled_from(live), max_size=4, unique_by=lambda one: one.name))]
    given_log = log(simulation, data.draw(st.integers(0, LARGEST_SEED)), data.draw(st.integers(0, 10**6)),
                    data.draw(st.integers(0, 20)), sorted(events, key=lambda event: event[:2]), **values)
    link = read_link(write_link([given_log]))
    assert link.simulation == simulation
    assert not link.unknown
    assert list(link.logs) == [given_log]


def test_texts_come_back_whatever_letters_they_have():
    piles = log("transport", supply="0:1.5,5:0.5", demand="1:1,2:0.25,6:0.75", step=4)
    assert read_link(write_link([piles])).logs[0] == piles
    planned = log("transport", plan="3>4:1,7>6:1")
    assert ">" not in write_link([planned])             # pages and mails cut a link there
    assert read_link(write_link([planned])).logs[0] == planned


def test_an_opened_link_is_the_run_it_was_made_of():
    run = Run(registry.get("nash"), registry.params_type("nash")(learning_rate=0.2))
    run.step(3)
    run.set("learning_rate", 0.05)
    run.step(4)
    again = Run.from_log(registry.get("nash"), read_link(write_link([run.log()])).logs[0])
    assert again.log() == run.log()
    assert (again.state.x, again.state.y) == (run.state.x, run.state.y)


@pytest.mark.parametrize("text", [
    "SADDLE:gan?seed=3#5", "saddle://gan?seed=3#5", " saddle:gan?seed=3#5\n", "saddle:gan/?seed=3#5",
    "saddle:gan?%73eed=3#5"])
def test_what_other_programs_make_of_a_link_is_read(text):
    assert is_link(text)
    assert read_link(text).logs[0] == log(seed=3, step=5)


def test_what_this_version_does_not_know_is_said_and_left_out():
    link = read_link("saddle:gan?seed=3&momentum_of_d=0.4&objective=quantum&weight_clip=7000&r1=0.1"
                     "&10:hidden_layers_g=2&20:r1=0.2#30")
    assert list(link.logs) == [log(seed=3, step=30, r1=0.1, events=[(20, 0, "r1", 0.2)])]
    said = [str(error) for error in link.unknown]
    assert [word for word, sentence in zip(("momentum_of_d", "quantum", "7000", "restart"), said)
            if word in sentence] == ["momentum_of_d", "quantum", "7000", "restart"]


@pytest.mark.parametrize(("text", "said"), [
    ("gan?seed=3", "begins with"), ("", "begins with"), ("https://example.org", "begins with"),
    ("saddle:gam", "did you mean gan?"), ("saddle:", "no simulation"),
    ("saddle:gan?seed=3#soon", "names no step"), ("saddle:gan#1000000000000", "names no step"),
    ("saddle:gan?x:r1=0.1", "names no step"), ("saddle:gan?objective", "not name=value"), ("saddle:gan?=3", "not name"),
    ("saddle:nash?method=simultaneous;alternating&x0=1;2;3", "2 values for method, but has 3 runs"),
    ("saddle:gan?picture=" + "0" * 10_000, "at most 8,000 letters"),
])
def test_what_is_no_link_is_refused_in_one_sentence(text, said):
    with pytest.raises(ParameterError) as refused:
        read_link(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(alphabet="saddle:gan?=&;#.%0123456789r_é\x00\n ", max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_does_anything_but_open_or_be_refused(text):
    try:
        link = read_link("saddle:" + text)
    except ParameterError:
        return
    assert link.simulation in registry.names()
    assert 1 <= len(link.logs) <= 64


def test_a_target_of_many_points_does_not_fit():
    points = "\n".join(f"{k},{k}" for k in range(3000))
    with pytest.raises(ParameterError, match="does not fit into a link"):
        write_link([log(target="points", points=points)])
