"""The playback bar of a panel: play, step, back, a slider over the steps, and the speed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from sims.params import N_
from widgets.controls.step_field import StepField
from widgets.controls.stop_control import StopControl
from widgets.controls.time_line import TimeLine
from widgets.icons import icon
from widgets.language import _
from widgets.numbers import in_language
from widgets.theme import themes

__all__ = ["BUTTONS", "SPEEDS", "PlaybackBar", "Speed", "icon"]


@dataclass(frozen=True)
class Speed:
    """A speed that can be chosen: per_second units ("phase" or "step") every second, infinity for no limit.

    says: what can be seen at this speed.
    """

    key: str
    label: str
    unit: str
    per_second: float
    says: str


SPEEDS = (
    Speed("phase_1", N_("1 phase/s"), "phase", 1, N_("Slow enough to read the formula of each phase.")),
    Speed("phase_4", N_("4 phases/s"), "phase", 4, N_("Each phase lights its part of the picture.")),
    Speed("step_1", N_("1 step/s"), "step", 1, N_("Each update is seen, and its numbers can be read.")),
    Speed("step_10", N_("10 steps/s"), "step", 10, N_("Each update is seen as a movement.")),
    Speed("step_100", N_("100 steps/s"), "step", 100, N_("Learning is seen: the usual lab needs about half a minute.")),
    Speed("step_500", N_("500 steps/s"), "step", 500, N_("A long run in little time; single steps are not seen.")),
    Speed("max", N_("as fast as it goes"), "step", math.inf, N_("No limit but that of this computer.")),
)

#: The actions in the order of their buttons; "play" is the large one.
BUTTONS = ("restart", "back", "sub_back", "play", "sub_step", "step", "step_d", "step_g", "new_seed", "reset")


#: The length of the time line, at scale 1, for which texts beside it give way.
SHORTEST = 80

class _ActionButton(QToolButton):
    """The icon of an action. Its name and keys are told of, and kept up to date."""

    def __init__(self, action: QAction):
        super().__init__()
        self._action = action
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        action.changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        text = self._action.text().replace("&", "")
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({keys})" if keys else text)


class PlaybackBar(QWidget):
    """Buttons for the window's actions, a slider over all steps reached so far, the position, and the speed: in one
    row, or in two where there is less width than they need.

    actions: by the names in BUTTONS; those that are missing have no button. seek_requested(step): go to this step.
    speed_chosen(key): a key of SPEEDS. stop: says where playing pauses by itself.
    """

    seek_requested = Signal(int)
    speed_chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent=None):
        super().__init__(parent)
        self._actions = dict(actions)
        self._playing: bool | None = None
        self._phase_text = ""
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(6, 4, 6, 4)
        self._rows.setSpacing(3)
        layout, line = QHBoxLayout(spacing=3), QHBoxLayout(spacing=3)
        self._rows.addLayout(layout)
        self._rows.addLayout(line, 1)
        self.buttons: dict[str, QToolButton] = {}
        for name in BUTTONS:
            if name in self._actions:
                if name == "new_seed":
                    layout.addSpacing(8)
                self.buttons[name] = _ActionButton(self._actions[name])
                layout.addWidget(self.buttons[name])
        self.stop = StopControl()
        layout.addWidget(self.stop)
        layout.addStretch()             # where the rows lie below one another
        self.slider = TimeLine()
        self.slider.valueChanged.connect(self._seek)
        line.addWidget(self.slider, 3)
        self.step = StepField()
        self.step.step_typed.connect(self.seek_requested)
        line.addWidget(self.step)
        self._phase = _WholeLabel()
        self._phase.setAccessibleName(_("Phase"))
        line.addWidget(self._phase)
        self._rate = _Rate()
        self._rate.setAccessibleName(_("Measured speed"))
        line.addWidget(self._rate)
        self.speed = _QuietCombo()
        self.speed.setAccessibleName(_("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(_(speed.label), speed.key)
            self.speed.setItemData(self.speed.count() - 1, _(speed.says), Qt.ItemDataRole.ToolTipRole)
        self.set_speed("step_10")
        self.speed.activated.connect(lambda index: self.speed_chosen.emit(self.speed.itemData(index)))
        line.addWidget(self.speed)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_position(0, "", 0, False, None)

    def set_speed(self, key: str) -> None:
        """Show a speed as chosen; emits nothing."""
        index = self.speed.findData(key)
        if index >= 0:
            self.speed.setCurrentIndex(index)
            self.speed.setToolTip(self.speed.itemData(index, Qt.ItemDataRole.ToolTipRole))

    def make_room(self, phase_texts: Iterable[str]) -> None:
        """These can be shown as the phase: the longest of them tells how much room it has, whichever is shown."""
        self._phase.make_room(phase_texts)

    def show_position(self, step: int, phase_text: str, furthest: int, playing: bool,
                      rate: float | None = None, end: int = 0) -> None:
        """Where the run is: steps done, the phase as translated text, the furthest step reached, measured steps/s.

        end: the last step of the time line, where another branch has come further than this one or a stop lies ahead.
        """
        blocker = QSignalBlocker(self.slider)
        self.slider.show_steps(step, furthest, end)
        del blocker
        self.step.show_step(step)
        self._phase.set_text(phase_text)
        known = playing and rate is not None and math.isfinite(rate) and rate > 0
        self._rate.setText(_("{rate} steps/s").format(rate=in_language(f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"))
                           if known else "")
        _fit(self._rate, self._rate.minimumWidth())
        if playing != self._playing:
            self._playing = playing
            self._draw_icons(("play",))     # each goes to the menus too, and is drawn anew
        self._drop_texts()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._drop_texts()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._draw_icons()

    def minimumSizeHint(self) -> QSize:
        """In two rows it has room in any window; which of them it has follows from its width."""
        least = super().minimumSizeHint()
        margins = self._rows.contentsMargins()
        widths = [self._rows.itemAt(row).minimumSize().width() for row in range(2)]
        return QSize(max(widths) + margins.left() + margins.right(), least.height())

    def _divide(self) -> None:
        """One row, or two."""
        margins = self._rows.contentsMargins()
        needed = (sum(self._rows.itemAt(row).minimumSize().width() for row in range(2)) + self._rows.spacing()
                  + margins.left() + margins.right())
        fits = needed <= self.width()
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def _draw_icons(self, names: Iterable[str] | None = None) -> None:
        """On the actions, which several bars share: a bar that is behind another leaves them alone."""
        if self.window().isVisible() and not self.isVisible():
            return
        for name in names or self.buttons:
            shape = "pause" if name == "play" and self._playing else name
            drawn, action = icon(shape, "accent" if name == "play" else "ink"), self._actions[name]
            if action.icon().cacheKey() != drawn.cacheKey():    # each change goes to menus and all bars
                action.setIcon(drawn)

    def _seek(self, step: int) -> None:
        self.seek_requested.emit(min(step, self.slider.reach))

    def _drop_texts(self) -> None:
        """Give up the measured rate, then the phase, then the steps of one player, where the bar is narrow."""
        room = self.width() / themes.current.scale
        self._rate.setVisible(room > 1100)
        self._phase.setVisible(room > 620)
        self.stop.show_text(room > 900)
        self.slider.setMinimumWidth(themes.current.pixels(SHORTEST))
        for name in ("step_d", "step_g"):
            if name in self.buttons:
                self.buttons[name].setVisible(room > (860 if themes.presenting else 600))
        self._divide()

    def _apply_theme(self) -> None:
        theme = themes.current
        for name, button in self.buttons.items():
            side = theme.between(26, 38) if name == "play" else theme.between(20, 30)
            button.setIconSize(QSize(side, side))
        self.stop.setIconSize(next(iter(self.buttons.values())).iconSize())
        self._draw_icons()
        self._rate.setFont(theme.font(tabular=True))
        _fit(self._rate, QFontMetrics(theme.font(tabular=True)).horizontalAdvance(
            _("{rate} steps/s").format(rate="12,345")) + 8)
        self._drop_texts()


def _fit(label: QLabel, least: int) -> None:
    """Of a fixed size, wide enough for every text so far: else each new one has the whole window laid out anew."""
    metrics = QFontMetrics(themes.current.font(tabular=True))       # its own hint is no smaller than it was made once
    label.setFixedSize(max(metrics.horizontalAdvance(label.text()) + 2, least), metrics.height())


class _Rate(QLabel):
    def showEvent(self, event) -> None:
        """What was hidden while the type became larger is given its look anew, with the font of before."""
        super().showEvent(event)
        self.setFont(themes.current.font(tabular=True))


class _QuietCombo(QComboBox):
    def wheelEvent(self, event) -> None:
        event.ignore()


class _WholeLabel(QLabel):
    """A label with room for the longest of its texts; where there is less than a text needs, it is not shown."""

    def __init__(self):
        super().__init__()
        self._whole = ""
        self._texts: set[str] = set()
        self.setMinimumWidth(1)

    def make_room(self, texts: Iterable[str]) -> None:
        if not self._texts.issuperset(texts := set(texts)):
            self._texts |= texts
            self.updateGeometry()

    def set_text(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.make_room([text])
        self._show_whole()

    def sizeHint(self) -> QSize:
        return QSize(max(map(self._width_of, self._texts), default=0), super().sizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._show_whole()

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2

    def _show_whole(self) -> None:
        self.setText(self._whole if self._width_of(self._whole) <= self.width() else "")
