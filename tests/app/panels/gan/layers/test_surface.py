"""The views of D against a D that is known in closed form: a linear one."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from app.panels.gan.layers import optimal_transport
from app.panels.gan.layers.followed import nearest
from app.panels.gan.layers.kind_menu import KindMenu
from app.panels.gan.layers.optimal_transport import PAIRS, TransportPlan, matching
from app.panels.gan.layers.read_out import read_off
from app.panels.gan.layers.surface import OF_LOGITS, OF_SCORES, REFINEMENT, DiscriminatorSurface
from app.panels.gan.picture import LabPicture
from sims.gan.observation import metrics
from tests.app.panels.gan.test_views import small, steps
from widgets.numbers import number


def linear(**values):
    """A run with D(x) = w x + b, its w and its b."""
    run = small(hidden_layers_d=0, **values)
    steps(run, 2)
    *w, b = run.state.discriminator[0].tolist()
    return run, np.array(w), b


@pytest.mark.parametrize("objective", ["nonsaturating", "wgan"])
def test_every_kind_of_a_linear_d_is_the_closed_form(objective):
    run, w, b = linear(objective=objective)
    run.simulation.look_at((-40.0, -3.0, 40.0, 3.0))            # up to where sigma is flat
    surface = DiscriminatorSurface()
    surface.take(run.frame())
    assert surface.kinds is (OF_LOGITS if objective == "nonsaturating" else OF_SCORES)
    rows, columns = surface.scores.values.shape
    x, y = np.meshgrid(np.linspace(-40, 40, columns), np.linspace(-3, 3, rows))
    score = w[0] * x + w[1] * y + b
    chance, steep = 1 / (1 + np.exp(-score)), np.hypot(*w)
    wanted = {"score": score, "score_slope": np.full_like(x, steep), "output": chance,
              "output_slope": chance * (1 - chance) * steep}
    for key in surface.kinds:
        assert surface.field(key).values == pytest.approx(wanted[key], abs=2e-3 * np.abs(wanted[key]).max()), key
        surface.chosen = key
        surface.draw(levels=True)
    assert wanted["output_slope"].min() < 0.1 * steep               # which the slope of D is nowhere


def test_a_score_without_a_probability_offers_none_and_the_choice_comes_back(qtbot):
    surface = DiscriminatorSurface()
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("other")
    box = KindMenu(surface, menu)
    for chosen, shown in (("output", "score"), ("output_slope", "score_slope")):
        box.choose(chosen)
        for objective, wanted in (("wgan", shown), ("nonsaturating", chosen)):
            surface.take(small(objective=objective).frame())
            box.offer()
            assert surface.shown == wanted and box.actions[wanted].isChecked()
            assert list(box.actions) == list(surface.kinds) == [action.data() for action in menu.actions()[:-2]]
            assert menu.actions()[-1].text() == "other"
    seen = []
    for _ in OF_LOGITS:
        box.step()
        seen.append(surface.chosen)
    assert set(seen) == set(OF_LOGITS)
    box.actions["score"].trigger()
    assert surface.chosen == "score"
    box.choose("nonsense")
    assert surface.chosen == "score"


def test_what_is_read_off_a_surface_is_what_the_engine_gives():
    run = small(activation="tanh")
    steps(run, 5)
    surface = DiscriminatorSurface()
    assert read_off(surface, 0.0, 0.0) == {}
    surface.take(run.frame())
    for x, y in ((0.31, -0.77), (1.9, 2.2)):
        read, known = read_off(surface, x, y), run.simulation.probe(run.state, run.params, np.array([[x, y]]))
        assert read["score"] == pytest.approx(known["score"], abs=2e-3)
        assert read["slope"][0] == pytest.approx(known["slope"][0], abs=2e-2)
    assert read_off(surface, 1e3, 0.0) == {}


def test_the_plan_is_the_best_of_all_matchings():
    from itertools import permutations
    random = np.random.default_rng(1)
    real, fake = random.normal(size=(2, 6, 2))
    lengths = {order: np.hypot(*(real - fake[list(order)]).T).mean() for order in permutations(range(6))}
    partners, length = matching(real, fake)
    assert tuple(partners) == min(lengths, key=lengths.get) and length == pytest.approx(min(lengths.values()))


def test_the_layer_draws_each_pair_and_its_length_is_w1_of_the_samples(monkeypatch):
    monkeypatch.setattr(optimal_transport, "SECONDS", 1e6)
    random = np.random.default_rng(2)
    real, fake = random.normal(size=(2, 1000, 2)).astype(np.float32)
    layer = TransportPlan()
    assert layer.draw(real, fake)
    assert layer.length == pytest.approx(metrics.wasserstein1(real[:PAIRS], fake[:PAIRS]))
    lines = layer.lines._segments
    assert np.array_equal(lines[:, :2], real[:PAIRS]) and len(np.unique(lines[:, 2:], axis=0)) == PAIRS
    assert np.hypot(*(lines[:, :2] - lines[:, 2:]).T).mean() == pytest.approx(layer.length)
    assert not layer.draw(real, fake + 1)                       # too soon for another: the lines follow
    assert np.allclose(layer.lines._segments[:, 2:], lines[:, 2:] + 1)
    assert np.isnan(matching(real, fake * np.nan)[1])


def test_a_sample_is_picked_by_a_click_followed_and_let_go(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    run = small()
    view.show_frame(run.frame())
    asked = []
    view.sample_asked.connect(asked.append)
    points = run.frame().arrays["generated"].astype(float)
    index = int(np.abs(points - (0.5, 0.5)).sum(axis=1).argmin())
    assert nearest(points, *points[index], 0.1) == index and nearest(points, 50.0, 50.0, 0.1) is None
    click = Click(view.plot.getViewBox().mapViewToScene(QPointF(*points[index])))
    view._clicked(click)
    assert view.followed.index == index and view.layers.is_shown("followed")
    qtbot.waitUntil(lambda: asked == [index], timeout=5000)
    for _ in range(3):
        steps(run, 1)
        view.show_frame(run.frame())
    assert len(view.followed.way._segments) == 3
    assert view.followed.way._segments[-1, 2:] == pytest.approx(run.frame().arrays["generated"][index])
    run.back()
    view.show_frame(run.frame())
    assert len(view.followed.way._segments) == 2                # what lies ahead is not its way yet
    found = run.simulation.sample(run.state, run.params, index)
    view.answer_sample(index, found)
    assert view.card.isVisible() and "σ(D(x̃))" in view.card.text() and "pull" in view.card.text()
    view.answer_sample(index + 1, {})
    assert view.card.isVisible()
    points = run.frame().arrays["generated"].astype(float)
    view._clicked(Click(view.plot.getViewBox().mapViewToScene(QPointF(*points[index]))))
    assert view.followed.index is None and not view.card.isVisible() and not view.layers.is_shown("followed")
    view.layers.set_shown("followed", True)
    assert view.followed.index == 0


class Click:
    """Of pyqtgraph, as far as the picture looks at it."""

    def __init__(self, place):
        self.scenePos = lambda: place

    def isAccepted(self):
        return False

    def button(self):
        from PySide6.QtCore import Qt
        return Qt.MouseButton.LeftButton


def test_the_place_under_the_pointer_is_told_and_asked_for_where_the_picture_rests(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    run = small()
    steps(run, 2)
    view.show_frame(run.frame())
    asked = []
    view.place_asked.connect(lambda x, y: asked.append((x, y)))
    view.plot.scene().sigMouseMoved.emit(view.plot.getViewBox().mapViewToScene(QPointF(1.5, 0.2)))
    card = view.read_out.card
    assert card.isVisible() and card.text().count("≈") == 2 and "to&nbsp;mode&nbsp;1" in card.text()
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=5000)
    assert asked[0] == pytest.approx((1.5, 0.2), abs=0.05)
    found = run.simulation.probe(run.state, run.params, np.array(asked))
    view.answer_place(*asked[0], found)
    assert "≈" not in card.text()
    away = np.hypot(*(run.frame().arrays["modes"] - asked[0]).T)
    assert number(away.min(), 3) in card.text()
    view.answer_place(9.0, 9.0, {})                             # of a place that the pointer has left
    assert "≈" not in card.text() and "D&nbsp;=&nbsp;" in card.text()
    view.plot.scene().sigMouseMoved.emit(QPointF(-5, -5))
    assert not card.isVisible()


def test_the_grid_is_refined_as_said():
    run = small()
    surface = DiscriminatorSurface()
    surface.take(run.frame())
    coarse = run.frame().arrays["scores"]
    assert np.array_equal(surface.scores.values[::REFINEMENT, ::REFINEMENT], coarse)
    assert surface.scores.rect == tuple(run.frame().arrays["view"])


def test_the_card_says_the_length_of_the_plan_beside_w1_and_the_value_of_the_game(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    run = small()
    steps(run, 2)
    frame = run.frame()
    view.show_frame(frame)
    assert not view.card.isVisible()
    view.layers.set_shown("plan", True)
    assert number(view.transport.length, 4) in view.card.text() and "W₁&nbsp;of" not in view.card.text()
    for step, said in ((3, False), (2, True)):                  # not of a step that is still to come
        view.show_w1(step, 0.4321)
        view.show_frame(frame)
        assert ("0.4321" in view.card.text()) == said
    view.layers.set_shown("plan", False)
    view.layers.set_shown("value", True)
    assert number(frame.numbers["value"], 4) in view.card.text() and "−1.386" in view.card.text()
    glance = run.simulation.observe_fast(run.state, run.params)
    view.show_frame(glance)                                     # which does not say it
    assert number(frame.numbers["value"], 4) in view.card.text()
    view.show_frame(small(objective="wgan").frame())
    assert "no&nbsp;probability" in view.card.text() or "no probability" in view.card.text()
