"""The views of the lab by the names under which other places speak of them: "modes", "experiments/batch_size",
"practice/collapse", "layers/plan", "surface/output_slope"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.panels.gan.curves.curve_pages import (
    BeganPage,
    DiscriminatorPage,
    LayersPage,
    ModesPage,
    OverviewPage,
    QualityPage,
)
from app.panels.gan.curves.overfitting_page import OverfittingPage
from app.panels.gan.curves.practice_page import ENTRIES, PracticePage
from app.panels.gan.derivation import DerivationPage
from app.panels.gan.diagram import ModelPage
from app.panels.gan.experiments.page import EXPERIMENTS, ExperimentsPage
from app.panels.gan.layers.layers import FIRST_OFF, LAYERS
from app.panels.gan.layers.surface import OF_LOGITS, OUTPUT
from app.panels.gan.picture import LabPicture
from app.panels.training.curves.strip import CurvesStrip
from widgets.language import _

STEPS = "steps"
PAGES = (OverviewPage, QualityPage, ModesPage, DiscriminatorPage, OverfittingPage, LayersPage, BeganPage, ModelPage,
         DerivationPage, ExperimentsPage, PracticePage)


def sentences() -> dict[str, str]:
    """What is to be seen on each page, translated, by its name."""
    return {page.name: _(page.says) for page in PAGES}


def titles() -> dict[str, str]:
    """The translated title of each, by its name."""
    return {STEPS: _("Step by step"), **{page.name: _(page.title) for page in PAGES},
            **{f"experiments/{key}": _(title) for key, (title, _says) in EXPERIMENTS.items()},
            **{f"{PracticePage.name}/{key}": _(title) for key, title in ENTRIES.items()},
            **{f"layers/{key}": _("layer “{layer}”").format(layer=_(label)) for key, (label, *_look) in LAYERS.items()},
            **{f"surface/{key}": _(kind.label) for key, kind in OF_LOGITS.items()}}


def show(name: str, lab: LabPicture, curves: CurvesStrip, unfold: Callable[[str], None]) -> None:
    """Open the page, show the layer or draw D as this name says. unfold: shows a part of the panel."""
    part, _slash, key = name.partition("/")
    if part == "layers":
        lab.layers.set_shown(key, True)
    elif part == "surface":
        lab.kinds.choose(key)
    elif part == STEPS:
        unfold(STEPS)
    else:
        unfold("curves")
        curves.open_named(part)
        if isinstance(curves.page, (ExperimentsPage, PracticePage)) and key:
            curves.page.choose(key)


def hide(name: str, lab: LabPicture) -> None:
    """Take away the layer, or the drawing of D, that `show` has opened, where the lab begins without it."""
    part, _slash, key = name.partition("/")
    if part == "layers" and key in FIRST_OFF:
        lab.layers.set_shown(key, False)
    elif part == "surface":
        lab.kinds.choose(OUTPUT)


def entry(name: str, lab: LabPicture) -> QWidget | None:
    """The entry of the legend for this layer or drawing of D; None for what is neither."""
    part, _slash, key = name.partition("/")
    key = key if part == "layers" else part
    return lab.layers.button(key) if part in ("layers", "surface") and key in lab.layers else None
