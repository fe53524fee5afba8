"""What a map is to be: the presets, the two axes, seeds and steps, and the settings that all its runs share."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.panels.map.axis_controls import DECLARED, AxisControls
from app.panels.map.fields import NumberLine, whole
from app.panels.notes import wrapped
from app.panels.training.without_effect import without_effect
from app.sessions.limits import LARGEST_SEED, MOST_STEPS
from app.sweeps.plan import MOST_CELLS, Plan, parse_vary
from sims.gan.maps import MAPS
from sims.gan.params import GanParams
from sims.params import N_, Count, ParameterError, change, parameters
from widgets.controls.editors import QuietWheel
from widgets.controls.parameter_row import name_of, value_text
from widgets.controls.parameters import column_width
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.theme import themes

MOST_SEEDS = 64
TOO_MANY = N_("{count} runs are too many; a map takes at most {most}. Take fewer cells, or fewer seeds.")
TO_MEND = N_("A number above is missing or out of its range.")
NO_EFFECT = N_("It changes nothing with these settings.")


class MapSettings(QScrollArea):
    """changed: the map that is wanted is another one. preset_chosen(key): of MAPS, by a person. lab_asked: wants the
    settings of the lab. cluster_asked: wants to choose a cluster."""

    changed = Signal()
    preset_chosen = Signal(str)
    lab_asked = Signal()
    cluster_asked = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.base, self.seed = GanParams(), 0
        self.presets = QComboBox()
        self.presets.setAccessibleName(_("Presets of maps"))
        self.presets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.presets.setMinimumContentsLength(10)
        self.presets.addItem(_("own map"), "")
        for key, preset in MAPS.items():
            self.presets.addItem(_(preset.title), key)
        self.presets.activated.connect(self._preset_chosen)
        self.help = wrapped("")
        self.across, self.up = AxisControls(_("To the right")), AxisControls(_("Upwards"))
        self.seeds = NumberLine(_("Seeds a cell"), whole(1, MOST_SEEDS), 3)
        self.steps = NumberLine(_("Steps"), whole(1, MOST_STEPS), 7)
        for part in (self.across, self.up, self.seeds, self.steps):
            part.changed.connect(self._edited)
        runs = QWidget()
        line = FlowLayout(runs, spacing=6)
        for part in (self.seeds, QLabel(_("seeds a cell")), self.steps, QLabel(_("steps"))):
            line.addWidget(part)
        self.lab = QPushButton(_("Settings of the lab"))
        self.lab.setToolTip(_("All other settings, and the first seed, as the lab has them now"))
        self.lab.setAutoDefault(False)
        self.lab.clicked.connect(lambda _checked=False: self.lab_asked.emit())
        self.cluster = QPushButton()
        self.cluster.setToolTip(_("Train on the workers of a Dask cluster, such as the other PCs of the room"))
        self.cluster.setAutoDefault(False)
        self.cluster.clicked.connect(lambda _checked=False: self.cluster_asked.emit())
        self.name_cluster("")
        heading = QLabel(_("All else"))
        heading.setProperty("title", True)
        self.rest, self.message = wrapped(""), wrapped("", "warning")
        contents = QWidget()
        contents.setObjectName("contents")
        column = QVBoxLayout(contents)
        column.setContentsMargins(10, 8, 12, 8)
        column.setSpacing(10)
        for widget in (self.presets, self.help, self.across, self.up, runs, heading, self.rest, self.lab, self.cluster,
                       self.message):
            column.addWidget(widget)
        column.addStretch(1)
        quiet = QuietWheel(self)
        for combo in (self.presets, self.across.parameter, self.up.parameter):
            combo.installEventFilter(quiet)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Settings of the map"))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self._plan: Plan | None = None          # where it is that of a map that is there
        self.use_preset(next(iter(MAPS)))

    # What is shown ---------------------------------------------------------------------------------------------------

    def use_preset(self, key: str) -> None:
        """Show a preset; emits nothing."""
        preset = MAPS[key]
        self._plan = None
        self.base, self.seed = change(GanParams(), **preset.values), 0
        self.across.show_axis(preset.x)
        self.up.show_axis(preset.y)
        self.seeds.show_number(preset.seeds)
        self.steps.show_number(preset.steps)
        self._name_preset(key)
        self._show_rest()

    def use_base(self, params: GanParams, seed: int) -> None:
        """Take these settings for all that is on no axis, and the first seed."""
        self.base, self.seed = params, seed
        self._edited()

    def show_plan(self, plan: Plan) -> None:
        """Show the map that is there; emits nothing."""
        self._plan = plan
        self.base, self.seed = plan.params, plan.seeds[0]
        for controls, (name, values) in zip((self.across, self.up), plan.vary.items()):
            controls.show_values(name, values)
        self.seeds.show_number(len(plan.seeds))
        self.steps.show_number(plan.steps)
        self._name_preset("")
        self._show_rest()

    def plan(self) -> Plan:
        """The map that is wanted. Raises ParameterError with a sentence where something of it is wrong."""
        if self._plan is not None:
            return self._plan
        try:
            seeds, steps = int(self.seeds.number()), int(self.steps.number())
            spelled = [self.across.spelled(), self.up.spelled()]
        except ValueError:
            raise ParameterError(TO_MEND) from None
        vary = parse_vary(self.base, spelled)
        count = seeds
        for values in vary.values():
            count *= len(values)
        if count > MOST_CELLS:
            raise ParameterError(TOO_MANY, count=Count(count), most=Count(MOST_CELLS))
        first = min(self.seed, LARGEST_SEED - seeds + 1)
        return Plan("gan", self.base, vary, tuple(range(first, first + seeds)), steps, "cpu")

    def name_cluster(self, address: str) -> None:
        """Where the map is trained: the address of a scheduler, "" for this machine."""
        self.cluster.setText(_("Run on a cluster…") if not address else
                             _("Cluster: {address}").format(address=address.removeprefix("tcp://")))

    def say(self, text: str) -> None:
        """What is wrong; "" where nothing is."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    # ------------------------------------------------------------------------------------------------------------------

    def _preset_chosen(self, index: int) -> None:
        if key := self.presets.itemData(index):
            self.use_preset(key)
            self.preset_chosen.emit(key)

    def _name_preset(self, key: str) -> None:
        self.presets.setCurrentIndex(self.presets.findData(key))
        self.help.setText(_(MAPS[key].help) if key else "")
        self.help.setVisible(bool(key))

    def _edited(self) -> None:
        self._plan = None
        self._name_preset("")
        self._show_rest()
        self.changed.emit()

    def _show_rest(self) -> None:
        axes = (self.across.declared.name, self.up.declared.name)
        self.rest.setText(_("seed {seed}; {settings}").format(seed=self.seed, settings=_differences(self.base, axes)))
        unusable = without_effect(self.base) | {
            name: _(NO_EFFECT) for name, declared in DECLARED.items()
            if not declared.used(self.base) and not set(axes) & set(declared.only_if)}
        for controls in (self.across, self.up):
            controls.set_unusable(unusable)

    def _apply_theme(self) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(max(column_width(), self.widget().minimumSizeHint().width() + bar))


def _differences(params: Any, without: tuple[str, ...]) -> str:
    """What differs from the defaults, in words."""
    found = [_("{name}: {value}").format(name=name_of(declared), value=value_text(declared, getattr(params, name))[:40])
             for name, declared in parameters(params).items()
             if name not in without and getattr(params, name) != declared.default]
    return ", ".join(found) if found else _("the usual settings")


def params_of(log: dict[str, Any]) -> GanParams:
    """The settings of a run as it stands, without those that belong to several GANs."""
    params = change(GanParams(), **{**asdict(GanParams()), **log["params"], "members": 1})
    for step, phase, name, value in log["events"]:
        if [step, phase] <= list(log["position"]):
            params = change(params, **{name: value})
    return params
