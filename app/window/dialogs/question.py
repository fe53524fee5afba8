"""A question with a few named answers, asked without waiting for one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

#: (text on the button, its role, what is done then or None for nothing)
Answer = tuple[str, QMessageBox.ButtonRole, Callable[[], object] | None]


def ask(window: QWidget, icon: QMessageBox.Icon, text: str, more: str, answers: Sequence[Answer]) -> QMessageBox:
    """Open the question. answers: the first is the default, the last is what Esc means."""
    box = QMessageBox(icon, "Saddle", text, parent=window)
    box.setInformativeText(more)
    buttons = [(box.addButton(label, role), act) for label, role, act in answers]
    box.setDefaultButton(buttons[0][0])
    box.setEscapeButton(buttons[-1][0])

    def answered() -> None:
        chosen = box.clickedButton()
        box.deleteLater()
        for button, act in buttons:
            if button is chosen and act is not None:
                act()
    box.finished.connect(answered)
    box.open()
    return box
