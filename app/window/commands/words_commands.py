"""Commands about words: the concepts of the sources with their places in the window, and the sources themselves."""

from __future__ import annotations

from app.window.actions import HELP, command
from app.window.commands.link_commands import LinkCommands
from app.window.window import Window
from app.words.places import Place
from sims.params import N_


class WordsCommands:
    """links: shows the run of a place that is a link. What a dialog needs is imported when it opens: the window is to
    be painted soon."""

    def __init__(self, window: Window, links: LinkCommands):
        self.window, self.links = window, links
        self._concept = 1                       # that was looked at last

    @command(N_("Concepts"), HELP, "Ctrl+K")
    def concepts(self) -> None:
        """List what the sources teach; the one that is chosen opens where it is seen."""
        from app.window.dialogs.concepts_dialog import ConceptsDialog
        dialog = ConceptsDialog(self.window, self.window.tabs, self._concept)
        dialog.looked_at.connect(self._remember)
        dialog.opened.connect(self.open_place)
        dialog.open()

    def _remember(self, number: int) -> None:
        self._concept = number

    def open_place(self, place: Place) -> None:
        """Bring a place to the front. Raises LookupError where there is none."""
        panel = self.window.panel_of(place.panel)
        if panel is None:
            raise LookupError(place.panel)
        self.window.show_panel(panel)
        if place.link:
            self.links.open_text(place.link)
        if place.preset:
            panel.use_preset(place.preset)
        for view in place.views:
            panel.open_view(view)
        if place.setting:
            panel.show_setting(place.setting.rpartition(".")[2])

    @command(N_("Sources"), HELP)
    def sources(self) -> None:
        """List the sources and papers that texts on the screen name."""
        from app.window.dialogs.sources_dialog import SourcesDialog
        SourcesDialog(self.window).exec()
