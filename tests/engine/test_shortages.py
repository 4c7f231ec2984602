"""What is short is told with its reason, and who could help."""

from gwella.engine.allocation.problem import Problem
from gwella.engine.allocation.shortages import Help, shortages, what_would_help
from gwella.engine.allocation.solve import solve
from tests.engine.test_allocation import adviser, school


def test_each_reason_is_told_apart_and_the_days_add_up() -> None:
    problem = Problem(
        (
            school("big", half_days=60),
            school("full1", half_days=30),
            school("full2", half_days=30),
            school("welsh", welsh_needed=5),
        ),
        (adviser("A"),),
    )
    plan = solve(problem)
    told = shortages(problem, plan.links)
    assert {(g.reason, g.half_days, len(g.schools)) for g in told.groups} == {
        ("nobody_large_enough", 60, 1),
        ("no_days_left", 30, 1),
        ("nobody_allowed", 8, 1),
    }
    assert sum(g.half_days for g in told.groups) == plan.unmet_half_days == 98
    assert told.arithmetic == 128 - 40


def test_days_that_can_serve_nobody_left_without_are_idle() -> None:
    problem = Problem((school("S", welsh_needed=5), school("T")), (adviser("A"), adviser("B", capacity_half_days=20)))
    plan = solve(problem)
    assert shortages(problem, plan.links).idle == 40 + 20 - 8
    full = solve(Problem((school("T"),), (adviser("A"),)))
    assert shortages(Problem((school("T"),), (adviser("A"),)), full.links).groups == ()


def test_asking_someone_to_take_one_more_council_helps_within_the_days_they_have() -> None:
    elsewhere = frozenset({"C1"})
    problem = Problem(
        (
            *(school(f"S{n}", council="C2", half_days=10, lat=51.5) for n in range(4)),
            school("kept", council="C2", keep="X"),
        ),
        (
            adviser("A", councils=elsewhere, capacity_half_days=25),
            adviser("B", councils=elsewhere, capacity_half_days=12),
            adviser("other phase", councils=frozenset({"C1"}), phases=frozenset({"secondary"})),
        ),
    )
    best, second = what_would_help(problem, solve(problem).links)
    assert best == Help("A", ("C1",), ("C2",), 20, ("S0", "S1"), 0.0)
    assert (second.adviser, second.half_days) == ("B", 10)
