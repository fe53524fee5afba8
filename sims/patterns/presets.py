"""The presets of the patterns panel. No torch here."""

from __future__ import annotations

from collections.abc import Mapping

from sims.simulation import Preset

PRESETS: Mapping[str, Preset] = {}
