"""The message across the top of a panel."""

from app.panels.banner import Banner
from widgets.theme import themes


def test_the_stripe_has_the_colour_of_a_warning_only_where_it_warns(qtbot, calm_theme):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_text("It could not be written.", "file")
    assert themes.current.warning in banner.styleSheet()
    banner.inform("It was saved.", "file")
    assert banner.label.text() == "It was saved."
    assert themes.current.warning not in banner.styleSheet() and themes.current.accent in banner.styleSheet()
    banner.clear("file")
    assert banner.isHidden()
