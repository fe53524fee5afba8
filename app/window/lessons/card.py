"""The card of a stop: its text, its question, what it plays, and the way on. It lies beside the panel or below it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.lessons.lesson import Lesson
from app.lessons.measured import Measured, mark
from app.panels.notes import wrapped
from app.panels.side import push_button
from app.window.lessons.claim_text import measured_text
from app.window.lessons.question_view import QuestionView
from app.window.lessons.stop_text import StopText, markdown
from app.window.lessons.wrapping_button import WrappingButton
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.layout.flow import FlowLayout
from widgets.layout.height_fitting import FittingColumn
from widgets.theme import themes

LEFT, RIGHT, BELOW = "left", "right", "below"
#: Of the room: a part of its width beside the panel; of its height below it at least and at most; pixels at scale 1.
PART_BESIDE, LEAST_BELOW, MOST_BELOW = 0.26, 0.24, 0.47
LEAST_WIDTH, MOST_WIDTH = 262, 400
NOTHING: Mapping[str, Measured] = MappingProxyType({})
EDGE = 2                                # pixels of the line between panel and card


class LessonCard(QFrame):
    """Shows a stop of a lesson. side: where it lies, one of LEFT, RIGHT, BELOW.

    on_asked, back_asked, play_asked, leave_asked, return_asked, other_side_asked, fold_asked, close_asked: a button.
    """

    on_asked, back_asked, play_asked = Signal(), Signal(), Signal()
    leave_asked, return_asked = Signal(), Signal()
    other_side_asked, fold_asked, close_asked = Signal(), Signal(), Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(_("Lesson"))
        self.side, self.folded, self._room = RIGHT, False, QSize(1280, 720)
        self.title, self.place = wrapped(""), QLabel()
        self.title.setProperty("title", True)
        self.place.setAccessibleName(_("Which stop it is"))
        self.text, self.question = StopText(), QuestionView()
        self.play = WrappingButton(QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True))
        self.play.setToolTip(_("Play as far as this stop goes (Space)"))
        self.play.clicked.connect(lambda _checked=False: self.play_asked.emit())
        self._play_waits = False            # whether it had the focus when it could be pressed last
        self.claims = CollapsibleGroup(_("What is claimed here"), opened=False)
        self.leave = push_button(_("Try it yourself"), _("Leave the path; the way back leads to this very state"),
                                 self.leave_asked.emit)
        self.come_back = push_button(_("Back to the lesson"), _("Show the scene again as it was left"),
                                     self.return_asked.emit)
        self.back = push_button(_("‹ Back"), _("Back to the stop before (PgUp)"), self.back_asked.emit)
        self.on = push_button(_("Next ›"), _("On to the next stop (PgDown)"), self.on_asked.emit)
        self._buttons = (self.back, self.on, self.leave, self.come_back)
        self._whole, self._small = self._build_whole(), self._build_small()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)
        layout.addWidget(self._small)
        for column in (self.reading, self.beside):
            column.widget().installEventFilter(self)
        themes.changed.connect(self._apply_theme)
        self._arrange()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_whole(self) -> QWidget:
        whole = QWidget()
        self._head = head = QHBoxLayout()
        head.setSpacing(2)
        self._ways = QHBoxLayout()                  # the buttons of the foot, where the card lies below
        self._ways.setSpacing(6)
        self.other_side = _tool("⇄", _("Dock the card on the other side"), self.other_side_asked)
        head.addWidget(self.title, 1)
        head.addLayout(self._ways)
        for widget in (self.place, self.other_side,
                       _tool("–", _("Fold the card"), self.fold_asked),
                       _tool("✕", _("Close the lesson"), self.close_asked)):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._doing = QWidget()                     # beside the text where the card lies below
        doing = QVBoxLayout(self._doing)
        doing.setContentsMargins(0, 0, 0, 0)
        doing.setSpacing(8)
        for widget in (self.question, self.play, self.claims):
            doing.addWidget(widget)
        self.reading, self.beside = FittingColumn(spacing=8), FittingColumn(spacing=8)
        self.reading.setAccessibleName(_("Text of the stop"))
        self.beside.setAccessibleName(_("Beside the text"))
        self.reading.column.addWidget(self.text)
        self._columns = columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self.reading, 3)
        columns.addWidget(self.beside, 2)
        self._foot = foot = FlowLayout()
        for button in self._buttons:
            foot.addWidget(button)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(10, 6, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(columns, 1)
        layout.addLayout(foot)
        return whole

    def _build_small(self) -> QWidget:
        """What is left of it while it is folded."""
        small = QWidget()
        self.small_place = QLabel()
        self.small_return = _tool("↩", _("Back to the lesson"), self.return_asked)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, small)
        self._row.setContentsMargins(2, 6, 2, 6)
        for widget in (_tool("☰", _("Unfold the card"), self.fold_asked),
                       _tool("‹", _("Back to the stop before (PgUp)"), self.back_asked), self.small_place,
                       _tool("›", _("On to the next stop (PgDown)"), self.on_asked), self.small_return):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        self._row.addStretch(1)
        return small

    # What it shows ---------------------------------------------------------------------------------------------------

    def show_stop(self, lesson: Lesson, index: int, hands: tuple[int, ...] = (),
                  measured: Mapping[str, Measured] = NOTHING) -> None:
        """Show a stop, its question not answered yet. hands: see QuestionView.show_question. measured: of claims, by
        their marks."""
        stop = lesson.stops[index]
        place = _("{number} of {count}").format(number=index + 1, count=len(lesson.stops))
        self.title.setText(stop.title)
        self.place.setText(place)
        self.place.setToolTip(lesson.title)
        self.small_place.setText(f"{index + 1}/{len(lesson.stops)}")
        self.text.show_text(stop.text)
        self.question.setVisible(stop.question is not None)
        if stop.question is not None:
            self.question.show_question(stop, hands)
        else:
            self.question.curve.hide()              # it may lie beside the question
        while self.claims.rows.count():
            self.claims.rows.takeAt(0).widget().deleteLater()
        self.claims.rows.addWidget(wrapped(_("Each of these sentences is run by “saddle claims”."), "muted"))
        for claim in stop.claims:
            self.claims.rows.addWidget(markdown(claim.text))
            self.claims.rows.addWidget(wrapped(measured_text(claim, measured.get(mark(claim))), "muted"))
        self.claims.setVisible(bool(stop.claims))
        self.back.setEnabled(index > 0)
        self.on.setText(_("Next ›") if index + 1 < len(lesson.stops) else _("Finish"))
        for column in (self.reading, self.beside):
            column.verticalScrollBar().setValue(0)

    def show_play(self, text: str, able: bool = True) -> None:
        """Say on the button what is played, and whether it can be; "" for nothing. The focus waits beside it meanwhile:
        a button that cannot be pressed would lose it to another panel's tab."""
        if not able and self.window().focusWidget() is self.play:
            self._play_waits = True
            self.on.setFocus()
        self.play.say(text)
        self.play.setEnabled(able)
        self.play.setVisible(bool(text))
        if able and self._play_waits:
            self._play_waits = False
            if text and self.window().focusWidget() is self.on:
                self.play.setFocus()

    def show_away(self, away: bool) -> None:
        """Whether the path has been left."""
        self.leave.setVisible(not away)
        self.come_back.setVisible(away)
        self.small_return.setVisible(away)

    def take_focus(self) -> None:
        """Put the focus on what is to be done first."""
        waiting = not self.question.isHidden() and self.question.open
        self._play_waits = not waiting and not self.play.isHidden() and not self.play.isEnabled()
        (self.question.first_field() if waiting else
         self.on if self.play.isHidden() or self._play_waits else self.play).setFocus()

    # Where it lies ---------------------------------------------------------------------------------------------------

    def lie(self, side: str, folded: bool) -> None:
        """Lie on this side, folded or whole."""
        self.side, self.folded = side, folded
        self._arrange()

    def make_room(self, room: QSize) -> None:
        """Take the part that it has of this room, which it shares with the panel."""
        self._room = room
        self._arrange()

    def eventFilter(self, watched, event) -> bool:
        """What is said has become more or less."""
        if event.type() == QEvent.Type.LayoutRequest and self.side == BELOW and not self.folded:
            self.setFixedHeight(self._height_below())
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        below, focus = self.side == BELOW, self.window().focusWidget()
        kept = focus if focus is not None and self.isAncestorOf(focus) else None        # what is moved loses it
        (self.beside if below else self.reading).column.addWidget(self._doing)
        self.question.lay_curve(self.reading.column if below else None)
        for button in self._buttons:
            for row in (self._foot, self._ways):
                row.removeWidget(button)
            (self._ways if below else self._foot).addWidget(button)
        self.beside.setVisible(below)
        self.other_side.setVisible(not below)
        self._whole.setVisible(not self.folded)
        self._small.setVisible(self.folded)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom)
        self.setMinimumSize(0, 0)
        self.setMaximumSize(16777215, 16777215)
        if self.folded:
            least = self._small.sizeHint()
            self.setFixedHeight(least.height()) if below else self.setFixedWidth(least.width() + 4)
        elif below:
            self.setFixedHeight(self._height_below())
        else:
            least, most = map(themes.current.pixels, (LEAST_WIDTH, MOST_WIDTH))
            self.setFixedWidth(min(max(round(PART_BESIDE * self._room.width()), least), most))
        if kept is not None:
            kept.setFocus()
        self._apply_theme()

    def _height_below(self) -> int:
        """What its texts need, within the part that it may have."""
        layout, gap = self._whole.layout(), self._columns.spacing()
        margins = layout.contentsMargins()
        width = self._room.width() - margins.left() - margins.right() - gap
        shares = [self._columns.stretch(index) for index in range(2)]
        columns = max(column.heightForWidth(width * share // sum(shares))
                      for column, share in zip((self.reading, self.beside), shares))
        needed = (columns + self._head.sizeHint().height() + self._foot.heightForWidth(width) + 2 * layout.spacing()
                  + margins.top() + margins.bottom() + 2 * EDGE)
        least, most = (round(part * self._room.height()) for part in (LEAST_BELOW, MOST_BELOW))
        return min(max(needed, least), most)

    def _apply_theme(self) -> None:
        theme = themes.current
        edge = {LEFT: "right", RIGHT: "left", BELOW: "top"}[self.side]
        self.setStyleSheet(f"LessonCard {{ background: {theme.panel}; border: none; "
                           f"border-{edge}: {EDGE}px solid {theme.accent}; }}")


def _tool(text: str, tip: str, asked: Signal) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("flat", True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.clicked.connect(asked)
    return button
