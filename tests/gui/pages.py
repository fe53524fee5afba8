"""Every page of the window's panels, one after the other, and what is wrong with how one is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QStatusBar,
    QWidget,
)

from app.panels.gan.welcome import WelcomeCard
from app.panels.nash.gallery import SmallPlaneView
from app.panels.panel import Panel
from app.window.cut_texts import whole_text
from widgets.controls.tabs import WrappingTabs
from widgets.theme import themes

#: Views that put something over a page, and are no page of their own.
OVERLAYS = ("layers/", "surface/")
CONTROLS = (QAbstractButton, QComboBox, QLabel, QLineEdit, QAbstractSpinBox)


def twice(text: str) -> str:
    """As long as any language may make it: its words doubled; what is filled in stands there once."""
    return f"{text} {re.sub('{[^}]*}', '', text)}".strip()


def pages(panel: Panel) -> Iterator[str]:
    """Show every page of a panel, one after the other; what each is called."""
    yield ""
    for tabs in panel.findChildren(WrappingTabs):
        for index in range(tabs.count()):
            if tabs.isVisible() and tabs.isTabVisible(index):
                tabs.setCurrentIndex(index)
                yield tabs.tabText(index)


def views(panel: Panel) -> list[str]:
    """The names of all pages and scenes of a panel that `open_view` takes; one "" where it has but one."""
    return [name for name in panel.view_titles() if not name.startswith(OVERLAYS)] or [""]


def tells_itself(widget: QWidget) -> bool:
    """Whether the pointer on it says the whole of what is cut: lists, headings of groups, the line at the foot."""
    return (isinstance(widget, QComboBox) or bool(widget.property("heading"))
            or isinstance(widget.parentWidget(), QStatusBar) or isinstance(widget, SmallPlaneView))


def shown(top: QWidget, kinds: type | tuple[type, ...] = CONTROLS) -> list[QWidget]:
    """The widgets of these kinds of which something is on the screen now."""
    return [widget for widget in top.findChildren(QWidget)
            if isinstance(widget, kinds) and widget.isVisible() and widget.window() is top.window()
            and not widget.visibleRegion().isEmpty()]


def cut_texts(top: QWidget) -> list[str]:
    """Visible texts that get less room than they need, and are not told otherwise."""
    return [f"cut: {type(widget).__name__} {text!r} has {widget.width()} px"
            for widget in shown(top, (QLabel, QAbstractButton, QComboBox))
            if (text := whole_text(widget)) and not tells_itself(widget)]


def cut_lines(top: QWidget) -> list[str]:
    """Labels whose lines are higher than they are."""
    found = []
    for label in shown(top, QLabel):
        if not label.text():
            continue
        need = label.heightForWidth(label.width()) if label.wordWrap() else label.fontMetrics().height()
        if need - label.height() > 2:
            found.append(f"too low: {label.text()[:60]!r} needs {need} px, has {label.height()}")
    return found


def cut_numbers(top: QWidget) -> list[str]:
    """Fields whose number or text is longer than they are."""
    fields = [field for field in shown(top, QLineEdit) if field.text()]
    return [f"cut: field {field.text()!r} has {field.width()} px" for field in fields
            if field.fontMetrics().horizontalAdvance(field.text()) > field.width() - 2]


def cut_sideways(top: QWidget) -> list[str]:
    """Controls that reach beyond what shows them, where no bar scrolls to the rest."""
    found = []
    for widget in shown(top):
        around = widget.parentWidget()
        while around is not None and around is not top:
            if isinstance(around, QAbstractScrollArea) and around.horizontalScrollBar().maximum() > 0 and (
                    around.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff):
                break
            around = around.parentWidget()
        else:
            seen = widget.visibleRegion().boundingRect()
            if widget.width() - seen.width() > 2 and not widget.visibleRegion().isEmpty():
                found.append(f"cut sideways: {_named(widget)} {widget.width()} px, of which {seen.width()}")
    return found


def overlaps(top: QWidget) -> list[str]:
    """Pairs of controls that lie over one another though none contains the other."""
    placed = [(widget, _filled(widget).translated(widget.mapTo(top, QPoint()))) for widget in shown(top)
              if widget.visibleRegion().boundingRect().height() > 2]
    found = []
    for index, (one, where) in enumerate(placed):
        for other, place in placed[index + 1:]:
            both = where & place
            if both.width() < 3 or both.height() < 3 or one.isAncestorOf(other) or other.isAncestorOf(one):
                continue
            if one.parentWidget() is other.parentWidget():
                found.append(f"overlap: {_named(one)} and {_named(other)} by {both.width()} x {both.height()} px")
    return found


def covered(top: QWidget) -> list[str]:
    """Controls in whose middle the mouse meets something else."""
    found = []
    for widget in shown(top):
        seen = widget.visibleRegion().boundingRect()
        hit = top.childAt(widget.mapTo(top, seen.center()))
        if (hit is not None and hit is not widget and not widget.isAncestorOf(hit) and not hit.isAncestorOf(widget)
                and not widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                and not any(card.isAncestorOf(hit) or card is hit for card in top.findChildren(WelcomeCard))):
            found.append(f"covered: {_named(widget)} by {_named(hit)}")
    return found


def scrolls_both_ways(top: QWidget) -> list[str]:
    """What one has to push sideways and downwards to see the whole of it; a table may be wide and long."""
    return [f"scrolls both ways: {_named(area)} lacks {area.horizontalScrollBar().maximum()} x "
            f"{area.verticalScrollBar().maximum()} px"
            for area in _scrolling(top) if not _cannot_scroll_sideways(area) and area.verticalScrollBar().maximum() > 0]


def wider_than_shown(top: QWidget) -> list[str]:
    """What is cut to the right, where no bar scrolls there."""
    return [f"wider than shown: {type(area).__name__} lacks {area.horizontalScrollBar().maximum()} px"
            for area in _scrolling(top) if _cannot_scroll_sideways(area)]


def _scrolling(top: QWidget) -> list[QAbstractScrollArea]:
    """What has more than the width that there is, but for tables and plots."""
    return [area for area in shown(top, QAbstractScrollArea) if area.horizontalScrollBar().maximum() > 0
            and not isinstance(area, QAbstractItemView | QGraphicsView)]


def _cannot_scroll_sideways(area: QAbstractScrollArea) -> bool:
    return area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def small_texts(top: QWidget) -> list[str]:
    """Labels and buttons with the type of another scale."""
    least = 0.8 * themes.current.font_points
    return [f"small: {_named(widget)} has {widget.font().pointSizeF():.1f} points"
            for widget in shown(top, (QLabel, QAbstractButton)) if widget.font().pointSizeF() < least]


def faults(top: QWidget) -> list[str]:
    """Whatever of this is wrong, in words."""
    return [text for check in (cut_texts, cut_lines, cut_numbers, cut_sideways, overlaps, small_texts,
                                scrolls_both_ways, wider_than_shown, covered)
            for text in check(top)]


def _filled(widget: QWidget) -> QRect:
    """What a widget draws on: of a label in one line its text."""
    if isinstance(widget, QLabel) and not widget.wordWrap():
        width = min(widget.width(), widget.sizeHint().width())
        return QRect(0, 0, width, widget.height()) if widget.alignment() & Qt.AlignmentFlag.AlignLeft else widget.rect()
    return widget.contentsRect() if isinstance(widget, QLabel) else widget.rect()


def out_of_sight(widget: QWidget) -> str:
    """Why this is not seen as a whole in the window; "" where it is."""
    seen = widget.visibleRegion().boundingRect()
    if widget.isVisible() and seen.height() >= widget.height() - 1 and seen.width() >= widget.width() - 1:
        return ""
    return (f"out of sight: {_named(widget)} {widget.width()} x {widget.height()}, "
            f"of which {seen.width()} x {seen.height()}")


def _named(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")() or widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} {text[:40]!r}"
