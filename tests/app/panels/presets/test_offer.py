"""What the gallery says of a preset, and what is found when words are typed."""

import dataclasses

import pytest

from app.panels.presets.offer import found, offer_of, offers_of
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS, QUESTIONS
from sims.params import param
from sims.simulation import Preset


@dataclasses.dataclass(frozen=True)
class Params:
    rate: float = param(0.1, 0.0, 1.0, label="learning rate η")
    weight_clip: float = param(0.0, 0.0, 1.0, off=0.0, label="clip")
    loss: str = param("plain", choices={"plain": "Plain", "wasserstein": "Wasserstein, WGAN"}, label="objective")
    frozen: bool = param(False, label="freeze D")
    unused: int = param(3, 0, 9, label="nobody")


OFFERS = offers_of({
    "blurred": Preset("Too smooth", {"loss": "wasserstein", "weight_clip": 0.01, "rate": 0.1}, steps=2000,
                      help="Nothing is sharp, all is blurred.", question="What does clipping do?"),
    "still": Preset("Nothing moves", {"frozen": True}, help="The points stand.",
                    question="Why does the gradient vanish?", events=((1500, "frozen", False),)),
    "plain": Preset("As it comes", {}),
}, Params(), {"plain": "The default"})


def names(text):
    return [offer.name for offer in found(OFFERS, text)]


def test_an_offer_says_what_the_preset_changes_against_the_start_and_when():
    blurred, still, plain = OFFERS
    assert blurred.changes == "objective Wasserstein, WGAN, clip 0.01"        # its rate is that of the start
    assert blurred.steps == 2000
    assert still.changes == "freeze D on, freeze D off from step 1,500 on"
    assert (plain.title, plain.changes) == ("The default", "")
    assert offer_of("blurred", Preset("", {"weight_clip": 0.0}), Params(weight_clip=0.5)).changes == "clip off"


@pytest.mark.parametrize("text, expected", [
    ("", ["blurred", "still", "plain"]),
    ("  ? ", ["blurred", "still", "plain"]),
    ("why does clipping blur?", ["blurred"]),               # all words but "why", which only the other question has
    ("blur clip", ["blurred"]), ("CLIPPED", ["blurred"]),   # in any order and case, and with another ending
    ("blurry", ["blurred"]), ("stands still", ["still"]),
    ("gradient", ["still"]), ("freeze", ["still"]), ("frozen", ["still"]),      # its question, a label, a name
    ("wasserstein 0.01", ["blurred"]), ("weight_clip", ["blurred"]), ("0.1", []), ("η", []), ("nobody", []),
    ("default", ["plain"]), ("xyz", []), ("xyz smooth", ["blurred"]),
])
def test_what_speaks_of_most_of_the_words_is_found(text, expected):
    assert names(text) == expected


def test_the_lab_answers_why_clipping_blurs_and_every_preset_is_found_by_its_title():
    offers = offers_of(PRESETS, GanParams(), {})
    assert [offer.name for offer in found(offers, "why does clipping blur?")] == ["wgan_blur"]
    for offer in offers:
        assert offer in found(offers, offer.title), offer.title
        assert offer.question in QUESTIONS and offer.sentence
