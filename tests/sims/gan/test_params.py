from sims.gan.choices import USUAL_STD
from sims.gan.params import GanParams
from sims.params import parameters


def test_the_sentence_on_the_width_of_a_mode_says_each_usual_one():
    said = parameters(GanParams)["target_std"].help
    assert all(f"{std:.3g}" in said for std in USUAL_STD.values())
    assert set(USUAL_STD) == set(parameters(GanParams)["target_std"].only_if["target"])


def test_a_lecture_meets_about_a_dozen_of_them():
    assert 8 <= sum(parameter.basic for parameter in parameters(GanParams).values()) <= 14
