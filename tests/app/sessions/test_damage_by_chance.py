"""Files and their values that were changed by chance give the run, or one sentence."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sessions import file_format
from app.sessions.file_format import SessionError
from sims.params import ParameterError
from tests.app.sessions.test_refusals import change_at, opening

MANY = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(data=st.data())
def test_bytes_changed_by_chance_give_the_run_or_one_sentence(tmp_path, good, data):
    raw = bytearray(good[0].read_bytes())
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), max_size=8)):
        raw[at] = value
    raw = raw[:data.draw(st.one_of(st.just(len(raw)), st.integers(0, len(raw))))]
    path = tmp_path / "chance.saddle"
    path.write_bytes(raw)
    try:
        read = file_format.read(path)
    except SessionError:
        return
    assert read.logs == file_format.read(good[0]).logs


@MANY
@given(data=st.data())
def test_values_changed_by_chance_give_a_run_or_one_sentence(tmp_path, good, data):
    """The zip is whole, the text is JSON, and somewhere in it stands something else."""
    places = []

    def walk(value, way):
        places.append(way)
        for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            walk(value[key], (*way, key))
    walk(good[1], ())
    where = data.draw(st.sampled_from(places[1:]))
    anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
                            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
    content = change_at(good[1], where, data.draw(anything))
    try:
        run = opening(tmp_path, json.loads(json.dumps(content)), good[2])
    except ParameterError as error:                     # SessionError is one
        assert str(error)
        return
    for _ in range(20):
        run.advance()
    run.frame()
