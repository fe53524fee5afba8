"""The scene of the noisy D: its buttons draw, and what it prints is what the simulation measures."""

import numpy as np
import pytest
from PySide6.QtWidgets import QMainWindow, QPushButton

from app.engine.local import LocalClient
from app.panels.distances.noisy_discriminator import NoisyDiscriminatorScene
from app.panels.distances.scene_panel import ScenePanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from sims.distances import noisy_discriminator

pytestmark = pytest.mark.usefixtures("calm_theme")


def test_the_buttons_draw_and_the_histogram_is_that_of_the_draws(qtbot):
    holder = QMainWindow()
    qtbot.addWidget(holder)
    page = ScenePanel(NoisyDiscriminatorScene, LocalClient(holder),
                      actions.build(holder, actions.commands_of(RunCommands)))
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.set_active(True)
    scene = page.scene
    assert "Nothing is drawn yet" in scene.tally.text()
    one, many = scene.findChildren(QPushButton)
    one.click()
    many.click()
    qtbot.waitUntil(lambda: not page.report.busy and page.report.lead.frame.step == 10_001, timeout=30_000)
    found, _critic = noisy_discriminator.drawn(0.1, 0.1, 1, 0, 10_001)
    assert scene.tally.text().startswith("10,001 draws.") and f"{np.abs(found).max():.0f}"[:4] in scene.tally.text()
    drawn, law = (scene.histogram.functions[key] for key in ("density", "law"))
    for at in (-1.0, 0.0, 1.0):                         # powers of ten: 0.1, 1, 10; within 15 % where hundreds fell
        assert drawn.value(at) == pytest.approx(law.value(at), abs=np.log10(1.15))
    assert scene.running.functions["mean"]._y[-1] == pytest.approx(found.mean())
    page.set_by_hand({"noise": 0.01})                   # another law: from the first draw on
    assert page.report.lead.frame.step == 0 and page.scene.frame.numbers["scale"] == pytest.approx(10)
