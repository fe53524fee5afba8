"""The page of experiments of the GAN lab: a player is frozen and the other trained, apart from the run on the screen.

The experiments themselves run in the engine (sims/gan/experiments); this page starts them and asks for their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.engine.messages import Notice, RunReport
from app.panels.gan.experiments.checklist_view import ChecklistView
from app.panels.gan.experiments.experiment_views import BatchSizeView, FreshDiscriminatorView, OptimumView, table_of
from app.panels.gan.experiments.vanishing_view import VanishingView
from app.panels.notes import wrapped
from app.panels.training.curves.curve_page import Page
from app.panels.training.curves.frame_history import FrameHistory
from app.words.counts import steps_text
from sims.gan.params import GanParams
from sims.params import N_
from widgets.language import _, ngettext, sentence
from widgets.layout.flow import FlowLayout
from widgets.numbers import whole
from widgets.theme import themes

Ask = Callable[..., None]               # EngineClient.ask for one run group: (question, then, **arguments)

POLL_MILLISECONDS = 120
STEPS = (300, 1_000, 3_000, 10_000, 30_000, 100_000)
FIRST_STEPS = 3_000

EXPERIMENTS = {
    # key: (title, what it does)
    "fresh_critic": (N_("Freeze G, train D afresh"), N_(
        "G rests as it is; a D drawn anew learns. How strong is the gradient that G would get from it? "
        "(Arjovsky and Bottou 2017, figures 2 and 3)")),
    "vanishing": (N_("Freeze G: what vanishes"), N_(
        "G rests; a D drawn anew learns. V comes to 2 JS − 2 ln 2, the slope of σ(D) at the generated points dies "
        "while that of the logit grows, and G’s gradient stays under M ε/(1 − ε). (Arjovsky and Bottou 2017, "
        "theorem 2.4)")),
    "toward_optimum": (N_("Freeze G, train D to its optimum"), N_(
        "G rests; D goes on from where it is, at ever smaller learning rates. How near does it come to "
        "D* = p / (p + q)? (Goodfellow et al. 2014, proposition 1)")),
    "batch_size": (N_("V over the size of the minibatch"), N_(
        "Both rest. How far do estimates of V scatter that are made from minibatches of one size?")),
    "debug_first": (N_("Debug first: three checks"), N_(
        "Before you tune anything: are the gradients right, can D learn, can G? Of these networks, this optimizer and "
        "these rates; the run itself rests.")),
}
VIEWS = {"fresh_critic": FreshDiscriminatorView, "vanishing": VanishingView, "toward_optimum": OptimumView,
         "batch_size": BatchSizeView, "debug_first": ChecklistView}
#: Parameters that make D learn something else than p / (p + q).
_UNLIKE = ("label_smoothing", "instance_noise", "r1", "r2", "gradient_penalty", "dragan", "weight_clip",
           "spectral_norm", "minibatch_std")


class ExperimentsPage(Page):
    """rows: what each experiment has found so far, by its key. running: the key of the one under way, "" for none.

    table_offered(name, text): the user wants the numbers as CSV.
    """

    name = "experiments"
    title = N_("Experiments")
    says = N_("Short experiments beside the run: a D that learns while G stands still, sizes of minibatches, "
              "checks before one trains.")
    table_offered = Signal(str, str)

    def __init__(self, ask: Ask):
        super().__init__()
        self._ask = ask
        self.views: dict[str, QWidget] = {}             # of those that have been shown
        self._narrow = False
        self.rows: dict[str, list[Mapping[str, Any]]] = {key: [] for key in EXPERIMENTS}
        self._looked_at: dict[str, tuple[int, int]] = {}
        self._params: GanParams | None = None
        self._run: tuple[Any, ...] = ()                 # what the run on the screen began with
        self._runs: dict[str, tuple[Any, ...]] = {}     # and the one that each experiment looked at
        self._said = ""
        self.running = ""                       # which of them is under way
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)

    def build(self) -> None:
        self.kind, self.steps = QComboBox(), QComboBox()
        self.kind.setAccessibleName(_("Experiment"))
        for key, (title, says) in EXPERIMENTS.items():
            self.kind.addItem(_(title), key)
            self.kind.setItemData(self.kind.count() - 1, _(says), Qt.ItemDataRole.ToolTipRole)
        self.kind.currentIndexChanged.connect(self._choose)
        self.steps.setAccessibleName(_("Steps of the experiment"))
        self.steps.setToolTip(_("How many steps are trained"))
        for steps in STEPS:
            self.steps.addItem(steps_text(steps), steps)
        self.steps.setCurrentIndex(STEPS.index(FIRST_STEPS))
        self.button, self.save = QPushButton(), QPushButton(_("Numbers as CSV…"))
        self.button.clicked.connect(self.toggle)
        self.save.clicked.connect(self.offer_table)
        for button in (self.button, self.save):
            button.setAutoDefault(False)
        head = QWidget()
        flow = FlowLayout(head, spacing=6)
        for widget in (self.kind, self.steps, self.button, self.save):
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of the experiment"))
        self.note = wrapped("", "muted")
        self.note.setAccessibleName(_("About the experiment"))
        self.plots = QWidget()                  # not a stack, which would be as high as the highest of them
        self._stack = QVBoxLayout(self.plots)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(3)
        for widget in (head, self.progress, self.note):
            self._parts.addWidget(widget)
        self._parts.addWidget(self.plots, 1)
        self._row.addLayout(self._parts)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self._choose()

    @property
    def key(self) -> str:
        """The key of the experiment that is shown."""
        return self.kind.currentData()

    def view(self, key: str) -> QWidget:
        """What shows the rows of this experiment, made when it is first asked for."""
        if key not in self.views:
            view = self.views[key] = VIEWS[key]()
            view.stack_plots(self._narrow)
            if isinstance(view, ChecklistView):
                view.asked.connect(self.begin)
            self._stack.addWidget(view)
        return self.views[key]

    def arrange_views(self, narrow: bool, low: bool) -> None:
        self._narrow = narrow
        for view in self.views.values():
            view.stack_plots(narrow)

    # What the user does -----------------------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Show this experiment; not while another one is under way."""
        if not self.running:
            self.kind.setCurrentIndex(self.kind.findData(key))

    def toggle(self) -> None:
        """Start the experiment that is shown, or stop the one under way."""
        self.stop() if self.running else self.begin()

    def begin(self, part: str = "") -> None:
        """Start the experiment that is shown, or one part of it, on the players as they are now."""
        if self.running:
            return
        self.running, key = self.key, self.key
        self.rows[key], self._runs[key] = [], self._run
        self._said = ""
        self._show_state()
        self._ask("begin_experiment", partial(self._begun, key), name=part or key, total=self.steps.currentData())

    def stop(self) -> None:
        """End the experiment under way; its rows stay."""
        self._ask("end_experiment", lambda value, error: None)

    def offer_table(self) -> None:
        """Offer the rows of the experiment that is shown as a file."""
        if self.rows[self.key]:
            self.table_offered.emit(self.key, table_of(self.rows[self.key]))

    # Answers ----------------------------------------------------------------------------------------------------------

    def _begun(self, key: str, looked_at: tuple[int, int] | None, error: Notice | None) -> None:
        if error is not None:
            self._end(sentence(error))
            return
        self._looked_at[key] = looked_at
        self.progress.setRange(0, 0)
        self._show_state()
        self._poll()

    def _poll(self) -> None:
        if self.running:
            self._ask("experiment_rows", self._take, since=len(self.rows[self.running]))

    def _take(self, found: Any, error: Notice | None) -> None:
        if not self.running:
            return
        if error is not None:
            self._end(sentence(error))
            return
        self.rows[self.running] += found.rows
        if found.rows:
            self.view(self.running).show_rows(self.rows[self.running])
        if found.running:
            self.progress.setRange(0, found.total)
            self.progress.setValue(found.done)
            self._timer.start()
            return
        if found.failed:
            self._end(_("It ended with an error: {error}").format(error=found.failed))
        elif not found.total:
            self._end(_("It ended early: the training process was started anew."))
        elif found.done < found.total:
            self._end(ngettext("It ended after {done} of {total} step.", "It ended after {done} of {total} steps.",
                               found.total).format(done=whole(found.done), total=whole(found.total)))
        else:
            self._end("")

    def _end(self, said: str) -> None:
        self.running, self._said = "", said
        self._show_state()

    # Looks ------------------------------------------------------------------------------------------------------------

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        shown = (run.log["params"], run.log["seed"])
        if (run.params, shown) != (self._params, self._run):
            self._params, self._run = run.params, shown
            self._show_state()

    def _choose(self) -> None:
        shown = self.view(self.key)
        for view in self.views.values():
            view.setVisible(view is shown)
        self.steps.setVisible(self.key != "batch_size")
        self._show_state()

    def _show_state(self) -> None:
        self.kind.setEnabled(not self.running)
        self.steps.setEnabled(not self.running)
        if isinstance(view := self.view(self.key), ChecklistView):
            view.let_run(not self.running)
        self.button.setText(_("Stop") if self.running else _("Start"))
        self.progress.setVisible(bool(self.running))
        self.save.setEnabled(bool(self.rows[self.key]))
        parts = [_(EXPERIMENTS[self.key][1])]
        if self.rows[self.key] or self.running:
            if self.key in self._looked_at:
                step, seed = self._looked_at[self.key]
                said = (_("G of step {step}, seed {seed}.") if self._runs[self.key] == self._run else
                        _("Of a run before this one, with other settings or another seed: G of step {step}, "
                          "seed {seed}."))
                parts = [said.format(step=whole(step), seed=seed)]
            parts += self._reservations()
        if self._said:
            parts.append(self._said)
        self.note.setText(" ".join(parts))
        self._place_note()

    def _place_note(self) -> None:
        """Before it is begun one reads what an experiment does; from then on one looks at its plots first."""
        first, second = ((self.plots, self.note) if self.rows[self.key] or self.running else (self.note, self.plots))
        if self._parts.indexOf(first) > self._parts.indexOf(second):
            self._parts.removeWidget(second)
            self._parts.addWidget(second, int(second is self.plots))

    def _reservations(self) -> list[str]:
        """Sentences on what restricts the comparison of D with D* under these parameters."""
        theory = {"toward_optimum": "optimal", "vanishing": "best_value"}.get(self.key)
        if theory is None or self._params is None:
            return []
        said = []
        if self.rows[self.key] and theory not in self.rows[self.key][-1]:
            said.append(_("D* is known only for Gaussian targets and a linear G: try the preset “D reaches its "
                          "optimum”."))
        if any(getattr(self._params, name) for name in _UNLIKE) or self._params.pack > 1:
            said.append(_("Noise, penalties, clipping, smoothing or packing make D learn something else than D*."))
        return said

    def _apply_theme(self) -> None:
        self.progress.setFixedHeight(themes.current.pixels(5))
        self.kind.setMinimumWidth(themes.current.pixels(120))       # where there is no room for its longest text
