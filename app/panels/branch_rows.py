"""What the time line and the tree of branches show of a run: its changes, its stop and its branches as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.engine.messages import BranchReport
from app.panels.change_marks import change_text
from sims.params import parameters
from widgets.controls.branch_tree import Row
from widgets.controls.parameter_row import name_of, value_text
from widgets.controls.time_line import BRANCH, CHANGE, STOP, Mark
from widgets.language import _
from widgets.numbers import whole

MOST_NAMED = 2                      # changes in a name; more are made by loading a target, for one


def branch_rows(branches: Sequence[BranchReport], params_type: type) -> list[Row]:
    """The branches with the names that a person or their changes give them."""
    return [Row(branch.number, branch.name or _name(branch, params_type), branch.parent, branch.fork[0],
                branch.furthest, branch.here, branch.pinned, bool(branch.name)) for branch in branches]


def _name(branch: BranchReport, params_type: type) -> str:
    if not branch.parent:
        return _("as it began")
    declared = parameters(params_type)
    step = whole(branch.fork[0])
    if not branch.changes:
        return _("on from step {step}").format(step=step)
    changes = ", ".join(change_text(declared[name], value) for name, value in branch.changes[:MOST_NAMED])
    return _("{changes} from step {step}").format(changes=changes, step=step)


def time_marks(logs: Sequence[Mapping[str, Any]], branches: Iterable[BranchReport], params_type: type) -> list[Mark]:
    """The marks of runs with these logs, as Run.log() has them: what was changed where, from which value to which."""
    found = {mark for log in logs for mark in _changes(log, params_type)}
    found |= {Mark(stop, STOP, _("step {step}: playing pauses here, where the preset shows its point").format(
        step=whole(stop))) for log in logs if (stop := log.get("stop", 0))}
    for branch in branches:
        if branch.parent:
            name = branch.name or _name(branch, params_type)
            found.add(Mark(branch.fork[0], BRANCH, _("step {step}: the branch “{name}” leaves here").format(
                step=whole(branch.fork[0]), name=name)))
    return list(found)


def _changes(log: Mapping[str, Any], params_type: type) -> Iterable[Mark]:
    declared, values = parameters(params_type), dict(log["params"])
    for step, _phase, name, value in log["events"]:
        parameter, before = declared[name], values[name]
        values[name] = value
        if parameter.scale == "text":
            text = _("step {step}: {parameter} changed").format(step=whole(step), parameter=name_of(parameter))
        else:
            text = _("step {step}: {parameter} from {old} to {new}").format(
                step=whole(step), parameter=name_of(parameter), old=value_text(parameter, before),
                new=value_text(parameter, value))
        yield Mark(step, CHANGE, text)
