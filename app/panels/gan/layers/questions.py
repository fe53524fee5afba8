"""What a picture of the lab asks of the engine that its run lives in: D at a place, everything of a sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from app.engine.client import EngineClient
from app.engine.messages import Notice
from app.panels.gan.picture import LabPicture

Found = Mapping[str, np.ndarray]


def answer_questions(picture: LabPicture, client: EngineClient, group: str, playing: Callable[[], bool],
                     number: int = 0) -> None:
    """Have the engine answer what this picture asks from now on. number: of its run in the group.

    A place is asked for only where the group does not play: the answer is to be of the picture that is seen.
    """
    def ask_for_place(x: float, y: float) -> None:
        def take(found: Found | None, error: Notice | None) -> None:
            if error is None and not playing():
                picture.answer_place(x, y, found)
        if not playing():
            client.ask(group, "probe", take, x=x, y=y, number=number)

    def ask_for_sample(index: int) -> None:
        def take(found: Found | None, error: Notice | None) -> None:
            if error is None:
                picture.answer_sample(index, found)
        client.ask(group, "sample", take, index=index, number=number)
    picture.place_asked.connect(ask_for_place)
    picture.sample_asked.connect(ask_for_sample)
