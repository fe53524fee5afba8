"""The method table: several methods with the same seeds, every run a point, and what the seeds cannot tell apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.engine.client import NO_ENGINE
from app.engine.messages import Notice
from app.panels.notes import wrapped
from app.panels.seeds import overlap
from app.panels.seeds.kept_table import read_table
from app.words.counts import steps_text
from sims.gan.methods import METHODS, setting_of
from sims.gan.params import GanParams
from sims.params import N_, change, parameters, plain
from widgets.controls.parameter_row import name_of, value_text
from widgets.language import _, sentence
from widgets.layout.flow import FlowLayout
from widgets.plots.charts.distributions import Distribution, DistributionsView

METRICS = {"modes": N_("Modes covered"), "w1": N_("W₁"), "high_quality": N_("High-quality share"),
           "js": N_("Jensen–Shannon divergence"), "sliced_w1": N_("Sliced W₁")}
CHOSEN = ("nonsaturating", "nonsaturating_r1", "wgan_clip", "wgan_gp")      # at first
PRESENT = "present"
FIRST_SHOWN = "high_quality"            # of the table that comes with the program: here its methods differ most
SEEDS, STEPS, MOST_STEPS = ("4", "8", "16", "32"), 2000, 1_000_000
ASKED_MILLISECONDS = 300
RESTARTED = N_("The training process was started anew: the runs that were done are kept, and the others go on.")
WAITING = N_("The training process has ended: the runs that are done are kept, and the others go on with a new one.")

Ask = Callable[..., None]


class MethodsView(QWidget):
    """ask(name, then, **arguments): asks the engine, as EngineClient.ask does for one group. params(): of the setting
    that the panel shows. table_offered(name, text): a person wants the table as comma-separated values."""

    table_offered = Signal(str, str)

    def __init__(self, ask: Ask, params: Callable[[], GanParams], parent: QWidget | None = None):
        super().__init__(parent)
        self._ask, self._params = ask, params
        self._titles: tuple[str, ...] = ()
        self._cells: list[tuple[int, int, Mapping[str, Any]]] = []
        self._request: dict[str, Any] = {}              # what the table under way was begun with
        self._asked = self._cancelled = False
        self._happened = ""                             # to the engine, meanwhile
        self.running = False
        self._timer = QTimer(self)
        self._timer.setInterval(ASKED_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._choices())
        layout.addLayout(self._row())
        layout.addWidget(self._kept_row())
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.views = {name: DistributionsView(_(title), shared=True) for name, title in METRICS.items()}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        for name, view in self.views.items():
            column.addWidget(view, 1)
            view.setVisible(name == self.choice.currentData())
        area = QScrollArea()
        area.setAccessibleName(_("Numbers of each method"))
        area.setWidgetResizable(True)
        area.setWidget(body)
        layout.addWidget(area, 1)
        layout.addWidget(self.sentence)
        self._show_kept()

    def _choices(self) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, spacing=8)
        self.boxes = {PRESENT: QCheckBox(_("the present setting"))}
        self.boxes |= {key: QCheckBox(_(method.title)) for key, method in METHODS.items()}
        for key, check in self.boxes.items():
            check.setChecked(key in CHOSEN)
            flow.addWidget(check)
        self.boxes[PRESENT].setToolTip(_("As the controls stand. The others take the target, the networks and the "
                                         "rates from there, and have no cure but their own."))
        return box

    def _row(self) -> FlowLayout:
        self.seeds, self.steps, self.choice = QComboBox(), QSpinBox(), QComboBox()
        self.seeds.addItems(SEEDS)
        self.seeds.setCurrentText("8")
        self.seeds.setAccessibleName(_("Seeds of each method"))
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setSingleStep(500)
        self.steps.setValue(STEPS)
        self.steps.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.steps.setAccessibleName(_("Steps of each run"))
        for name, title in METRICS.items():
            self.choice.addItem(_(title), name)
        self.choice.setAccessibleName(_("Metric that is shown"))
        self.choice.currentIndexChanged.connect(lambda _index: self._show())
        self.go = QPushButton()
        self.go.setAutoDefault(False)
        self.go.clicked.connect(lambda: self.end() if self.running else self.begin())
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the methods"))
        self.progress.setRange(0, 1000)
        self.progress.setMinimumWidth(60)
        self.csv = QPushButton(_("Save as CSV…"))
        self.csv.setAutoDefault(False)
        self.csv.clicked.connect(lambda: self.table_offered.emit("methods", self.as_csv()))
        row = FlowLayout()
        for text, widget in ((_("seeds"), self.seeds), (_("steps"), self.steps), ("", self.go)):
            if text:
                row.addWidget(QLabel(text))
            row.addWidget(widget)
        row.addWidget(self.progress)
        row.addWidget(self.choice)
        row.addWidget(self.csv)
        return row

    def _kept_row(self) -> QWidget:
        self.kept = read_table()
        self.about, self.again = wrapped("", "muted"), QPushButton(_("Run it again"))
        self.again.setToolTip(_("Train the same methods with the same settings and seeds here."))
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self.begin_again)
        self.kept_row = QWidget()
        row = QHBoxLayout(self.kept_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.about, 1)
        row.addWidget(self.again)
        return self.kept_row

    def _show_kept(self) -> None:
        """Show the table that comes with the program, where there is one and nothing has been run."""
        if self.kept is not None:
            self._titles = tuple(_(METHODS[key].title) for key in self.kept.methods)
            self._cells = list(self.kept.cells)
            declared = parameters(GanParams)
            setting = ", ".join(f"{name_of(declared[name])} {value_text(declared[name], value)}"
                                for name, value in self.kept.values.items())
            self.about.setText(_("Made on {date} by Saddle {version}: {seeds} seeds of each method, {steps}, "
                                 "{setting}, all else as the lab begins.").format(
                date=self.kept.date, version=self.kept.version, seeds=self.kept.seeds,
                steps=steps_text(self.kept.steps), setting=setting))
            self.choice.setCurrentIndex(self.choice.findData(FIRST_SHOWN))
        self.kept_row.setVisible(self.kept is not None)
        self._show()

    # What the user does -----------------------------------------------------------------------------------------------

    def begin_again(self) -> None:
        """Train what the table that came with the program was made of."""
        for key, check in self.boxes.items():
            check.setChecked(key in self.kept.methods)
        self.seeds.setCurrentText(str(self.kept.seeds))
        self.steps.setValue(self.kept.steps)
        self.begin(change(GanParams(), **self.kept.values))

    def begin(self, params: GanParams | None = None) -> None:
        """Train what is chosen, from the start. params: instead of the setting that the panel shows."""
        chosen = [key for key, check in self.boxes.items() if check.isChecked()]
        if not chosen:
            self.sentence.setText(_("Choose at least one method."))
            return
        present = params or self._params()
        self.kept_row.hide()
        settings = [plain(present if key == PRESENT else setting_of(METHODS[key], present)) for key in chosen]
        self._titles = tuple(self.boxes[key].text() for key in chosen)
        self._cells, self.running, self._cancelled, self._happened = [], True, False, ""
        self._request = {"settings": settings, "seeds": list(range(int(self.seeds.currentText()))),
                         "steps": self.steps.value()}
        self._ask_to_begin()
        self.progress.setValue(0)
        self._show()

    def _ask_to_begin(self) -> None:
        self._ask("begin_table", self._begun, **self._request, done=tuple(self._cells))

    def _begun(self, value: None, error: Notice | None) -> None:
        if error is None:
            self._timer.start()
        else:
            self._refused(error)

    def end(self) -> None:
        """Cancel: what is done stays."""
        if self.running:
            self._cancelled = True
            self._ask("end_table", lambda value, error: self._look())

    def _look(self) -> None:
        if not self._asked:
            self._asked = True
            self._ask("table_cells", self._take, since=len(self._cells))

    def _take(self, found: Any, error: Notice | None) -> None:
        self._asked = False
        if error is not None:
            self._refused(error)
            return
        if found is None:                               # another engine, which knows of no table
            self._happened = _(RESTARTED)
            self._stop() if self._cancelled else self._ask_to_begin()
            self._show()
            return
        self._cells += found.cells
        self.progress.setValue(round(1000 * found.share))
        if not found.running:
            self._stop(found.failed)
        self._show()

    def _refused(self, error: Notice) -> None:
        """Where the engine has ended, the next one will be asked, whenever it comes."""
        if error.template != NO_ENGINE or self._cancelled:
            self._stop(sentence(error))
            return
        self._happened = _(WAITING)
        self._timer.start()
        self._show()

    def _stop(self, said: str = "") -> None:
        self.running = False
        self._timer.stop()
        self._show()
        if said:
            self.sentence.setText(said)

    # What is shown ----------------------------------------------------------------------------------------------------

    def values(self, metric: str) -> dict[str, np.ndarray]:
        """The numbers of each method, by its title, of runs that have not diverged."""
        found: dict[str, list[float]] = {title: [] for title in self._titles}
        for number, _seed, result in self._cells:
            value = result["metrics"].get(metric)
            if result["status"] == "ok" and value is not None:
                found[self._titles[number]].append(value)
        return {title: np.array(numbers) for title, numbers in found.items()}

    def _show(self) -> None:
        metric = self.choice.currentData()
        self.go.setText(_("Cancel") if self.running else _("Train"))
        self.csv.setEnabled(bool(self._cells))
        for name, view in self.views.items():
            view.setVisible(name == metric)
        values = self.values(metric)
        self.views[metric].show_rows([Distribution(self._labelled(number, title), values[title], number)
                                      for number, title in enumerate(self._titles)])
        if not self._titles:
            self.sentence.setText(_("Each method is trained with the same seeds; every run is a point, under them a "
                                    "box from quartile to quartile with the median."))
        else:
            self.sentence.setText(f"{self._happened} {overlap.sentence(_(METRICS[metric]), values)}".strip())

    def _labelled(self, number: int, title: str) -> str:
        lost = sum(one == number and result["status"] != "ok" for one, _seed, result in self._cells)
        return _("{method} ({count} diverged)").format(method=title, count=lost) if lost else title

    def as_csv(self) -> str:
        """A row a run: the method, the seed, the status and the metrics; empty where not defined."""
        names = list(dict.fromkeys(name for _number, _seed, result in self._cells for name in result["metrics"]))
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["method", "seed", "status", *names])
        for number, seed, result in sorted(self._cells, key=lambda cell: cell[:2]):
            numbers = [result["metrics"].get(name) for name in names]
            rows.writerow([self._titles[number], seed, result["status"],
                           *("" if value is None else repr(value) for value in numbers)])
        return out.getvalue()
