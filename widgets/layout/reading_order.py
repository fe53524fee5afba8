"""The order in which Tab goes through a window: that in which it is read, wherever its widgets were made.

Qt goes by when widgets were made; what is made later, as a legend grows, would come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QTabBar, QWidget


def reading_order(top: QWidget) -> list[QWidget]:
    """All in it that Tab stops at, from above to below and, of what stands side by side, from left to right.

    What lies in one widget stays together: of two columns the first is read to its end.
    """
    return list(_stops(top))


def go_on(top: QWidget, forward: bool) -> bool:
    """Give the focus to what follows in reading order, or comes before; around at the ends. Whether there is any.

    Qt asks for this also when it takes the focus from what is hidden or greyed. Then what is around that gets it, and
    no control, which would do something else with the next key; from there Tab goes on.
    """
    now = top.focusWidget()
    if now is not None and not _can_have_it(now):
        while now is not None and not _can_have_it(now):
            now = now.parentWidget()
        if now is not None:
            now.setFocus(Qt.FocusReason.OtherFocusReason)
        return now is not None
    stops = list(_stops(top, now))
    if now in stops:
        place = stops.index(now)
        stops = stops[place + 1:] + stops[:place]
    if not stops:
        return False
    to = stops[0 if forward else -1]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    _bring_to_sight(to)
    to.setFocus(reason)
    return True


def _can_have_it(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _stops(widget: QWidget, now: QWidget | None = None) -> Iterator[QWidget]:
    """Those in this widget, and among them `now`, which need not be one."""
    if widget is now or (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isWindow()
                         and _is_a_stop(widget)):
        yield widget
    inside = [child for child in widget.children()
              if isinstance(child, QWidget) and not child.isWindow() and child.isVisible()]
    for child in sorted(inside, key=cmp_to_key(_compared)):
        yield from _stops(child, now)


def _compared(one: QWidget, other: QWidget) -> int:
    """Below 0 where `one` is read first. Widgets are in one row where more than half of the lower one is beside the
    other."""
    a, b = one.geometry(), other.geometry()
    shared = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) + 1
    if 2 * shared > min(a.height(), b.height()):
        return a.left() - b.left() or a.top() - b.top()
    return a.top() - b.top()


def _is_a_stop(widget: QWidget) -> bool:
    hands_on = widget.focusProxy() is not None or isinstance(widget.parentWidget(), QTabBar)    # as its arrows do
    return widget.isEnabled() and not hands_on and _is_the_one_of_its_group(widget)


def _is_the_one_of_its_group(widget: QWidget) -> bool:
    """Of radio buttons Tab stops at the one that is chosen, as everywhere."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return True
    group = widget.group()
    if group is not None:
        return not group.exclusive() or group.checkedButton() is None
    return not widget.autoExclusive() or not any(
        other.isChecked() for other in widget.parentWidget().findChildren(
            QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly) if other.autoExclusive())


def _bring_to_sight(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea) and around.widget() is not None and around.widget().isAncestorOf(widget):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
