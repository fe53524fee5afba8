"""What a film is to show: from which step to which, how many pictures, how large, and how fast."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.export.film import FRAMES, MOST_PIXELS, evenly, every
from widgets.language import _
from widgets.numbers import in_language, whole

SIZES = ((640, 480), (960, 720), (1280, 960), (854, 480), (1280, 720), (1920, 1080))
MOST_STEPS, MOST_RATE, USUAL_RATE = 10**9, 50, 12
COUNT, APART = "count", "apart"


class FilmDialog(QDialog):
    """Accepted where a film is wanted. furthest: the last step that was reached."""

    def __init__(self, furthest: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(_("Save film"))
        self.start, self.end = _whole(0, furthest, 0), _whole(0, furthest, furthest)
        self.how, self.number = QComboBox(), _whole(2, MOST_STEPS, FRAMES)
        self.how.addItem(_("This many pictures"), COUNT)
        self.how.addItem(_("Every n-th step"), APART)
        self.how.currentIndexChanged.connect(self._show_how)
        self.size_box = QComboBox()
        for width, height in SIZES:
            self.size_box.addItem(f"{width} × {height}", (width, height))
        self.rate = _whole(1, MOST_RATE, USUAL_RATE)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        form = QFormLayout()
        for text, widget in ((_("From step"), self.start), (_("To step"), self.end), (_("Pictures"), self.how),
                             ("", self.number), (_("Size in pixels"), self.size_box),
                             (_("Pictures a second"), self.rate)):
            form.addRow(text, widget)
            widget.setAccessibleName(text or _("Number"))
        self.buttons = QDialogButtonBox()
        self.save = self.buttons.addButton(_("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())                         # drawn for light themes only
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)
        for field in (self.start, self.end, self.number, self.rate):
            field.valueChanged.connect(self._show_summary)
        self.size_box.currentIndexChanged.connect(self._show_summary)
        self._show_summary()

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the pictures; only the first and the last where there would be far too many."""
        start, end = self.start.value(), self.end.value()
        most = self._most + 1
        if self.how.currentData() == COUNT:
            return evenly(start, end, min(self.number.value(), most))
        return every(start, end, max(self.number.value(), (end - start) // most, 1))

    @property
    def picture_size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.size_box.currentData()

    @property
    def _most(self) -> int:
        width, height = self.picture_size
        return MOST_PIXELS // (width * height)

    def _show_how(self) -> None:
        self.number.setMinimum(2 if self.how.currentData() == COUNT else 1)
        self.number.setValue(FRAMES if self.how.currentData() == COUNT
                             else max(1, (self.end.value() - self.start.value()) // FRAMES))

    def _show_summary(self) -> None:
        count, asked = len(self.steps), self._asked()
        if self.start.value() >= self.end.value():
            text = _("The film has to end after it begins.")
        elif asked > self._most:
            text = _("{count} pictures of this size are too many; at most {most} fit. Take a smaller size, or fewer "
                     "steps.").format(
                count=whole(asked), most=self._most)
        else:
            seconds = in_language(f"{count / self.rate.value():.1f}")
            text = _("{count} pictures, {seconds} seconds").format(count=count, seconds=seconds)
        self.summary.setText(text)
        self.save.setEnabled(self.start.value() < self.end.value() and asked <= self._most)

    def _asked(self) -> int:
        span = self.end.value() - self.start.value()
        if self.how.currentData() == COUNT:
            return min(self.number.value(), span + 1)
        return -(-span // self.number.value()) + 1


def _whole(lo: int, hi: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(lo, hi)
    field.setGroupSeparatorShown(True)
    field.setValue(value)
    return field
