"""A lesson: a path through live scenes, in one text file that a teacher writes in an editor.

docs/lessons.md has the format. What is wrong with a file is named by its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.engine.stop_condition import STEP, read_condition
from app.lessons.blocks import Block, LessonError, NumberedText, parts
from app.lessons.expression import Expression
from app.lessons.lit import Lit, read_lit
from app.lessons.scene import Scene, read_scene
from sims import registry
from sims.params import N_, ParameterError, nearest, parameters

CONCEPTS, CORRECTIONS = range(1, 96), range(1, 19)
KINDS = ("choice", "number", "curve")
LARGEST = 200_000                       # bytes of a file
MOST_SEEDS = 64
NAMED = ("panel", "views", "setting", "lit")        # what a stop names in the window

NOT_TEXT = N_("This is no lesson: it is no text in UTF-8 of at most {limit} kB.")
NO_STOPS = N_("Line {line}: a lesson has at least one stop, which begins with a line “# Title”.")
NO_TEXT = N_("Line {line}: the stop “{title}” says nothing.")
NO_SCENE = N_("Line {line}: the stop “{title}” shows nothing: give it scene = \"…\".")
NO_SUCH_NUMBER = N_("Line {line}: {name} takes numbers from {lo} to {hi}, not {value}.")
NO_ANSWER = N_("Line {line}: right is the number of the right answer, from 1 to {count}.")
NO_STEPS = N_("Line {line}: give the curve x = [from, to]: this stop does not play to a step by its number.")
NO_SETTING = N_("{simulation} has no setting “{name}”{hint}")
NO_RUN = N_("Line {line}: “{run}” is none of the runs of this claim.")
BAD_SEEDS = N_("Line {line}: seeds takes one to {most} different whole numbers from 0 on.")
BAD_AT_LEAST = N_("Line {line}: at_least takes a whole number from 1 to the number of seeds, {count}.")


@dataclass(frozen=True)
class Claim:
    """A sentence, and the condition that is worked out by running it.

    runs: by the name that the condition gives each; "" where there is one. seeds: with which each is run. at_least: in
    so many of them it must hold. line: of the condition.
    """

    text: str
    holds: Expression
    runs: Mapping[str, Scene]
    seeds: tuple[int, ...]
    at_least: int
    line: int = 0


@dataclass(frozen=True)
class Question:
    """What is asked before the scene plays.

    kind: "choice" of `choices`, a "number", or the "curve" of `metric` over the steps that are played, which is drawn.
    right: of a choice its index; of a number what the run has come to. explanation: what is said after.

    Of a curve: over: the numbers of a frame over which it is, where that is not the steps. x, y: the ends of the axes
    between which it is drawn; x is None for the steps that are played. lines: where `metric` and `over` are set.
    """

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    right: int | Expression | None = None
    metric: str = ""
    explanation: str = ""
    over: str = ""
    x: tuple[float, float] | None = None
    y: tuple[float, float] = (0.0, 1.0)
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """A scene with a few sentences.

    text: Markdown. panel: the group of the panel, "" for the one that shows such a simulation. views: what is opened in
    it, and setting: the parameter that is brought to sight, as app.words.places has them. lit: what else is drawn
    attention to. play: until when it plays, None for not at all. lines: where each of NAMED is set, that has a line.
    """

    title: str
    text: str
    scene: Scene
    panel: str = ""
    views: tuple[str, ...] = ()
    setting: str = ""
    lit: tuple[Lit, ...] = ()
    play: Expression | None = None
    concepts: tuple[int, ...] = ()
    corrections: tuple[int, ...] = ()
    question: Question | None = None
    claims: tuple[Claim, ...] = ()
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """key: the name of its file, without the ending. number: its place in the course, None where it has none."""

    key: str
    title: str
    about: str
    number: int | None
    minutes: int
    stops: tuple[Stop, ...]

    @cached_property
    def concepts(self) -> tuple[int, ...]:
        return tuple(sorted({number for stop in self.stops for number in stop.concepts}))


def read_lesson(path: Path) -> Lesson:
    """The lesson of a file. Raises LessonError, which names the line, and OSError."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None or len(raw) > LARGEST or "\0" in text:
        raise LessonError(NOT_TEXT, limit=LARGEST // 1000)
    return parse_lesson(path.stem, text)


def parse_lesson(key: str, text: str) -> Lesson:
    """The lesson that a text spells. Raises LessonError, which names the line."""
    head, pieces = parts(text)
    with head:
        title, about = head.text("title"), head.text("about", "")
        number, minutes = head.whole("number", None), head.whole("minutes", 20)
    if not pieces:
        raise LessonError(NO_STOPS, line=head.end)
    return Lesson(key, title, about, number, minutes, tuple(map(_stop, pieces)))


def _stop(piece: NumberedText) -> Stop:
    block = piece.block
    if not piece.text:
        raise LessonError(NO_TEXT, line=piece.line, title=piece.title)
    with block:
        spelled = block.text("scene", "")
        if not spelled:
            raise LessonError(NO_SCENE, line=piece.line, title=piece.title)
        scene = block.made("scene", lambda: read_scene(spelled))
        play = block.text("play", "")
        stop = Stop(
            piece.title, piece.text, scene, block.text("panel", ""), block.texts("views"),
            _setting(block, scene), block.made("lit", lambda: _lit(block, scene)),
            block.made("play", lambda: Expression(play)) if play else None,
            _numbers(block, "concepts", CONCEPTS), _numbers(block, "corrections", CORRECTIONS),
            _question(asked, play) if (asked := block.table("question")) else None,
            tuple(_claim(claimed, scene) for claimed in block.tables("claims")), piece.line,
            {name: block.line(name) for name in NAMED})
    return stop


def _setting(block: Block, scene: Scene) -> str:
    spelled = block.text("setting", "")
    if spelled:
        block.made("setting", lambda: _demand_setting(spelled, scene))
    return spelled


def _lit(block: Block, scene: Scene) -> tuple[Lit, ...]:
    found = tuple(map(read_lit, block.texts("lit")))
    for lit in found:
        if lit.kind == "setting":
            _demand_setting(lit.name, scene)
    return found


def _demand_setting(spelled: str, scene: Scene) -> None:
    """It may stand with its simulation in front: "gan.n_critic"."""
    simulation, _dot, name = spelled.rpartition(".")
    known = parameters(registry.params_type(scene.simulation))
    if simulation not in ("", scene.simulation) or name not in known:
        raise ParameterError(NO_SETTING, simulation=scene.simulation, name=spelled, hint=nearest(name, known))


def _numbers(block: Block, name: str, allowed: range) -> tuple[int, ...]:
    numbers = block.wholes(name)
    for number in numbers:
        if number not in allowed:
            raise LessonError(NO_SUCH_NUMBER, line=block.line(name), name=name, lo=allowed[0], hi=allowed[-1],
                              value=number)
    return numbers


def _question(block: Block, play: str) -> Question:
    with block:
        kind = block.one_of("kind", KINDS)
        text, explanation = block.text("text"), block.text("explanation")
        if kind == "choice":
            choices, right = block.texts("choices"), block.whole("right")
            if not 1 <= right <= len(choices):
                raise LessonError(NO_ANSWER, line=block.line("right"), count=len(choices))
            return Question(kind, text, choices, right - 1, explanation=explanation)
        if kind == "number":
            spelled = block.text("right")
            return Question(kind, text, right=block.made("right", lambda: Expression(spelled)),
                            explanation=explanation)
        curve = Question(kind, text, metric=block.text("metric"), explanation=explanation, over=block.text("over", ""),
                         x=block.ends("x", None), y=block.ends("y"),
                         lines={name: block.line(name) for name in ("metric", "over")})
        condition = read_condition(play)
        if curve.x is None and (curve.over or condition is None or condition.metric != STEP):
            raise LessonError(NO_STEPS, line=block.start)
        return curve


def _claim(block: Block, scene: Scene) -> Claim:
    with block:
        text, spelled = block.text("text"), block.text("holds")
        holds = block.made("holds", lambda: Expression(spelled))
        runs = {name: block.made(f"runs.{name}", lambda scene=scene: read_scene(scene))
                for name, scene in block.texts_by_name("runs").items()}
        if other := block.text("scene", ""):
            runs[""] = block.made("scene", lambda: read_scene(other))
        runs = runs or {"": scene}
        for run, _metric in holds.metrics():
            if run not in runs:
                raise LessonError(NO_RUN, line=block.line("holds"), run=run)
        seeds = block.wholes("seeds") or (next(iter(runs.values())).log["seed"],)
        if len(seeds) > MOST_SEEDS or len(set(seeds)) < len(seeds) or min(seeds) < 0:
            raise LessonError(BAD_SEEDS, line=block.line("seeds"), most=MOST_SEEDS)
        at_least = block.whole("at_least", len(seeds))
        if not 1 <= at_least <= len(seeds):
            raise LessonError(BAD_AT_LEAST, line=block.line("at_least"), count=len(seeds))
        return Claim(text, holds, runs, seeds, at_least, block.line("holds"))

