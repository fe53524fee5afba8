"""The Nash panel on runs in this process: a client that stands in for the engine's, and hands to drive it."""

import time

from PySide6.QtCore import QObject, Signal

from app.engine import groups
from sims.nash.simulation import NashParams, NashSimulation
from sims.params import change
from sims.run import Run


class NearClient(QObject):
    """Stands in for the engine's client: the same groups, in this process and in step with the test."""

    reported = Signal(object)
    noticed = Signal(object)

    def __init__(self):
        super().__init__()
        self.group = None

    def open(self, key, opening, logs=(), keyframes=()):
        self.group = groups.build(key, opening, 1)
        return 1

    def send(self, key, name, /, **arguments):
        self.group.do(name, **arguments)

    def look(self, key):
        pass

    def logs(self, key):
        return tuple(run.log() for run in self.group.runs)

    def show(self):
        while self.group.busy:
            self.group.work(time.monotonic() + 1)
        self.reported.emit(self.group.report())


def do(panel, command, /, **arguments):
    panel.client.send("nash", command, **arguments)
    panel.client.show()


def steps(panel, count):
    for _ in range(count):
        panel.client.send("nash", "step")
    panel.client.show()


def alone(count, **values):
    run = Run(NashSimulation(), change(NashParams(), **values))
    run.step(count)
    return run
