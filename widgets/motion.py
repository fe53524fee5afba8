"""Whether what moves on the screen is to move less. Qt does not tell what the system has been asked for, so a person
chooses it here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

#: Milliseconds from a picture of a run that plays to the next one where there is to be less motion.
BETWEEN = 1000


class Motion:
    """less: for the whole window."""

    less = False


motion = Motion()


class NextPicture(QTimer):
    """Asks for the next picture by calling `look`: at once, or BETWEEN later of a run that plays while there is to be
    less motion. The run goes on meanwhile, as fast as before."""

    def __init__(self, owner: QObject, look: Callable[[], object]):
        super().__init__(owner)
        self._look = look
        self.setSingleShot(True)
        self.setInterval(BETWEEN)
        self.timeout.connect(lambda: self._look())

    def ask(self, playing: bool) -> None:
        """A picture has come, of a run that plays or stands still."""
        if motion.less and playing:
            self.start()
        else:
            self.stop()
            self._look()

    def hurry(self) -> None:
        """Somebody has done something and wants to see it."""
        if self.isActive():
            self.stop()
            self._look()
