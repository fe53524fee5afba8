"""What the style sheet must leave to a control."""

from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QVBoxLayout, QWidget


def test_a_list_that_drops_down_from_a_combo_with_the_focus_shows_all_its_rows(qtbot, calm_theme):
    window = QWidget()
    qtbot.addWidget(window)
    layout, combo = QVBoxLayout(window), QComboBox()
    combo.addItems([f"item {number}" for number in range(7)])
    layout.addWidget(QPushButton("first"))
    layout.addWidget(combo)
    window.show()
    window.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    combo.showPopup()
    QApplication.processEvents()
    view, last = combo.view(), combo.model().index(combo.count() - 1, 0)
    assert view.visualRect(combo.model().index(0, 0)).top() >= 0
    assert view.visualRect(last).bottom() < view.viewport().height() and view.verticalScrollBar().maximum() == 0
    combo.hidePopup()
