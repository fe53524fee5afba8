"""How large a picture is to be, and of what: for a slide, a page, or of one's own measures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sims.params import N_
from widgets.language import _
from widgets.snapshot import CENTIMETRES, PIXELS, PictureSize

PRESETS = (
    (N_("Slide 16:9"), PictureSize(1920, 1080)),
    (N_("Slide 4:3"), PictureSize(1600, 1200)),
    (N_("Half a page"), PictureSize(16, 11, CENTIMETRES)),
    (N_("A column"), PictureSize(8, 6, CENTIMETRES)),
)
UNITS = {PIXELS: N_("pixels"), CENTIMETRES: N_("cm")}
#: Of either side, by unit.
MOST = {PIXELS: 10_000, CENTIMETRES: 100}
DPI = (50, 1200)


class PictureSizeDialog(QDialog):
    """Accepted where a picture is wanted. views: the names of what can be drawn. size: what it begins with."""

    def __init__(self, views: Iterable[str], size: PictureSize | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(_("Save picture at a size"))
        self.view, self.preset, self.unit = QComboBox(), QComboBox(), QComboBox()
        self.view.addItems(list(views))
        for name, preset in PRESETS:
            self.preset.addItem(_(name), preset)
        self.preset.addItem(_("Other"), None)
        for unit, name in UNITS.items():
            self.unit.addItem(_(name), unit)
        self.width_field, self.height_field, self.dpi = QDoubleSpinBox(), QDoubleSpinBox(), QSpinBox()
        self.dpi.setRange(*DPI)
        self.note = QLabel(_("What is drawn keeps its shape and stands in the middle. In SVG and PDF text is text."))
        self.note.setWordWrap(True)
        form = QFormLayout()
        for text, widget in ((_("Picture of"), self.view), (_("For"), self.preset), (_("Width"), self.width_field),
                             (_("Height"), self.height_field), (_("Unit"), self.unit),
                             (_("Pixels an inch"), self.dpi)):
            form.addRow(text, widget)
            widget.setAccessibleName(text)
        buttons = QDialogButtonBox()
        buttons.addButton(_("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())      # drawn for light themes only
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self._show(size or PRESETS[0][1])
        self.preset.activated.connect(self._take_preset)
        self.unit.currentIndexChanged.connect(self._change_unit)
        for field in (self.width_field, self.height_field, self.dpi):
            field.valueChanged.connect(self._name_preset)

    @property
    def picture_size(self) -> PictureSize:
        """What is entered."""
        return PictureSize(self.width_field.value(), self.height_field.value(), self.unit.currentData(),
                           self.dpi.value())

    def _show(self, size: PictureSize) -> None:
        widgets = (self.width_field, self.height_field, self.unit, self.dpi)
        for widget in widgets:
            widget.blockSignals(True)
        self.unit.setCurrentIndex(self.unit.findData(size.unit))
        for field, length in ((self.width_field, size.width), (self.height_field, size.height)):
            field.setDecimals(0 if size.unit == PIXELS else 2)
            field.setRange(0.5 if size.unit == CENTIMETRES else 16, MOST[size.unit])
            field.setValue(length)
        self.dpi.setValue(size.dpi)
        self.dpi.setEnabled(size.unit == CENTIMETRES)
        for widget in widgets:
            widget.blockSignals(False)
        self._name_preset()

    def _take_preset(self, index: int) -> None:
        if (size := self.preset.itemData(index)) is not None:
            self._show(size)

    def _change_unit(self) -> None:
        """The same size in the other unit, by the pixels an inch."""
        size, unit = self.picture_size, self.unit.currentData()
        factor = 2.54 / size.dpi if unit == CENTIMETRES else size.dpi / 2.54
        self._show(PictureSize(size.width * factor, size.height * factor, unit, size.dpi))

    def _name_preset(self) -> None:
        same = [index for index, (_name, size) in enumerate(PRESETS) if size == self.picture_size]
        self.preset.setCurrentIndex(same[0] if same else len(PRESETS))
