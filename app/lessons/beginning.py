"""How a new lesson begins: a file with one stop, to be gone on with in an editor."""

from __future__ import annotations

TEXT = '''+++
title = "{title}"
minutes = 20
+++

# The first stop
+++
scene = "{link}"
{panel}+++
{says}
'''


def first_file(title: str, link: str, panel: str, says: str) -> str:
    """The text of such a file. link: of its scene. panel: its group, "" where it is the usual one of the simulation.
    says: the text of the stop."""
    plain = title.replace("\\", " ").replace('"', "'")
    return TEXT.format(title=plain, link=link, panel=f'panel = "{panel}"\n' if panel else "", says=says)
