"""Faults of the engine start many of it."""

import sys

from tests.engine_start import engines_begin_with_torch_loaded  # noqa: F401 - a fixture

collect_ignore = ["test_engine.py"] if sys.platform == "win32" else []      # which has no such signals and limits
