"""The Qt style sheet of a theme: flat controls with visible borders and focus rings, sized by the theme's scale."""

from __future__ import annotations

from pathlib import Path
from string import Template

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"

_SHEET = Template("""
QWidget { color: $ink; }
/* For these Windows and macOS have fonts of their own, smaller than the smallest text here. */
QMenuBar, QMenu, QMessageBox, QStatusBar, QComboBox QAbstractItemView, QListView, QTreeView, QTableView {
    font-size: ${points}pt;
}
QMainWindow, QDialog { background: $panel; }
QToolTip { color: $ink; background: $raised; border: 1px solid $border; padding: ${p4}px; }
QLabel { background: transparent; }
QLabel[title="true"], QToolButton[heading="true"] { font-weight: bold; }
QLabel:disabled, QCheckBox:disabled { color: $border; }

QPushButton, QToolButton, QComboBox, QAbstractSpinBox, QLineEdit {
    background: $raised; color: $ink; border: 1px solid $border; border-radius: ${p4}px;
    padding: ${p3}px ${p6}px; min-height: ${p18}px;
}
QToolButton { padding: ${p3}px; }
QToolButton[flat="true"], QPushButton[flat="true"], QLineEdit[flat="true"] {
    border-color: transparent; background: transparent;
}
QLineEdit[flat="true"]:hover:!focus { border-color: $border; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { background: $grid; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:checked, QToolButton:checked { border: 1px solid $accent; background: $grid; }
QPushButton:default { border: 2px solid $accent; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QLineEdit:disabled {
    color: $border; border-color: $grid; background: transparent;
}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QAbstractSpinBox:focus, QLineEdit:focus {
    border: 2px solid $accent; padding: ${p3m}px ${p6m}px;
}
QToolButton:focus { padding: ${p3m}px; }
QAbstractSpinBox[invalid="true"], QLineEdit[invalid="true"] {
    border: 2px solid $warning; padding: ${p3m}px ${p6m}px;
}
QToolButton[legend="true"] {
    border: 1px solid transparent; background: transparent; padding: 1px ${p4}px; min-height: ${p14}px;
}
QToolButton[legend="true"]:!checked { color: $muted; }
QToolButton[legend="true"]:hover { background: $grid; }
QToolButton[legend="true"]:focus { border: 1px solid $accent; }
QToolButton[small="true"] {
    border: 1px solid transparent; background: transparent; padding: 0 ${p4}px; min-height: ${p14}px; color: $accent;
}
QToolButton[small="true"]:focus { border: 1px solid $accent; padding: 0 ${p4}px; }
QPushButton[branch="true"] {
    border: 1px solid transparent; background: transparent; padding: 0 ${p4}px; min-height: ${p14}px; text-align: left;
}
QPushButton[branch="true"]:hover { background: $grid; }
QPushButton[branch="true"]:focus { border: 1px solid $accent; padding: 0 ${p4}px; }
QToolButton[heading="true"] {
    background: transparent; border: none; border-bottom: 1px solid $grid; border-radius: 0; padding: ${p3}px 0;
}
QToolButton[heading="true"]:hover { background: $grid; }
QToolButton[heading="true"]:focus { border: 2px solid $accent; border-radius: ${p4}px; padding: ${p3m}px 0; }
QPushButton[tab="true"] {
    background: transparent; color: $muted; padding: ${p4}px ${p4}px; border: none; border-radius: 0;
    border-bottom: ${p3}px solid transparent; min-height: 0;
}
QPushButton[tab="true"]:hover { color: $ink; background: $grid; }
QPushButton[tab="true"]:checked {
    color: $ink; background: transparent; border: none; border-bottom: ${p3}px solid $accent;
}
QPushButton[tab="true"]:focus {
    color: $accent; border: 2px solid $accent; border-bottom-width: ${p3}px; padding: ${p4m2}px ${p4m2}px ${p4}px;
}
QToolButton::menu-indicator { image: none; }

QComboBox { padding-right: 0; }
/* As high a border as without the focus: by its height Qt reckons that of the list, whose last row would be cut. */
QComboBox:focus {
    border: 1px solid $accent; border-left: 3px solid $accent;
    padding: ${p3}px 0 ${p3}px ${p4}px; background: $grid;
}
QComboBox::drop-down { border: none; width: ${p18}px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: ${p12}px; height: ${p12}px; }
QComboBox QAbstractItemView {
    background: $raised; color: $ink; border: 1px solid $border; outline: none;
    selection-background-color: $accent; selection-color: $ground;
}
QAbstractSpinBox { padding-right: ${p24}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: ${p24}px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $grid; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: ${p12}px; height: ${p12}px; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down.svg"); width: ${p12}px; height: ${p12}px; }

QCheckBox { spacing: ${p6}px; background: transparent; border: 2px solid transparent; border-radius: ${p4}px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator {
    width: ${p14}px; height: ${p14}px; border: 1px solid $border; border-radius: ${p3}px; background: $raised;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-$tone.svg"); }
QCheckBox::indicator:disabled { border-color: $grid; }
QCheckBox::indicator:checked:disabled { background: $grid; }
QRadioButton { spacing: ${p6}px; background: transparent; border: 2px solid transparent; border-radius: ${p4}px; }
QRadioButton:focus { border-color: $accent; }
QRadioButton::indicator {
    width: ${dot}px; height: ${dot}px; border: 1px solid $border; border-radius: ${round}px; background: $raised;
}
QRadioButton::indicator:checked { border: ${p4}px solid $accent; width: ${hole}px; height: ${hole}px; }

QSlider { min-height: ${p22}px; background: transparent; border: 2px solid transparent; border-radius: ${p4}px; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { height: ${p4}px; border-radius: ${p2}px; background: $border; }
QSlider::sub-page:horizontal { border-radius: ${p2}px; background: $accent; }
QSlider::handle:horizontal {
    width: ${knob}px; height: ${knob}px; margin: -${p6}px 0; border-radius: ${round}px;
    background: $raised; border: 2px solid $accent;
}
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::groove:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $grid; }
QSlider::handle:horizontal:disabled { background: $panel; border-color: $grid; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#contents { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${p10}px; }
QScrollBar:horizontal { height: ${p10}px; }
QScrollBar::handle { background: $border; border-radius: ${p3}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${p24}px; }
QScrollBar::handle:horizontal { min-width: ${p24}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $grid; }
QTabBar::tab {
    background: transparent; color: $muted; padding: ${p6}px ${p10}px; border: none;
    border-bottom: ${p3}px solid transparent;
}
QTabBar::tab:hover { color: $ink; background: $grid; }
QTabBar::tab:selected { color: $ink; border-bottom-color: $accent; }
QTabBar::tab:selected:focus {
    color: $accent; border: 2px solid $accent; border-bottom-width: ${p3}px; padding: ${p6m2}px ${p10m2}px ${p6}px;
}

QGroupBox { border: none; border-top: 1px solid $grid; margin-top: ${p22}px; padding-top: ${p4}px; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; color: $muted; }

QMenuBar { background: $panel; color: $ink; }
QMenuBar::item { padding: ${p4}px ${p8}px; background: transparent; border-radius: ${p4}px; }
QMenuBar::item:selected { background: $grid; }
QMenu { background: $raised; color: $ink; border: 1px solid $border; padding: ${p4}px; }
QMenu::item { padding: ${p4}px ${p22}px; border-radius: ${p3}px; }
QMenu::item:selected { background: $accent; color: $ground; }
QMenu::item:disabled { color: $border; }
QMenu::separator { height: 1px; background: $grid; margin: ${p4}px; }
QStatusBar { background: $panel; color: $muted; }
QStatusBar::item { border: none; }
QToolBar { background: $panel; border: none; spacing: ${p4}px; padding: ${p3}px; }
QSplitter::handle { background: $grid; }
QSplitter::handle:hover { background: $accent; }
QProgressBar { border: 1px solid $border; border-radius: ${p4}px; background: $raised; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${p3}px; }
QTextBrowser, QTextEdit, QPlainTextEdit, QListView, QTreeView, QTableView {
    background: $ground; color: $ink; border: 1px solid $grid; border-radius: ${p4}px;
    selection-background-color: $accent; selection-color: $ground;
}
QListView:focus, QTreeView:focus, QTableView:focus, QTextBrowser:focus { border: 2px solid $accent; }
QHeaderView::section { background: $panel; color: $muted; border: none; padding: ${p4}px; }
QTableCornerButton::section { background: $panel; border: none; }
""")


