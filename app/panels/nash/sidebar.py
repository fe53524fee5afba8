"""The column beside the pictures of the Nash panel: presets, the methods that run side by side, the controls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.panels.nash.runs import STYLES, method_name
from app.panels.presets.preset_box import PresetBox
from widgets.controls.parameters import ParameterControls, column_width
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.plots.legend_symbols import line_pixmap, line_size
from widgets.theme import themes


class NashSideView(QWidget):
    """methods_chosen(methods): a person has ticked or unticked a method; a tuple of those that are to run."""

    methods_chosen = Signal(tuple)

    def __init__(self, controls: ParameterControls, presets: PresetBox, parent: QWidget | None = None):
        super().__init__(parent)
        self.controls = controls
        self.methods = CollapsibleGroup(_("Methods side by side"))
        self.methods.rows.setSpacing(1)
        self.boxes: dict[str, QCheckBox] = {}
        for method in STYLES:
            box = QCheckBox(method_name(method))
            box.setAccessibleName(_("Run {method}").format(method=method_name(method)))
            box.clicked.connect(self._choose_methods)
            self.boxes[method] = box
            self.methods.rows.addWidget(box)
        for place, widget in enumerate((presets, self.methods)):
            controls.contents.layout().insertWidget(place, widget)      # it all scrolls: on a projector it is high
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self._fit_width)
        controls.contents.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(controls)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_methods(self, methods: Sequence[str], gallery: bool) -> None:
        """Tick the methods that run. The last one cannot be unticked; the gallery has no choice."""
        self.methods.setVisible(not gallery)
        for method, box in self.boxes.items():
            blocker = QSignalBlocker(box)
            box.setChecked(method in methods)
            blocker.unblock()
            last = list(methods) == [method]
            if box.isEnabled() == last:
                box.setEnabled(not last)
                box.setToolTip(_("At least one method has to run.") if last else "")

    def _choose_methods(self) -> None:
        self.methods_chosen.emit(tuple(method for method, box in self.boxes.items() if box.isChecked()))

    def _apply_theme(self) -> None:
        for method, box in self.boxes.items():
            colour, dash = STYLES[method]
            box.setIcon(line_pixmap(colour, dash, self.devicePixelRatioF()))
            box.setIconSize(line_size())

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:       # other texts, or other fonts
            self._fit.start()
        return False

    def _fit_width(self) -> None:
        """Give the column the width that the longest name of a method needs beside the scroll bar."""
        contents = self.controls.contents
        bar = self.controls.verticalScrollBar().sizeHint().width()
        width = max(column_width(), contents.minimumSizeHint().width() + bar)
        self.controls.setMinimumWidth(width)
        self.controls.setMaximumWidth(round(1.15 * width))
