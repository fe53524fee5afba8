"""The model as a block diagram: z → G → x̃ and x → D → loss, with the numbers of this step on its arrows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.formula_text import components
from app.panels.notes import wrapped
from app.panels.training.curves.curve_page import Page
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.no_gradient import why_still
from sims.gan.objectives_text import objective_of
from sims.gan.params import weights_of_penalties
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _, ngettext
from widgets.numbers import UNKNOWN, number
from widgets.spoken import Spoken
from widgets.theme import themes

#: The parts of the diagram that a phase is about, by the key of the phase; the others are dimmed.
LIT = {
    "sample_real": ("real",), "sample_latent_d": ("latent",), "sample_latent_g": ("latent",),
    "generate_d": ("latent", "G", "fake"), "generate_g": ("latent", "G", "fake"),
    "score_d": ("real", "fake", "D", "score_real", "score_fake"), "score_g": ("fake", "D", "score_fake"),
    "loss_d": ("score_real", "score_fake", "loss", "loss_d"), "penalty_d": ("D", "loss", "total_d"),
    "total_d": ("loss", "loss_d", "total_d"), "loss_g": ("score_fake", "loss", "loss_g"),
    "gradient_d": ("loss", "loss_d", "gradient_d"), "gradient_g": ("loss", "loss_g", "gradient_g"),
    "update_d": ("D", "gradient_d"), "update_g": ("G", "gradient_g"), "clip_d": ("D",), "unroll_d": ("D", "fake"),
    "look_ahead": ("D", "G"),
}
DIMMED = 0.35
#: What the boxes are, as tool tips; and who plays whom, in a line.
SAYS = {
    "G": N_("The generator G, the counterfeiter: turns noise into points that D is to take for real. It never sees a "
            "real point."),
    "D": N_("The discriminator D, the police: looks at real and generated points and is to tell them apart."),
    "latent": N_("The noise z that G is given, drawn anew for each point."),
    "real": N_("Real points x, the true money: D compares, G never sees them."),
    "loss": N_("What each player lowers. The gradients go back from here: that of G through D."),
}
ROLES = N_("G plays the counterfeiter, D the police.")
OF_G = ("score_g", "loss_g", "gradient_g", "update_g")


def arrow_texts(frame: Frame, params: Any) -> dict[str, str]:
    """The text at each part: the first sample of the minibatch, means over it, losses, gradient norms.

    Of a text on an arrow the first line stands above it and the others below.
    """
    numbers, size = frame.numbers, params.batch_size
    batch = ngettext("{count} point", "{count} points", size).format(count=size)
    fake = numbers.get("score_fake")
    if frame.done is not None and frame.done.key in OF_G:
        fake = numbers.get("score_fake_g", fake)
    kind, penalised = objective_of(params).kind, bool(weights_of_penalties(params))
    return {
        "latent": _point("z", numbers) or ngettext("{count} latent", "{count} latents", size).format(count=size),
        "fake": _point("fake", numbers) or batch,
        "real": _point("x", numbers) or batch,
        "score_real": _score(numbers.get("score_real"), "x", kind),
        "score_fake": _score(fake, "x̃", kind),
        "loss_d": _value("L(D)", numbers.get("loss_d")),
        "loss_g": _value("L(G)", numbers.get("loss_g")),
        "total_d": _value("T(D)", numbers.get("total_d")) if penalised else "",
        "gradient_d": _value("‖∂T/∂θ‖" if penalised else "‖∂L/∂θ‖", numbers.get("grad_norm_d")),
        "gradient_g": _value("‖∂L/∂θ‖", numbers.get("grad_norm_g")),
        "output": _("D(x) is a logit: above 0 it means real") if kind == "logit" else "",
    }


def _point(name: str, numbers: Mapping[str, float]) -> str:
    symbol = {"z": "z", "fake": "x̃", "x": "x"}[name]
    parts = components(name, numbers)
    return "\n".join((f"{symbol}₁", *parts)) if parts else ""


def _score(value: float | None, symbol: str, kind: str) -> str:
    """D's mean answer; of an autoencoder, whose score is minus its error, the error."""
    name = f"E ℓ({symbol})" if kind == "error" else f"E D({symbol})"
    if kind == "logit":
        name = _("logit {name}").format(name=name)
    if kind == "error" and value is not None:
        value = -value
    return _value(name, value).replace(" = ", "\n")


