"""What was tried is heard from the clients of the panels, as long as these are there."""

import gc
from types import SimpleNamespace
from weakref import ref

from app.engine.local import LocalClient
from app.window.commands.tried_commands import TriedCommands


def test_a_client_that_goes_with_its_panel_is_not_held(qtbot):
    tried, panel = TriedCommands(None, None, None), SimpleNamespace(client=LocalClient())
    gone = ref(panel.client)
    tried.watch(panel)
    tried.watch(panel)
    assert len(tried._watched) == 1
    del panel
    gc.collect()
    assert gone() is None and not len(tried._watched)
