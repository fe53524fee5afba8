"""One preset in the gallery: its picture, its title, its sentence, what it changes and where it shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout

from app.panels.notes import wrapped
from app.panels.presets.offer import Offer
from app.panels.presets.pictures import PresetPictureView
from widgets.language import _
from widgets.numbers import whole
from widgets.theme import themes


class PresetCard(QAbstractButton):
    """A button that shows an offer. picture: left of the texts; None for a preset that has none.

    marked: it is the one that Enter takes.
    """

    def __init__(self, offer: Offer, picture: PresetPictureView | None):
        super().__init__()
        self.offer, self.picture, self.marked = offer, picture, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        facts = _("Changes: {changes}").format(changes=offer.changes) if offer.changes else _("Changes nothing")
        if offer.steps:
            facts += "\n" + _("Step {step}").format(step=whole(offer.steps))
        self.title, self.sentence, self.facts = wrapped(offer.title), wrapped(offer.sentence), wrapped(facts, "muted")
        self.title.setProperty("title", True)
        self.setAccessibleName(offer.title)
        self.setAccessibleDescription(f"{offer.sentence}\n{facts}")
        pixels = themes.current.pixels
        texts = QVBoxLayout()
        texts.setSpacing(pixels(3))
        texts.addWidget(self.title)
        texts.addWidget(self.sentence)
        texts.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(pixels(10))
        if picture is not None:
            top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[pixels(8)] * 4)
        layout.setSpacing(pixels(6))
        layout.addLayout(top)
        layout.addWidget(self.facts)
        layout.addStretch(1)
        self.sentence.setVisible(bool(offer.sentence))
        for child in (*(() if picture is None else (picture,)), self.title, self.sentence, self.facts):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def mark(self, on: bool) -> None:
        """Show that Enter takes it, or not."""
        if on != self.marked:
            self.marked = on
            self.update()

    def paintEvent(self, event) -> None:
        theme = themes.current
        chosen = self.hasFocus() or self.marked
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if chosen else "border"), 3 if chosen else 1))
        painter.setBrush(theme.colour("grid" if self.underMouse() or self.isDown() else "raised"))
        edge = 2 if chosen else 1
        corner = theme.pixels(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), corner, corner)
