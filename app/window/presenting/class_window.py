"""The window for the class, on the other screen: the picture of the panel in front, without the controls."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.panels.panel import Panel
from app.window.looks import presentation_scale
from app.window.presenting import pointer
from widgets.language import _
from widgets.theme import BASE_POINTS, themes

MILLISECONDS = 70               # between two pictures, at least
SHARE = 0.25                    # of the time, at most, that goes into drawing them
MARGIN = 8
SIZE = QSize(960, 540)          # where there is no other screen
OF_PICTURE = 0.9                # of the height of the screen, below the sentence
UNLIMITED = 2**24 - 1           # pixels, as Qt has it for widgets


class Mirror(QWidget):
    """Shows a widget of another window as large as there is room, drawn anew at that size and not enlarged."""

    def __init__(self):
        super().__init__()
        self.picture, self._shown, self._kind = QPixmap(), QRectF(), ""
        self._pointed = QPointF()

    def take(self, source: QWidget, kind: str = "") -> None:
        """Show what this widget looks like now, with the mouse on it as the pointer of this kind."""
        size = source.size()
        if not source.isVisible() or size.isEmpty() or self.size().isEmpty():
            return
        zoom = min(self.width() / size.width(), self.height() / size.height())
        ratio = zoom * self.devicePixelRatioF()
        picture = QPixmap((QSizeF(size) * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(themes.current.panel))
        source.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        self.picture = picture
        self._fit()
        place = QPointF(source.mapFromGlobal(QCursor.pos()))
        self._kind = kind if QRectF(source.rect()).contains(place) else ""
        self._pointed = self._shown.topLeft() + place * zoom
        self.update()

    def _fit(self) -> None:
        """In the middle, as large as there is room: a frozen picture, too, once there is another screen."""
        if not self.picture.isNull():
            wanted = QSizeF(self.picture.deviceIndependentSize()).scaled(QSizeF(self.size()),
                                                                         Qt.AspectRatioMode.KeepAspectRatio)
            self._shown = QRectF((self.width() - wanted.width()) / 2, (self.height() - wanted.height()) / 2,
                                 wanted.width(), wanted.height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event) -> None:
        if self.picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self._shown, self.picture, QRectF(self.picture.rect()))
        pointer.draw(painter, self._kind, self._pointed, QRectF(self.rect()))


class TypeForClass:
    """Keeps the picture on the teacher's screen so small that its type has the size of a presentation once it is
    enlarged for the class: one look is for both, and so is one layout.
    """

    def __init__(self):
        self._picture: QWidget | None = None

    def fit(self, picture: QWidget | None, screen: QSize) -> None:
        """Of the picture that is shown now, on a screen of so many pixels; None: of no one any more."""
        if picture is not self._picture:
            if self._picture is not None and isValid(self._picture):
                self._picture.setMaximumSize(UNLIMITED, UNLIMITED)
            self._picture = picture
        if picture is not None:
            smaller = themes.current.scale / presentation_scale(screen)
            most = QSizeF(screen.width() * smaller, OF_PICTURE * screen.height() * smaller).toSize()
            if picture.maximumSize() != most:
                picture.setMaximumSize(most)


class ClassWindow(QWidget):
    """Fills another screen where there is one, and comes and goes with it. It never takes the keyboard.

    source: gives the widget that the class looks at. sentence: what to look at, as rich text. pointing: the kind of the
    pointer. blank: whether nothing is to be seen. frozen: whether the picture stands still. closed: by hand.
    """

    closed = Signal()

    def __init__(self, teacher: QWidget, source: Callable[[], QWidget], sentence: Callable[[], str],
                 pointing: Callable[[], str], blank: Callable[[], bool]):
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._teacher, self._source, self._sentence = teacher, source, sentence
        self._pointing, self._blank, self.frozen = pointing, blank, False
        self._look = themes.current         # of the picture: it stays as it was while that is frozen
        self._black = False                 # whether it is all black now, also its margins
        self._type = TypeForClass()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.mirror = Mirror()
        self.speak_anew()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.label)
        layout.addWidget(self.mirror, 1)
        self._timer = QTimer(self, interval=MILLISECONDS)
        self._timer.timeout.connect(self.look)
        screens = QGuiApplication.instance()
        screens.screenAdded.connect(self.place)
        screens.screenRemoved.connect(self.place)
        if teacher.windowHandle() is not None:
            teacher.windowHandle().screenChanged.connect(self.place)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def speak_anew(self) -> None:
        """Be called in the language of now what it is called."""
        self.setWindowTitle(_("Saddle, for the class"))
        self.label.setAccessibleName(_("What to look at"))
        self.mirror.setAccessibleName(_("Picture for the class"))

    def begin(self) -> None:
        """Be shown."""
        self.place()
        self._timer.start()

    def place(self, _screen: object = None) -> None:
        """On the first screen without the teacher's window; where there is none, a window that can be moved. Where
        there is none any more, it waits behind the teacher's, who perhaps presents now on the only screen.
        """
        own = self._teacher.screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not own]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            left_over, room = self.isFullScreen(), own.availableGeometry()
            self.showNormal()
            wanted = QRect(QPoint(), SIZE.boundedTo(room.size()))
            wanted.moveCenter(room.center())
            self.setGeometry(wanted)
            if left_over:
                self.lower()
        self._apply_theme()

    def look(self) -> None:
        """Show what is to be seen now."""
        if self._blank() != self._black:
            self._black = self._blank()
            self.mirror.setVisible(not self._black)         # what is frozen is there again behind the black
            self.label.setVisible(not self._black and bool(self.label.text()))
            self._apply_theme()
        if not self._black and not self.frozen:
            if self._look is not themes.current:            # another one was chosen while it stood still
                self._apply_theme()
            began = time.perf_counter()
            self.label.setText(self._sentence())
            self.label.setVisible(bool(self.label.text()))
            source = self._source()
            self._fit_type(source)
            self.mirror.take(source, self._pointing())
            self._timer.setInterval(max(MILLISECONDS, round(1000 * (time.perf_counter() - began) / SHARE)))

    def _fit_type(self, source: QWidget) -> None:
        """Where it fills a screen; a window beside the teacher's is not what a class reads. A panel that is all shown
        has its controls in it, and stays as it is."""
        fills = (self.isFullScreen() or self.isMaximized()) and not isinstance(source, Panel)
        self._type.fit(source if fills else None, self.size())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._apply_theme()

    def closeEvent(self, event) -> None:
        self._timer.stop()
        self._type.fit(None, QSize())
        self.closed.emit()
        super().closeEvent(event)

    def _apply_theme(self) -> None:
        """Type as large as a presentation has it on this screen, whatever the teacher's is; the picture's colours."""
        if not self.frozen:
            self._look = themes.current
        points = BASE_POINTS * presentation_scale(self.size())
        self.label.setStyleSheet(f"color: {self._look.ink}; font-size: {points:.1f}pt;")
        self.setStyleSheet(f"ClassWindow {{ background: {'#000000' if self._black else self._look.panel}; }}")
