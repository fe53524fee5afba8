"""One step of a run taken apart: its phases, and the formula of the phase that ran last with the numbers of this step.

Used by every panel whose simulation has phases and formulas; it knows nothing of what they compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from app.panels.formula_text import numbers_html
from sims.simulation import Formula, Frame, Phase
from widgets.controls.formula import FormulaView
from widgets.controls.phase_list import PhaseListView
from widgets.formulas.typeset import prepare
from widgets.formulas.view import READING_TIME
from widgets.language import _
from widgets.theme import themes

#: Pixels at scale 1 that the step by step view needs where it stands below a picture.
STEPS_HEIGHT = 280


class FormulaNote(QLabel):
    """A text under the formula that depends on the phase that ran last; hidden where it has nothing to say."""

    def show_step(self, frame: Frame, params: Any) -> bool:
        """Show what belongs to the frame. Returns whether the text has become another one."""
        raise NotImplementedError


class StepView(QWidget):
    """Phases as chips above the formula of the phase that ran last.

    chosen(key): a person wants another run's steps. phase_asked(step, phases done): has clicked on a phase, of the step
    under way or, between two steps, of the one that comes.

    formula_of: the formula of a phase for the run's parameters. note: what stands under the formula. least_width: in
    pixels at scale 1, wider where a chip is; on a projector the picture must keep most of the width.
    """

    chosen = Signal(str)
    phase_asked = Signal(int, int)

    def __init__(self, formula_of: Callable[[Phase, Any], Formula], note: FormulaNote | None = None,
                 least_width: int = 220, parent: QWidget | None = None):
        super().__init__(parent)
        self._formula_of, self._least_width, self.note = formula_of, least_width, note
        self.which = QComboBox(self)
        self.which.setAccessibleName(_("Whose step is taken apart"))
        self.which.setToolTip(_("Whose step is taken apart"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.activated.connect(lambda index: self.chosen.emit(self.which.itemData(index)))
        self.which.hide()
        self.phases, self.formula = PhaseListView(), FormulaView()
        self.phases.phase_clicked.connect(self._ask_for)
        self._frame: Frame | None = None
        if note is not None:
            self.formula.column.addWidget(note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(3)            # on a low screen a longer formula would make the phases scroll, and move
        layout.addWidget(self.which)
        layout.addWidget(self.phases)
        layout.addWidget(self.formula, 1)
        themes.changed.connect(self.updateGeometry)

    def offer_runs(self, runs: Iterable[tuple[str, str]], key: str) -> None:
        """Let a person choose among runs, given as (key, label); `key` is the one that is shown. Hidden for one run."""
        entries = list(runs)
        if entries != [(self.which.itemData(k), self.which.itemText(k)) for k in range(self.which.count())]:
            blocker = QSignalBlocker(self.which)
            self.which.clear()
            for each, label in entries:
                self.which.addItem(label, each)
            blocker.unblock()
        self.which.setVisible(len(entries) > 1)
        self.which.setCurrentIndex(self.which.findData(key))

    def show_step(self, frame: Frame, params: Any) -> None:
        """Show where a run stands. params: those in force in the step under way."""
        self._frame = frame
        self.phases.show_phases(frame.phases, frame.done, frame.phase)
        if self.note is not None and self.note.show_step(frame, params):
            self.formula.updateGeometry()
        if frame.done is None:
            QTimer.singleShot(READING_TIME, prepare)            # with the first picture on the screen
            self.formula.show_formula(_("Before the first step"), "",
                                      _("Press the right arrow for a step, Shift and the right arrow for one phase."))
            return
        formula = self._formula_of(frame.done, params)
        self.formula.show_formula(phase_name(frame.done), formula.html, _(formula.says),
                                  numbers_html(formula, frame, params))

    def _ask_for(self, phase: Phase) -> None:
        done = self._frame.phases.index(phase) + 1
        whole = done == len(self._frame.phases)
        self.phase_asked.emit(self._frame.step + whole, 0 if whole else done)

    def minimumSizeHint(self) -> QSize:
        """No chip is cut, whatever the language calls it."""
        margins = self.layout().contentsMargins()
        width = max(themes.current.pixels(self._least_width),
                    self.phases.minimumSizeHint().width() + margins.left() + margins.right())
        return QSize(width, super().minimumSizeHint().height())


def phase_name(phase: Phase) -> str:
    """The translated name of a phase, with its round where a step repeats it: "update D (2 of 5)"."""
    text = _(phase.label)
    if phase.repeats > 1:
        text = _("{phase} ({number} of {count})").format(phase=text, number=phase.repeat + 1, count=phase.repeats)
    return text
