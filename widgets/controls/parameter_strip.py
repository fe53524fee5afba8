"""A few controls side by side, for a person who speaks and does not want to search in a column."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from widgets.controls.editors import ChoiceEditor, QuietWheel
from widgets.controls.parameter_row import ParameterRow
from widgets.controls.parameters import ParameterControls
from widgets.theme import themes

LEAST, MOST = 150, 220          # the width of a control, at scale 1, unless a list has a longer choice
GAP = 12
SPARE = 2                       # pixels of a list, whose text has fractions of a pixel


class ParameterStrip(QWidget):
    """Second controls for some parameters of `controls`, which show the same once `follow` is called. The first of them
    come first where there is no room for all.

    changed(name, value): as of ParameterControls.
    """

    changed = Signal(str, object)

    def __init__(self, controls: ParameterControls, names: Iterable[str], parent: QWidget | None = None):
        super().__init__(parent)
        self._controls, self._quiet = controls, QuietWheel(self)
        self.rows: dict[str, ParameterRow] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for name in names:
            row = self.rows[name] = ParameterRow(controls.rows[name].parameter, self._quiet)
            row.editor.fit_strip()
            row.editor.edited.connect(lambda value, name=name: self.changed.emit(name, value))
            layout.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        layout.addStretch()
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.follow()

    def follow(self) -> None:
        """Show what the controls show; one that is in use here is left alone."""
        for name, row in self.rows.items():
            shown = self._controls.rows[name]
            row.editor.show_value(shown.editor.value)
            row.mark(shown.changed)
            row.setEnabled(shown.isEnabled())
            row.setToolTip(shown.toolTip())
            row.rename(shown.label.text())
        self._choose()

    def _choose(self) -> None:
        """Show those that have an effect, as many as there is room for."""
        room, first = self.width() + GAP, True
        for name, row in self.rows.items():
            least = self._least_width(row)
            wanted = not self._controls.rows[name].isHidden()
            if fits := wanted and (first or least + GAP <= room):
                row.setMinimumWidth(min(least, self.width()) if first else least)
            if wanted:                          # what comes after one that does not fit is left, too
                room, first = room - least - GAP if fits else 0, False
            if row.isHidden() == fits:
                row.setVisible(fits)

    @staticmethod
    def _least_width(row: ParameterRow) -> int:
        """In pixels; of a list so much that none of its choices is cut."""
        least = themes.current.pixels(LEAST)
        if isinstance(row.editor, ChoiceEditor):
            least = max(least, row.editor.combo.sizeHint().width() + SPARE)
        return least

    def minimumSizeHint(self) -> QSize:
        """Room for one: whatever is shown now, it can become narrower."""
        return QSize(themes.current.pixels(LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._choose()

    def _apply_theme(self) -> None:
        for row in self.rows.values():
            row.setMaximumWidth(max(self._least_width(row), themes.current.pixels(MOST)))
        self._choose()
