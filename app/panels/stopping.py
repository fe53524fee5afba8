"""Between the stop control of a panel and its run group: what can be watched, what was chosen, what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.engine.messages import Notice, Report
from app.engine.stop_condition import STEP, STOPPED, STOPPED_ONE_OF
from app.panels.metric_names import in_order, metric_name
from widgets.controls.stop_control import SIGNS, StopControl
from widgets.language import _
from widgets.numbers import short, whole


class Stopping:
    """The condition is remembered here: a group that is opened anew, as after a crash of the engine, is told it again.

    metrics: names that are offered before a run has any numbers. send(name, **arguments): a command to the group.
    """

    def __init__(self, control: StopControl, metrics: Iterable[str], send: Callable[..., None]):
        self.control, self._send = control, send
        self._metrics = {STEP, *metrics}
        self._serial: int | None = None         # of the group that knows the condition
        control.chosen.connect(self._choose)
        self._offer()

    def see(self, report: Report) -> None:
        """Offer the numbers that the runs of a report have, too."""
        seen = {name for run in report.runs for name in (*run.trace, *(run.measured or ()))}
        if not seen <= self._metrics:
            self._metrics |= seen
            self._offer()
        if report.serial != self._serial:
            self._serial = report.serial
            if self.control.condition is not None:
                self._choose(*self.control.condition)

    def _offer(self) -> None:
        self.control.offer((name, metric_name(name)) for name in in_order(self._metrics))

    def _choose(self, metric: str, sign: str, value: float) -> None:
        self._send("stop_when", metric=metric, sign=sign, value=value)


def said(notice: Notice) -> str:
    """The sentence for a notice that playing has paused at a condition; "" for any other notice."""
    if notice.template not in (STOPPED, STOPPED_ONE_OF):
        return ""
    shown = {"step": whole(notice.fields['step']), "metric": metric_name(notice.fields["metric"]),
             "sign": SIGNS[notice.fields["sign"]], "value": short(notice.fields["value"])}
    return _(notice.template).format(**{**notice.fields, **shown})
