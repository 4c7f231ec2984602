"""The optimiser against brute force on small problems, and its promises on a region's size."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.region import region
from gwella.core.problems import BadInput
from gwella.engine.allocation.anneal import anneal
from gwella.engine.allocation.limits import CODES, KEPT, first_broken
from gwella.engine.allocation.model import NOBODY, Model, model_of
from gwella.engine.allocation.plan import Shortfall
from gwella.engine.allocation.problem import Adviser, Limits, Problem, School, Weights
from gwella.engine.allocation.solve import Effort, Plan, solve
from gwella.engine.allocation.unmet import fewest_unmet

ALL = frozenset({"primary", "secondary"})


def school(key: str, **more: object) -> School:
    """A school that asks nothing in particular."""
    facts: dict[str, object] = {"council": "C1", "phase": "primary", "half_days": 8, "lat": 51.5, "lon": -3.4}
    return School(key=key, **(facts | more))  # type: ignore[arg-type]


def adviser(key: str, **more: object) -> Adviser:
    """An adviser who may take anything."""
    facts: dict[str, object] = {"capacity_half_days": 40, "phases": ALL, "lat": 51.5, "lon": -3.4}
    return Adviser(key=key, **(facts | more))  # type: ignore[arg-type]


def cheapest(model: Model) -> tuple[int, float]:
    """Fewest half-days unmet, and the least cost with so few: every assignment tried."""
    choices = [[NOBODY, *np.flatnonzero(row)] for row in model.allowed]
    best = (10**9, float("inf"))
    for tried in itertools.product(*choices):
        assignment = np.array(tried, dtype=np.int64)
        if (model.load(assignment) <= model.capacity).all():
            best = min(best, (model.unmet(assignment), model.cost(assignment)))
    return best


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """Up to five schools and three advisers, with every limit and wish in play, some of them short of days."""
    places = st.floats(0, 0.5)
    schools = tuple(
        school(
            f"S{n}",
            council=draw(st.sampled_from(["C1", "C2"])),
            phase=draw(st.sampled_from(sorted(ALL))),
            half_days=draw(st.sampled_from([8, 20, 30])),
            welsh_needed=draw(st.sampled_from([0, 0, 4])),
            lat=51.5 + draw(places),
            lon=-3.5 + draw(places),
            last_adviser=draw(st.sampled_from(["", "A0", "A1"])),
        )
        for n in range(draw(st.integers(1, 5)))
    )
    advisers = tuple(
        adviser(
            f"A{n}",
            capacity_half_days=draw(st.sampled_from([16, 40, 60])),
            phases=draw(st.sampled_from([ALL, frozenset({"primary"})])),
            welsh_level=draw(st.sampled_from([0, 5])),
            lat=51.5 + draw(places),
            lon=-3.5 + draw(places),
            home_council=draw(st.sampled_from(["C1", "C2"])),
            barred=frozenset(draw(st.sets(st.sampled_from(["S0", "S1"]), max_size=1))),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    return Problem(schools, advisers)


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_a_small_plan_is_the_best_there_is_and_the_bound_never_above_it(problem: Problem) -> None:
    plan = solve(problem)
    unmet, cost = cheapest(model_of(problem))
    assert plan.unmet_half_days == unmet
    assert plan.unmet_floor <= unmet
    assert plan.objective >= cost - 1e-6
    assert plan.objective <= cost * 1.01 + 1e-6
    assert plan.bound <= cost + 1e-6


def kept_by(problem: Problem, plan: Plan) -> None:
    """Every link keeps every limit, and nobody carries more than their days."""
    broken = first_broken(problem)
    load: dict[str, int] = {}
    for key, who in plan.links.items():
        if who is None:
            continue
        assert broken[problem.school_rows[key], problem.adviser_columns[who]] == KEPT
        load[who] = load.get(who, 0) + problem.schools[problem.school_rows[key]].half_days
    for person in problem.advisers:
        assert load.get(person.key, 0) <= person.capacity_half_days


@pytest.mark.parametrize(("seed", "spare"), [(1, 1.12), (2, 1.12), (3, 0.85)])
def test_a_plan_keeps_every_limit_even_where_days_are_short(seed: int, spare: float) -> None:
    problem = region(seed, schools=45, advisers=8, spare=spare)
    plan = solve(problem, effort=Effort(moves=300, exact=60, teams=30))
    kept_by(problem, plan)
    assert plan.unmet_half_days >= plan.unmet_floor
    assert plan.bound <= plan.objective


def office(problem: Problem) -> Problem:
    """The same schools with sixty people alike but for five bases: nothing but chance tells twelve of them apart."""
    bases = [problem.schools[80 * n] for n in range(5)]
    half_days = round(1.12 * sum(one.half_days for one in problem.schools) / 60)
    people = (
        adviser(
            person.key,
            capacity_half_days=half_days,
            phases=frozenset({"primary", "secondary", "special"}),
            welsh_level=5,
            lat=bases[n % 5].lat,
            lon=bases[n % 5].lon,
            home_council=bases[n % 5].council,
        )
        for n, person in enumerate(problem.advisers)
    )
    return Problem(problem.schools, tuple(people))


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(region(3, schools=213, advisers=30), id="half"),
        *(pytest.param(region(seed), id=f"seed {seed}", marks=pytest.mark.soak) for seed in range(1, 9)),
        *(pytest.param(office(region(seed)), id=f"alike {seed}", marks=pytest.mark.soak) for seed in (1, 2)),
    ],
)
def test_a_region_s_plan_is_proven_within_one_per_cent(problem: Problem) -> None:
    plan = solve(problem)
    kept_by(problem, plan)
    assert plan.proven
    assert plan.gap <= 0.01
    assert plan.unmet_half_days == 0


@pytest.mark.parametrize(("schools", "advisers", "spare"), [(150, 24, 1.12), (40, 7, 0.95)])
def test_the_same_problem_gives_the_same_plan_in_whatever_order_it_comes(
    schools: int, advisers: int, spare: float
) -> None:
    problem = region(3, schools=schools, advisers=advisers, spare=spare)
    effort = Effort(moves=150, exact=30, teams=10)
    shuffled = Problem(problem.schools[::-1], problem.advisers[::-1], problem.weights, problem.limits)
    plan = solve(problem, effort=effort)
    kept_by(problem, plan)
    assert solve(shuffled, effort=effort) == plan


def test_a_tolerance_leaves_no_more_undone_than_it_says_and_costs_no_more() -> None:
    problem = region(2, schools=30, advisers=6, spare=0.9)
    effort = Effort(exact=60)
    strict, lenient = (solve(problem, tolerance=share, effort=effort) for share in (0.0, 0.05))
    need = sum(one.half_days for one in problem.schools)
    assert lenient.unmet_half_days <= strict.unmet_half_days + 0.05 * need
    assert lenient.objective <= strict.objective + 1e-6


@pytest.mark.parametrize(
    ("limit", "one_school", "one_adviser"),
    [
        ("phase", {"phase": "secondary"}, {"phases": frozenset({"primary"})}),
        ("welsh", {"welsh_needed": 4}, {"welsh_level": 3}),
        ("interest", {}, {"barred": frozenset({"S"})}),
        ("own_school", {}, {"own_school": "S"}),
        ("council", {"council": "C1"}, {"councils": frozenset({"C2"})}),
        ("keep", {"keep": "B"}, {}),
    ],
)
def test_each_limit_rules_out_and_is_named(limit: str, one_school: dict, one_adviser: dict) -> None:
    problem = Problem((school("S", **one_school),), (adviser("A", **one_adviser),))
    assert CODES[first_broken(problem)[0, 0]] == limit
    assert solve(problem).unmet == ("S",)


def test_a_serving_head_takes_neither_the_own_cluster_nor_schools_within_three_kilometres() -> None:
    near, far = {"lat": 51.52, "lon": -3.4}, {"lat": 51.6, "lon": -3.4}
    problem = Problem(
        (
            school("own", cluster="K"),
            school("cluster", cluster="K", **far),
            school("near", **near),
            school("far", **far),
        ),
        (adviser("A", own_school="own"),),
        limits=Limits(serving_head_km=3.0),
    )
    rows = {key: int(first_broken(problem)[row, 0]) for key, row in problem.school_rows.items()}
    assert {key: CODES[code] for key, code in rows.items() if code != KEPT} == {
        "own": "own_school",
        "cluster": "same_cluster",
        "near": "near_own_school",
    }


def test_a_federation_keeps_one_adviser_unless_nobody_can_take_it_whole() -> None:
    pair = (school("S1", group="F"), school("S2", group="F"))
    together = solve(Problem(pair, (adviser("A"), adviser("B"))))
    assert together.links["S1"] == together.links["S2"]
    apart = solve(Problem(pair, (adviser("A", capacity_half_days=8), adviser("B", capacity_half_days=8))))
    assert apart.unmet == ()
    assert [split.group for split in apart.split] == ["F"]


def test_last_year_s_adviser_stays_where_little_speaks_against_it() -> None:
    far = adviser("near", lat=51.5, lon=-3.4), adviser("known", lat=51.51, lon=-3.4)
    weights = Weights(change=200, uneven_load=0, extra_council=0)
    assert solve(Problem((school("S", last_adviser="known"),), far, weights)).links == {"S": "known"}
    indifferent = Weights(change=0, uneven_load=0, extra_council=0)
    assert solve(Problem((school("S", last_adviser="known"),), far, indifferent)).links == {"S": "near"}


def test_small_moves_never_score_worse_and_never_break_a_limit() -> None:
    problem = region(5, schools=60, advisers=10)
    model = model_of(problem)
    possible = model.allowed & (model.capacity >= model.need[:, None])
    start = fewest_unmet(model, possible, seed=1).assignment
    within = Shortfall(fine=1000.0)
    better = anneal(model, possible, start, within, seed=1, moves_a_unit=300)
    assert within.score(model, better) < within.score(model, start)
    assert (model.load(better) <= model.capacity).all()
    assert all(possible[unit, who] for unit, who in enumerate(better) if who != NOBODY)


def test_weights_are_refused_by_name_and_value() -> None:
    with pytest.raises(BadInput) as refused:
        Weights.of({"travle": 1.0, "change": -1.0})
    assert {problem.code for problem in refused.value.problems} == {"weight.unknown", "weight.value"}
