"""The tabs of the window build a panel when it is first shown or asked for."""

from app.panels import PANELS, PanelEntry
from app.panels.panel import Panel
from app.window.panel_tabs import PanelTabs


class First(Panel):
    group = "first"
    active = False

    def set_active(self, on):
        self.active = on


class Second(First):
    group = "second"
    offers = ("welcome",)


class Third(First):
    group = "third"


def three(qtbot):
    tabs = PanelTabs([PanelEntry(kind.group, kind.group, __name__, kind.__name__) for kind in (First, Second, Third)],
                     lambda kind, parent: kind(parent))
    qtbot.addWidget(tabs)
    return tabs


def groups(tabs):
    return [panel.group for panel in tabs.built]


def test_a_panel_is_built_once_when_it_is_first_shown_or_asked_for(qtbot):
    tabs = three(qtbot)
    assert groups(tabs) == []
    tabs.start("second")
    assert groups(tabs) == ["second"] and tabs.current.active
    third = tabs.of("third")
    assert tabs.of("third") is third and tabs.current.group == "second" and not third.active
    tabs.go_by(2)
    assert groups(tabs) == ["first", "second", "third"] and tabs.current.group == "first"
    tabs.show_panel(third)
    assert tabs.current is third and [panel.active for panel in tabs.built] == [False, False, True]
    assert [action.isChecked() for action in tabs.panel_actions] == [False, False, True]


def test_to_look_for_a_panel_builds_only_the_one_that_fits(qtbot):
    tabs = three(qtbot)
    assert tabs.that(lambda kind: "welcome" in kind.offers).group == "second"
    assert tabs.that(lambda kind: kind.group == "none") is None and tabs.of("none") is None
    assert groups(tabs) == ["second"]


def test_an_unknown_panel_of_the_last_time_leaves_the_first(qtbot):
    tabs = three(qtbot)
    tabs.start("gone")
    assert tabs.current.group == "first"


def test_the_list_of_panels_says_of_each_what_its_class_does():
    assert [entry.load().group for entry in PANELS] == [entry.group for entry in PANELS]


def test_in_another_language_a_hidden_panel_is_built_anew_when_it_is_next_asked_for(qtbot):
    tabs = three(qtbot)
    taken = []
    for kind in (First, Second, Third):
        kind.take_over = lambda new, before: taken.append((before, new))
    tabs.start("first")
    first, second, third = (tabs.of(group) for group in ("first", "second", "third"))
    for _language in range(2):
        tabs.rebuild()
    assert [before.group for before, _new in taken] == ["first", "first"] and tabs.current is taken[-1][1]
    assert tabs.built[1:] == [second, third] and tabs.current is not first
    tabs.go_by(1)
    assert taken[-1] == (second, tabs.current) and tabs.current is not second and tabs.current.active
    assert tabs.of("second") is tabs.current and len(taken) == 3, "once"
    assert tabs.rebuild([third])[third].group == "third"
