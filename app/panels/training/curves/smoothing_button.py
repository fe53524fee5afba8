"""The button that says how much noisy curves are smoothed, with the slider that sets it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from widgets.language import _
from widgets.numbers import in_language
from widgets.plots.curves.view import DEFAULT_SMOOTHING
from widgets.theme import themes

#: Stops of the slider for each power of ten of the steps that are remembered, and the last stop, at 0.999.
_A_TENFOLD, _LAST = 10, 30


def weight_of(stop: int) -> float:
    """0, 0.206, ... 0.9 ... 0.99 ... 0.999: even steps of the memory's logarithm."""
    return 1 - 10 ** (-stop / _A_TENFOLD)


def nearest_stop(weight: float) -> int:
    return min(range(_LAST + 1), key=lambda stop: abs(weight_of(stop) - weight))


class SmoothingButton(QToolButton):
    """weight: from 0 to 0.999, as the slider of TensorBoard has it. chosen(weight): it was changed."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("legend", True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _LAST)
        self.slider.setPageStep(_A_TENFOLD // 2)
        self.slider.setAccessibleName(_("Smoothing"))
        self._value = QLabel()
        self._note = QLabel(_("Noisy curves: a line of exponential means by steps over the band of the values "
                              "themselves. The numbers stay as they are, and so does the CSV."))
        self._note.setWordWrap(True)
        box = QWidget()
        rows = QHBoxLayout(box)
        rows.addWidget(self.slider, 1)
        rows.addWidget(self._value)
        rows.addWidget(self._note, 2)
        menu, action = QMenu(self), QWidgetAction(self)
        action.setDefaultWidget(box)
        menu.addAction(action)
        menu.aboutToShow.connect(self.slider.setFocus)
        self.setMenu(menu)
        self.slider.setValue(nearest_stop(DEFAULT_SMOOTHING))
        self.slider.valueChanged.connect(self._changed)
        themes.changed.connect(self._show)
        self._show()

    @property
    def weight(self) -> float:
        return weight_of(self.slider.value())

    def set_weight(self, weight: float) -> None:
        """Take the stop of the slider that is nearest."""
        self.slider.setValue(nearest_stop(weight))

    def _text(self) -> str:
        return _("Smoothing {weight}").format(weight=in_language(f"{self.weight:.3g}"))

    def _changed(self) -> None:
        self._show()
        self.chosen.emit(self.weight)

    def _show(self) -> None:
        self.setText(self._text())
        self.setAccessibleName(self._text())
        self.setToolTip(_("{smoothing}: how much noisy curves are smoothed").format(smoothing=self._text()))
        pixels = themes.current.pixels
        self._value.setText(in_language(f"{self.weight:.3f}"))
        self.slider.setMinimumWidth(pixels(140))
        self._note.setMinimumWidth(pixels(260))
