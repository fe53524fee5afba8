"""The gallery of presets: by question, with a line that searches; arrow keys move through it, Enter takes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.panels.presets.card import PresetCard
from app.panels.presets.offer import Offer, found
from app.panels.presets.pictures import PresetPicture, PresetPictureView
from widgets.controls.search_field import ClearableField
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.layout.height_fitting import HeightScroll
from widgets.theme import themes

#: A card is at least so wide, in pixels at scale 1, where there is room for two.
CARD_WIDTH = 400
WANTED = QSize(1280, 900)
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Section(QWidget):
    """The cards of one question below it, in columns; without a heading where the presets have no question."""

    def __init__(self, question: str, cards: Sequence[PresetCard]):
        super().__init__()
        self.question, self.cards = question, cards
        self._columns = 0
        heading = QLabel(question)
        heading.setFont(themes.current.font(1.2, bold=True))
        self._grid = QGridLayout()
        self._grid.setSpacing(themes.current.pixels(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, themes.current.pixels(10))
        layout.addWidget(heading)
        layout.addLayout(self._grid)
        heading.setVisible(bool(question))
        for card in cards:
            card.setParent(self)

    def arrange(self, shown: Iterable[PresetCard], columns: int) -> None:
        """Show these of its cards, in so many columns; hide it where there are none."""
        shown = [card for card in self.cards if card in shown]
        for card in self.cards:
            self._grid.removeWidget(card)
            card.setVisible(card in shown)
        for number, card in enumerate(shown):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(max(columns, self._columns)):       # those without a card are as wide as the others
            self._grid.setColumnStretch(column, int(column < columns))
        self._columns = columns
        self.setVisible(bool(shown))


class Gallery(QDialog):
    """Offers presets. pictures: by name; a preset that is not among them has no place for one.

    chosen(name): a person has taken one, and the gallery closes.
    """

    chosen = Signal(str)

    def __init__(self, offers: Sequence[Offer], pictures: Mapping[str, PresetPicture | None], parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Presets"))
        self.offers = offers
        self.search = ClearableField(_("Search by a word or a whole question"))
        self.search.setToolTip(_("Arrow keys go from preset to preset, Enter takes one."))
        self.search.textChanged.connect(self._search)
        self.nothing = QLabel(_("No preset matches this."))
        self.sections: list[Section] = []
        self.questions: list[QPushButton] = []
        jumps = FlowLayout()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, themes.current.pixels(6), 0)
        for question in dict.fromkeys(offer.question for offer in offers):
            section = Section(question, [self._card(offer, pictures) for offer in offers if offer.question == question])
            self.sections.append(section)
            column.addWidget(section)
            if question:
                jumps.addWidget(self._jump(section))
        column.addWidget(self.nothing)
        column.addStretch(1)
        contents = QWidget()
        contents.setLayout(column)
        self.area = HeightScroll(contents)
        for watched in (self.search, self.area.viewport(), *self.questions, *self.shown):
            watched.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addLayout(jumps)
        layout.addWidget(self.area, 1)
        wanted = QSize(*map(themes.current.pixels, WANTED.toTuple()))
        self.resize(wanted.boundedTo(parent.size() - QSize(40, 60)))
        self.search.setFocus()
        self._arrange()

    def _card(self, offer: Offer, pictures: Mapping[str, PresetPicture | None]) -> PresetCard:
        view = PresetPictureView(pictures[offer.name]) if offer.name in pictures else None
        card = PresetCard(offer, view)
        card.clicked.connect(lambda: self._take(card))
        return card

    def _jump(self, section: Section) -> QPushButton:
        """A button that goes to a question."""
        button = QPushButton(section.question)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._go_to(section))
        self.questions.append(button)
        return button

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> list[PresetCard]:
        """The cards that are offered now, in their order."""
        return [card for section in self.sections for card in section.cards if not card.isHidden()]

    def _arrange(self) -> None:
        """Show what was searched, in as many columns as there is room for."""
        names = {offer.name for offer in found(self.offers, self.search.text())}
        columns = max(1, self.area.viewport().width() // themes.current.pixels(CARD_WIDTH))
        for section in self.sections:
            section.arrange([card for card in section.cards if card.offer.name in names], columns)
        for button, section in zip(self.questions, self.sections):
            button.setEnabled(not section.isHidden())
        self.nothing.setVisible(not names)
        shown = self.shown
        for card in shown:
            card.mark(card is shown[0] and bool(self.search.text().strip()))

    def _search(self) -> None:
        self._arrange()
        self.area.verticalScrollBar().setValue(0)

    def _go_to(self, section: Section) -> None:
        """The question at the top, the focus on its first card."""
        card = next(card for card in section.cards if not card.isHidden())
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(section.y())

    def _take(self, card: PresetCard) -> None:
        self.chosen.emit(card.offer.name)
        self.accept()

    # Keys ------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched, event) -> bool:
        if watched is self.area.viewport():
            if event.type() == QEvent.Type.Resize:
                self._arrange()
        elif event.type() == QEvent.Type.KeyPress:
            keys = {PresetCard: self._card_key, QPushButton: self._question_key, ClearableField: self._search_key}
            return keys[type(watched)](watched, event)
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, PresetCard):
            self.area.ensureWidgetVisible(watched, 0, themes.current.pixels(8))
        return super().eventFilter(watched, event)

    def _question_key(self, button: QPushButton, event: QKeyEvent) -> bool:
        if event.key() not in ENTER:
            return False
        button.click()
        return True

    def _search_key(self, _search: ClearableField, event: QKeyEvent) -> bool:
        shown = self.shown
        if event.key() == Qt.Key.Key_Down and shown:
            shown[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in ENTER:
            marked = [card for card in shown if card.marked]
            if marked:
                self._take(marked[0])
        else:
            return False
        return True

    def _card_key(self, card: PresetCard, event: QKeyEvent) -> bool:
        """On a card Enter takes it, arrows go on, and what is typed is searched."""
        if event.key() in ENTER:
            self._take(card)
        elif event.key() in ARROWS:
            (self._next(card, event.key()) or self.search).setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Backspace or (event.text().strip() and event.text().isprintable()):
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.event(event)
        else:
            return False
        return True

    def _next(self, card: PresetCard, key: Qt.Key) -> PresetCard | None:
        """The card that a key leads to; None above the first row."""
        shown = self.shown
        place = shown.index(card)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return shown[0 if key == Qt.Key.Key_Home else -1]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return shown[min(max(place + (1 if key == Qt.Key.Key_Right else -1), 0), len(shown) - 1)]
        here, down = self._corner(card), key == Qt.Key.Key_Down
        corners = {other: self._corner(other) for other in shown}
        rows = [at.y() for at in corners.values() if (at.y() > here.y() if down else at.y() < here.y())]
        if not rows:
            return card if down else None
        row = min(rows) if down else max(rows)
        return min((other for other, at in corners.items() if at.y() == row),
                   key=lambda other: abs(corners[other].x() - here.x()))

    def _corner(self, card: PresetCard) -> QPoint:
        return card.mapTo(self.area.contents, QPoint(0, 0))
