"""Colours and sizes: the palettes, the scale, which a presentation has its own of, and the manager of both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from widgets.followers import Followers
from widgets.stylesheet import stylesheet

BASE_POINTS = 11
#: The projector: 20 pt text from the 11 pt of a desk.
PRESENTATION_SCALE = 20 / BASE_POINTS


#: What a finger hits, in pixels.
TARGET = 40


@dataclass(frozen=True)
class Theme:
    """Colours as "#rrggbb" and the scale that sizes follow from.

    ground: behind plots. panel: behind controls. raised: of controls. ink, muted: text. grid, border: faint lines.
    accent, warning: to draw attention. real, generated: points of the data and of the generator. critic, generator:
    the two players, D and G. series: any other curves, in order. target: the least height in pixels of
    what is pressed; 0: as its text needs.
    """

    name: str
    ground: str
    panel: str
    raised: str
    ink: str
    muted: str
    grid: str
    border: str
    real: str
    generated: str
    accent: str
    warning: str
    critic: str
    generator: str
    series: tuple[str, ...]
    scale: float = 1.0
    target: int = 0

    @property
    def font_points(self) -> float:
        """Size of the smallest text, in points."""
        return BASE_POINTS * self.scale

    @property
    def line_width(self) -> float:
        """Width of a curve in pixels. 1 at a desk: wider lines of many points are very slow to paint."""
        return 1.0 if self.scale < 1.4 else float(round(self.scale))

    @property
    def point_size(self) -> float:
        """Diameter of a point of a cloud in pixels."""
        return 7.0 * self.scale

    @property
    def dark(self) -> bool:
        return QColor(self.ground).lightnessF() < 0.5

    def pixels(self, length: float) -> int:
        """A length that was chosen at scale 1, in pixels at this scale."""
        return round(length * self.scale)

    def between(self, desk: float, projector: float) -> int:
        """A length in pixels that is `desk` at scale 1 and `projector` at that of a presentation on 1920 x 1080; at
        other scales in proportion, and beyond as much larger as texts are."""
        if self.scale > PRESENTATION_SCALE:
            return round(projector * self.scale / PRESENTATION_SCALE)
        return round(desk + (projector - desk) * (self.scale - 1) / (PRESENTATION_SCALE - 1))

    @property
    def plot_scale(self) -> float:
        """What the heights of plots are multiplied by: half as much larger as texts, or few would fit a screen."""
        return (1 + self.scale) / 2

    @property
    def column_scale(self) -> float:
        """What the widths of columns of text at a desk are multiplied by: nearly as much larger as their texts."""
        return 1 + 0.8 * (self.scale - 1)

    def colour(self, role: str | int) -> QColor:
        """The colour of a role ("real", "ink", ...), of the series by index, or of "#rrggbb" itself."""
        if isinstance(role, int):
            return QColor(self.series[role % len(self.series)])
        return QColor(role if role.startswith("#") else getattr(self, role))

    def font(self, factor: float = 1.0, *, bold: bool = False, tabular: bool = False) -> QFont:
        """The text font, `factor` times the smallest size; tabular: digits of one width, for counters."""
        font = QFont(QApplication.font() if QApplication.instance() else QFont())
        font.setPointSizeF(self.font_points * factor)
        font.setBold(bold)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font


LIGHT = Theme(
    name="light", ground="#ffffff", panel="#f5f6f8", raised="#ffffff", ink="#1a1d21", muted="#59626d",
    grid="#e4e7eb", border="#7d8793", real="#0072b2", generated="#b85100", accent="#00746a", warning="#b3261e",
    critic="#7b3fa0", generator="#b85100",
    series=("#0072b2", "#b85100", "#00805e", "#a63d7c", "#8a6d00", "#1a1d21", "#2d8fc7", "#8c4a2f", "#6b7280"))
DARK = Theme(
    name="dark", ground="#15181c", panel="#1e2227", raised="#2a2f36", ink="#eceff2", muted="#a6b0bb",
    grid="#31373e", border="#76818d", real="#56b4e9", generated="#f58b3c", accent="#4cc2ae", warning="#ff8a80",
    critic="#c79be6", generator="#f58b3c",
    series=("#56b4e9", "#f58b3c", "#2fc79b", "#e58fc0", "#f0e442", "#eceff2", "#8fa8ff", "#c9a27e", "#98a2ad"))
CONTRAST = Theme(
    name="contrast", ground="#ffffff", panel="#ffffff", raised="#ffffff", ink="#000000", muted="#2b2b2b",
    grid="#c8c8c8", border="#4a4a4a", real="#00508c", generated="#993600", accent="#00574f", warning="#a00000",
    critic="#5f1f86", generator="#993600",
    series=("#00508c", "#993600", "#005f43", "#8a1f5f", "#5c4a00", "#000000", "#1a5a85", "#6b2f17", "#4a4a4a"))
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}


class ThemeManager:
    """Holds the current theme. changed: tells those who follow that it is another one, once the application has been
    given its look."""

    def __init__(self):
        self.changed = Followers()
        self._name, self._applied = LIGHT.name, False
        self._scale, self._presentation = 1.0, 0.0      # at the desk, and of the presentation; 0: there is none
        self._fingers = False
        self.current = LIGHT

    @property
    def presenting(self) -> bool:
        return self._presentation > 0

    def use(self, name: str) -> None:
        """Take a palette, by its name in THEMES."""
        self._name = THEMES[name].name
        self._update()

    def enlarge(self, scale: float) -> None:
        """Take this scale, 1 or more, for the desk."""
        self._scale = scale
        self._update()

    def present(self, on: bool, scale: float = PRESENTATION_SCALE, fingers: bool = False) -> None:
        """Begin or end a presentation, which has a scale of its own. fingers: it is touched."""
        before = self.current, self.presenting
        self._presentation = scale if on else 0.0
        self._fingers = on and fingers
        self._update()
        if before == (self.current, not on):        # nothing looks otherwise, and yet one has begun or ended
            self.changed.emit()

    def apply(self, application: QApplication) -> None:
        """Give the application the current look, now and after every change."""
        self._applied = True
        application.setStyle("Fusion")
        self._apply_to(application)
        self.changed.emit()

    def _update(self) -> None:
        wanted = replace(THEMES[self._name], scale=self._presentation or self._scale,
                         target=TARGET if self._fingers else 0)
        if wanted == self.current:
            return
        self.current = wanted
        application = QApplication.instance()
        if self._applied and application is not None:
            self.changed.dress(lambda: self._apply_to(application))
        self.changed.emit()

    def _apply_to(self, application: QApplication) -> None:
        application.setStyleSheet("")               # to replace one by another takes Qt five times as long
        # What the system draws for the window: its title bar, on Windows and macOS.
        application.styleHints().setColorScheme(Qt.ColorScheme.Dark if self.current.dark else Qt.ColorScheme.Light)
        font = self.current.font()
        application.setFont(font)
        QToolTip.setFont(font)
        application.setPalette(palette(self.current))
        application.setStyleSheet(stylesheet(self.current))


themes = ThemeManager()


def palette(theme: Theme) -> QPalette:
    """The theme as a QPalette, for everything that the stylesheet leaves to the Fusion style."""
    result = QPalette()
    roles = {"Window": theme.panel, "WindowText": theme.ink, "Base": theme.raised, "AlternateBase": theme.panel,
             "Text": theme.ink, "Button": theme.raised, "ButtonText": theme.ink, "BrightText": theme.warning,
             "ToolTipBase": theme.raised, "ToolTipText": theme.ink, "PlaceholderText": theme.muted,
             "Highlight": theme.accent, "HighlightedText": theme.ground, "Link": theme.accent,
             "LinkVisited": theme.critic, "Mid": theme.border, "Light": theme.raised, "Dark": theme.border}
    for name, colour in roles.items():
        result.setColor(getattr(QPalette.ColorRole, name), QColor(colour))
    for name in ("WindowText", "Text", "ButtonText", "HighlightedText"):
        result.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, name), QColor(theme.border))
    result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.grid))
    return result
