"""Parameters, declared once: control panel, command line, validation and files all read the same declaration.

A simulation's parameters are a frozen dataclass whose fields are made by `param`:

    @dataclass(frozen=True)
    class NashParams:
        learning_rate: float = param(0.1, 1e-3, 2, scale="log", label=N_("learning rate"))
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

KEY = "saddle.parameter"
#: When a new value takes effect: at the next phase, at the next whole step, or only from step 0 again.
WHEN = ("live", "step", "restart")
LONGEST_FIELD = 500
SCALES = ("linear", "log", "int", "choice", "flag", "text")


def N_(text: str) -> str:
    """Mark a text for translation; the window translates it when it shows it."""
    return text


NUMBER_FROM, WHOLE_FROM = N_("a number from {lo} to {hi}"), N_("a whole number from {lo} to {hi}")
NUMBER_OR_OFF = N_("a number from {lo} to {hi}, or {off} for off")
WHOLE_OR_OFF = N_("a whole number from {lo} to {hi}, or {off} for off")
TRUE_OR_FALSE, A_TEXT = N_("true or false"), N_("a text")


class Count(int):
    """A whole number that a text shows with its thousands set apart."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec or ",")


class Number(float):
    """A number that a text shows without needless digits."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec or ".10g")


class Phrase:
    """A part of a sentence, as a field of it. `template` is translatable, `fields` fill it in."""

    def __init__(self, template: str, **fields: Any):
        self.template, self.fields = template, fields

    def __str__(self) -> str:
        return self.template.format(**self.fields)


class CountedPhrase(Phrase):
    """A phrase that depends on a number, which fills in {count}. A language may have more forms than these two."""

    def __init__(self, singular: str, plural: str, count: int, **fields: Any):
        super().__init__(singular if count == 1 else plural, count=Count(count), **fields)
        self.singular, self.plural, self.count = singular, plural, count


class ParameterError(ValueError):
    """A name or a value that cannot be taken. `template` is translatable, `fields` fill it in.

    Of a text of more than LONGEST_FIELD letters, which somebody may have pasted, the beginning is enough.
    """

    def __init__(self, template: str, **fields: Any):
        fields = {name: value[:LONGEST_FIELD] + "…" if isinstance(value, str) and len(value) > LONGEST_FIELD else value
                  for name, value in fields.items()}
        super().__init__(template.format(**fields))
        self.template, self.fields = template, fields

    def __reduce__(self):
        return (_rebuild_error, (self.template, self.fields))


def _rebuild_error(template: str, fields: dict) -> ParameterError:
    return ParameterError(template, **fields)


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. `off` is a value outside [lo, hi] that means "not used" (a clip of 0).

    basic: one of the few that a first lecture uses, where a panel has so many that it shows those first.
    """

    name: str
    default: Any
    lo: float | None
    hi: float | None
    scale: str
    choices: tuple[str, ...]
    when: str
    unit: str
    label: str
    help: str
    group: str
    off: float | None
    only_if: Mapping[str, tuple[Any, ...]]
    choice_labels: Mapping[str, str]
    accepts: Callable[[str], Any] | None
    basic: bool

    def parse(self, text: str) -> Any:
        """The value that a text spells (a command-line flag, a file, a text field); checked."""
        text = str(text).strip()
        if self.scale in ("choice", "text"):
            return self.check(text)
        if self.scale == "flag":
            lowered = text.lower()
            if lowered in ("true", "yes", "on", "1"):
                return True
            if lowered in ("false", "no", "off", "0"):
                return False
            raise ParameterError(N_("{name} takes true or false, not '{value}'"), name=self.name, value=text)
        try:
            number = float(text)
        except ValueError:
            raise ParameterError(N_("{name} takes {range}, not '{value}'"), name=self.name,
                                 range=self.range_text(), value=text) from None
        return self.check(number)

    def check(self, value: Any) -> Any:
        """The value in its own type, or a ParameterError that names the range or the nearest choice."""
        if self.scale == "choice":
            if value not in self.choices:
                raise ParameterError(N_("{name} takes {range}, not '{value}'{hint}"), name=self.name,
                                     range=self.range_text(), value=value, hint=nearest(str(value), self.choices))
            return value
        if self.scale == "text":
            if not isinstance(value, str):
                raise ParameterError(N_("{name} takes a text, not {value}"), name=self.name, value=value)
            if self.accepts is not None:
                self.accepts(value)
            return value
        if self.scale == "flag":
            if not isinstance(value, bool):
                raise ParameterError(N_("{name} takes true or false, not '{value}'"), name=self.name, value=value)
            return value
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        whole = self.scale != "int" or (number and math.isfinite(value) and float(value).is_integer())
        inside = number and ((self.off is not None and value == self.off) or self.lo <= value <= self.hi)
        if not (number and whole and inside):       # NaN is inside no range
            raise ParameterError(N_("{name} takes {range}, not {value}"), name=self.name,
                                 range=self.range_text(), value=Number(value) if number else value)
        return int(value) if self.scale == "int" else float(value)

    def range_text(self) -> str | Phrase:
        """What it takes: the words to choose from, or a phrase that says which values."""
        if self.scale == "choice":
            return ", ".join(self.choices)
        if self.scale in ("flag", "text"):
            return Phrase(TRUE_OR_FALSE if self.scale == "flag" else A_TEXT)
        ends = {"lo": Number(self.lo), "hi": Number(self.hi)}
        if self.off is None:
            return Phrase(WHOLE_FROM if self.scale == "int" else NUMBER_FROM, **ends)
        return Phrase(WHOLE_OR_OFF if self.scale == "int" else NUMBER_OR_OFF, off=Number(self.off), **ends)

    def used(self, params: Any) -> bool:
        """Whether the other parameters leave this one any effect."""
        return all(getattr(params, name) in values for name, values in self.only_if.items())

    def describe(self) -> dict:
        """Plain data for `saddle list --json`."""
        shown = {"name": self.name, "default": self.default, "scale": self.scale, "when": self.when,
                 "label": self.label, "help": self.help, "unit": self.unit, "group": self.group,
                 "basic": self.basic}
        if self.choices:
            shown["choices"] = list(self.choices)
        if self.lo is not None:
            shown["lo"], shown["hi"] = self.lo, self.hi
        if self.off is not None:
            shown["off"] = self.off
        if self.only_if:
            shown["only_if"] = {name: list(values) for name, values in self.only_if.items()}
        return shown


