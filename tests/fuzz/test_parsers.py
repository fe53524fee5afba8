"""Bad input is one sentence, whatever it is: a short search at random, the same on every run. `make fuzz` goes on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import mutation
from tests.fuzz.parsers import parsers, watched

PARSERS = parsers()


@pytest.mark.parametrize("name", PARSERS)
def test_what_it_is_given_is_taken_or_refused_in_a_sentence(name, qapp, capfd):
    parser = PARSERS[name]
    for seed in parser.seeds:
        assert watched(parser, seed) == "" or name in ("command line", "texts", "journal", "map"), seed
    heaviest = mutation.memory_before()

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(parser.seeds), st.lists(st.tuples(
        st.integers(0, 2**32), st.integers(0, 4), st.sampled_from(parser.words) | st.binary(max_size=12)), max_size=6))
    def search(seed, edits):
        watched(parser, mutation.mutated(seed, edits))
    search()
    assert mutation.memory_before() - heaviest < 256


@pytest.mark.parametrize("edits, becomes", [([], b"abcdef"), ([(2, 0, b"X")], b"abXcdef"), ([(2, 1, b"X")], b"abXdef"),
                                            ([(2, 2, b"XY")], b"abef"), ([(2, 3, b"XY")], b"abcdcdef"),
                                            ([(2, 4, b"")], b"ab")])
def test_edits_do_what_they_say(edits, becomes):
    assert mutation.mutated(b"abcdef", edits) == becomes
