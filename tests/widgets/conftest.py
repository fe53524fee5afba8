import pytest


@pytest.fixture(autouse=True)
def calm_theme(qapp):
    """Every test starts in the light theme at scale 1, in English."""
    from widgets import language
    from widgets.theme import themes

    language.install(None)
    themes.use("light")
    themes.present(False)
    themes.apply(qapp)
    yield
    language.install(None)


@pytest.fixture
def paint():
    """Render a plot of a size and give its pixels as uint8 (h, w, 3)."""
    import numpy as np
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    def picture(widget):
        QApplication.processEvents()
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, :image.width() * 3].reshape(image.height(), image.width(), 3).copy()

    return picture
