"""Tests of the engine start many of it."""

from tests.engine_start import engines_begin_with_torch_loaded  # noqa: F401 - a fixture
