"""The tools for painting a target distribution: the brush on or off, its size, clear."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from widgets.language import _
from widgets.plots.items.brush import BrushView
from widgets.theme import themes


class PaintBar(QWidget):
    """A row above the plot, shown while the target is a painted one."""

    def __init__(self, brush: BrushView, parent: QWidget | None = None):
        super().__init__(parent)
        self._brush = brush
        self.brush_on = QCheckBox(_("Brush"))
        self.brush_on.setChecked(True)
        self.brush_on.setToolTip(_("Press and drag in the plot to paint; with Shift to rub out. "
                                   "Without the brush a drag moves the plot."))
        self.brush_on.toggled.connect(brush.set_active)
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(2, 24)                    # quarters of a cell's side would be too fine
        self.size_slider.setValue(round(2 * brush.radius))
        self.size_slider.setAccessibleName(_("Size of the brush"))
        self.size_slider.setToolTip(_("Size of the brush"))
        self.size_slider.valueChanged.connect(self._resize)
        self.clear = QPushButton(_("Clear"))
        self.clear.setAutoDefault(False)
        self.clear.setToolTip(_("A fresh sheet; the old density stays until something is painted"))
        self.clear.clicked.connect(brush.clear)
        self.hint = QLabel(_("drag paints, Shift rubs out"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        for widget in (self.brush_on, self.size_slider, self.clear, self.hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def paints(self) -> bool:
        """Whether dragging in the plot paints."""
        return self.brush_on.isChecked()

    def _resize(self, value: int) -> None:
        self._brush.radius = value / 2

    def _apply_theme(self) -> None:
        self.size_slider.setFixedWidth(themes.current.pixels(110))
        self.hint.setStyleSheet(f"color: {themes.current.muted};")
