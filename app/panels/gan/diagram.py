"""The model as a block diagram: z → G → x̃ and x → D → loss, with the numbers of this step on its arrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.engine.messages import RunReport
from app.panels.gan.curves.curve_page import Page
from app.panels.gan.curves.frame_history import FrameHistory
from sims.gan.objectives_text import objective_of
from sims.gan.params import weights_of_penalties
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
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
OF_G = ("score_g", "loss_g", "gradient_g", "update_g")


def arrow_texts(frame: Frame, params: Any) -> dict[str, str]:
    """The text at each part: the first sample of the minibatch, means over it, losses, gradient norms."""
    numbers, batch = frame.numbers, _("{count} points").format(count=params.batch_size)
    fake = numbers.get("score_fake")
    if frame.done is not None and frame.done.key in OF_G:
        fake = numbers.get("score_fake_g", fake)
    kind, penalised = objective_of(params).kind, bool(weights_of_penalties(params))
    return {
        "latent": _point("z", numbers, params.latent_dim > 2) or _("{count} latents").format(count=params.batch_size),
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


def _point(name: str, numbers: Mapping[str, float], more: bool = False) -> str:
    if f"{name}_1" not in numbers:
        return ""
    parts = [f"{numbers[f'{name}_{axis}']:.3f}" for axis in (1, 2) if f"{name}_{axis}" in numbers]
    symbol = {"z": "z", "fake": "x̃", "x": "x"}[name]
    return f"{symbol}₁\n({', '.join(parts)}{', …' if more else ''})".replace("-", "−")


def _score(value: float | None, symbol: str, kind: str) -> str:
    """D's mean answer; of an autoencoder, whose score is minus its error, the error."""
    name = f"E ℓ({symbol})" if kind == "error" else f"E D({symbol})"
    if kind == "logit":
        name = _("logit {name}").format(name=name)
    if kind == "error" and value is not None:
        value = -value
    return _value(name, value).replace(" = ", "\n")


def _value(name: str, value: float | None, digits: int = 5) -> str:
    return f"{name} = –" if value is None else f"{name} = {value:.{digits}g}".replace("-", "−")


class ModelDiagramView(QWidget):
    """Draws the diagram. texts: by the name of a part. lit: the parts in full strength; None: all of them."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.texts: dict[str, str] = {}
        self.lit: frozenset[str] | None = None
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
        return QSize(theme.pixels(420), theme.pixels(130))

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
        # Two lanes: generated above, real below. Between the boxes three arrows of equal length and the loss.
        loss = max(painter.fontMetrics().horizontalAdvance("L(D) = −0.00000") + theme.pixels(16), box)
        arrow = max((width - 3 * box - loss - theme.pixels(16)) / 3, theme.pixels(40))
        x0 = theme.pixels(8)
        lane = min((height - 2 * margin - box) / 2, theme.pixels(56))
        top, bottom = height / 2 - lane, height / 2 + lane
        latent = QRectF(x0, top - box / 2, box, box)
        g = latent.translated(box + arrow, 0)
        d = QRectF(g.right() + arrow, top - box / 2, box, bottom - top + box)
        end = QRectF(d.right() + arrow, top - box / 2, loss, bottom - top + box)
        real = QRectF(g.left(), bottom - box / 2, box, box)
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
        self._text(painter, "loss_g", QRectF(end.left(), top - line / 2, end.width(), line), "generator")
        rows = [part for part in ("loss_d", "total_d") if self.texts.get(part)]
        for row, part in enumerate(rows):
            height = bottom + (row - len(rows) / 2) * line
            self._text(painter, part, QRectF(end.left(), height, end.width(), line), "critic")
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
        room = QRectF(start.x(), start.y() - line - gap, end.x() - start.x(), line)
        for text, lane in zip(self.texts.get(part, "").split("\n"), (room, room.translated(0, line + 2 * gap))):
            self._text(painter, part, lane, "ink", text)

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
    """The diagram alone. by_hand: as in `ModelDiagramView.show_frame`."""

    title = N_("Model")

    def __init__(self):
        super().__init__()
        self.diagram = self.add(ModelDiagramView())
        self.by_hand = False

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        if self.isVisible():
            self.diagram.show_frame(run.frame, run.in_force, self.by_hand)
