"""The page "Practice": from what one sees to its cause and its cure, and which step would have been worth keeping."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.notes import wrapped
from app.panels.presets.pictures import PresetPictureView, path_of, read_picture
from app.panels.training.curves.curve_page import NOTHING, Page
from app.panels.training.curves.frame_history import FrameHistory
from sims.gan.diagnosis import PROBLEMS, Problem
from sims.gan.presets import PRESETS
from sims.params import N_
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.numbers import number, whole
from widgets.theme import themes

ORDER, KEPT = "order", "kept"
#: What the page has, by key: where to begin, the problems, the best step.
ENTRIES = {ORDER: N_("Where to begin?"), **{key: problem.title for key, problem in PROBLEMS.items()},
           KEPT: N_("Which step would you have kept?")}
#: A last step whose distance is no more than this times the least one is as good as the best.
AS_GOOD = 1.1


class _Picture(PresetPictureView):
    SIDE = 88


class _Pictures(QWidget):
    """What a problem and its cure look like, as their presets end."""

    def __init__(self):
        super().__init__()
        self.views = _Picture(None), _Picture(None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for view, caption in zip(self.views, (_("problem"), _("cure"))):
            column = QVBoxLayout()
            column.setSpacing(1)
            column.addWidget(view)
            column.addWidget(wrapped(caption, "muted"))
            row.addLayout(column)

    def show_presets(self, *names: str) -> None:
        """The pictures of two presets."""
        for view, name in zip(self.views, names):
            view.picture = read_picture(path_of("gan", name))
            view.setToolTip(_(PRESETS[name].title))
            view.update()


class PracticePage(Page):
    """entries: a list of what one may see or ask. preset_asked(name), pair_asked(key): a person wants to see it live.
    step_asked(step): wants to go to the best step. checks_asked: to the checklist among the experiments."""

    name = "practice"
    title = N_("Practice")
    says = N_("What goes wrong in practice: what one sees, why it is so and what helps; and in which order to "
              "look.")
    preset_asked = Signal(str)
    pair_asked = Signal(str)
    step_asked = Signal(int)
    checks_asked = Signal()

    def build(self) -> None:
        self._measured = NOTHING, NOTHING           # steps and W1 there
        self.best = 0                               # the step of the least W1, 0 while none is known
        self.entries = QComboBox()
        self.entries.setAccessibleName(_("What do you see?"))
        self.entries.addItems([_(title) for title in ENTRIES.values()])
        self.sees, self.cause, self.cure = wrapped(""), wrapped(""), wrapped("")
        self.checks, self.show_it, self.show_cure, self.compare, self.go = self._buttons = (
            QPushButton(_("Open the checks")), QPushButton(_("Show it")), QPushButton(_("Show the cure")),
            QPushButton(_("Compare both")), QPushButton(_("Go to it")))
        self.checks.clicked.connect(self.checks_asked)
        self.show_it.clicked.connect(lambda: self.preset_asked.emit(self.problem.shown))
        self.show_cure.clicked.connect(lambda: self.preset_asked.emit(self.problem.cured))
        self.compare.clicked.connect(lambda: self.pair_asked.emit(self.problem.pair))
        self.go.clicked.connect(lambda: self.step_asked.emit(self.best))
        head = QWidget()
        flow = FlowLayout(head, spacing=6)
        flow.addWidget(self.entries)
        for button in self._buttons:
            button.setAutoDefault(False)
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        self._texts = QHBoxLayout()
        self._texts.setSpacing(12)
        for text in (self.sees, self.cause, self.cure):
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._texts.addWidget(text, 1)
        self.pictures = _Pictures()
        self._texts.addWidget(self.pictures, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addWidget(head)
        column.addLayout(self._texts)
        column.addStretch(1)
        self._row.addLayout(column)
        self.entries.currentIndexChanged.connect(lambda _row: self._show())
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self._show()

    def _apply_theme(self) -> None:
        self.entries.setMinimumWidth(themes.current.pixels(120))    # where there is no room for its longest text

    def arrange_views(self, narrow: bool, low: bool) -> None:
        self._texts.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    @property
    def key(self) -> str:
        """What is chosen, a key of ENTRIES."""
        return list(ENTRIES)[self.entries.currentIndex()]

    @property
    def problem(self) -> Problem | None:
        """The one that is chosen; None where it is something else."""
        return PROBLEMS.get(self.key)

    def choose(self, key: str) -> None:
        """Show one of ENTRIES."""
        self.entries.setCurrentIndex(list(ENTRIES).index(key))

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        if run.measured is not None:
            self._measured = run.measured.get("w1", (NOTHING, NOTHING))
            self._show()

    def _show(self) -> None:
        texts, buttons = {ORDER: self._order, KEPT: self._best_step}.get(self.key, self._problem)()
        for label, text in zip_longest((self.sees, self.cause, self.cure), texts, fillvalue=""):
            label.setText(text)
            label.setVisible(bool(text))
        for button in self._buttons:
            button.setVisible(button in buttons)
        self.pictures.setVisible(self.problem is not None)

    def _order(self) -> tuple[tuple[str, ...], tuple[QPushButton, ...]]:
        return (_("1. Debug. Are the gradients right, does D learn two points, does G fit a D that rests? Three checks "
                  "say so with a number. What fails here, no tuning mends."),
                _("2. Tune. One number at a time, over powers of ten, with several seeds: first D’s rate, then G’s, "
                  "then a penalty. The phase map does it for two of them."),
                _("3. Change the cost. Only now: no method is better than all others, and the seeds of one often "
                  "differ more than two methods do (Many seeds, Methods).")), (self.checks,)

    def _problem(self) -> tuple[tuple[str, ...], tuple[QPushButton, ...]]:
        problem = self.problem
        self.pictures.show_presets(problem.shown, problem.cured)
        return ((_("You see: {text}").format(text=_(problem.sees)), _("Cause: {text}").format(text=_(problem.cause)),
                 _("Cure: {text}").format(text=_(problem.cure))), (self.show_it, self.show_cure, self.compare))

    def _best_step(self) -> tuple[tuple[str, ...], tuple[QPushButton, ...]]:
        """The step of the least W1 beside the last, and a way to it where there is one."""
        steps, distances = self._measured
        if not len(steps):
            self.best = 0
            return (_("The points at the end of a run need not be the best that it had. Train, and this page says "
                      "which step had the least distance W₁ to the data."),), ()
        least = int(np.argmin(distances))
        self.best = int(steps[least])
        fields = {"count": whole(len(steps)), "best": whole(self.best), "least": number(distances[least]),
                  "last": whole(int(steps[-1])), "now": number(distances[-1])}
        if distances[-1] <= AS_GOOD * distances[least]:
            said = _("Of all steps that were measured ({count}), step {best} had the least W₁, {least}; the last, step "
                     "{last}, is about as good: {now}.")
        else:
            said = _("Of all steps that were measured ({count}), step {best} had the least W₁, {least}; the last, step "
                     "{last}, has {now}. Whoever keeps the last step keeps the worse one.")
        self.go.setText(_("Go to step {step}").format(step=fields["best"]))
        return (said.format(**fields), _("The least of many is a little flattered by luck: W₁ is of 500 points.")), \
            (self.go,)
