"""Pages of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


class Pages(QStackedWidget):
    """Where the page that goes has the focus, the page that comes gets it. Qt would give it to the first control there,
    such as a tab, and the next arrow would be no step."""

    def setCurrentWidget(self, page: QWidget) -> None:
        before, focus = self.currentWidget(), self.window().focusWidget()
        has_it = before is not None and before is not page and before.isAncestorOf(focus)
        if has_it:
            self.setFocus()                     # else Qt looks for a control
        super().setCurrentWidget(page)
        if has_it:
            page.setFocus()

    def setCurrentIndex(self, index: int) -> None:
        if (page := self.widget(index)) is not None:
            self.setCurrentWidget(page)