def _value(name: str, value: float | None) -> str:
    return f"{name} = {UNKNOWN if value is None else number(value)}"


@dataclass(frozen=True)
class Widths:
    """Of what stands side by side, in pixels: the three arrows, the box of the losses, and what all needs together."""

    arrows: tuple[float, float, float]
    losses: float
    needed: float


#: What texts are usually as wide as, so that the boxes do not move with every digit.
USUAL_NUMBER, USUAL_COMPONENT = "−0.000000", "−0.0000"
#: How far apart lines below an arrow are, in heights of a line.
LINE_BELOW = 0.85
#: The texts along each of the three arrows.
ALONG = (("latent",), ("fake", "real"), ("score_fake", "score_real"))


def widths_for(texts: Mapping[str, str], width: float, box: float, metrics: QFontMetricsF, gap: float) -> Widths:
    """How the width is divided: what the texts need, and what is left over to the arrows. gap: around a text."""
    def widest(parts: Iterable[str], usual: str) -> float:
        lines = [line for part in parts for line in texts.get(part, "").split("\n")]
        return max(map(metrics.horizontalAdvance, (usual, *lines))) + 2 * gap

    losses = widest((), USUAL_NUMBER)
    for part in ("loss_d", "total_d", "loss_g"):
        losses = max(losses, *(metrics.horizontalAdvance(line) + 2 * gap for line in two_lines(texts.get(part, ""))))
    least = [widest(parts, USUAL_NUMBER if parts[0] == "score_fake" else USUAL_COMPONENT) for parts in ALONG]
    # The way back of the gradient of D must be longer than its text.
    least[2] = max(least[2], widest(("gradient_d",), "") + 4 * gap - losses / 2 - box / 2)
    needed = 3 * box + sum(least) + losses + 4 * gap
    spare = max(width - needed, 0) / 3
    return Widths(tuple(arrow + spare for arrow in least), losses, needed)


def two_lines(text: str) -> list[str]:
    """“L(D) = 1.5” as two lines."""
    name, equals, value = text.partition(" = ")
    return [f"{name} =", value] if equals else [text]


