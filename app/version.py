"""The version, in one place: pyproject.toml, the window, saved sessions and the package read it here."""

VERSION = "0.1.0"
