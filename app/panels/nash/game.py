"""The page "The game": what each player wants, what either would gain if the other stood still, and a hand's score."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.panels.nash.runs import ShownRun
from app.panels.notes import wrapped
from sims.nash.best_responses import Deviation, best_responses, duality_gap
from sims.nash.games import HANDS, LETTERS
from sims.params import N_
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.numbers import number

#: Losses that add up to less than this times their size are opposite but for rounding.
OPPOSITE = 1e-12
SAYS = {
    True: N_("What one wins the other loses: their losses add up to 0, so the game is zero-sum. {x} wants V small, "
             "{y} wants V large, and neither can choose for the other."),
    False: N_("Here the losses of the two add up to {sum} and not to 0, so the game is not zero-sum; each still "
              "lowers its own loss, and neither can choose for the other."),
}
#: What the notes say of the updates of V = xy, and what is right.
UPDATES_NOTE = N_("The notes “Problems of GANs” say that f₁ = xy is maximised and f₂ = −xy minimised: both would raise "
                  "xy. Their updates, x ← x − ηy and y ← y + ηx, descend, as here.")
HELP = N_("Drag the handle in the plane, also while it plays, or move it by the arrow keys: the other player follows "
          "its gradient. Your places are in the log, so that stepping back and saving keep them.")


class GameView(QWidget):
    """side_asked(player): the user wants to play "x" or "y" beside gradient descent, from the same start."""

    side_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.says, self.note, self.help = wrapped(""), wrapped(_(UPDATES_NOTE), "muted"), wrapped("", "muted")
        self.table, self.verdict, self.scores = wrapped(""), wrapped(""), wrapped("")
        for label in (self.table, self.scores):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table.setAccessibleName(_("What each player wants, does and would gain"))
        self.scores.setAccessibleName(_("Scores"))
        self.buttons = {player: QPushButton(_("Play {player} yourself").format(player=player)) for player in "xy"}
        sides = QWidget()
        row = FlowLayout(sides, spacing=6)
        for player, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, player=player: self.side_asked.emit(player))
            row.addWidget(button)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 2, 6, 2)
        rows.setSpacing(8)
        for part in (sides, self.scores, self.help, self.says, self.table, self.verdict, self.note):
            rows.addWidget(part)
        rows.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(_("The game of both players"))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str, reach: float) -> None:
        """reach: how far out the best answers are looked for."""
        run = next((run for run in runs if run.key == focus), runs[0])
        x, y = LETTERS[run.params.game]
        place = tuple(float(value) for value in run.report.frame.arrays["position"])
        found = best_responses(run.params, *place, reach)
        opposite = abs(found[0].loss + found[1].loss) <= OPPOSITE * (1 + abs(found[0].loss))
        _put(self.says, _(SAYS[opposite]).format(x=x, y=y, sum=number(found[0].loss + found[1].loss, 3)))
        _put(self.table, _table(run, found, (x, y)))
        _put(self.verdict, _verdict(found, reach))
        for player, letter in (("x", x), ("y", y)):
            _put(self.buttons[player], _("Play {player} yourself").format(player=letter))
        by_hand = any(other.params.method in HANDS for other in runs)
        _put(self.scores, _scores([other for other in runs if other.key in visible]))
        _put(self.help, _(HELP))
        self.help.setVisible(by_hand)
        self.scores.setVisible(by_hand)
        self.note.setVisible(run.params.game == "bilinear" and not by_hand)


def _put(widget: QLabel | QPushButton, text: str) -> None:
    if widget.text() != text:
        widget.setText(text)


def _table(run: ShownRun, found: tuple[Deviation, Deviation], letters: tuple[str, str]) -> str:
    if run.params.game == "bilinear":
        wants, updates = ("f₁ = xy", "f₂ = −xy"), ("−ηy", "+ηx")
    else:
        wants = tuple(f"L<sub>{player}</sub>" for player in letters)
        updates = tuple(f"−η ∂L/∂{player}" for player in letters)
    rows = (
        ("", *(f"<b>{letter}</b>" for letter in letters)),
        (_("lowers"), *wants),
        (_("now"), *(number(each.loss, 3) for each in found)),
        (_("moves by"), *updates),
        (_("gaining"), *(number(each.step_gain, 3) for each in found)),
        (_("best answer"), *(number(each.place, 3) for each in found)),
        (_("gaining"), *(number(each.gain, 3) for each in found)),
    )
    return _html(rows)


def _verdict(found: tuple[Deviation, Deviation], reach: float) -> str:
    gap = duality_gap(*found)
    if not gap:
        return _("Nobody gains by deviating alone: this is a Nash equilibrium.")
    return _("If the other stood still, best answers within ±{reach} would gain {gap} together (the duality gap). This "
             "is 0 only at an equilibrium.").format(reach=number(reach, 3), gap=number(gap, 3))


def _scores(runs: Sequence[ShownRun]) -> str:
    rows = [("", _("distance to (0, 0)"), _("mean V"))]
    rows += [(f"<b>{run.label}</b>" if run.params.method in HANDS else run.label,
              number(run.report.frame.numbers["radius"], 3), number(run.history.mean_value(run.step), 3))
             for run in runs]
    return _html(rows)


def _html(rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f'<td style="padding: 1px 8px 1px 0">{cell}</td>' for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
