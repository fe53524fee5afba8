"""The lab in a window, and dialogs that choose a file without being shown."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.window import settings as remembered
from tests.engine_start import engines_begin_with_torch_loaded  # noqa: F401 - a fixture
from tests.gui.windows import close, new_window
from widgets.theme import themes


@pytest.fixture
def window(qtbot):
    themes.apply(QApplication.instance())
    themes.use("light")
    main = new_window(qtbot)
    yield main
    close(main)
    remembered.path().unlink(missing_ok=True)


@pytest.fixture
def choose(monkeypatch):
    """Say which file the next dialog gives."""
    chosen = {}
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_arguments: (str(chosen["path"]), "")))

    def set_path(path):
        chosen["path"] = path
    return set_path
