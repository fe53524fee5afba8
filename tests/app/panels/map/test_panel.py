"""The phase map without a window: its settings are a plan, its numbers those of a sweep, its cells runs of the lab."""

from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.command_line import main as command_line
from app.panels.map import filling
from app.panels.map.panel import MapPanel
from app.panels.map.results import MapResults
from app.panels.map.sweep_process import SweepProcess
from app.sweeps import kept_maps, process, runner
from app.sweeps import plan as sweep_plan
from app.sweeps.process import Progress
from sims.gan.maps import MAPS
from sims.gan.params import GanParams
from sims.params import change

pytestmark = pytest.mark.usefixtures("calm_theme")
TINY = {"batch_size": 8, "hidden_width_g": 6, "hidden_width_d": 6}


class Client:
    """The engine, of which the panel asks for the run of the lab only."""

    log = None

    def logs(self, group):
        return () if self.log is None or group != "gan" else (self.log,)


class AtOnce(SweepProcess):
    """Trains within the call of `start`, where few points are measured; or dies after so many runs."""

    most = None

    def start(self, job):
        news = {}

        def begin(done, keep):
            def keep_some(cell, result):
                keep(cell, result)
                news[cell.index] = result
                self.most = self.most and self.most - 1
                if self.most == 0:
                    raise KeyboardInterrupt
            news.update(done)
            return process._sweep(job, done, keep_some)
        runner.recorded(job.plan, begin, job.path)
        self.said.emit(Progress(1.0, news))
        return True


@pytest.fixture
def panel(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_maps, "folder", lambda: tmp_path / "maps")
    monkeypatch.setattr(filling, "SweepProcess", AtOnce)
    return new_panel(qtbot)


def new_panel(qtbot):
    panel = MapPanel(Client(), {})
    qtbot.addWidget(panel)
    panel.resize(1280, 640)
    panel.show()
    panel.set_active(True)
    return panel


def write(line, text):
    line.selectAll()
    QTest.keyClicks(line, text)


def small(panel, cells="2", steps="3"):
    """A map that is trained in a moment, of which the lab has the other settings."""
    panel.client.log = {"params": {**asdict(GanParams()), **TINY, "r1": 0.5}, "seed": 3, "position": [20, 0],
                        "events": [[5, 0, "r1", 0.25], [30, 0, "r1", 9.0]]}
    panel.settings.lab.click()
    for line, text in ((panel.settings.across.cells, cells), (panel.settings.up.cells, cells),
                       (panel.settings.steps, steps)):
        write(line, text)


def filled(panel, *without):
    """Let the panel have a map of 3 x 2 cells with 2 seeds, all but those indices done."""
    vary = {"learning_rate_d": (1e-4, 1e-3, 1e-2), "objective": ("wgan", "hinge")}
    plan = sweep_plan.Plan("gan", GanParams(), vary, (5, 6), 50, "cpu")
    done = {cell.index: {"status": "ok", "metrics": {"modes": float(cell.index), "w1": None}} for cell in plan.cells()}
    done[11] |= {"status": "diverged", "diverged_at": 17}
    for index in without:
        del done[index]
    panel.filling.show(kept_maps.new_path(), MapResults(plan, done))
    panel.settings.show_plan(plan)
    panel._show()


def test_a_map_that_is_trained_is_the_sweep_of_the_command_line(panel, tmp_path):
    small(panel)
    assert panel.bar.text.text() == "8 runs of 3 steps"
    panel.bar.button.click()
    assert panel.bar.text.text() == "8 of 8 runs"
    assert not panel.bar.button.isEnabled()             # there is nothing left of it
    offered = []
    panel.json_offered.connect(lambda name, text: offered.append(text))
    panel.exports["json"].click()
    swept = tmp_path / "swept.json"
    settings = [word for name, value in (TINY | {"r1": 0.25}).items() for word in ("--set", f"{name}={value}")]
    assert command_line.main([
        "sweep", "gan", *settings, "--vary", "learning_rate_d=1e-4:1e-2:2:log", "--vary",
        "learning_rate_g=1e-4:1e-2:2:log", "--seed", "3", "--seeds", "2", "--steps", "3", "--device", "cpu",
        "--json", str(swept)]) == 0
    assert offered == [swept.read_text()] == [panel.filling.path.read_text()]


