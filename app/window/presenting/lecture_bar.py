"""The bar of a presentation: what one lectures with, across the top, for as long as the mouse is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.window.lessons.frame import LessonFrame
from widgets.language import _
from widgets.theme import themes

#: The mouse brings the bar where it is nearer to the upper edge, in pixels at scale 1.
NEAR = 10
MILLISECONDS = 100              # between two looks at where the mouse is
BUTTONS = ("presets", "laser", "spotlight", "freeze", "pin_bar", "leave")


class LectureBar(QFrame):
    """Lies over the upper edge of `frame`, or pushes the panels down while it is pinned.

    actions: of the window, by name; BUTTONS among them have a button here. panels: those that go to a panel.
    wanted: gives the controls of the panel in front, None where it has none; they are of the bar from then on.
    """

    def __init__(self, frame: LessonFrame, actions: Mapping[str, QAction], panels: Sequence[QAction],
                 wanted: Callable[[], QWidget | None]):
        super().__init__(frame)
        self.setAccessibleName(_("Bar of the lecture"))
        self._frame, self._pinned, self._wanted = frame, False, wanted
        self._controls: QWidget | None = None
        self.panels = QToolButton()
        self.panels.setText(_("Panel"))
        self.panels.setToolTip(_("Go to another panel"))
        self.panels.clicked.connect(lambda: self._offer(panels))
        self.buttons = {name: QToolButton() for name in BUTTONS}
        for name, button in self.buttons.items():
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly if name == "presets"
                                      else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        middle = QWidget()                  # takes the room that is left also where a panel has no controls
        self._place = QHBoxLayout(middle)
        self._place.setContentsMargins(0, 0, 0, 0)
        left, right = QVBoxLayout(), QHBoxLayout()
        for column, widgets in ((left, (self.panels, self.buttons["presets"])),
                                (right, tuple(self.buttons.values())[1:])):
            column.setSpacing(3)
            for widget in widgets:
                column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(left)
        self._row.addWidget(middle, 1)
        self._row.addLayout(right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(self._row)
        self._timer = QTimer(self, interval=MILLISECONDS)
        self._timer.timeout.connect(self._look)
        frame.installEventFilter(self)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.hide()

    def _offer(self, panels: Sequence[QAction]) -> None:
        menu = QMenu(self.panels)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(panels))
        menu.popup(self.panels.mapToGlobal(self.panels.rect().bottomLeft()))

    def show_controls(self) -> None:
        """Show the controls of the panel in front."""
        controls = self._wanted()
        if controls is self._controls:
            return
        if self._controls is not None:
            self._controls.hide()
        self._controls = controls
        if controls is not None:
            if self._place.indexOf(controls) < 0:
                self._place.addWidget(controls)
            controls.show()
        self._arrange()

    def pin(self, on: bool) -> None:
        """Let it stay, with the panels below it."""
        self._pinned = on
        self._come(on)

    def _come(self, on: bool) -> None:
        if on:
            self.show_controls()
        self.setVisible(on)
        self._arrange()

    def watch(self, on: bool) -> None:
        """Whether it comes where the mouse goes."""
        if on == self._timer.isActive():
            return
        self._timer.start() if on else self._timer.stop()
        if not on:
            self.pin(False)

    def _look(self) -> None:
        self.see(self._frame.mapFromGlobal(QCursor.pos()).y(), self._frame.window().isActiveWindow())

    def see(self, y: int, active: bool = True) -> None:
        """The mouse is so far below the upper edge; active: no other window has the keyboard."""
        busy = (QApplication.activePopupWidget() is not None
                or self.isAncestorOf(QApplication.focusWidget() or self._frame))
        if self._pinned or (self.isVisible() and busy):
            return
        reach = self.height() if self.isVisible() else themes.current.pixels(NEAR)
        near = active and 0 <= y < reach and not self._frame.blank.isVisible()
        if near != self.isVisible():
            self._come(near)

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._arrange()
        return False

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:       # its contents want another height
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        width = self._frame.width()
        height = self.layout().totalHeightForWidth(width) if self.layout().hasHeightForWidth() else \
            self.layout().totalSizeHint().height()
        self.setGeometry(0, 0, width, height)
        top = height if self._pinned else 0
        if self._frame.row.contentsMargins().top() != top:
            self._frame.row.setContentsMargins(0, top, 0, 0)
        if self.isVisible() and not self._frame.blank.isVisible():
            self.raise_()

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"LectureBar {{ background: {theme.panel}; border: none; "
                           f"border-bottom: 2px solid {theme.accent}; }}")
        side = theme.between(20, 30)
        for button in self.buttons.values():
            button.setIconSize(QSize(side, side))
