from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from widgets.turns import InTurns


def test_one_in_a_turn_in_their_order_and_what_waits_for_them_last(qapp):
    parent, done = QObject(), []
    turns = InTurns(parent)
    turns.do(lambda: done.append("now"))
    assert done == ["now"]
    for number in range(3):
        turns.add(lambda number=number: done.append(number))
    turns.do(lambda: done.append("then"))
    seen = []
    while len(done) < 5:
        seen.append(len(done))
        QApplication.processEvents()
    assert done == ["now", 0, 1, 2, "then"] and all(later - sooner <= 1 for sooner, later in zip(seen, seen[1:]))
    turns.do(lambda: done.append("now again"))
    assert done[-1] == "now again"


def test_who_cannot_wait_gets_all_at_once_and_a_part_may_bring_another(qapp):
    parent, done = QObject(), []
    turns = InTurns(parent)
    turns.add(lambda: turns.add(lambda: done.append("second")))
    turns.add(lambda: done.append("first"))
    turns.finish()
    assert done == ["first", "second"]
    QApplication.processEvents()
    assert len(done) == 2
