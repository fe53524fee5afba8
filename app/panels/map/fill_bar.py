"""The row below a map: start, pause and go on, stop, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from sims.params import N_
from widgets.language import _
from widgets.theme import themes

STOPS = 1000                    # positions of the bar
#: What the first button says and does.
START, PAUSE, CONTINUE = N_("Start"), N_("Pause"), N_("Continue")


class FillBar(QWidget):
    """pressed: the first button. stopped: the second."""

    pressed = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.button, self.stop = QPushButton(), QPushButton(_("Stop"))
        self.stop.setToolTip(_("End the training; the map is kept, and can be filled further another day"))
        for button, signal in ((self.button, self.pressed), (self.stop, self.stopped)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit())
        self.bar = QProgressBar()
        self.bar.setRange(0, STOPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of the map"))
        self.text = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.button)
        layout.addWidget(self.stop)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.text)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_state(self, says: str, enabled: bool, running: bool, share: float, text: str) -> None:
        """says: START, PAUSE or CONTINUE. share: of the work that is done, 0 to 1."""
        self.button.setText(_(says))
        self.button.setEnabled(enabled)
        self.stop.setEnabled(running)
        self.bar.setValue(round(STOPS * share))
        self.text.setText(text)

    def _apply_theme(self) -> None:
        room = self.fontMetrics()
        self.button.setMinimumWidth(max(room.horizontalAdvance(_(text)) for text in (START, PAUSE, CONTINUE))
                                    + themes.current.pixels(24))
        self.bar.setFixedHeight(themes.current.pixels(10))


def duration(seconds: float) -> str:
    """A time that is left, as a person would say it."""
    if seconds < 90:
        return _("{count} s").format(count=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 120:
        return _("{count} min").format(count=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
