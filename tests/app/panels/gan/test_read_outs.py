"""Numbers in the GAN lab: the same wherever they stand, never wider than their place, explained where they vanish."""

import re
from dataclasses import replace

import pytest
import torch
from PySide6.QtGui import QFont, QFontMetricsF

from app.panels.formula_text import numbers_html
from app.panels.gan.diagram import ModelDiagramView, ModelPage, arrow_texts
from app.panels.step_view import StepView
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.no_gradient import why_still
from app.panels.training.wanted_answers import WantedAnswers
from sims.gan.formulas import formula_of
from tests.app.panels.gan.test_views import report, small, steps
from tests.widgets.test_numbers import EXTREME
from widgets.numbers import number
from widgets.theme import themes


def test_a_value_looks_the_same_in_every_read_out(qtbot):
    """The step by step view and the diagram, after each phase of a step."""
    run = small()
    for _ in range(len(run.phases)):
        run.advance()
        frame, params = run.frame(), run.params
        done = frame.done if frame.done is not None else run.phases[-1]
        shown, texts = numbers_html(formula_of(done, params), frame, params), arrow_texts(frame, params)
        for phase, part, value in (("loss_d", "loss_d", "loss_d"), ("loss_g", "loss_g", "loss_g"),
                                   ("gradient_d", "gradient_d", "grad_norm_d"),
                                   ("update_g", "gradient_g", "grad_norm_g")):
            if done.key == phase:
                assert shown.endswith(f"= {number(frame.numbers[value])}")
                assert texts[part].endswith(f"= {number(frame.numbers[value])}")


def with_numbers(run, value):
    """The frame of a run, with the same number in the place of all."""
    frame = run.frame()
    kept = ("latent_dim", "extent")
    return replace(frame, numbers={name: old if name in kept else value for name, old in frame.numbers.items()})


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("size", [(420, 170), (700, 200)])
def test_no_number_overflows_its_box_in_the_diagram(qtbot, monkeypatch, size, scale):
    run = small()
    for _ in range(len(run.phases) - 1):
        run.advance()
    placed = []
    monkeypatch.setattr(ModelDiagramView, "_text", lambda self, painter, part, rect, role, text=None: placed.append(
        (part, painter.transform().mapRect(rect), self.texts.get(part, "") if text is None else text,
         painter.fontMetrics().horizontalAdvance(self.texts.get(part, "") if text is None else text)
         * painter.transform().m11())))
    themes.present(scale == 2)
    try:
        view = ModelDiagramView()
        qtbot.addWidget(view)
        view.resize(size[0] * scale, size[1] * scale)
        for value in EXTREME:
            placed.clear()
            view.show_frame(with_numbers(run, value), run.params, False)
            view.grab()
            said = {part for part, *_rest in placed}
            assert said == {"latent", "fake", "real", "score_fake", "score_real", "loss_d", "loss_g", "gradient_d",
                            "gradient_g"}
            assert any(text.endswith(number(value)) for _part, _rect, text, _width in placed)
            for _part, rect, text, width in placed:
                assert width <= rect.width() + 1, text
                assert rect.left() >= 0 and rect.right() <= view.width() + 1
            boxes = [rect for _part, rect, text, _width in placed if text]
            for k, one in enumerate(boxes):
                leading = 0.2 * one.height()            # the lines of a text stand closer than their heights
                assert not any(one.adjusted(1, leading, -1, -leading).intersects(other) for other in boxes[k + 1:])
    finally:
        themes.present(False)


def test_no_number_overflows_under_a_formula(qtbot):
    view = StepView(formula_of, WantedAnswers())
    qtbot.addWidget(view)
    view.resize(view.minimumWidth(), 700)
    view.show()
    run = small()
    for _ in range(len(run.phases) - 1):
        run.advance()
        for value in EXTREME:
            view.show_step(with_numbers(run, value), run.params)
            label = view.formula._numbers
            widest = max((QFontMetricsF(QFont("DejaVu Serif", 11)).horizontalAdvance(word)
                          for word in re.sub("<[^>]*>", " ", label.text()).split()), default=0)
            assert widest <= label.width()
            formula = view.formula._formula
            for row in formula.placed(formula.width()).rows:
                for place in row.places:
                    number = formula._numbers.get(place.piece.name, "")
                    assert QFontMetricsF(formula._font()).horizontalAdvance(number) <= place.width
                    assert place.left + place.width <= formula.width() + 1 or not number


# Why a loss stands still ---------------------------------------------------------------------------------------------

def sure(objective: str, score: float, **values):
    """A run whose D answers every point with this score, and its frame after the loss of G."""
    run = small(objective=objective, **values)
    weights = torch.zeros_like(run.state.discriminator)
    weights[:, -1] = score                              # the bias of the last layer
    run.state = replace(run.state, discriminator=weights)
    while run.state.done is None or run.state.done.key != "loss_g":
        run.advance()
        if run.state.done.key == "update_d":
            run.state = replace(run.state, discriminator=weights)
    return run


@pytest.mark.parametrize(("objective", "score", "said"), [
    ("saturating", -200.0, "σ(D(x̃)) = 1.4e−87"), ("saturating", 1.0, "flat at the generated points"),
    ("nonsaturating", 30.0, "1 − σ(D(x̃)) = 9.4e−14"), ("wgan", 3.0, "flat at the generated points"),
    ("least_squares", 1.0, "flat at the generated points")])
def test_a_dead_discriminator_is_named_where_the_loss_stands(qtbot, objective, score, said):
    run = sure(objective, score)
    assert said in why_still(run.frame(), run.params)
    view, page = StepView(formula_of, WantedAnswers()), ModelPage().complete()
    for widget in (view, page):
        qtbot.addWidget(widget)
        widget.resize(300, 600)
        widget.show()
    view.show_step(run.frame(), run.params)
    page.show_run(report(run), 0, FrameHistory())
    assert said in view.note.text().replace("&#x27;", "'") and said in page.reason.text() and page.reason.isVisible()
    if objective == "saturating" and score < 0:
        assert page.diagram.texts["loss_g"] == "L(G) = 0"


def test_where_d_does_move_the_points_no_reason_is_given(qtbot):
    for objective in ("saturating", "nonsaturating", "wgan", "hinge"):
        run = small(objective=objective)
        steps(run, 2)
        assert why_still(run.frame(), run.params) == ""
