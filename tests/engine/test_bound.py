"""The knapsacks and the bound against brute force: exact for one adviser, never above the best plan of all."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.region import region
from gwella.engine.allocation.bound import Knapsacks, raise_bound
from gwella.engine.allocation.model import NOBODY, Model, model_of
from gwella.engine.allocation.problem import Problem, School, Weights
from gwella.engine.allocation.unmet import fewest_unmet
from tests.engine.test_allocation import adviser, school, small_problems


def cheapest_bundle(model: Model, column: int, price: np.ndarray) -> float:
    """The best value of one adviser's bundles: every one tried."""
    best = np.inf
    units = np.flatnonzero(model.allowed[:, column])
    for size in range(len(units) + 1):
        for bundle in map(list, itertools.combinations(units, size)):
            load = int(model.need[bundle].sum())
            if load <= model.capacity[column]:
                value = float((model.pair_cost[bundle, column] - price[bundle]).sum())
                value += float(model.council_cost[column, np.unique(model.council[bundle])].sum()) if bundle else 0.0
                best = min(best, value + model.load_cost * abs(load - model.fair[column]))
    return best


@given(small_problems(), st.integers(0, 2**16))
@settings(max_examples=60, deadline=None)
def test_each_knapsack_is_exact_at_any_price(problem: Problem, seed: int) -> None:
    model = model_of(problem)
    price = np.random.default_rng(seed).uniform(-200, 1500, len(model.need))
    value, bundles, _ = Knapsacks(model, model.allowed).solve(price)
    for column in range(len(model.capacity)):
        assert np.isclose(value[column], cheapest_bundle(model, column, price))
        taken = np.flatnonzero(bundles[:, column])
        assert model.allowed[taken, column].all()
        assert model.need[taken].sum() <= model.capacity[column]


@given(small_problems(), st.sampled_from([0, 8, 16, 30]))
@settings(max_examples=30, deadline=None)
def test_no_plan_with_as_few_days_unmet_is_below_the_bound(problem: Problem, unmet: int) -> None:
    model = model_of(problem)
    possible = model.allowed & (model.capacity >= model.need[:, None])
    hopeless = int(model.need[~possible.any(axis=1)].sum())
    bound = raise_bound(model, possible, unmet=unmet)
    for tried in itertools.product(*[[NOBODY, *np.flatnonzero(row)] for row in possible]):
        plan = np.array(tried, dtype=np.int64)
        if (model.load(plan) <= model.capacity).all() and model.unmet(plan) <= unmet + hopeless:
            assert bound.value <= model.cost(plan) + 1e-6


def test_zero_day_schools_take_no_room_and_still_get_someone() -> None:
    problem = Problem((school("S0", half_days=0), school("S1", half_days=40)), (adviser("A"),))
    model = model_of(problem)
    assert raise_bound(model, model.allowed).value <= model.cost(np.array([0, 0]))
    assert (fewest_unmet(model, model.allowed, seed=1).assignment == 0).all()


def test_the_fewest_unmet_days_are_proven_where_too_few_speak_welsh() -> None:
    """Forty schools, of which five need Welsh, with a single speaker: 16 of their 40 half-days fit."""
    schools = tuple(school(f"S{n:02}", welsh_needed=4 if n >= 35 else 0) for n in range(40))
    advisers = (
        *(adviser(f"A{n}", capacity_half_days=100) for n in range(4)),
        adviser("W", capacity_half_days=20, welsh_level=5),
    )
    model = model_of(Problem(schools, advisers))
    fewest = fewest_unmet(model, model.allowed, seed=1)
    assert (fewest.shortfall.half_days, fewest.floor, fewest.proven) == (24, 24, True)


def test_among_equally_short_plans_those_of_higher_priority_are_served() -> None:
    schools: list[School] = [school(f"S{n}", priority=n) for n in range(6)]
    model = model_of(Problem(tuple(schools), (adviser("A", capacity_half_days=24),)))
    fewest = fewest_unmet(model, model.allowed, seed=1)
    assert [unit for unit, who in enumerate(fewest.assignment) if who == NOBODY] == [0, 1, 2]


def test_a_scattered_region_s_days_short_come_near_their_floor() -> None:
    model = model_of(region(2, spare=0.95, schools=120, advisers=20))
    possible = model.allowed & (model.capacity >= model.need[:, None])
    fewest = fewest_unmet(model, possible, seed=1)
    assert fewest.floor <= fewest.shortfall.half_days <= fewest.floor * 1.25
    assert (model.load(fewest.assignment) <= model.capacity).all()
    assert model.unmet(fewest.assignment) == fewest.shortfall.half_days


def test_weights_of_nothing_bound_nothing() -> None:
    free = Weights(travel=0, change=0, extra_council=0, uneven_load=0)
    model = model_of(Problem((school("S"),), (adviser("A"),), free))
    assert raise_bound(model, model.allowed).value == 0.0
