"""The panel of phase maps: two parameters of the GAN lab on the axes, a metric as colour, filled while it trains."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor, QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from app.engine.client import EngineClient
from app.files import as_json
from app.panels.map.fill_bar import CONTINUE, PAUSE, START, FillBar, duration
from app.panels.map.filling import Filling
from app.panels.map.results import DIVERGED, METRICS, MapResults
from app.panels.map.settings import MapSettings, params_of
from app.panels.map.texts import axis_of, cell_text, run_text
from app.panels.notes import wrapped
from app.panels.panel import COMMANDS, Panel
from app.panels.panel_scroll import PanelScroll
from app.panels.presets.preset_strip import PresetStrip
from app.panels.side import push_button
from app.sweeps import kept_maps
from app.sweeps.plan import Plan, cells_csv
from app.words.counts import runs_of_steps
from sims.events import LOG_VERSION
from sims.gan.maps import MAPS
from sims.params import N_, ParameterError, plain
from sims.simulation import OK
from widgets.language import _, ngettext, sentence
from widgets.layout.flow import FlowLayout
from widgets.numbers import whole
from widgets.plots.charts.heat_map import HeatMap
from widgets.theme import themes

LAB = "gan"                             # the group of the panel whose settings are taken, and that opens a run
NO_LAB = N_("The lab has no run yet whose settings could be taken. Open it once.")
#: The ends of the colours of these metrics, where they are the same for every map.
ENDS = {"high_quality": (0.0, 1.0), DIVERGED: (0.0, 100.0), "modes": (0.0, None)}


class MapPanel(Panel):
    """Shows and fills one map at a time; those of other days can be chosen."""

    group = "map"
    about = N_("Each cell is a run of its own: where training works depends on two settings at once.")
    parts = ("controls",)

    def __init__(self, client: EngineClient, actions: dict[str, QAction], device: str = "auto",
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.client = client
        self.filling = Filling(self)
        self._watch_filling()
        self.settings = MapSettings()
        self.settings.changed.connect(self._show_state)
        self.settings.preset_chosen.connect(self.use_preset)
        self.settings.lab_asked.connect(self.take_lab)
        self.settings.cluster_asked.connect(self._ask_cluster)
        self.map = HeatMap()
        self.map.setAccessibleName(_("Phase map: arrows go from cell to cell, Return opens the run of a cell"))
        self.map.pointed.connect(self._tell_cell)
        self.map.chosen.connect(self._open_cell)
        self.told = wrapped("")
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        themes.changed.connect(self._make_room)
        self._make_room()
        self.bar = FillBar()
        self.bar.pressed.connect(self._pressed)
        self.bar.stopped.connect(lambda: self.filling.stop())
        self._drawn: tuple = (None, 0, "")      # of the map on the screen: its plan, the runs done and the metric
        self._opened = False
        self._lay_out()
        self.use_preset(next(iter(MAPS)))

    def _watch_filling(self) -> None:
        self.filling.changed.connect(self._show)
        self.filling.refused.connect(lambda text: self.banner.show_text(text, "map"))

    def take_over(self, before: MapPanel) -> None:
        """The map goes on being filled; settings that make no map are those of the first preset again."""
        self.filling.deleteLater()
        self.filling = before.filling
        self.filling.changed.disconnect()
        self.filling.refused.disconnect()
        self.filling.setParent(self)
        self._watch_filling()
        self._opened = before._opened
        if (plan := before._wanted()) is not None:
            self.settings.show_plan(plan)
        self.use_cluster(self.filling.scheduler)
        self.colour.setCurrentIndex(before.colour.currentIndex())
        self._list_maps()
        self._show()

    def _lay_out(self) -> None:
        self.strip = PresetStrip()
        self.strip.fold(False)
        self.colour = QComboBox()
        self.colour.setAccessibleName(_("Metric shown as colour"))
        self.colour.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.colour.setMinimumContentsLength(16)
        for name, text in METRICS.items():
            self.colour.addItem(_(text), name)
        self.colour.activated.connect(lambda _index: self._show())
        self.maps = QComboBox()
        self.maps.setAccessibleName(_("Maps that are kept"))
        self.maps.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.maps.setMinimumContentsLength(8)
        self.maps.setToolTip(_("All maps that were filled so far"))
        self.maps.activated.connect(lambda index: self._open_map(Path(self.maps.itemData(index))))
        self.exports = {name: push_button(text, tip, clicked) for name, text, tip, clicked in (
            ("picture", _("Picture…"), _("Save the map as PNG, SVG or PDF"), lambda: self.picture_asked.emit(self.map)),
            ("csv", _("CSV…"), _("Save every run as a line of numbers"), self._save_csv),
            ("json", _("JSON…"), _("Save what saddle sweep --json writes of the same runs"), self._save_json))}
        self.remove = QPushButton(_("Remove"))
        self.remove.setAutoDefault(False)
        self.remove.setMenu(QMenu(self.remove))         # a second click, because nothing brings it back
        self.remove.menu().addAction(_("Delete this map from this computer"), self._remove)
        head = QWidget()
        flow = FlowLayout(head, spacing=8)
        for widget in (QLabel(_("Colour")), self.colour, *self.exports.values()):
            flow.addWidget(widget)
        views = QWidget()
        left = QVBoxLayout(views, spacing=4)
        left.setContentsMargins(6, 4, 4, 0)
        left.addWidget(head)
        left.addWidget(self.map, 1)
        left.addWidget(self.told)
        kept = QHBoxLayout()
        kept.setContentsMargins(10, 6, 12, 0)
        kept.addWidget(self.maps, 1)
        kept.addWidget(self.remove)
        self.side = QWidget()
        column = QVBoxLayout(self.side, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(kept)
        column.addWidget(self.settings, 1)
        row = QHBoxLayout(spacing=0)
        row.addWidget(PanelScroll(views), 1)
        row.addWidget(self.side)
        layout = QVBoxLayout(self, spacing=0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self.strip)
        layout.addLayout(row, 1)
        layout.addWidget(self.bar)

    def _make_room(self) -> None:
        """Two lines for the cell, so that the map keeps its size from cell to cell."""
        self.told.setMinimumHeight(2 * QFontMetrics(themes.current.font()).lineSpacing())

    @property
    def hero(self) -> QWidget:
        return self.map

    def show_about(self, on: bool) -> None:
        self.strip.show_about(_(self.about) if on else "")

    # What a person does ----------------------------------------------------------------------------------------------

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        return {name: _(offered.title) for name, offered in MAPS.items()}

    def use_preset(self, name: str) -> None:
        """Show the settings and the metric of one of MAPS; the map is trained when it is started."""
        self.settings.use_preset(name)
        self.colour.setCurrentIndex(self.colour.findData(MAPS[name].metric))
        self._show()

    def take_lab(self) -> None:
        """Take what is on no axis from the run of the lab as it stands."""
        logs = self.client.logs(LAB)
        if not logs:
            self.banner.inform(_(NO_LAB), "map")
            return
        self.settings.use_base(params_of(logs[0]), logs[0]["seed"])

    def _ask_cluster(self) -> None:
        """Ask for the address of a scheduler; an empty one is this machine."""
        from app.sweeps.cluster import NO_DASK, installed
        if not installed():
            self.banner.inform(_(NO_DASK), "map")
            return
        text, taken = QInputDialog.getText(
            self, _("Run on a cluster"), _("Address of the Dask scheduler, such as tcp://192.168.0.10:8786; empty for "
                                           "this machine alone"), text=self.filling.scheduler)
        if taken:
            self.use_cluster(text.strip())

    def use_cluster(self, address: str) -> None:
        """Train there from the next start on; "" for this machine."""
        self.filling.scheduler = address
        self.settings.name_cluster(address)

    def _pressed(self) -> None:
        """Start, pause or go on, as the button says."""
        self.banner.clear("map")
        if self.filling.running and not self.filling.paused:
            self.filling.pause()
        elif self.filling.running or self._is_shown(self._wanted()):
            self.filling.go_on()
        elif (plan := self._wanted()) is not None:
            self.filling.start(plan)
            self._list_maps()

    def _open_map(self, path: Path) -> None:
        """Show a map that is kept."""
        if path == self.filling.path:
            return
        try:
            plan, done = kept_maps.read(path)
        except (ParameterError, OSError) as error:
            self.banner.inform(sentence(error) if isinstance(error, ParameterError) else str(error), "map")
            self._list_maps()
            return
        self.filling.show(path, MapResults(plan, done))
        self.settings.show_plan(plan)
        self._list_maps()
        self._show()

    def _remove(self) -> None:
        """Forget the map on the screen."""
        kept_maps.remove(self.filling.path)
        self.filling.results = self.filling.path = None
        self._list_maps()
        self._show()

    def _save_csv(self) -> None:
        self.table_offered.emit(self._file_name(), cells_csv(self._outcome()))

    def _save_json(self) -> None:
        self.json_offered.emit(self._file_name(), as_json(self._outcome(), indent=1) + "\n")

    def _outcome(self) -> dict:
        return self.filling.results.plan.outcome(self.filling.results.done)

    def _file_name(self) -> str:
        return self.filling.path.stem

    # The map ---------------------------------------------------------------------------------------------------------

    def _wanted(self) -> Plan | None:
        """The map that the settings ask for; None, and said there, where something is wrong with it."""
        try:
            plan = self.settings.plan()
        except ParameterError as error:
            self.settings.say(sentence(error))
            return None
        self.settings.say("")
        return plan

    def _is_shown(self, plan: Plan | None) -> bool:
        results = self.filling.results
        return plan is not None and results is not None and results.plan.request() == plan.request()

    def _show(self) -> None:
        """Paint what is known, and how far it is."""
        results = self.filling.results
        metric = self.colour.currentData()
        if results is not None and self._drawn != (drawn := (results.plan, len(results.done), metric)):
            self._draw_axes(results.plan)
            self._drawn = drawn
            least, most = ENDS.get(metric, (None, None))
            text = _(METRICS[metric])
            if len(results.plan.seeds) > 1:
                text = _("{metric}, mean of {count} seeds").format(metric=text, count=len(results.plan.seeds))
            self.map.show_values(text, results.means(metric), results.known(), results.diverged(), least, most)
            self._tell_cell(*self.map.cell)
        self._show_state()

    def _draw_axes(self, plan: Plan) -> None:
        if self._drawn[0] is not plan:
            self._drawn = (plan, 0, "")
            self.map.show_axes(*(axis_of(name, values) for name, values in plan.vary.items()))

    def _show_state(self) -> None:
        filling, wanted = self.filling, self._wanted()
        if filling.results is None and wanted is not None:
            self._draw_axes(wanted)             # what will be filled
        shown = self._is_shown(wanted)
        if filling.running:
            says, enabled = (CONTINUE if filling.paused else PAUSE), True
        elif shown and filling.results.done and not filling.results.finished:
            says, enabled = CONTINUE, True
        else:
            says, enabled = START, wanted is not None and not (shown and filling.results.finished)
        self.bar.show_state(says, enabled, filling.running, filling.share, self._progress_text(wanted))
        for button in self.exports.values():
            button.setEnabled(filling.results is not None and bool(filling.results.done))
        self.remove.setEnabled(filling.results is not None and not filling.running)
        self.maps.setEnabled(self.maps.count() > 0 and not filling.running)
        self.settings.setEnabled(not filling.running)
        self.status_changed.emit()

    def _progress_text(self, wanted: Plan | None) -> str:
        results = self.filling.results
        if results is None or not (self.filling.running or self._is_shown(wanted)):
            count = 0 if wanted is None else len(wanted.seeds) * math.prod(map(len, wanted.vary.values()))
            return runs_of_steps(count, wanted.steps) if wanted is not None else ""
        text = ngettext("{done} of {count} run", "{done} of {count} runs", results.count).format(
            done=whole(len(results.done)), count=whole(results.count))
        left = self.filling.seconds_left()
        if self.filling.paused:
            return _("{progress}, paused").format(progress=text)
        if left is not None and not results.finished:
            return _("{progress}, about {time} left").format(progress=text, time=duration(left))
        return text

    def _tell_cell(self, column: int, row: int) -> None:
        """Say what is known of a cell."""
        results = self.filling.results
        if results is None or (column, row) == (-1, -1):
            self.told.setText(_("Point at a cell, or go there by the arrow keys; a click or Return opens its run."))
            return
        self.told.setText(cell_text(results, column, row, self.colour.currentData()))
        self.map.setAccessibleDescription(self.told.text())

    def _open_cell(self, column: int, row: int) -> None:
        """Open the run of a cell in the lab; of several seeds one is chosen."""
        results, metric = self.filling.results, self.colour.currentData()
        if results is None:
            return
        runs = results.runs(column, row)
        if len(runs) == 1:
            self._open_run(column, row, runs[0][0])
            return
        menu = QMenu(self)
        menu.setAccessibleName(_("Open in the lab"))
        for seed, result in runs:
            menu.addAction(_("Open in the lab: {run}").format(run=run_text(seed, result, metric)),
                           partial(self._open_run, column, row, seed))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        here = self.map.mapToGlobal(self.map.middle_of(column, row).toPoint())
        menu.popup(here if not self.map.underMouse() else QCursor.pos() + QPoint(4, 4))

    def _open_run(self, column: int, row: int, seed: int) -> None:
        plan = self.filling.results.plan
        params = {**plain(plan.params), **self.filling.results.setting(column, row)}
        self.run_asked.emit(plan.simulation, ({
            "version": LOG_VERSION, "simulation": plan.simulation, "seed": seed, "params": params,
            "position": [plan.steps, 0], "status": OK, "events": []},))

    # What the window asks --------------------------------------------------------------------------------------------

    def command(self, name: str, /, **arguments: Any) -> None:
        if name == "toggle" and self.bar.button.isEnabled():
            self._pressed()

    def open_presets(self) -> None:
        self.settings.presets.showPopup()

    def availability(self) -> dict[str, bool]:
        return {**dict.fromkeys(COMMANDS, False), "play": self.bar.button.isEnabled(), "presets": True}

    def status_text(self) -> str:
        return _("training the map") if self.filling.running and not self.filling.paused else _("map at rest")

    def choices(self) -> dict[str, str]:
        return {"map.metric": self.colour.currentData(), "map.scheduler": self.filling.scheduler}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        if (index := self.colour.findData(choices.get("map.metric"))) >= 0:
            self.colour.setCurrentIndex(index)
        self.use_cluster(choices.get("map.scheduler", ""))

    def set_active(self, on: bool) -> None:
        """The map that was worked at last is there when the panel is first seen; it trains on behind other panels."""
        if on and not self._opened:
            self._opened = True
            self._list_maps()
            if newest := kept_maps.kept():
                self._open_map(newest[0])
        if on:
            self.map.setFocus()

    def shut_down(self) -> None:
        self.filling.process.stop()

    def show_part(self, part: str, on: bool) -> None:
        if part == "controls":
            self.side.setVisible(on)

    def _list_maps(self) -> None:
        """The maps that are kept, the one on the screen chosen."""
        self.maps.clear()
        paths = kept_maps.kept()
        if self.filling.path is not None and self.filling.path not in paths:
            paths.insert(0, self.filling.path)          # its file is still to be written
        for path in paths:
            self.maps.addItem(kept_maps.name_of(path), str(path))
        self.maps.setCurrentIndex(self.maps.findData(str(self.filling.path)))
        self.maps.setPlaceholderText(_("kept maps") if paths else _("no map yet"))
