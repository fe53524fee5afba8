"""How the scene of a stop begins and how far it plays."""

from __future__ import annotations

from app.engine.stop_condition import AT_LEAST, STEP, read_condition
from app.lessons.lesson import Stop
from sims import registry


def first_step(stop: Stop) -> int:
    """The step at which its scene stands before it plays.

    A preset ends where its point is seen: where it is to play, it does so from the start.
    """
    scene = stop.scene
    whole = scene.preset and scene.step == registry.presets(scene.simulation)[scene.preset].steps
    return 0 if stop.play is not None and whole else scene.step


def pause_at(stop: Stop) -> tuple[str, str, float] | None:
    """(metric, sign, value) at which it pauses, as a stop condition has them; None where it does not play.

    What no stop condition can say pauses at the step of the scene, where that is still ahead.
    """
    if stop.play is None:
        return None
    if condition := read_condition(stop.play.text):
        return condition.metric, condition.sign, condition.value
    return (STEP, AT_LEAST, float(stop.scene.step)) if stop.scene.step > first_step(stop) else None
