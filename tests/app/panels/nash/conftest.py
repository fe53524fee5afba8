import pytest
from PySide6.QtCore import QObject

from app.panels.nash.panel import NashPanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from tests.app.panels.nash.near_panel import NearClient


@pytest.fixture(scope="module")
def kept_panel(qapp):
    """One for all tests of a module; see `panel`."""
    panel = built()
    yield panel
    panel.close()
    panel.deleteLater()


@pytest.fixture
def panel(kept_panel):
    """As it opens, paused at step 0."""
    kept_panel.views.setCurrentIndex(0)
    kept_panel.beside.open_page("curves")
    kept_panel.open()
    paused(kept_panel)
    kept_panel.plane.plot.fit()
    return kept_panel


@pytest.fixture
def own_panel(qtbot):
    """For a test that takes it apart."""
    panel = built()
    qtbot.addWidget(panel)
    paused(panel)
    return panel


def built():
    owner = QObject()
    panel = NashPanel(NearClient(), actions.build(owner, actions.commands_of(RunCommands)))
    panel.owner = owner
    panel.resize(1300, 700)
    panel.show()
    panel.set_active(True)
    return panel


def paused(panel):
    panel.client.send("nash", "pause")
    panel.client.show()
