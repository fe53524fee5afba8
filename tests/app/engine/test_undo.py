"""The undo stack: what counts as one change, how many are remembered."""

from app.engine.branches import Branches
from app.engine.undo import UNDO_DEPTH, Replacement, UndoStack, ValueChange


class Value:
    """Something whose changes are undone."""

    def __init__(self):
        self.now, self.changes = 0, UndoStack()

    def set(self, value, name="a", runs=(0,)):
        self.changes.remember(ValueChange(name, tuple((run, self.now) for run in runs)))
        self.now = value

    def restore(self, change):
        inverse = ValueChange(change.name, tuple((run, self.now) for run, _ in change.values))
        self.now = change.values[0][1]
        return inverse


def test_changes_are_undone_in_reverse_and_made_again_until_there_is_a_new_one():
    value = Value()
    value.set(1)
    value.set(2, "b")
    assert value.changes.can_undo and not value.changes.can_redo
    value.changes.undo(value.restore)
    assert value.now == 1
    value.changes.undo(value.restore)
    value.changes.undo(value.restore)
    assert value.now == 0 and not value.changes.can_undo
    value.changes.redo(value.restore)
    assert value.now == 1
    value.set(7, "c")
    assert not value.changes.can_redo


def test_a_dragged_slider_is_one_change_and_another_parameter_or_run_is_not():
    value = Value()
    for step in range(1, 5):
        value.set(step)
    value.set(5, runs=(0, 1))
    value.changes.remember(Replacement((), Branches()))
    value.set(6, runs=(0, 1))
    assert [type(change) for change in value.changes._done] == [ValueChange, ValueChange, Replacement, ValueChange]
    assert value.changes._done[0].values == ((0, 0),)


def test_only_the_last_changes_are_remembered():
    value = Value()
    for step in range(UNDO_DEPTH + 5):
        value.set(step + 1, f"p{step}")
    while value.changes.can_undo:
        value.changes.undo(value.restore)
    assert value.now == 5
