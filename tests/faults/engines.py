"""A client of an engine that something happens to, and what it has heard of it."""

from __future__ import annotations

import psutil
from PySide6.QtCore import QObject, Slot

from app.engine.client import EngineClient
from app.engine.messages import Notice, Opening, Report

SMALL = {"batch_size": 32, "hidden_width_g": 12, "hidden_width_d": 12}
WAIT = 120_000


class Lab(QObject):
    """One run of the lab in an engine. Its person starts the engine again whenever that has been given up."""

    def __init__(self, qtbot, device="cpu"):
        super().__init__()
        self.qtbot, self.client = qtbot, EngineClient()
        self.reports: list[Report] = []
        self.notices: list[Notice] = []
        self.silences: list[int] = []
        self.given_up = 0
        self.client.reported.connect(self._hear)            # and asks for the next, as the window does
        self.client.noticed.connect(self.notices.append)
        self.client.silent.connect(self.silences.append)
        self.client.ended.connect(self._start_again)
        self.client.open("gan", Opening("gan", ((SMALL, 3),), playing=True, device=device))
        self.until(lambda: bool(self.reports))

    @Slot(object)
    def _hear(self, report):
        self.reports.append(report)
        self.client.look(report.group)

    @Slot(str)
    def _start_again(self, _last_words):
        self.given_up += 1
        self.client.start_again()

    def until(self, condition):
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def report_when(self, condition):
        """The last report of what is open now, once it is one for which the condition is true."""
        def there():
            last = self.reports[-1]
            return last.serial == self.client._openings["gan"][1] and not last.glance and bool(condition(last))
        self.until(there)
        return self.reports[-1]

    def do(self, command, /, **arguments):
        self.client.send("gan", command, **arguments)

    def process(self):
        return psutil.Process(self.client.pid)

    def kill(self):
        """Kill the engine, and wait for the next."""
        killed = self.process()
        killed.kill()
        self.until(lambda: self.client.pid not in (None, killed.pid))