class ModelDiagramView(QWidget, Spoken):
    """Draws the diagram. texts: by the name of a part. lit: the parts in full strength; None: all of them."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.texts: dict[str, str] = {}
        self.lit: frozenset[str] | None = None
        self.boxes: dict[str, QRectF] = {}      # where they were painted
        self.setAccessibleName(_("Model: who hands what to whom"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_frame(self, frame: Frame, params: Any, by_hand: bool) -> None:
        """by_hand: the user goes through a step phase by phase, so the parts of the last phase are lit."""
        texts = arrow_texts(frame, params)
        lit = frozenset(LIT.get(frame.done.key, ())) if by_hand and frame.done is not None else None
        if (texts, lit) != (self.texts, self.lit):
            self.texts, self.lit = texts, lit
            self.setAccessibleDescription("; ".join(text.replace("\n", " ") for text in texts.values() if text))
            self.update()

    def minimumSizeHint(self) -> QSize:
        theme = themes.current
        return QSize(theme.pixels(200), theme.pixels(130))

    def event(self, event) -> bool:
        """Say of the box under the pointer what it is."""
        if event.type() == QEvent.Type.ToolTip:
            part = next((part for part, box in self.boxes.items() if box.contains(event.pos())), "")
            QToolTip.showText(event.globalPos(), _(SAYS[part]) if part else "", self)
            return True
        return super().event(event)

    def _apply_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("ground"))
        painter.setFont(theme.font(tabular=True))
        line = painter.fontMetrics().height()
        width, height = float(self.width()), float(self.height())
        margin = 1.25 * line                # above and below the boxes: room for the way back of a gradient
        box = min(theme.pixels(44), max((height - 2 * margin) / 2.2, line))
        metrics, gap = QFontMetricsF(painter.font()), theme.pixels(4)
        # Where there is not enough room for every text, all is drawn smaller.
        between = (1 + LINE_BELOW * self.texts.get("fake", "").count("\n")) * line + 4 * gap
        shrink = min(1.0, width / widths_for(self.texts, width, box, metrics, gap).needed,
                     height / (2 * margin + box + between))
        painter.scale(shrink, shrink)
        width, height = width / shrink, height / shrink
        widths = widths_for(self.texts, width, box, metrics, gap)
        (first, second, third), loss = widths.arrows, widths.losses
        # Two lanes, generated above, real below.
        x0 = 2.0 * gap
        lane = min((height - 2 * margin - box) / 2, theme.pixels(56))
        top, bottom = height / 2 - lane, height / 2 + lane
        latent = QRectF(x0, top - box / 2, box, box)
        g = latent.translated(box + first, 0)
        d = QRectF(g.right() + second, top - box / 2, box, bottom - top + box)
        end = QRectF(d.right() + third, top - box / 2, loss, bottom - top + box)
        real = QRectF(g.left(), bottom - box / 2, box, box)
        self.boxes = {part: QRectF(box.topLeft() * shrink, box.size() * shrink) for part, box in
                      {"latent": latent, "G": g, "D": d, "loss": end, "real": real}.items()}
        self._node(painter, latent, "z", "latent", "muted", True)
        self._node(painter, g, "G", "G", "generator")
        self._node(painter, real, "x", "real", "real", True)
        self._node(painter, d, "D", "D", "critic")
        self._arrow(painter, "latent", QPointF(latent.right(), top), QPointF(g.left(), top), "muted")
        self._arrow(painter, "fake", QPointF(g.right(), top), QPointF(d.left(), top), "generated")
        self._arrow(painter, "real", QPointF(real.right(), bottom), QPointF(d.left(), bottom), "real")
        self._arrow(painter, "score_fake", QPointF(d.right(), top), QPointF(end.left(), top), "generated")
        self._arrow(painter, "score_real", QPointF(d.right(), bottom), QPointF(end.left(), bottom), "real")
        self._node(painter, end, "", "loss", "ink")
        for parts, middle, role in ((("loss_g",), top, "generator"), (("loss_d", "total_d"), bottom, "critic")):
            lines = [(part, text) for part in parts if self.texts.get(part) for text in two_lines(self.texts[part])]
            for place, (part, text) in enumerate(lines):
                self._text(painter, part, QRectF(end.left(), middle + (place - len(lines) / 2) * line, loss, line),
                           role, text)
        # Gradients go back the other way: over the top to G, below to D.
        above, below = top - box / 2 - 0.7 * line, bottom + box / 2 + 0.7 * line
        self._back(painter, "gradient_g", end.center().x(), end.top(), above, g.center().x(), g.top(), "generator")
        self._back(painter, "gradient_d", end.center().x(), end.bottom(), below, d.center().x(), d.bottom(), "critic")
        painter.end()

    def _strength(self, part: str) -> float:
        return 1.0 if self.lit is None or part in self.lit else DIMMED

    def _node(self, painter: QPainter, rect: QRectF, text: str, part: str, role: str, round_one: bool = False) -> None:
        theme = themes.current
        painter.setOpacity(self._strength(part))
        glowing = self.lit is not None and part in self.lit
        painter.setPen(QPen(theme.colour(role), (3 if glowing else 1.6) * theme.scale))
        painter.setBrush(theme.colour("raised"))
        if round_one:
            side = min(rect.width(), rect.height()) * 0.8
            painter.drawEllipse(rect.center(), side / 2, side / 2)
        else:
            painter.drawRoundedRect(rect, theme.pixels(6), theme.pixels(6))
        if text:
            painter.save()
            painter.setFont(theme.font(1.25, bold=True))
            painter.setPen(theme.colour(role))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()
        painter.setOpacity(1.0)

    def _text(self, painter: QPainter, part: str, rect: QRectF, role: str, text: str | None = None) -> None:
        painter.setOpacity(self._strength(part))
        painter.setPen(themes.current.colour(role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip,
                         self.texts.get(part, "") if text is None else text)
        painter.setOpacity(1.0)

    def _arrow(self, painter: QPainter, part: str, start: QPointF, end: QPointF, role: str) -> None:
        theme = themes.current
        painter.setOpacity(self._strength(part))
        glowing = self.lit is not None and part in self.lit
        painter.setPen(QPen(theme.colour(role), (3 if glowing else 1.6) * theme.scale))
        gap = theme.pixels(3)
        start, end = start + QPointF(gap, 0), end - QPointF(gap, 0)
        painter.drawLine(start, end)
        self._head(painter, end, 1, 0, theme.colour(role))
        painter.setOpacity(1.0)
        line = painter.fontMetrics().height()
        lane = QRectF(start.x(), start.y() - line - gap, end.x() - start.x(), line)
        for place, text in enumerate(self.texts.get(part, "").split("\n")):
            self._text(painter, part, lane, "ink", text)
            lane.translate(0, line + 2 * gap if place == 0 else LINE_BELOW * line)

    def _back(self, painter: QPainter, part: str, from_x: float, from_y: float, lane: float, to_x: float, to_y: float,
              role: str) -> None:
        theme = themes.current
        painter.setOpacity(self._strength(part))
        pen = QPen(theme.colour(role), 1.4 * theme.scale)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(from_x, from_y), QPointF(from_x, lane), QPointF(to_x, lane),
                                        QPointF(to_x, to_y)]))
        self._head(painter, QPointF(to_x, to_y), 0, 1 if to_y > lane else -1, theme.colour(role))
        painter.setOpacity(1.0)
        text = self.texts.get(part, "")
        line, wide = painter.fontMetrics().height(), painter.fontMetrics().horizontalAdvance(text) + theme.pixels(10)
        rect = QRectF((from_x + to_x) / 2 - wide / 2, lane - line / 2, wide, line)
        painter.fillRect(rect, theme.colour("ground"))
        self._text(painter, part, rect, role)

    def _head(self, painter: QPainter, tip: QPointF, dx: float, dy: float, colour) -> None:
        size = themes.current.pixels(8)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        base = tip - QPointF(dx * size, dy * size)
        side = QPointF(-dy, dx) * (size * 0.5)
        painter.drawPolygon(QPolygonF([tip, base + side, base - side]))
        painter.restore()


class ModelPage(Page):
    """The diagram, and below it who plays whom and one sentence where D gives no gradient.

    by_hand: as in `ModelDiagramView.show_frame`.
    """

    name = "model"
    title = N_("Model")
    says = N_("Who hands what to whom: the numbers of this step on the way from z to both losses.")

    by_hand = False

    def build(self) -> None:
        self.diagram, self.roles, self.reason = ModelDiagramView(), wrapped(_(ROLES), "muted"), wrapped("")
        self.reason.hide()
        view = self.add(QWidget())
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.diagram, 1)
        column.addWidget(self.roles)
        column.addWidget(self.reason)

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        if self.isVisible():
            self.diagram.show_frame(run.frame, run.in_force, self.by_hand)
            reason = why_still(run.frame, run.in_force)
            self.reason.setText(reason)
            self.reason.setVisible(bool(reason))
