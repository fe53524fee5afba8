"""The legend of a picture made of layers: a row above it whose entries hide and show a layer each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QLinearGradient, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.plots.point_cloud import star
from widgets.theme import themes

SYMBOLS = ("circle", "cross", "ring", "star", "surface", "arrow", "grid", "line")


class LayerBar(QWidget):
    """Checkable entries, each with its symbol. toggled(key, on) comes only when a person clicks."""

    toggled = Signal(str, bool)

    def __init__(self, layers: Mapping[str, tuple[str, str, str]], parent: QWidget | None = None):
        """layers: key -> (label, symbol, colour role)."""
        super().__init__(parent)
        self._layers = dict(layers)
        self._buttons: dict[str, QToolButton] = {}
        flow = FlowLayout(self, spacing=2)
        for key, (label, _symbol, _role) in self._layers.items():
            button = QToolButton()
            button.setProperty("legend", True)
            button.setCheckable(True)
            button.setChecked(True)
            button.setText(label)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAccessibleName(_("Show {curve}").format(curve=label))
            button.setToolTip(_("Click to hide or show {curve}").format(curve=label))
            button.toggled.connect(lambda on, key=key: self._toggle(key, on))
            self._buttons[key] = button
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._dress)
        self._dress()

    def is_checked(self, key: str) -> bool:
        return self._buttons[key].isChecked()

    def set_checked(self, key: str, on: bool) -> None:
        self._buttons[key].setChecked(on)

    def _toggle(self, key: str, on: bool) -> None:
        self._dress()
        self.toggled.emit(key, on)

    def _dress(self) -> None:
        theme = themes.current
        size = QSize(theme.pixels(18), theme.pixels(14))
        for key, button in self._buttons.items():
            _label, symbol, role = self._layers[key]
            button.setIcon(QIcon(_symbol_pixmap(symbol, role if button.isChecked() else "border", size,
                                                self.devicePixelRatioF())))
            button.setIconSize(size)


def _symbol_pixmap(symbol: str, role: str, size: QSize, ratio: float) -> QPixmap:
    theme = themes.current
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = theme.colour(role)
    painter.setPen(QPen(colour, 2 * theme.scale))
    w, h = float(size.width()), float(size.height())
    cx, cy, r = w / 2, h / 2, h * 0.3
    if symbol == "circle":
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(cx, cy), r, r)
    elif symbol == "ring":
        painter.drawEllipse(QPointF(cx, cy), 1.3 * r, 1.3 * r)
    elif symbol == "star":
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(star(cx, cy, 1.6 * r))
    elif symbol == "cross":
        painter.drawLine(QPointF(cx - r, cy - r), QPointF(cx + r, cy + r))
        painter.drawLine(QPointF(cx - r, cy + r), QPointF(cx + r, cy - r))
    elif symbol == "surface":
        ramp = QLinearGradient(0, 0, w, 0)
        ends = ("real", "generated") if role != "border" else ("border", "border")
        for place, end in zip((0.0, 1.0), ends):
            ramp.setColorAt(place, theme.colour(end))
        ramp.setColorAt(0.5, theme.colour("ground"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(ramp)
        painter.drawRect(QRectF(1, h * 0.15, w - 2, h * 0.7))
    elif symbol == "arrow":
        painter.drawLine(QPointF(1, cy), QPointF(w - 2, cy))
        painter.drawLine(QPointF(w - 2 - r, cy - r), QPointF(w - 2, cy))
        painter.drawLine(QPointF(w - 2 - r, cy + r), QPointF(w - 2, cy))
    elif symbol == "grid":
        painter.setPen(QPen(colour, theme.scale))
        for k in range(3):
            painter.drawLine(QPointF(cx - h / 2 + k * h / 2.2, 1), QPointF(cx - h / 2 + k * h / 2.2, h - 1))
            painter.drawLine(QPointF(cx - h / 2, 1 + k * h / 2.5), QPointF(cx + h / 2, 1 + k * h / 2.5))
    else:
        painter.drawLine(QPointF(1, cy), QPointF(w - 1, cy))
    painter.end()
    return pixmap
