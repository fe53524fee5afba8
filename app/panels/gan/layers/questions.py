"""What a picture of the lab asks of the engine that its run lives in: D at a place, everything of a sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.engine.client import EngineClient
from app.engine.messages import Notice
from app.panels.gan.picture import LabPicture

Found = Mapping[str, np.ndarray]


class Questions(QObject):
    """Has the engine answer what a picture asks, for as long as that is there.

    number: of its run in the group. A place is asked for only where the group does not play: the answer is to be of
    the picture that is seen.
    """

    def __init__(self, picture: LabPicture, client: EngineClient, group: str, playing: Callable[[], bool],
                 number: int = 0):
        super().__init__(picture)
        self._picture, self._playing = picture, playing
        self._ask = partial(client.ask, group, number=number)
        picture.place_asked.connect(self._ask_for_place)
        picture.sample_asked.connect(self._ask_for_sample)

    @Slot(float, float)
    def _ask_for_place(self, x: float, y: float) -> None:
        if not self._playing():
            self._ask("probe", partial(self._take_place, x, y), x=x, y=y)

    def _take_place(self, x: float, y: float, found: Found | None, error: Notice | None) -> None:
        if error is None and not self._playing():
            self._picture.answer_place(x, y, found)

    @Slot(int)
    def _ask_for_sample(self, index: int) -> None:
        self._ask("sample", partial(self._take_sample, index), index=index)

    def _take_sample(self, index: int, found: Found | None, error: Notice | None) -> None:
        if error is None:
            self._picture.answer_sample(index, found)
