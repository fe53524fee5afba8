"""What Saddle remembers between two starts, declared once; stored as JSON in the user's configuration folder."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from app.files import write_text


@dataclass(frozen=True)
class Settings:
    """The settings of one user.

    theme: the palette, a name in widgets.theme.THEMES. scale, presentation_scale: of all that is seen, 1 to 2.5; 0: as
    the screen asks for. language: a code, or "" for the system's. geometry: QWidget.saveGeometry, base64. panel:
    the group of the panel in front. device: see ALLOWED. choices: see `Panel.choices`. picture_size: the one chosen
    last, as widgets.snapshot spells it. lesson_side: where its card is docked.
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
    scale: float = 0.0
    presentation_scale: float = 0.0


SCALES = (0.0, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5)
ALLOWED = {"theme": ("light", "dark", "contrast"), "scale": SCALES, "presentation_scale": SCALES,
           "device": ("auto", "cpu", "cuda", "mps"), "lesson_side": ("left", "right")}


def path() -> Path:
    """The file of the settings."""
    return Path(platformdirs.user_config_dir("saddle", appauthor=False)) / "settings.json"


def load() -> Settings:
    """The settings as they were left; what is missing, damaged or unknown takes its default."""
    settings = Settings()
    with contextlib.suppress(OSError, ValueError):
        stored = json.loads(path().read_text(encoding="utf-8"))
        if isinstance(stored, dict):
            for entry in fields(Settings):
                value = stored.get(entry.name)
                if _fits(entry.name, value, getattr(settings, entry.name)):
                    value = tuple(value) if isinstance(value, list) else value
                    settings = replace(settings, **{entry.name: value})
    return settings


def save(settings: Settings) -> None:
    """Write the settings. Where the folder cannot be written, nothing is remembered and nobody is told."""
    with contextlib.suppress(OSError):
        path().parent.mkdir(parents=True, exist_ok=True)
        write_text(path(), json.dumps(asdict(settings), indent=1))


def _fits(name: str, value: Any, default: Any) -> bool:
    if name in ALLOWED:
        return value in ALLOWED[name]
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return type(value) is type(default)
