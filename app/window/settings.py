"""What Saddle remembers between two starts, declared once; stored as JSON in the user's configuration folder."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from app import log
from app.files import read_bytes, write_text


@dataclass(frozen=True)
class Settings:
    """The settings of one user.

    theme: the palette, a name in widgets.theme.THEMES. scale, presentation_scale: of all that is seen, 1 to 2.5; 0: as
    the screen asks for. language: a code, or "" for the system's. geometry: QWidget.saveGeometry, base64. panel:
    the group of the panel in front. device: see ALLOWED. choices: see `Panel.choices`. picture_size: the one chosen
    last, as widgets.snapshot spells it. lesson_side: where its card is docked. print_folder: of the last hand-out.
    """

    theme: str = "light"
    language: str = ""
    geometry: str = ""
    panel: str = "gan"
    hidden: tuple[str, ...] = field(default_factory=tuple)      # parts of the panel: "steps", "curves", "controls"
    device: str = "auto"
    recent: tuple[str, ...] = field(default_factory=tuple)      # files saved or opened, the last one first
    all_settings: bool = False                                  # show all controls, not only the basic ones
    choices: Mapping[str, str] = field(default_factory=dict)
    seen_welcome: bool = False
    picture_size: str = ""
    lessons: Mapping[str, str] = field(default_factory=dict)    # see app.window.lessons.progress
    lesson_side: str = "right"
    print_folder: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)       # see app.window.shortcuts
    scale: float = 0.0
    presentation_scale: float = 0.0
    less_motion: bool = False                                   # see widgets.motion


SCALES = (0.0, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5)
ALLOWED = {"theme": ("light", "dark", "contrast"), "scale": SCALES, "presentation_scale": SCALES,
           "device": ("auto", "cpu", "cuda", "mps"), "lesson_side": ("left", "right")}
DAMAGED = "settings-damaged.json"       # its name where it cannot be read
LARGEST = 2**24                         # bytes of a file that is looked at


def path() -> Path:
    """The file of the settings."""
    return Path(platformdirs.user_config_dir("saddle", appauthor=False)) / "settings.json"


def load() -> Settings:
    """The settings as they were left; what is missing, damaged or unknown takes its default.

    A file that is damaged as a whole is put aside, so that what a person may want of it is not written over.
    """
    settings = Settings()
    stored = _stored()
    if stored is None:
        with contextlib.suppress(OSError):
            path().replace(path().with_name(DAMAGED))
        return settings
    for entry in fields(Settings):
        value = stored.get(entry.name)
        if _fits(entry.name, value, getattr(settings, entry.name)):
            value = tuple(value) if isinstance(value, list) else value
            settings = replace(settings, **{entry.name: value})
    return settings


def save(settings: Settings, since: Settings | None = None) -> None:
    """Write the settings. Where that fails, the file is as it was, and the log says why.

    since: as they were when they were loaded. What has not changed since then stays as the file has it now, which
    another window or a newer Saddle may have written.
    """
    values, stored = asdict(settings), _stored() or {}
    before = asdict(since) if since is not None else {}
    for name, value in before.items():
        if values[name] == value and name in stored:
            values[name] = stored[name]
        elif isinstance(value, dict) and isinstance(stored.get(name), dict):
            changed = {key: one for key, one in values[name].items() if value.get(key) != one}
            values[name] = {key: one for key, one in stored[name].items()
                            if key in values[name] or key not in value} | changed
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        write_text(path(), json.dumps({**stored, **values}, indent=1))
    except OSError as error:
        log.note(f"The settings were not written into {path()}: {error.strerror or error}.")


def _stored() -> dict[str, Any] | None:
    """What is in the file; {} where there is none, None where it is damaged."""
    try:
        stored = json.loads(read_bytes(path(), LARGEST).decode("utf-8"))
    except OSError:
        return {}
    except (ValueError, RecursionError):
        return None
    return stored if isinstance(stored, dict) else None


def _fits(name: str, value: Any, default: Any) -> bool:
    if name in ALLOWED:
        return value in ALLOWED[name]
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return type(value) is type(default)
