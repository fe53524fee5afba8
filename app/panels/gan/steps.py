"""One training step taken apart: its phases, the formula of the one just done, and which answers the loss wants."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.formula_text import numbers_html
from app.panels.run_panel import phase_name
from sims.gan.formulas import FORMULAS
from sims.gan.objectives_text import label_table
from widgets.controls.formula import FormulaView
from widgets.controls.phase_list import PhaseListView
from widgets.language import _
from widgets.theme import themes

#: The phases at which the answers that are wanted stand beside the formula.
WITH_LABELS = ("score_d", "loss_d", "score_g", "loss_g")


class StepView(QWidget):
    """Phases as chips above the formula of the phase that ran last, with this step's numbers."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.phases = PhaseListView()
        self.formula = FormulaView()
        self.labels = QLabel()
        self.labels.setTextFormat(Qt.TextFormat.RichText)
        self.labels.setWordWrap(True)
        self.labels.setAccessibleName(_("Answers that the losses want"))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.labels.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(10)
        layout.addWidget(self.phases, 0)
        layout.addWidget(self.formula, 1)
        self.formula.column.addWidget(self.labels)
        self._shown: tuple | None = None
        themes.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # Wide enough for the longest chip at either scale; on a projector the picture must keep most of the width.
        self.setMinimumWidth(themes.current.pixels(220))
        self._show_labels()

    def show_run(self, run: RunReport) -> None:
        frame = run.frame
        self.phases.show_phases(frame.phases, frame.done, frame.phase)
        table = label_table(run.params) if frame.done is not None and frame.done.key in WITH_LABELS else None
        if table != self._shown:
            self._shown = table
            self._show_labels()
        if frame.done is None:
            self.formula.show_formula(_("Before the first step"), "",
                                      _("Press the right arrow for a step, Shift and the right arrow for one phase."))
            return
        formula = FORMULAS[frame.done.formula]
        self.formula.show_formula(phase_name(frame.done), formula.html, _(formula.says),
                                  numbers_html(formula, frame, run.params))

    def _show_labels(self) -> None:
        self.labels.setVisible(self._shown is not None)
        if self._shown is not None:
            self.labels.setText(labels_html(self._shown, themes.current))
            self.formula.updateGeometry()


def labels_html(table: tuple[str, str, str], theme: Any) -> str:
    real, generated, wanted = (_(text) for text in table)
    cells = ((_("wanted answer"), _("real x"), _("generated x̃")), (_("D learns"), real, generated),
             (_("G wants"), "–", wanted))
    rows = []
    for number, row in enumerate(cells):
        colours = (theme.muted, theme.real if number == 0 else theme.ink, theme.generated if number == 0 else theme.ink)
        rows.append("<tr>" + "".join(
            f'<td style="padding: 2px 8px 2px 0; color: {colour};">{text}</td>' for colour, text in zip(colours, row))
            + "</tr>")
    return f'<table cellspacing="0">{"".join(rows)}</table>'
