"""The page on which D is seen to learn its data by heart, where the data are a number of points."""

from __future__ import annotations

from app.engine.messages import RunReport
from app.panels.gan.curves.curve_pages import no_accuracy
from app.panels.training.curves.curve_page import Page, RunCurves
from app.panels.training.curves.frame_history import FrameHistory
from sims.params import N_
from widgets.language import _, ngettext
from widgets.numbers import in_language, whole


class OverfittingPage(Page):
    """D's accuracy on the points that it is trained on and on fresh ones, with what nobody exceeds on fresh ones."""

    name = "overfitting"
    title = N_("Overfitting")
    says = N_("Whether D has learnt its few data by heart: its accuracy on them beside that on fresh points.")
    at_first = False

    def build(self) -> None:
        self.accuracy = self.add(RunCurves(_("Accuracy")), 3)
        self.accuracy.setToolTip(_("The mean of two shares that D calls rightly: of real points and of 2,500 generated "
                                   "ones. The real points are those of the data, or 2,500 that D has never seen. The "
                                   "ceiling (1 + TV)/2 is exact; it is known where the target is Gaussian and G "
                                   "linear."))
        self.accuracy.add_curve("accuracy_data", _("its data"), "critic")
        self.accuracy.add_curve("accuracy_fresh", _("fresh"), 1, "dash")
        self.accuracy.add_curve("accuracy_ceiling", _("ceiling"), "muted", "dot")
        self.distances = self.add(RunCurves(_("Distance")), 2)
        self.distances.setToolTip(_("W₁ to 500 fresh points of the target: what G makes of a D that has learnt its "
                                    "data by heart."))
        self.distances.add_curve("w1", _("W₁"), 0)

    def suits(self, run: RunReport) -> bool:
        return bool(run.params.data_points)

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        self.accuracy.set_note(no_accuracy(run.params) or self._gap(run))
        floor = run.frame.numbers.get("floor_w1")
        self.distances.reference("floor", None if floor is None else [floor], _("floor"))

    def _gap(self, run: RunReport) -> str:
        """The last measured difference, as a sentence; of a report without new measurements the one before stays."""
        if run.measured is not None and "accuracy_data" in run.measured:
            data, fresh = (run.measured[name][1] for name in ("accuracy_data", "accuracy_fresh"))
            if len(data):
                count = run.params.data_points
                self._said = ngettext("{gap} better on its {count} point", "{gap} better on its {count} points",
                                      count).format(count=whole(count), gap=in_language(f"{data[-1] - fresh[-1]:+.2f}"))
        return self._said

    _said = ""
