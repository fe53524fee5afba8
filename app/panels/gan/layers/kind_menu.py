"""What is shown of D, to be chosen from a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.panels.gan.layers.surface import OF_LOGITS, DiscriminatorSurface
from widgets.language import _


class KindMenu(QObject):
    """The head of a menu: an entry for each kind that the surface has now. chosen: another one is to be drawn."""

    chosen = Signal()

    def __init__(self, surface: DiscriminatorSurface, menu: QMenu):
        super().__init__(menu)
        self._surface, self._menu = surface, menu
        self._before = menu.actions()[0]                # the entries stand above what the menu has
        menu.insertSeparator(self._before)
        self._before = menu.actions()[0]
        self._group = QActionGroup(self)
        self._labels: tuple[str, ...] = ()
        self.offer()

    @property
    def actions(self) -> dict[str, QAction]:
        """The entries, by the keys of their kinds."""
        return {action.data(): action for action in self._group.actions()}

    def offer(self) -> None:
        """Offer what this D has: one whose score is no logit has no σ."""
        kinds = self._surface.kinds
        labels = tuple(_(kind.label) for kind in kinds.values())
        if labels == self._labels:
            return
        self._labels = labels
        for action in self._group.actions():
            self._group.removeAction(action)
            self._menu.removeAction(action)
        for key, kind in kinds.items():
            action = QAction(_(kind.label), self._group)
            action.setCheckable(True)
            action.setData(key)
            action.setToolTip(_(kind.says))
            action.triggered.connect(partial(self.choose, key))
            self._menu.insertAction(self._before, action)
        self._check()

    def choose(self, key: str, _checked: bool = True) -> None:
        """Draw this kind; nothing happens for a name that is none."""
        if key in OF_LOGITS:
            self._surface.chosen = key
            self._check()
            self.chosen.emit()

    def step(self) -> None:
        """Choose the next, after the last the first."""
        keys = list(self._surface.kinds)
        self.choose(keys[(keys.index(self._surface.shown) + 1) % len(keys)])

    def _check(self) -> None:
        self.actions[self._surface.shown].setChecked(True)
