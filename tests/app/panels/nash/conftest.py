import pytest
from PySide6.QtCore import QObject

from app.panels.nash.panel import NashPanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from tests.app.panels.nash.near_panel import NearClient


@pytest.fixture
def panel(qtbot):
    owner = QObject()
    client = NearClient()
    panel = NashPanel(client, actions.build(owner, actions.commands_of(RunCommands)))
    panel.owner = owner
    qtbot.addWidget(panel)
    panel.resize(1300, 700)
    panel.show()
    panel.set_active(True)
    client.send("nash", "pause")
    client.show()
    return panel
