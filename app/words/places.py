"""Where something is seen in the window: a panel, what is opened in it, and the run that it shows there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """panel: its group. preset: with which it begins; "" leaves its run. link: a run that it shows instead, as
    app.sessions.link reads it. views: what is opened in it, one after the other, by the names of Panel.view_titles.
    setting: the parameter whose control is brought to sight, with its simulation: "gan.pack"; "" for none.
    """

    panel: str
    preset: str = ""
    link: str = ""
    views: tuple[str, ...] = ()
    setting: str = ""


def read_place(values: Mapping[str, Any]) -> Place:
    """A place as files have it: the fields of Place, those left out that are empty. Raises TypeError for others."""
    return Place(**{**values, "views": tuple(values.get("views", ()))})
