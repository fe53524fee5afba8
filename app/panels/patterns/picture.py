"""The picture of the patterns: the data beside what G makes, D's answer under each; of translation all pairs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.panels.notes import wrapped
from app.panels.patterns.drawings import DRAWINGS
from app.panels.patterns.pairs_plot import PairsPlot
from app.panels.patterns.pattern_grid import PatternGrid
from sims.gan.objectives_text import objective_of
from sims.params import N_
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES
from sims.simulation import Frame
from widgets.language import _
from widgets.layout.pages import Pages

#: What the numbers under the patterns are, by the kind of D's answer.
ANSWERS = {"logit": N_("Below: σ(D), D's probability of real; ✗ breaks the rule."),
           "value": N_("Below: the critic's value D; ✗ breaks the rule."),
           "score": N_("Below: D's answer, no probability; ✗ breaks the rule."),
           "error": N_("Below: D's error ℓ in giving it back; ✗ breaks the rule.")}
#: What is to be seen beside the rule itself.
HINTS = {"perspective": N_("A post of the right size just reaches the horizon.")}


class _Grids(QWidget):
    """Two grids side by side, or one below the other where more patterns fit then, or larger ones. It can be as narrow
    as one of them."""

    def __init__(self, first: PatternGrid, second: PatternGrid):
        super().__init__()
        self._first, self._second = first, second
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._row.addWidget(first, 1)
        self._row.addWidget(second, 1)

    def minimumSizeHint(self) -> QSize:
        return self._first.minimumSizeHint()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Choose anew, for the patterns of now."""
        width, height, least = self.width(), self.height(), self._first.minimumSizeHint().width()
        fits = width >= 2 * least + self._row.spacing()
        beside = fits and self._first.room(width // 2, height) >= self._first.room(width, height // 2)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


class PatternsPicture(QWidget):
    """Draws frames of the patterns simulation, under the sentence that says the rule."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.says = wrapped("", "muted")
        self.says.setContentsMargins(8, 2, 8, 2)
        self.real, self.generated = PatternGrid(_("Data"), "real"), PatternGrid(_("Generated"), "generated")
        self.grids = _Grids(self.real, self.generated)
        self.pairs = PairsPlot("translation")
        self.views = Pages()
        self.views.addWidget(self.grids)
        self.views.addWidget(self.pairs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.says)
        layout.addWidget(self.views, 1)

    def show_frame(self, frame: Frame, params: PatternParams) -> None:
        """Draw a frame of a run with these parameters."""
        arrays, scene = frame.arrays, params.scene
        kind = objective_of(params).kind
        says = [_(SCENES[scene].says), _(HINTS[scene]) if scene in HINTS else ""]
        if params.patch < params.side:
            says.append(_("D sees {width} of {count} at a time.").format(width=params.patch, count=params.side))
        if scene in DRAWINGS:
            says.append(_(ANSWERS[kind]))
        self.says.setText(" ".join(filter(None, says)))
        if scene not in DRAWINGS:
            self.pairs.show_pairs(arrays["real"], arrays["cloud"], "")
            self.views.setCurrentWidget(self.pairs)
            return
        self.real.show_patterns(scene, arrays["real"], answers(arrays["scores_real"], kind),
                                np.ones(len(arrays["real"]), bool))
        self.generated.show_patterns(scene, arrays["generated"], answers(arrays["scores_generated"], kind),
                                     arrays["keeps"])
        self.views.setCurrentWidget(self.grids)
        self.grids.arrange()


def answers(scores: np.ndarray, kind: str) -> np.ndarray:
    """D's raw scores (n,) as they are shown: logits as probabilities, of an autoencoder the errors."""
    if kind == "logit":
        return 0.5 + 0.5 * np.tanh(scores / 2)
    return -scores if kind == "error" else scores
