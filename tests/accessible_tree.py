"""What assistive technology is told of the widgets of a window, asked through Qt's own interface to it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QComboBox, QLabel, QMainWindow, QWidget

from widgets.spoken import Spoken

Role = QAccessible.Role
#: That a person can do something with.
CONTROLS = (Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox, Role.ComboBox, Role.Dial,
            Role.EditableText, Role.List, Role.MenuItem, Role.PageTab, Role.ProgressBar, Role.RadioButton, Role.Slider,
            Role.SpinBox, Role.Table, Role.Tree)
#: That have a number, a text or a choice.
WITH_VALUE = (Role.ComboBox, Role.ProgressBar, Role.Slider, Role.SpinBox)
#: That Qt takes for a widget of which it knows nothing.
NOTHING_KNOWN = (Role.Client, Role.NoRole)


def all_of(top):
    """The interfaces of everything in a widget, also of what is hidden, each once."""
    waiting = [QAccessible.queryAccessibleInterface(top)]
    while waiting:
        each = waiting.pop()
        if each is None or not each.isValid() or _inside_a_list_of_choices(each.object()):
            continue
        yield each
        if not isinstance(each.object(), QAbstractItemView):        # rows and cells have the texts that are seen
            waiting += [each.child(number) for number in range(each.childCount())]


def _inside_a_list_of_choices(each):
    """The list that a drop-down box opens has no name of its own: Qt says that of the box."""
    around = each.parent() if isinstance(each, QWidget) else None
    return around is not None and around.inherits("QComboBoxPrivateContainer")


def lacking(top):
    """What is said too little of, as sentences."""
    return [f"{type(each.object()).__name__} {place_of(each.object())} has no {what}"
            for each in all_of(top) for what in _lacks(each)]


def _lacks(each):
    widget, role = each.object(), each.role()
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, Spoken) and role == Role.Client:
        role = Role.Pane                                # Qt has no other for what only scrolls
    # The viewport of a scroll area hands the focus on to it.
    takes_focus = (isinstance(widget, QWidget) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
                   and widget.focusProxy() is None and not isinstance(widget, QLabel))
    decoration = isinstance(widget, QWidget) and widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    painted = isinstance(widget, QWidget) and not isinstance(widget, QMainWindow) and _paints(widget) and not decoration
    if not (takes_focus or painted or role in CONTROLS):
        return
    if not each.text(QAccessible.Text.Name).strip():
        yield "name"
    if role in NOTHING_KNOWN:
        yield "role"
    valued = (role in WITH_VALUE and each.valueInterface() is None) or isinstance(widget, Spoken)
    empty = isinstance(widget, QComboBox) and widget.currentIndex() < 0     # nothing is chosen there
    if valued and widget.isVisible() and not empty and not each.text(QAccessible.Text.Value):
        yield "value"


def _paints(widget):
    """Whether a class of this program paints it."""
    return any("paintEvent" in vars(kind) for kind in type(widget).__mro__
               if kind.__module__.startswith(("app.", "widgets.")))


def place_of(widget):
    """The classes around it, from the outermost one that is no plain widget."""
    names = []
    while widget is not None:
        names.append(type(widget).__name__)
        widget = widget.parent()
    return "/".join(name for name in reversed(names[1:]) if name not in ("QWidget", "QStackedWidget", "QSplitter"))