def param(default: Any, lo: float | None = None, hi: float | None = None, *, scale: str | None = None,
          choices: Mapping[str, str] | tuple[str, ...] = (), when: str = "live", unit: str = "", label: str = "",
          help: str = "", group: str = "", off: float | None = None,
          only_if: Mapping[str, tuple[Any, ...]] | None = None,
          accepts: Callable[[str], Any] | None = None, basic: bool = False) -> Any:
    """Declare one parameter; the scale follows from the default where it is not said.

    choices: the allowed words, or a mapping from word to its visible label.
    only_if: other parameters and the values under which this one has an effect.
    accepts: for a text, raises ParameterError where the text means nothing.
    basic: see Parameter.
    """
    if scale is None:
        scale = ("choice" if choices else "flag" if isinstance(default, bool) else
                 "text" if isinstance(default, str) else "int" if isinstance(default, int) else "linear")
    if scale not in SCALES or when not in WHEN:
        raise ValueError(f"no such scale or moment: {scale}, {when}")
    if scale in ("linear", "log", "int") and (lo is None or hi is None):
        raise ValueError("a numeric parameter needs a range")
    labels = dict(choices) if isinstance(choices, Mapping) else {word: word for word in choices}
    metadata = {"lo": lo, "hi": hi, "scale": scale, "choices": tuple(labels), "when": when, "unit": unit,
                "label": label, "help": help, "group": group, "off": off,
                "only_if": dict(only_if or {}), "choice_labels": labels, "accepts": accepts,
                "basic": basic}
    return field(default=default, metadata={KEY: metadata})


def parameters(params_type: Any) -> dict[str, Parameter]:
    """Every declared parameter of a params class (or instance), by name, in order."""
    return dict(_declared(params_type if isinstance(params_type, type) else type(params_type)))


@lru_cache
def _declared(params_type: type) -> dict[str, Parameter]:
    """Looked up for every report and every change, and always the same."""
    return {f.name: Parameter(name=f.name, default=f.default, **f.metadata[KEY])
            for f in dataclasses.fields(params_type)}


def change(params: Any, **values: Any) -> Any:
    """A copy of params with new values (already typed), each checked against its declaration."""
    declared = parameters(params)
    checked = {name: _find(declared, name).check(value) for name, value in values.items()}
    return dataclasses.replace(params, **checked)


def parse(params: Any, texts: Mapping[str, str]) -> Any:
    """A copy of params with values spelled as text, as on the command line."""
    declared = parameters(params)
    return dataclasses.replace(params, **{name: _find(declared, name).parse(text) for name, text in texts.items()})


def plain(params: Any) -> dict[str, Any]:
    """Names and values, in order; what dataclasses.asdict gives, without its deep copies of plain values."""
    return {name: getattr(params, name) for name in _declared(type(params))}


def to_json(params: Any) -> str:
    return json.dumps(plain(params))


def from_json(params_type: Any, text: str) -> Any:
    """The inverse of `to_json`; a missing name takes its default, an unknown one is refused."""
    values = json.loads(text)
    if not isinstance(values, dict):
        raise ParameterError(N_("parameters must be an object of names and values"))
    return change(params_type(), **values)


def _find(declared: Mapping[str, Parameter], name: str) -> Parameter:
    if name not in declared:
        raise ParameterError(N_("no parameter '{name}'{hint}"), name=name, hint=nearest(name, declared))
    return declared[name]


def nearest(word: str, words: Iterable[str]) -> Phrase | str:
    """Asks at the end of a sentence for the word that was meant; "" where none is near."""
    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.4)
    return Phrase(N_("; did you mean {word}?"), word=near[0]) if near else ""
