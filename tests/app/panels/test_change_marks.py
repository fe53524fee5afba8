"""The texts that mark changes of parameters on curves."""

from app.panels.change_marks import change_marks
from sims.gan.params import GanParams
from sims.params import parameters


def test_a_change_is_named_with_its_value_a_choice_in_words_and_a_text_without():
    events = [(20, 0, "learning_rate_d", 0.004), (30, 1, "target", "grid"), (31, 0, "picture", "a long text")]
    (first, number), (second, choice), (third, text) = change_marks(events, GanParams)
    assert (first, second, third) == (20, 30, 31)
    assert number.endswith("= 0.004") and choice.endswith("= grid of Gaussians")
    assert text.endswith("changed") and "long" not in text


def test_no_target_is_called_by_a_number_that_a_parameter_can_make_another():
    """A ring of 8 Gaussians was still called that with one mode on it."""
    labels = parameters(GanParams)["target"].choice_labels
    for changeable in ("ring", "grid"):
        assert "Gaussians" in labels[changeable] and not any(sign.isdigit() for sign in labels[changeable])
