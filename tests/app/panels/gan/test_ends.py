"""The lab at the ends of the ranges of its parameters: no number that is none stands anywhere in its panel."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QGraphicsSimpleTextItem, QGraphicsTextItem, QGraphicsView

from app.engine.local import LocalClient
from app.panels.gan.panel import GanPanel
from sims.gan.observation import metrics
from tests.gui.monkey.words import NO_WORDS, badly_said
from tests.sims.extremes import FEW, single

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8}
#: Throws its points and scores far out; has diverged after a step; has no modes.
SOME = ({"target": "ring", "optimizer": "adam", "ring_radius": 0.2, "beta2": 0.0},
        {**SMALL, "objective": "wgan", "learning_rate_d": 1.0, "learning_rate_g": 1.0, "hidden_layers_d": 6},
        {**SMALL, "target": "moons", "hidden_layers_g": 0, "latent_dim": 1})


class Client(LocalClient):
    """Runs in this process, of which the lab asks nothing that takes an engine."""

    def view(self, group, rect):
        if group in self._groups:
            self._groups[group].look_at(rect)

    def ask(self, group, name, then, /, **arguments):
        pass


class Actions(dict):
    def __missing__(self, key):
        self[key] = QAction(key)
        return self[key]


def painted(panel):
    """The texts in plots, as legends and axes have them."""
    for view in panel.findChildren(QGraphicsView):
        for item in view.scene().items() if view.isVisible() else ():
            if isinstance(item, QGraphicsTextItem):
                yield item.toPlainText()
            elif isinstance(item, QGraphicsSimpleTextItem):
                yield item.text()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Exact W1 of few points, see tests.sims.extremes."""
    exact = metrics.wasserstein1
    monkeypatch.setattr(metrics, "wasserstein1", lambda real, fake: exact(real[:FEW], fake[:FEW]))


def bad_words(qtbot, settings):
    """(setting, text) of what no person should read, on one page beside the picture after the other."""
    panel = GanPanel(Client(), Actions(), "cpu")
    qtbot.addWidget(panel)
    panel.resize(1280, 720)
    panel.show()
    panel.set_active(True)
    found, pages = [], panel.curves.pages
    for number, setting in enumerate(settings):
        panel.command("use", values=setting, seed=1)
        panel.command("pause")
        for _ in range(6):
            panel.command("step")
        panel.command("sub_step")
        for page in pages if len(settings) < len(pages) else [pages[number % len(pages)]]:
            panel.curves.open_page(page)
            QApplication.processEvents()
            texts = [*badly_said(panel), *(text for text in painted(panel) if NO_WORDS.search(text))]
            found += [(setting, text) for text in texts]
    panel.client.close()
    return found


def test_no_number_that_is_none_stands_in_the_panel(qtbot):
    assert bad_words(qtbot, SOME) == []


@pytest.mark.trial
def test_nor_at_any_end_of_any_parameter(qtbot):
    assert bad_words(qtbot, single("gan")) == []