def test_the_next_start_shows_the_map_and_goes_on(panel, qtbot):
    small(panel)
    panel.filling.process.most = 3
    panel.bar.button.click()
    later = new_panel(qtbot)
    assert 3 <= len(later.filling.results.done) < 8
    assert later.filling.results.done == panel.filling.results.done
    assert later.filling.results.plan.request() == panel.filling.results.plan.request()
    assert later.bar.button.text() == "Continue" and later.settings.plan() == later.filling.results.plan
    write(later.settings.steps, "4")
    assert later.bar.button.text() == "Start"           # of another map
    later.bar.button.click()
    assert later.filling.results.finished and later.maps.count() == 2
    later.maps.setCurrentIndex(1)
    later.maps.activated.emit(1)
    assert later.bar.button.text() == "Continue"
    later.bar.button.click()
    assert later.filling.results.finished
    for _map in kept_maps.kept():
        later.maps.setCurrentIndex(0)
        later.maps.activated.emit(0)
        assert later.remove.isEnabled()
        later.remove.menu().actions()[0].trigger()
    assert kept_maps.kept() == [] and later.filling.results is None
    assert later.bar.button.text() == "Start"


def test_a_cell_is_told_with_its_seeds(panel):
    filled(panel, 8)
    panel.map.point_at(2, 1)
    assert panel.told.text() == ("learning rate of D 0.01, objective hinge: modes covered 10.5 (seed 5: 10; "
                                 "seed 6: 11, diverged at step 17)")
    panel.map.point_at(2, 0)
    assert panel.told.text().endswith("objective Wasserstein (WGAN): modes covered 9 (seed 5: not yet; seed 6: 9)")
    panel.colour.setCurrentIndex(panel.colour.findData("diverged"))
    panel.colour.activated.emit(panel.colour.currentIndex())
    panel.map.point_at(2, 1)
    assert "diverged (%) 50" in panel.told.text()
    assert panel.map.ends == (0, 100)
    assert panel.bar.text.text() == "11 of 12 runs" and panel.bar.button.text() == "Continue"


def test_a_cell_opens_as_the_run_that_it_is(panel, qtbot):
    filled(panel)
    asked = []
    panel.run_asked.connect(lambda simulation, logs: asked.append((simulation, *logs)))
    panel.map.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(panel.map, key)
    menu = panel.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["Open in the lab: seed 5: 6", "Open in the lab: seed 6: 7"]
    menu.actions()[1].trigger()
    menu.close()
    (simulation, log), = asked
    assert (simulation, log["seed"], log["position"], log["events"]) == ("gan", 6, [50, 0], [])
    assert change(GanParams(), **log["params"]) == change(GanParams(), learning_rate_d=1e-3, objective="hinge")


def test_in_a_presentation_it_says_what_is_seen(panel):
    for on in (True, False):
        panel.show_about(on)
        assert panel.strip.isVisibleTo(panel) == on
        assert bool(panel.strip.label.text()) == on


def test_what_cannot_be_a_map_is_said(panel):
    settings = panel.settings
    write(settings.across.lo, "0.5 m")
    assert settings.message.isVisible() and not panel.bar.button.isEnabled()
    assert settings.across.lo.property("invalid")
    write(settings.across.lo, "0.5")
    assert not settings.message.isVisible() and panel.bar.button.isEnabled()
    settings.up.parameter.setCurrentIndex(settings.up.parameter.findData("learning_rate_d"))
    settings.up.parameter.activated.emit(0)
    assert "varied twice" in settings.message.text() and not panel.bar.button.isEnabled()
    settings.up.parameter.setCurrentIndex(settings.up.parameter.findData("grid_side"))
    settings.up.parameter.activated.emit(0)
    assert settings.plan().vary["grid_side"] == (1, 2, 3, 4, 6, 7, 8, 9)       # 8 of the 9 that there are
    assert settings.up.message.isVisible()              # on a ring it changes nothing


@pytest.mark.parametrize("key", MAPS)
def test_every_preset_can_be_started(panel, key):
    panel.use_preset(key)
    plan, preset = panel.settings.plan(), MAPS[key]
    assert list(plan.vary) == [preset.x.name, preset.y.name]
    assert plan.params == change(GanParams(), **preset.values)
    assert panel.colour.currentData() == preset.metric
    for axis in (preset.x, preset.y):
        values = plan.vary[axis.name]
        if axis.count:
            assert (len(values), values[0], values[-1]) == (axis.count, axis.lo, axis.hi)
    shown = sweep_plan.Plan.of_request(plan.request())
    panel.settings.show_plan(shown)
    panel.settings._plan = None                         # as its controls spell it
    assert panel.settings.plan().request() == plan.request()
