"""Pages of the distances, one of each kind for all tests of a file."""

import pytest
from PySide6.QtWidgets import QMainWindow

from app.engine.local import LocalClient
from app.panels.distances.panel import SCENES
from app.panels.distances.scene_panel import ScenePanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from widgets.theme import themes


@pytest.fixture(scope="module")
def made(qapp):
    """The pages that there are, by their kind: one for all tests."""
    themes.use("light")
    themes.present(False)
    themes.apply(qapp)
    holder, pages = QMainWindow(), {}
    for kind in SCENES:
        pages[kind] = ScenePanel(kind, LocalClient(holder), actions.build(holder, actions.commands_of(RunCommands)))
        pages[kind].resize(1200, 700)
    yield pages
    for page in pages.values():
        page.close()
        page.deleteLater()
    holder.deleteLater()


@pytest.fixture
def page(made):
    """page(kind): the page of the panel with this scene, on a run of its own."""
    def opened(kind):
        made[kind].show()
        made[kind].open()
        made[kind].set_active(True)
        return made[kind]
    yield opened
    for page in made.values():
        page.set_active(False)
        page.hide()
