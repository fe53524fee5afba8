"""The losses of both players with their equilibrium, and what D minimises where a penalty makes it another number."""

from __future__ import annotations

import numpy as np

from app.engine.messages import RunReport
from app.panels.training.curves.curve_page import RunCurves
from sims.gan.objectives_text import equilibrium
from widgets.language import _


class LossCurves(RunCurves):
    """Of one run of a GAN."""

    def __init__(self):
        super().__init__(_("Losses"))
        self.add_curve("loss_d", _("D"), "critic")
        self.add_curve("loss_g", _("G"), "generator", "dash")
        self._equilibrium: tuple = ()
        self._has_total = False

    def show_run(self, run: RunReport, kept: int) -> None:
        self._offer_total(run)
        super().show_run(run, kept)
        wanted = equilibrium(run.params)
        if wanted != self._equilibrium:
            self._equilibrium = wanted
            known = [value for value in wanted if value is not None]
            self.reference("equilibrium", known or None, _("equilibrium"))

    def _offer_total(self, run: RunReport) -> None:
        """A curve of what D minimises, as soon as a penalty has made it another number than the loss."""
        brought = np.isfinite(run.trace.get("total_d", ())).any()
        has_total = bool(brought) or (self._has_total and run.trace_start > 0)
        if has_total and not self._has_total:
            self.add_curve("total_d", _("total"), "accent", "dot")
        elif self._has_total and not has_total:
            self.remove_curve("total_d")
        self._has_total = has_total
