"""The presets of a panel: a button that opens their gallery; of the one in force what it shows, and a button that goes
there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.panels.notes import wrapped
from app.panels.presets.gallery import Gallery
from app.panels.presets.offer import offers_of
from app.panels.presets.pictures import PresetPicture
from app.panels.presets.preset_strip import PresetStrip
from sims.params import change
from sims.simulation import Preset
from widgets.language import _
from widgets.layout.height_fitting import FittingColumn
from widgets.numbers import whole


class PresetBox(QWidget):
    """It names a preset only while the values of that preset are in force: `in_force`.

    start: the parameters that a preset's values are laid over. kept: names of those that a preset leaves as they are.
    titles: translated titles of presets that are not listed under their own. pictures: gives their pictures by name
    when the gallery opens. strip: the same sentence for across the panel, where this box is not seen.

    compared: names of presets that can be seen beside what their sentence compares them with.

    chosen(name): a person has chosen a preset. step_asked(step): wants to see the step at which it shows its point.
    comparison_asked(name): wants to see the comparison.
    """

    chosen = Signal(str)
    step_asked = Signal(int)
    comparison_asked = Signal(str)

    def __init__(self, presets: Mapping[str, Preset], start: Any, kept: Collection[str] = (),
                 titles: Mapping[str, str] | None = None,
                 pictures: Callable[[], Mapping[str, PresetPicture | None]] = dict, compared: Collection[str] = (),
                 parent: QWidget | None = None):
        super().__init__(parent)
        self._compared = compared
        self._presets, self._start, self._kept = presets, start, kept
        self._offers = offers_of(presets, start, titles or {})
        self._pictures = pictures
        self.in_force = ""
        self._chosen, self._stages = "", ()         # the preset chosen last, and the parameters it goes through
        self.button = QPushButton(_("Presets…"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.open_gallery)
        self.title, self.help = wrapped(""), wrapped("")
        self.title.setProperty("title", True)
        self.sentence = FittingColumn()         # it scrolls where the column beside the picture is too low for all
        self.sentence.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sentence.column.addWidget(self.help)
        self.go = QPushButton()
        self.go.setAutoDefault(False)
        self.go.clicked.connect(lambda: self.step_asked.emit(self._presets[self.in_force].steps))
        self.compare = QPushButton(_("Compare side by side"))
        self.compare.setAutoDefault(False)
        self.compare.clicked.connect(lambda: self.comparison_asked.emit(self.in_force))
        self.strip = PresetStrip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.button, self.title, self.sentence, self.go, self.compare):
            layout.addWidget(widget)
        self.button.setVisible(bool(presets))
        self._show("")

    @property
    def offers_any(self) -> bool:
        return bool(self._presets)

    def open_gallery(self) -> None:
        """Offer the presets to be chosen from."""
        if self.offers_any:
            gallery = Gallery(self._offers, self._pictures(), self.window())
            gallery.chosen.connect(self.chosen)
            gallery.open()

    def choose(self, name: str) -> None:
        """This preset is about to be in force; "" for none."""
        self._chosen = name
        self._stages = tuple(stages(self._presets[name], self._start)) if name else ()

    def take_over(self, before: PresetBox) -> None:
        """The preset chosen last is that of another box of the same presets."""
        self.choose(before._chosen)

    def show_in_force(self, params: Any) -> None:
        """Name the preset chosen last if these are its parameters, at any time of its run; None: of no single run."""
        if params is not None:
            params = change(params, **{name: getattr(self._start, name) for name in self._kept})
        in_force = self._chosen if params in self._stages else ""
        if in_force != self.in_force:
            self._show(in_force)

    def _show(self, name: str) -> None:
        self.in_force = name
        offer = next((offer for offer in self._offers if offer.name == name), None)
        title, sentence, steps = (offer.title, offer.sentence, offer.steps) if offer else ("", "", 0)
        for label, text in ((self.title, title), (self.help, sentence)):
            label.setText(text)
            label.setVisible(bool(text))
        self.sentence.setVisible(bool(sentence))
        self.go.setText(_("Go to step {step}").format(step=whole(steps)))
        self.go.setVisible(steps > 0)
        self.compare.setVisible(name in self._compared)
        self.strip.show_preset(title, sentence)


def stages(preset: Preset, start: Any) -> Iterator[Any]:
    """The parameters that a run of a preset has: at first, and after each change that it makes on its way."""
    params = change(start, **preset.values)
    yield params
    for _step, name, value in preset.events:
        params = change(params, **{name: value})
        yield params
