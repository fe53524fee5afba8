"""Gives pybabel the titles of the concepts, which stand in a JSON file; `make messages` uses it by messages.cfg."""

import json


def extract(file, keywords, comment_tags, options):
    """(line, function, text, comments) of each title, as pybabel takes them; all on line 1."""
    for row in json.load(file):
        yield 1, "_", row["title"], []
