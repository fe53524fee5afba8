"""The key to the arrows of the lab's picture: one as they are drawn, with the size that its length stands for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from widgets.language import _
from widgets.numbers import short
from widgets.plots.items.field import draw_arrows
from widgets.plots.items.item import LineArray
from widgets.plots.items.scaled_arrows import MOST_UNITS, UNIT_PIXELS, ScaledArrowsView, round_scale
from widgets.theme import themes

HEIGHT = 12                             # of its arrow's picture, in pixels at scale 1


class ArrowKey(QToolButton):
    """Chooses the scale of the arrows once for a run; a click on it chooses anew, by the arrows as they are now.

    It lies over the plot. arrows: the item whose scale it is. It says when the run before had another one.
    """

    def __init__(self, arrows: ScaledArrowsView, parent: QWidget | None = None):
        super().__init__(parent)
        self._arrows, self._before, self._by_click = arrows, 0.0, False
        self.chosen = False                 # whether any scale has been chosen yet
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAccessibleName(_("Scale of the arrows"))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def choose(self, vectors: np.ndarray, by_click: bool = False) -> None:
        """A round scale for arrows like these, (n, 2): those with which a run begins, or those of now, by a click."""
        before, scale = self._arrows.scale, round_scale(vectors)
        self._arrows.scale = before if scale is None else scale
        self._before = before if self.chosen and not by_click and before != self._arrows.scale else 0.0
        self.chosen, self._by_click = True, by_click

    def guess(self, vectors: np.ndarray) -> None:
        """A scale for these arrows until one is chosen."""
        if not self.chosen:
            self._arrows.scale = round_scale(vectors) or 1.0

    def show_scale(self) -> None:
        """Write the scale, and whether it cuts some of the arrows that are drawn."""
        scale, most, before = (short(size) for size in (
            self._arrows.scale, MOST_UNITS * self._arrows.scale, self._before))
        parts = [_("= {scale}").format(scale=scale)]
        said = [_("An arrow of this length is a gradient −∂L/∂x̃ of norm {scale}; longer than {most} it is cut.").format(
            scale=scale, most=most)]
        if self._by_click:
            said.append(_("The scale was chosen by hand and stays until another run begins."))
        else:
            said.append(_("The scale was chosen when the run began, and stays."))
        if self._before:
            parts.append(_("was {scale}").format(scale=before))
            said.append(_("In the run before it was {scale}.").format(scale=before))
        if self._arrows.cut:
            parts.append(_("cut at {scale}").format(scale=most))
        said.append(_("Click to choose it anew for the arrows as they are now."))
        if (text := ", ".join(parts)) != self.text() or said[1] not in self.toolTip():
            self.setText(text)
            self.setToolTip(" ".join(said))
            self.setAccessibleName(_("Scale of the arrows: {scale}").format(scale=text))

    def _apply_theme(self) -> None:
        """The picture of an arrow of size 1 x scale, drawn as the item draws its own."""
        theme, ratio = themes.current, self.devicePixelRatioF()
        size = QSize(theme.pixels(UNIT_PIXELS) + 2, theme.pixels(HEIGHT))
        pixmap = QPixmap(size * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        start = np.array([[1.0, size.height() / 2]]) * ratio
        along = np.array([[UNIT_PIXELS * theme.plot_scale * ratio, 0.0]])
        draw_arrows(painter, LineArray(), start, start + along, "ink", 1.0, ratio)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self.setIcon(QIcon(pixmap))
        self.setIconSize(size)
