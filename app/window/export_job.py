"""The window's side of an export under way: starts its process, tells how far it is, and calls it off."""

from __future__ import annotations

import multiprocessing

from PySide6.QtCore import QObject, QTimer, Signal

from app.export.export_process import Order, serve
from sims.params import N_, ParameterError

LOOK_MILLISECONDS = 100
#: Looks until a process that was called off and does not end is ended; it is at most writing its last picture.
PATIENCE = 50
ENDED = N_("its process ended")


class ExportJob(QObject):
    """progressed(parts done so far). ended(None), or ended(why there is no file, a ParameterError); not emitted
    where it was called off."""

    progressed = Signal(int)
    ended = Signal(object)

    def __init__(self, order: Order, parent: QObject | None = None):
        super().__init__(parent)
        self._order = order
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, order), name="saddle export", daemon=True)
        self._process.start()
        theirs.close()                                  # else we would not see the end of the pipe
        self._looks_left = PATIENCE
        self._called_off = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._process is not None

    def call_off(self) -> None:
        """It is not wanted any more. The process ends by itself, and tidies up, in a moment."""
        self._called_off = True
        self._pipe.close()

    def close(self) -> None:
        """Call it off and wait until its process is gone."""
        if self.running:
            self.call_off()
            self._reap(LOOK_MILLISECONDS * PATIENCE / 1000)

    def _look(self) -> None:
        if self._called_off:
            self._looks_left -= 1
            if not self._process.is_alive() or self._looks_left <= 0:
                self._reap(0)
            return
        alive = self._process.is_alive()                # asked first, so that its last words are still heard
        try:
            while self._pipe.poll():
                told = self._pipe.recv()
                if isinstance(told, int):
                    self.progressed.emit(told)
                    if self._called_off:                # by one who was told
                        return
                else:
                    self._end(told)
                    return
        except (EOFError, OSError):
            alive = False
        if not alive:       # on Windows the pipe stays open where the process dies before it has taken its end
            self._end(ParameterError(self._order.not_made, reason=ENDED))

    def _end(self, error: ParameterError | None) -> None:
        self.close()
        self.ended.emit(error)

    def _reap(self, seconds: float) -> None:
        self._timer.stop()
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._process.close()
        self._process = None
