"""What the gallery says of a preset, and which presets speak of what a person types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sims.params import parameters
from sims.simulation import Preset
from widgets.controls.parameter_row import name_of, value_text
from widgets.controls.search_field import as_typed
from widgets.language import _
from widgets.numbers import whole

#: Words that begin with the same letters, so many, are taken for one: clipping and clipped, blurred and blurry.
ALIKE = 5


@dataclass(frozen=True)
class Offer:
    """A preset as it is offered, translated. changes: what it sets against the start, with values; "" for nothing.

    steps: where it shows its point, 0 for nowhere in particular. words: all that a search looks at, lower case.
    """

    name: str
    title: str
    sentence: str
    question: str
    changes: str
    steps: int
    words: frozenset[str]


def offer_of(name: str, preset: Preset, start: Any, title: str = "") -> Offer:
    """start: the parameters that the values of the preset are laid over. title: where it is not the preset's own."""
    declared = parameters(start)
    title, sentence, question = title or _(preset.title), _(preset.help), _(preset.question)
    changed = {key: value for key, value in preset.values.items() if value != getattr(start, key)}
    told = [_("{name} {value}").format(name=name_of(declared[key]), value=value_text(declared[key], value))
            for key, value in changed.items()]
    told += [_("{name} {value} from step {step} on").format(
        name=name_of(declared[key]), value=value_text(declared[key], value), step=whole(step))
        for step, key, value in preset.events]
    keys = (*changed, *(key for _step, key, _value in preset.events))
    return Offer(name, title, sentence, question, ", ".join(told), preset.steps,
                 frozenset(words_of(" ".join((title, sentence, question, *told, *keys)))))


def offers_of(presets: Mapping[str, Preset], start: Any, titles: Mapping[str, str]) -> tuple[Offer, ...]:
    """The presets in their order. titles: translated titles of those that are not offered under their own."""
    return tuple(offer_of(name, preset, start, titles.get(name, "")) for name, preset in presets.items())


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, as one types them."""
    return [word.rstrip(".") for word in re.findall(r"\w[\w.]*", as_typed(text))]


def found(offers: Sequence[Offer], text: str) -> list[Offer]:
    """Those that speak of the most of the words typed, whatever their order; none where no word is found.

    A word is found where one of the offer's begins with its first ALIKE letters. So a whole question can be typed:
    what nobody speaks of in it does no harm.
    """
    words = words_of(text)
    if not words:
        return list(offers)
    counts = [sum(_is_among(word, offer.words) for word in words) for offer in offers]
    most = max(counts, default=0)
    return [offer for offer, count in zip(offers, counts) if most and count == most]


def _is_among(word: str, words: Iterable[str]) -> bool:
    return any(other.startswith(word[:ALIKE]) for other in words)
