"""The keys of the commands: those that they are declared with, and those that a person has put in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QAction, QKeySequence

from app.window.actions import Command, show_keys

BETWEEN = "; "                          # two keys of a command in the settings
#: That move the focus and press what has it.
RESERVED = ("Tab", "Shift+Tab", "Return", "Enter")


class Shortcuts:
    """Keeps the QActions of the commands at their keys. No key has two commands.

    changed: as `Shortcuts.changed` of the last time; what is no command or no key in it is left. fixed: actions whose
    keys nobody changes.
    """

    def __init__(self, commands: Iterable[Command], actions: Mapping[str, QAction], changed: Mapping[str, str],
                 fixed: Iterable[QAction] = ()):
        self.commands = {command.key: command for command in commands}
        self._actions, self._fixed = actions, tuple(fixed)
        self._declared = {key: _spelled(command.keys) for key, command in self.commands.items()}
        self._keys = dict(self._declared)
        for key, text in changed.items():
            if key in self.commands and isinstance(text, str):
                self.give(key, text.split(BETWEEN))

    @property
    def changed(self) -> dict[str, str]:
        """{command: its keys, "" for none} where they are not those that it is declared with."""
        return {key: BETWEEN.join(keys) for key, keys in self._keys.items() if keys != self._declared[key]}

    def keys_of(self, key: str) -> tuple[str, ...]:
        """The keys of a command, as QKeySequence spells them on all systems."""
        return self._keys[key]

    def owner_of(self, sequence: str) -> Command | QAction | None:
        """What a key does now: a command, one of the fixed actions, or nothing."""
        sequence = _spelled([sequence])
        for action in self._fixed:
            if sequence and QKeySequence(sequence[0]) in action.shortcuts():
                return action
        return next((self.commands[key] for key, keys in self._keys.items() if set(sequence) & set(keys)), None)

    def can_be_given(self, sequence: str) -> bool:
        """Whether it is a key, and not one that must keep its meaning."""
        return bool(_spelled([sequence])) and sequence not in RESERVED and not isinstance(
            self.owner_of(sequence), QAction)

    def give(self, key: str, sequences: Iterable[str]) -> None:
        """Let a command have these keys and no others; another one that had one of them has it no longer."""
        wanted = tuple(each for each in _spelled(sequences) if self.can_be_given(each))
        for other, keys in self._keys.items():
            if other != key and set(keys) & set(wanted):
                self._set(other, tuple(each for each in keys if each not in wanted))
        self._set(key, wanted)

    def reset(self, key: str) -> None:
        """Give a command the keys that it is declared with; who has them loses them."""
        self.give(key, self._declared[key])

    def reset_all(self) -> None:
        """All as they are declared."""
        for key, keys in self._declared.items():
            self._set(key, keys)

    def _set(self, key: str, keys: tuple[str, ...]) -> None:
        if keys != self._keys[key]:
            self._keys[key] = keys
            show_keys(self._actions[key], self.commands[key], keys)


def _spelled(keys: Iterable[str]) -> tuple[str, ...]:
    """Each key in one way only, and what is none left out."""
    spelled = (QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText) for key in keys)
    return tuple(dict.fromkeys(each for each in spelled if each))
