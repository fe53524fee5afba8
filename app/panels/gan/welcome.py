"""The card over the first picture of the lab: what is seen, and four ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.theme import themes

WIDTH = 430                 # at scale 1


class WelcomeCard(QFrame):
    """Lies over the middle of `over` while it is shown, as near to it as it has room in `within`, where that is
    around it; and goes with the first choice, or with Escape.

    watch_asked, tour_asked, step_asked, open_asked: one of the buttons. dismissed: it is gone, whichever way.
    """

    watch_asked = Signal()
    tour_asked = Signal()
    step_asked = Signal()
    open_asked = Signal()
    dismissed = Signal()

    def __init__(self, over: QWidget, within: QWidget | None = None):
        super().__init__(within or over)
        self._over = over
        self._title = title = QLabel(_("Two networks play against each other"))
        title.setProperty("title", True)
        self.sentences = QLabel(_(
            "The generator G turns random numbers into points, the orange crosses. "
            "The discriminator D colours the plane: blue where it takes a point for real, orange where for generated. "
            "G learns to place its crosses on the blue points, D to tell them apart."))
        for label in (title, self.sentences):
            label.setWordWrap(True)
        self.close_button = QToolButton(self)
        self.close_button.setText("✕")
        self.close_button.setProperty("flat", True)
        self.close_button.setToolTip(_("Close this card; Help > Welcome brings it back"))
        self.close_button.setAccessibleName(_("Close this card"))
        self.close_button.clicked.connect(self.dismiss)
        self.watch, self.tour, self.step, self.open = (QPushButton(text) for text in (
            _("Watch it learn"), _("Tour of four stops"), _("Step through one step"), _("Open…")))
        buttons = FlowLayout()
        for button, asked in ((self.watch, self.watch_asked), (self.tour, self.tour_asked),
                              (self.step, self.step_asked), (self.open, self.open_asked)):
            button.clicked.connect(self.dismiss)
            button.clicked.connect(asked)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(self.sentences)
        layout.addLayout(buttons)
        over.installEventFilter(self)
        themes.changed.connect(self._apply_theme)
        self.hide()

    def welcome(self) -> None:
        """Show the card."""
        self._apply_theme()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Take the card away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self.watch.setFocus)       # after what else the window does when it opens

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"WelcomeCard {{ background: {theme.raised}; border: 1px solid {theme.border}; "
                           f"border-radius: {theme.pixels(8)}px; }}")
        self._title.setContentsMargins(0, 0, self.close_button.sizeHint().width(), 0)
        self.layout().setContentsMargins(*[theme.pixels(14)] * 4)
        self.layout().setSpacing(theme.pixels(10))
        self._place()

    def _place(self) -> None:
        room = self.parentWidget().rect()
        width = min(themes.current.pixels(WIDTH), room.width() - 16)
        place = QRect(0, 0, width, min(self.layout().totalHeightForWidth(width), room.height()))
        place.moveCenter(self._over.mapTo(self.parentWidget(), self._over.rect().center()))
        place.moveTo(min(max(place.left(), 8), room.width() - width - 8),
                     min(max(place.top(), 0), room.height() - place.height()))
        self.setGeometry(place)
        size = self.close_button.sizeHint()
        self.close_button.setGeometry(width - size.width() - 6, 6, size.width(), size.height())
