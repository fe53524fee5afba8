"""A monkey at the real window: random clicks, keys, drags, files and settings, and a judge who sees what goes wrong.

`python -m tests.gui.monkey --seed 3 --events 5000`. See `watch` for what is judged, `acts` for what is done.
"""
