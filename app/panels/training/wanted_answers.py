"""Under the formula of a score or a loss: which answers of D the losses ask for, and why a loss of G stands still."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.step_view import FormulaNote
from app.panels.training.no_gradient import why_still
from sims.gan.objectives_text import label_table, objective_of
from sims.simulation import Frame
from widgets.language import _
from widgets.theme import Theme, themes

#: The phases at which the table is shown.
WITH_TABLE = ("score_d", "loss_d", "score_g", "loss_g")
#: Those whose numbers vanish where D gives no gradient.
WITH_REASON = ("loss_g", "gradient_g", "update_g")

Answers = tuple[str, str, str]          # for D on real points, for D on generated points, for G; translatable
#: What the answers are numbers of, by the kind of D's answer.
SYMBOLS = {"logit": "σ(<i>D</i>)", "value": "<i>D</i>", "score": "<i>D</i>", "error": "ℓ"}


class WantedAnswers(FormulaNote):
    """The table for the objective of the run: rows for D and G, columns for real and generated points. Above it one
    sentence where D gives no gradient.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAccessibleName(_("Answers that the losses want"))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()
        self._shown: tuple[Answers, str] | None = None          # the answers, and the symbol of what is asked for
        self._reason = ""
        themes.changed.connect(self._apply_theme)

    def show_step(self, frame: Frame, params: Any) -> bool:
        phase = "" if frame.done is None else frame.done.key
        shown = (label_table(params), SYMBOLS[objective_of(params).kind]) if phase in WITH_TABLE else None
        reason = why_still(frame, params) if phase in WITH_REASON else ""
        if (shown, reason) == (self._shown, self._reason):
            return False
        self._shown, self._reason = shown, reason
        self._apply_theme()
        return True

    def _apply_theme(self) -> None:
        self.setVisible(bool(self._shown or self._reason))
        reason = f"<p>{escape(self._reason)}</p>" if self._reason else ""
        self.setText(reason + (answers_html(*self._shown, themes.current) if self._shown else ""))


def answers_html(answers: Answers, symbol: str, theme: Theme) -> str:
    """The table as rich text in the colours of the theme."""
    real, generated, wanted = (_(text) for text in answers)
    cells = ((_("wanted {symbol}").format(symbol=symbol), _("real x"), _("generated x̃")),
             (_("D learns"), real, generated), (_("G wants"), "–", wanted))
    rows = []
    for number, row in enumerate(cells):
        colours = (theme.muted, theme.real if number == 0 else theme.ink, theme.generated if number == 0 else theme.ink)
        rows.append("<tr>" + "".join(
            f'<td style="padding: 2px 8px 2px 0; color: {colour};">{text}</td>' for colour, text in zip(colours, row))
            + "</tr>")
    return f'<table cellspacing="0">{"".join(rows)}</table>'
