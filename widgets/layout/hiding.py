"""To hide widgets and show them again, while a panel is built as well."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def show_if(widget: QWidget, on: bool) -> None:
    """Show or hide a widget in a layout. One that nobody has hidden is left alone: it is shown with its parent, and to
    show it before gives it its look, which it is given anew whenever one of its parents is put into another widget."""
    by_itself = widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    if not on or by_itself or (widget.parentWidget() is not None and widget.parentWidget().isVisible()):
        widget.setVisible(on)
