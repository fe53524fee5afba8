"""The column beside the picture of a panel of runs: what is its own above, then the settings; and buttons for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget


def side_of(head: tuple[QWidget | QLayout, ...], controls: QWidget) -> QWidget:
    """These widgets and rows one below the other, and under them the controls, which take the height that is left."""
    side = QWidget()
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    above = QVBoxLayout()
    above.setContentsMargins(10, 6, 12, 0)
    for part in head:
        above.addLayout(part) if isinstance(part, QLayout) else above.addWidget(part)
    layout.addLayout(above)
    layout.addWidget(controls, 1)
    return side


def push_button(text: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
    """A button that no Return in another field presses."""
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: clicked())
    return button