#: After the other: for fingers, all that is pressed is so high, and buttons as wide.
_FOR_FINGERS = Template("""
QPushButton, QToolButton, QComboBox, QAbstractSpinBox, QLineEdit { min-height: ${padded}px; }
QPushButton, QToolButton { min-width: ${padded}px; }
QToolButton[legend="true"], QCheckBox, QRadioButton, QSlider { min-height: ${framed}px; }
QToolButton[small="true"], QPushButton[branch="true"], QToolButton[heading="true"] { min-height: ${target}px; }
QPushButton[tab="true"], QTabBar::tab { min-height: ${tab}px; }
QAbstractSpinBox { padding-right: ${target}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button, QComboBox::drop-down { width: ${target}px; }
QMenu::item, QComboBox QAbstractItemView::item { min-height: ${target}px; }
""")


def stylesheet(theme) -> str:
    """The sheet for a `Theme`; ${pN} in it is N pixels at scale 1."""
    lengths = {f"p{n}": theme.pixels(n) for n in (2, 3, 4, 5, 6, 8, 10, 12, 14, 18, 22, 24)}
    lengths |= {f"p{n}m2": lengths[f"p{n}"] - 2 for n in (4, 5, 6, 10)}     # beside a focus ring where nothing was
    knob = 2 * (lengths["p12"] // 2)        # even, so that half of it is a whole radius
    sheet = _SHEET.substitute(
        lengths, points=f"{theme.font_points:g}",
        knob=knob, round=knob // 2 + 2, dot=knob + 2, hole=knob + 4 - 2 * lengths["p4"],
        p3m=lengths["p3"] - 1, p6m=lengths["p6"] - 1,       # a focus ring is one pixel wider than a border
        ink=theme.ink, ground=theme.ground, panel=theme.panel, raised=theme.raised, muted=theme.muted,
        grid=theme.grid, border=theme.border, accent=theme.accent, warning=theme.warning,
        tone="dark" if theme.dark else "light", icons=ICONS.as_posix())
    if not theme.target:
        return sheet
    return sheet + _FOR_FINGERS.substitute(
        target=theme.target, padded=theme.target - 2 * lengths["p3"] - 2, framed=theme.target - 4,
        tab=theme.target - 2 * lengths["p4"] - lengths["p3"])
