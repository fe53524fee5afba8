"""The player of a lesson: which stop one is at, what was answered, and the way off the path and back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.lessons import course, measured
from app.lessons.drawing import drawn_between
from app.lessons.expression import Undefined
from app.lessons.lesson import Lesson, Stop
from app.lessons.measured import Measured
from app.lessons.playing import first_step, pause_at
from app.lessons.translated import translated
from app.panels.metric_names import metric_name
from app.panels.panel import Panel
from app.panels.run_panel import RunPanel
from app.window.dialogs.save_as import say
from app.window.lessons import outcomes, scene_opening
from app.window.lessons.card import BELOW, LEFT, RIGHT, LessonCard
from app.window.lessons.frame import LessonFrame
from app.window.lessons.halos import Halos
from app.window.lessons.progress import Progress
from app.window.lessons.run_numbers import RunNumbers
from app.window.lessons.veil import Veil
from app.window.presenter import Presenter
from app.window.window import Window
from sims.params import N_, ParameterError
from widgets.controls.stop_control import SIGNS
from widgets.language import _
from widgets.numbers import short, whole
from widgets.theme import themes

NO_PANEL = N_("No panel here shows the scene of this stop, “{scene}”.")


@dataclass(frozen=True)
class Left:
    """The very state in which the path was left."""

    panel: Panel
    logs: tuple[Mapping[str, Any], ...]


class LessonPlayer(QObject):
    """Goes from stop to stop. What a person does in the window meanwhile is left alone.

    progress: keeps how far one has come. closed(): the lesson is no more.
    """

    def __init__(self, window: Window, presenter: Presenter, frame: LessonFrame, progress: Progress,
                 closed: Callable[[], None]):
        super().__init__(frame)
        self.window, self.presenter, self.frame = window, presenter, frame
        self.progress, self._closed = progress, closed
        self.lesson: Lesson | None = None
        self.index = 0
        self._key = ""
        self._answers: dict[int, object] = {}
        self._measured: Mapping[str, Measured] = {}         # of claims, by their marks
        self._hands: dict[int, tuple[int, ...]] = {}        # of a class, for each choice
        self._left: Left | None = None
        self._panel: Panel | None = None            # of the stop
        self._numbers = RunNumbers()
        self._folded = False
        self._veil: Veil | None = None
        self._take_new_card()
        self.card.hide()
        themes.changed.connect(self._lie)

    def _take_new_card(self) -> None:
        self.card = card = LessonCard()
        self.frame.take_card(card)
        self.halos = Halos(self.frame, card.text, say)
        for asked, method in ((card.on_asked, self.on), (card.back_asked, self.back), (card.play_asked, self.play),
                              (card.leave_asked, self.leave), (card.return_asked, self.come_back),
                              (card.other_side_asked, self.change_side), (card.fold_asked, self.fold),
                              (card.close_asked, self.close)):
            asked.connect(method)
        card.question.answered.connect(self._take_answer)
        card.question.hands_counted.connect(lambda counts: self._hands.update({self.index: counts}))

    @property
    def stop(self) -> Stop:
        return self.lesson.stops[self.index]

    @property
    def _runs(self) -> RunPanel | None:
        """The panel that has the runs of the stop; None where none has."""
        page = None if self._panel is None else self._panel.page
        return page if isinstance(page, RunPanel) else None

    @property
    def panels(self) -> tuple[Panel, ...]:
        """That of the stop, and that in which the path was left."""
        return tuple({self._panel, self._left and self._left.panel} - {None})

    # The path --------------------------------------------------------------------------------------------------------

    def open(self, lesson: Lesson, key: str) -> None:
        """Begin a lesson where one has come to, at its first stop where that is its end. key: under which its progress
        is kept."""
        if self.lesson is not None:
            self._let_go()
            self._close_views(())
        self._source, self._key, self._answers = lesson, key, {}
        self._measured = measured.read(Path(key).parent if key.endswith(".md") else course.FOLDER)
        self.lesson = translated(lesson, _)
        self._hands, self._folded, self._panel = {}, False, None
        self.card.show()
        self.go_to(self.progress.where_to_begin(key, len(lesson.stops)))

    def go_to(self, index: int) -> None:
        """Go to a stop: its scene, its card."""
        self._let_go()
        self._close_views(self.lesson.stops[index].views)
        self._folded &= self._left is None
        self.index, self._left, self._numbers = index, None, RunNumbers()
        self.progress.reach(self._key, index + 1)
        self.card.show_stop(self.lesson, index, self._hands.get(index, ()), self._measured)
        self._open_scene()
        if index in self._answers:
            self.card.question.show_answer(self._answers[index])
        self._veil_or_lift()
        self.card.show_away(False)
        self._lie()
        self.see()
        self.card.take_focus()

    def speak_anew(self, replaced: Mapping[Panel, Panel]) -> None:
        """Say all in the language of now, at the same stop. replaced: the panel that has taken over from each."""
        self.halos.clear()
        self.halos.deleteLater()
        self._take_new_card()
        if self.lesson is None:
            self.card.hide()
            return
        self.lesson = translated(self._source, _)
        self._panel = replaced.get(self._panel, self._panel)
        if self._left is not None:
            self._left = replace(self._left, panel=replaced.get(self._left.panel, self._left.panel))
        self.card.show_stop(self.lesson, self.index, self._hands.get(self.index, ()), self._measured)
        if self.index in self._answers:
            self.card.question.show_answer(self._answers[self.index])
        self._veil = None                       # that of a panel that is gone
        self._veil_or_lift()
        self.card.show_away(self._left is not None)
        if self._left is None:
            self.halos.light(self._panel, self.stop)
        self._lie()
        self.see()

    def on(self) -> None:
        """To the next stop; from the last one the lesson ends."""
        if self.index + 1 < len(self.lesson.stops):
            self.go_to(self.index + 1)
        else:
            self.close()

    def back(self) -> None:
        """To the stop before, where there is one."""
        if self.index > 0:
            self.go_to(self.index - 1)

    def close(self) -> None:
        """End the lesson; what is on the screen stays."""
        self._let_go()
        self._close_views(())
        self.lesson = None
        self._veil_or_lift()
        self.card.hide()
        self.presenter.show_parts()
        self.window.panel.setFocus()
        self._closed()

    def _open_scene(self) -> None:
        try:
            scene_opening.open_scene(self.window, self.presenter, self.stop, self.frame.width())
        except LookupError as error:
            self._panel = None
            say(self.window.panel, _(NO_PANEL).format(scene=error.args[0]))
            return
        self._panel = self.window.panel
        scene_opening.pause_when(self._panel, pause_at(self.stop))
        self.halos.light(self._panel, self.stop)

    def _let_go(self) -> None:
        """Take away the condition at which the scene pauses, where it is still that, and what is lit."""
        self.halos.clear()
        if self._panel is not None and scene_opening.condition_of(self._panel) == pause_at(self.stop):
            scene_opening.pause_when(self._panel, None)

    def _close_views(self, kept: tuple[str, ...]) -> None:
        """Take away the layers that the stop has opened, but for these."""
        if self._panel is not None:
            for view in set(self.stop.views) - set(kept):
                self._panel.close_view(view)

    # Playing ---------------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play as far as the stop goes, from its beginning where it has been played; or pause."""
        if self._runs is None or pause_at(self.stop) is None:
            return
        playing = self._runs.playing
        if not playing and self._has_played():
            self._open_scene()
        elif not playing:
            self.window.show_panel(self._panel)
            scene_opening.pause_when(self._panel, pause_at(self.stop))
        self._panel.command("pause" if playing else "play")

    def _has_played(self) -> bool:
        """Whether the scene has come to where it pauses."""
        condition = pause_at(self.stop)
        if condition is None:
            return True
        metric, sign, value = condition
        if self._numbers.step <= first_step(self.stop):
            return False
        try:
            here = self._numbers.at("", metric, None)
        except (Undefined, ParameterError):
            return False
        return here >= value if sign == ">=" else here <= value

    def see(self) -> None:
        """The panel of the stop has something new: show how far it has played, and what has come of a prediction."""
        if self.lesson is None or self._panel is None or self._left is not None:
            return
        report = self._panel.page.report
        if report is not None and report.runs[0].log["simulation"] == self.stop.scene.simulation:
            self._numbers.take(report)
        self.card.show_play(self._play_text(), able=not self._is_on_the_way())
        if self.stop.question is not None and self.index in self._answers:
            self._show_outcome()

    def _is_on_the_way(self) -> bool:
        """Whether the run is still on its way to where the scene begins."""
        return (self._runs is not None and self._runs.report is not None and self._runs.report.travelling
                and self._numbers.step < first_step(self.stop))

    def _play_text(self) -> str:
        if self._is_on_the_way():
            return _("On the way to step {step} …").format(step=whole(first_step(self.stop)))
        condition = pause_at(self.stop)
        if condition is None:
            return ""
        if self._runs is not None and self._runs.playing:
            return _("Pause")
        return (_("Play again until {condition}") if self._has_played() else
                _("Play until {condition}")).format(condition=_condition_text(*condition))

    def _show_outcome(self) -> None:
        """What has come of a prediction, beside it."""
        question, view, answer = self.stop.question, self.card.question, self._answers[self.index]
        waits = _("Play, to see what it comes to.") if pause_at(self.stop) and not self._has_played() else ""
        if question.kind == "number":
            view.show_outcome((question.right.metrics() and waits) or outcomes.of_number(question, answer,
                                                                                         self._numbers))
        elif question.kind == "curve":
            ends = drawn_between(self.stop)
            view.curve.plot.show_came(*outcomes.curve(question, ends, self._numbers))
            view.show_outcome(waits or outcomes.of_curve(question, ends, answer, self._numbers))

    def _take_answer(self, answer: object) -> None:
        self._answers[self.index] = answer
        self._veil_or_lift()
        self.see()
        self.card.take_focus()

    def _veil_or_lift(self) -> None:
        """Hide the picture where a curve is to be drawn that it shows already, and only as long as that is so."""
        question = None if self.lesson is None or self._left is not None else self.stop.question
        wanted = (question is not None and bool(question.over) and self.index not in self._answers
                  and self._panel is not None)
        veiled = self._veil is not None
        if veiled:
            self._veil.lift()
        self._veil = Veil(self._panel.page) if wanted else None
        if wanted:
            self.halos.clear()
        elif veiled and question is not None:
            self.halos.light(self._panel, self.stop)

    # Off the path ----------------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Leave the path: the card folds, and the panel is one's own."""
        if self._panel is None or self._left is not None:
            return
        if self._runs is not None and self._runs.playing:
            self._panel.command("pause")
        self._left = Left(self._panel, self._panel.page.logs())
        self._let_go()
        self._veil_or_lift()
        self._folded = True
        self.presenter.show_parts()
        self.card.show_away(True)
        self._lie()
        self.window.panel.setFocus()                # no key goes to what is folded

    def come_back(self) -> None:
        """Show the scene again in the very state in which it was left."""
        if self._left is None:
            return
        left, self._left = self._left, None
        scene_opening.bring_to_front(self.window, self.presenter, left.panel, self.stop, self.frame.width())
        if left.logs:
            left.panel.show_logs(left.logs[0]["simulation"], left.logs)
        scene_opening.open_views(left.panel, self.stop)
        scene_opening.pause_when(left.panel, pause_at(self.stop))
        self.halos.light(left.panel, self.stop)
        self._folded = False
        self._veil_or_lift()
        self.card.show_away(False)
        self._lie()
        self.see()
        self.card.take_focus()

    def leave_or_come_back(self) -> None:
        """The one or the other."""
        self.leave() if self._left is None else self.come_back()

    # Where the card lies ---------------------------------------------------------------------------------------------

    def fold(self) -> None:
        """Fold the card, or unfold it."""
        self._folded = not self._folded
        self._lie()

    def change_side(self) -> None:
        """Dock the card on the other side."""
        self.window.remember(lesson_side=LEFT if self.window.settings.lesson_side == RIGHT else RIGHT)
        self._lie()

    def _lie(self) -> None:
        self.frame.lie(BELOW if themes.presenting else self.window.settings.lesson_side, self._folded)


def _condition_text(metric: str, sign: str, value: float) -> str:
    return f"{metric_name(metric)} {SIGNS[sign]} {short(value)}"
