"""Piles, holes and plans: the seed's numbers, SciPy's W1 as the oracle, and clear refusals."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from sims import params as parameters
from sims import registry
from sims.distances import optimal_transport
from sims.distances.optimal_transport import Piles, parse_piles, parse_plan, plan_work, spell_piles, transport_plan
from sims.distances.simulations.transport import TransportParams
from sims.params import ParameterError
from sims.run import Run

SIMULATION = registry.get("transport")


def metrics(**values):
    return Run(SIMULATION, parameters.parse(TransportParams(), values)).metrics()


def test_the_two_plans_of_the_seed():
    first, second = ({**metrics(), **metrics(plan=plan)} for plan in ("3>4:1,7>6:1", "3>6:1,7>4:1"))
    assert (first["work"], first["w1"], first["plan_work"]) == (2, 1, 2)
    assert (second["work"], second["w1"], second["plan_work"]) == (2, 1, 6)
    assert metrics(plan="worst")["plan_work"] == 6
    for name, work in (("seed_best", 2), ("seed_crossed", 6)):
        assert metrics(**SIMULATION.presets[name].values)["plan_work"] == work


piles = st.lists(st.tuples(st.integers(-30, 30), st.integers(1, 9)), min_size=1, max_size=7)


def built(pairs, unit=0.37):
    return parse_piles(",".join(f"{x * unit}:{m}" for x, m in pairs))


@settings(max_examples=60, deadline=None)
@given(piles, piles)
def test_the_optimum_is_scipy_s_w1_and_its_marginals_are_exact(a, b):
    supply, demand = built(a), built(b)
    demand = Piles(demand.positions, demand.masses * supply.total / demand.total)
    plan = transport_plan(supply, demand)
    assert optimal_transport.marginal_error(plan, supply, demand) <= 1e-12 * supply.total and (plan >= 0).all()
    oracle = wasserstein_distance(supply.positions, demand.positions, supply.masses, demand.masses)
    assert optimal_transport.w1(supply, demand) == pytest.approx(oracle, abs=1e-12)
    work = plan_work(plan, supply, demand)
    assert work == pytest.approx(oracle * supply.total, abs=1e-10)
    assert work <= plan_work(np.outer(supply.masses, demand.masses) / supply.total, supply, demand) + 1e-9
    assert work <= plan_work(transport_plan(supply, demand, worst=True), supply, demand) + 1e-9
    again = parse_piles(spell_piles(supply))
    assert (again.positions == supply.positions).all() and (again.masses == supply.masses).all()
    assert np.array_equal(parse_plan(optimal_transport.spell_plan(plan, supply, demand), supply, demand), plan)


def test_the_optimum_of_unit_boxes_is_the_best_of_all_permutations():
    x, y = [0.0, 1.5, 4.0, 9.0], [-2.0, 3.0, 3.5, 8.0]
    works = [sum(abs(x[i] - y[j]) for i, j in enumerate(order)) for order in itertools.permutations(range(4))]
    supply, demand = (Piles(np.array(v), np.ones(4)) for v in (x, y))
    assert plan_work(transport_plan(supply, demand), supply, demand) == pytest.approx(min(works), abs=1e-12)
    assert plan_work(transport_plan(supply, demand, worst=True), supply, demand) == pytest.approx(max(works))


def test_the_area_between_the_distribution_functions_is_w1():
    run = Run(SIMULATION, parameters.parse(TransportParams(), {"supply": "0:1,2:3", "demand": "1:2,5:2"}))
    arrays = run.frame().arrays
    area = np.sum(np.abs(arrays["cdf_supply"] - arrays["cdf_demand"])[:-1] * np.diff(arrays["x"]))
    assert area == pytest.approx(run.metrics()["w1"], abs=1e-15) == pytest.approx(run.metrics()["work"] / 4)
    assert arrays["cdf_supply"].tolist() == [0.25, 0.25, 1, 1]


def test_equal_positions_are_one_pile_and_order_does_not_matter():
    assert parse_piles("7:1, 3:1,3:0.5").masses.tolist() == [1.5, 1]
    assert metrics(supply="7:1,3:1", demand="6:1,4:1") == metrics()


@pytest.mark.parametrize("plan", ["1,0;0,1", "[[1,0],[0,1]]", "3>4:1,7>6:1", "3->4:0.5, 3->4:0.5, 7 > 6 : 1"])
def test_a_plan_may_be_spelled_as_moves_or_as_a_matrix(plan):
    assert metrics(plan=plan)["plan_work"] == 2


@pytest.mark.parametrize("values, said", [
    ({"supply": "3,7"}, "3:1,7:1"), ({"supply": "3:-1"}, "above 0"), ({"supply": "3:0,7:1"}, "above 0"),
    ({"supply": ""}, "3:1,7:1"), ({"supply": "a:1"}, "'a:1'"), ({"supply": "3:nan"}, "3:nan"),
    ({"supply": "inf:1"}, "inf:1"), ({"demand": "4:1,6:2"}, "as much as supply, 2, not 3"),
    ({"plan": "1,1;0,0"}, "supply 3, which holds 1"), ({"plan": "1,0;1,0"}, "demand 4, which holds 1"),
    ({"plan": "1,0,0;0,1,0"}, "2 × 2"), ({"plan": "2,-1;-1,2"}, "0 and above"),
    ({"plan": "3>5:1"}, "nothing at 5"), ({"plan": "sideways"}, "'sideways'"), ({"plan": "[[1,0],[0]]"}, "matrix"),
    ({"plan": "3>4:x"}, "3>4:x"), ({"plan": "[1,2"}, "matrix")])
def test_what_cannot_be_is_refused_with_a_sentence(values, said):
    with pytest.raises(ParameterError) as refused:
        Run(SIMULATION, parameters.parse(TransportParams(), values))
    assert said in str(refused.value)


def test_w1_alone_needs_no_equal_totals():
    assert optimal_transport.w1(parse_piles("0:5"), parse_piles("3:1,5:1")) == pytest.approx(4)


def test_while_a_pile_is_stacked_the_frame_says_that_the_totals_differ():
    run = Run(SIMULATION, TransportParams())
    run.set("supply", "3:2,7:1")
    frame = run.frame()
    assert frame.numbers["balanced"] == 0 and math.isnan(frame.numbers["work"])
    assert frame.numbers["w1"] == pytest.approx(wasserstein_distance([3, 7], [4, 6], [2, 1], [1, 1]))
    run.step(1)
    run.set("demand", "4:2,6:1")
    assert run.frame().numbers["balanced"] == 1 and run.metrics()["work"] == 3


def test_an_own_plan_that_no_longer_fits_is_a_fault_in_the_frame():
    run = Run(SIMULATION, parameters.parse(TransportParams(), {"plan": "3>4:1,7>6:1"}))
    run.set("plan", "3>4:1,7>6:0.5")
    assert run.frame().numbers["fault"] == pytest.approx(0.5) and run.frame().numbers["plan_work"] == 1.5
    run.set("plan", "1,0,0;0,1,0")
    assert run.frame().numbers["fault"] == math.inf and math.isnan(run.frame().numbers["plan_work"])


def test_a_step_carries_one_load_and_the_metrics_stay():
    run = Run(SIMULATION, parameters.parse(TransportParams(), {"plan": "3>6:1,7>4:1"}))
    before = run.metrics()
    assert run.frame().arrays["moved"].shape == (0, 3)
    run.advance()
    assert run.frame().arrays["lifted"].tolist() == [[3, 6, 1]]
    run.advance()
    assert run.frame().arrays["moved"].tolist() == [[3, 6, 1]] and not run.frame().arrays["lifted"].size
    run.step(4)
    assert run.frame().numbers["moved"] == 2 and run.metrics() == before


def test_every_preset_is_a_valid_run():
    for name, preset in SIMULATION.presets.items():
        run = Run(SIMULATION, parameters.parse(TransportParams(), preset.values))
        run.step(preset.steps)
        assert run.frame().numbers["moved"] == preset.steps and run.frame().numbers["fault"] == 0, name


# Exact, whatever the sizes -------------------------------------------------------------------------------------------

MASSES = st.lists(st.integers(1, 10**12), min_size=1, max_size=6)


def positions(count):
    """Different places from 1e-3 to 1e9 on both sides of 0."""
    return st.lists(st.integers(-10**12, 10**12).map(lambda n: n / 1000), min_size=count, max_size=count, unique=True)


@given(data=st.data())
@settings(max_examples=150)
def test_the_least_work_is_exact_over_twelve_orders_of_magnitude(data):
    """Against the area between the distribution functions in exact fractions (Vallender 1974), another formula."""
    supplied, wanted = data.draw(MASSES), data.draw(MASSES)
    last = sum(supplied) - sum(wanted)
    if last:
        (wanted if last > 0 else supplied).append(abs(last))
    supply, demand = (Piles(np.array(sorted(data.draw(positions(len(masses))))), np.array(masses, float))
                      for masses in (supplied, wanted))
    heights = {Fraction(at): Fraction(mass) for at, mass in zip(supply.positions.tolist(), supply.masses.tolist())}
    for at, mass in zip(demand.positions.tolist(), demand.masses.tolist()):
        heights[Fraction(at)] = heights.get(Fraction(at), 0) - Fraction(mass)
    area = between = Fraction(0)
    for place, following in itertools.pairwise(sorted(heights)):
        between += heights[place]
        area += abs(between) * (following - place)
    plan = transport_plan(supply, demand)
    assert plan_work(plan, supply, demand) == pytest.approx(float(area), rel=1e-12)
    assert optimal_transport.w1(supply, demand) * supply.total == pytest.approx(float(area), rel=1e-12)
    np.testing.assert_allclose(plan.sum(axis=1), supply.masses, rtol=1e-12)
    np.testing.assert_allclose(plan.sum(axis=0), demand.masses, rtol=1e-12)
    assert plan_work(transport_plan(supply, demand, worst=True), supply, demand) >= float(area) * (1 - 1e-12)


@pytest.mark.parametrize(("supply", "demand", "work"), [
    ("3:1,7:1,100000000:1", "4:1,6:1,100000000:1", 2.0),            # once 6: small distances beside large ones vanished
    ("3:1e-9,7:1", "4:1e-9,6:1", 1.000000001),                       # once refused, as an own plan that nobody gave
    ("0:1e9,1:1e-3", "0:1e9,2:1e-3", 1e-3),
    ("0.001:1", "0.003:1", 0.002),
])
def test_small_beside_large_keeps_its_digits(supply, demand, work):
    params = TransportParams(supply=supply, demand=demand)
    metrics = Run(registry.get("transport"), params).metrics()
    assert metrics["work"] == metrics["plan_work"] == pytest.approx(work, rel=1e-12)


def test_both_sides_weigh_the_same_relative_to_what_they_weigh():
    for scale in (1e-9, 1.0, 1e8):
        parts = parse_piles(f"0:{0.1 * scale!r},1:{0.2 * scale!r}")
        assert optimal_transport.balanced(parts, parse_piles(f"2:{0.3 * scale!r}"))
        assert not optimal_transport.balanced(parse_piles(f"0:{scale!r}"), parse_piles(f"2:{scale * (1 + 1e-9)!r}"))
