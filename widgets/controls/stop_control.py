"""The button beside the playback bar that says where playing pauses by itself: where a number comes to a value."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout

from widgets.controls.typed_numbers import readings
from widgets.icons import icon
from widgets.language import _
from widgets.numbers import short
from widgets.theme import themes

#: The signs between a number and its bound, as the engine spells them, and as they are shown.
SIGNS = {">=": "≥", "<=": "≤"}


class StopControl(QToolButton):
    """Opens a small box that asks for a metric, ≥ or ≤, and a value; its mark and its text say what is in force.

    chosen(metric, sign, value): pause there, with a sign of SIGNS; metric "": nowhere.
    """

    chosen = Signal(str, str, float)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys = ""
        self._condition: tuple[str, str, float] | None = None
        self._names: dict[str, str] = {}
        self._box = QFrame(self, Qt.WindowType.Popup)
        self._box.setFrameShape(QFrame.Shape.StyledPanel)
        self.watched, self.sign, self.value = QComboBox(), QComboBox(), QLineEdit()
        self.watched.setAccessibleName(_("What is watched"))
        self.sign.setAccessibleName(_("At least or at most"))
        self.value.setAccessibleName(_("Value"))
        self.value.setPlaceholderText(_("value"))
        for sign, shown in SIGNS.items():
            self.sign.addItem(shown, sign)
        self.watched.currentIndexChanged.connect(self._show_sign)
        self.value.returnPressed.connect(self.accept)
        self.value.textEdited.connect(lambda _text: self._mark(valid=True))
        self.button, self.off = QPushButton(_("Pause there")), QPushButton(_("Do not pause"))
        self.button.clicked.connect(self.accept)
        self.off.clicked.connect(self._switch_off)
        row, buttons = QHBoxLayout(), QHBoxLayout()
        for widget in (self.watched, self.sign, self.value):
            row.addWidget(widget)
        for widget in (self.button, self.off):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self._box)
        layout.addWidget(QLabel(_("Pause each time that this becomes true:")))
        layout.addLayout(row)
        layout.addLayout(buttons)
        self.clicked.connect(self.open)
        themes.changed.connect(self._show)
        self._show()

    # What is asked ---------------------------------------------------------------------------------------------------

    def offer(self, metrics: Iterable[tuple[str, str]]) -> None:
        """These (name, visible name) can be watched; the first is the one that is proposed."""
        names = dict(metrics)
        if names == self._names:
            return
        self._names = names
        kept = self.watched.currentData()
        self.watched.blockSignals(True)
        self.watched.clear()
        for name, text in names.items():
            self.watched.addItem(text, name)
        self.watched.setCurrentIndex(max(0, self.watched.findData(kept)))
        self.watched.blockSignals(False)
        self._show_sign()
        self._show()

    def open(self) -> None:
        """Ask, above the button, with the cursor in the field of the value."""
        self._show()                            # a click has toggled the button
        self.off.setEnabled(self._condition is not None)
        self._mark(valid=True)
        self._box.adjustSize()
        corner = self.mapToGlobal(QPoint(0, -self._box.height()))
        room = self.screen().availableGeometry()
        self._box.move(max(room.left(), min(corner.x(), room.right() - self._box.width())), max(room.top(), corner.y()))
        self._box.show()
        self.value.setFocus()
        self.value.selectAll()

    def accept(self) -> None:
        """Take what has been entered, or mark the field where it is no number."""
        found = readings(self.value.text())
        if len(found) != 1 or self.watched.currentData() is None:
            self._mark(valid=False)
            self.value.setFocus()
            return
        sign = self.sign.currentData() if self.sign.isEnabled() else ">="
        self.choose((self.watched.currentData(), sign, found[0]))

    def _switch_off(self) -> None:
        self.choose(None)

    def choose(self, condition: tuple[str, str, float] | None) -> None:
        """Pause there from now on; None: nowhere."""
        self._box.close()
        self._condition = condition
        self._show()
        self.chosen.emit(*(condition or ("", ">=", 0.0)))

    def _mark(self, valid: bool) -> None:
        self.value.setProperty("invalid", not valid)
        self.value.style().unpolish(self.value)
        self.value.style().polish(self.value)

    def _show_sign(self) -> None:
        """A step can only be come to."""
        self.sign.setEnabled(self.watched.currentData() != "step")
        if not self.sign.isEnabled():
            self.sign.setCurrentIndex(0)

    # What is in force ------------------------------------------------------------------------------------------------

    @property
    def condition(self) -> tuple[str, str, float] | None:
        """(metric, sign, value) that is in force; None: none is."""
        return self._condition

    def condition_text(self) -> str:
        """As a person reads it, such as "modes ≥ 8"; "" where none is in force."""
        if self._condition is None:
            return ""
        metric, sign, value = self._condition
        return f"{self._names.get(metric, metric)} {SIGNS[sign]} {short(value)}"

    def show_keys(self, keys: str) -> None:
        """Print the keys that open it in its tool tip."""
        keys = f" ({keys})" if keys else ""
        if keys != self._keys:
            self._keys = keys
            self._show()

    def show_text(self, on: bool) -> None:
        """Show what is in force beside the icon, where there is room for it."""
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon if on and self._condition is not None
                                else Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _show(self) -> None:
        on, text = self._condition is not None, self.condition_text()
        self.setChecked(on)
        self.setIcon(icon("stop_when", "accent" if on else "ink"))
        self.setText(text)
        said = _("Pauses when {condition}").format(condition=text) if on else _("Pause when…")
        self.setAccessibleName(said)
        self.setToolTip(said + self._keys)
