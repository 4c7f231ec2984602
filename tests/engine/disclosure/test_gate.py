"""The gate: what is small is hidden, and nothing hidden can be worked out, not by brute force either."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwella.engine.disclosure import Number, Protection, Rules, Table, holds, proof, protect
from gwella.engine.disclosure.protection import COUNT
from tests.engine.disclosure.tables import at_random, attacked, linked
from tests.proof.counting import Proof


def hidden(protection: Protection, name: str = COUNT) -> set[str]:
    return {protection.table.cells[cell] for cell in np.flatnonzero(protection.hidden[name])}


def followed(protection: Protection, name: str) -> set[str]:
    return {protection.table.cells[cell] for cell in np.flatnonzero(protection.follows[name])}


def counts(**cells: int) -> Table:
    """Four counts in two rows and two columns with every total."""
    a, b, c, d = (float(cells[name]) for name in "abcd")
    told = np.array([a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d])
    names = ("a", "b", "c", "d", "ab", "cd", "ac", "bd", "abcd")
    rows = [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3)), (8, (4, 5)), (8, (6, 7))]
    return Table(names, told, rows)


def test_one_small_count_takes_three_more_with_it() -> None:
    protection = protect(counts(a=3, b=20, c=30, d=40))
    assert hidden(protection) == {"a", "b", "c", "d"}
    assert protection.why[COUNT][0].why == "count"
    assert {protection.why[COUNT][cell].gives_away for cell in (1, 2, 3)} == {"a"}
    assert protection.report() == {(COUNT, "count"): 1, (COUNT, "secondary"): 3}


@pytest.mark.parametrize(("size", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_counts_from_one_to_four_are_small(size: int, is_hidden: bool) -> None:
    assert ("a" in hidden(protect(counts(a=size, b=20, c=30, d=40)))) is is_hidden


def test_nothing_small_hides_nothing() -> None:
    protection = protect(counts(a=5, b=20, c=0, d=40))
    assert not hidden(protection)
    assert proof(protection) == []
    assert holds(protection)


def test_a_whole_column_of_nothing_protects_nobody() -> None:
    """Cells of 0 can only grow: two small counts beside a 0 have to make up for each other."""
    protection = protect(counts(a=3, b=0, c=30, d=40))
    told = {bounds.cell: (bounds.low, bounds.high) for bounds in proof(protection)}
    assert all(high - low >= 1 for low, high in told.values())
    assert "a" in told
    assert holds(protection)


def share(count: list[float], reached: list[float]) -> Table:
    """A total and two parts."""
    total, value = [sum(count), *count], [sum(reached), *reached]
    told = np.array(total)
    return Table(("all", "x", "y"), told, [(0, (1, 2))], {"reached": Number(np.array(value), told, of_pupils=True)})


def test_a_small_cohort_hides_its_pupils_and_its_share() -> None:
    protection = protect(share([4, 30], [2, 20]))
    assert hidden(protection) == {"x", "y"}
    assert hidden(protection, "reached") == {"x", "y"}
    assert protection.why[COUNT][1].why == "cohort"


def test_a_national_table_of_groups_hides_under_fifty() -> None:
    national = Rules(least_cohort=50)
    assert hidden(protect(share([49, 90], [30, 60]), national)) == {"x", "y"}
    assert not hidden(protect(share([50, 90], [30, 60]), national))


def test_few_who_reached_are_hidden_but_their_cohort_is_shown() -> None:
    protection = protect(share([20, 30], [4, 20]))
    assert not hidden(protection)
    assert hidden(protection, "reached") == {"x", "y"}


@pytest.mark.parametrize(
    ("size", "reached", "is_hidden"), [(9, 9, True), (9, 0, True), (10, 10, False), (10, 0, False), (9, 8, False)]
)
def test_all_or_none_of_a_small_group_is_hidden(size: int, reached: int, is_hidden: bool) -> None:
    protection = protect(share([size, 30], [reached, 20]))
    assert ("x" in hidden(protection, "reached")) is is_hidden
    assert not hidden(protection)


def test_none_of_a_group_inside_none_of_all_is_no_secret() -> None:
    protection = protect(share([8, 30], [0, 0]))
    assert hidden(protection, "reached") == {"x"}
    assert followed(protection, "reached") == {"x"}
    assert not protection.given_away["reached"].any()


def test_events_and_sums_follow_their_own_rules() -> None:
    pupils = np.array([60.0, 20.0, 40.0])
    events = Number(np.array([30.0, 3.0, 27.0]))
    points = Number(np.array([3.0, 3.0, 0.0]), is_count=False)
    protection = protect(Table(("all", "x", "y"), pupils, [(0, (1, 2))], {"events": events, "points": points}))
    assert hidden(protection, "events") == {"x", "y"}
    assert not hidden(protection, "points")


def test_what_is_never_shown_needs_no_protection_and_protects_others() -> None:
    told = np.array([40.0, 3.0, 37.0])
    protection = protect(Table(("all", "looked after", "others"), told, [(0, (1, 2))], unpublished=frozenset({2})))
    assert protection.report() == {(COUNT, "count"): 1}
    assert holds(protection)


def test_an_earlier_release_is_remembered() -> None:
    """The small cell grew; its neighbour, told last year's way in an earlier release, cannot hide it any more."""
    three = (("a", 30.0), ("b", 30.0), ("c", 30.0), ("x", 3.0))
    names = ("all", *(name for name, _ in three))
    now = Table(names, np.array([93.0, 30, 30, 30, 3]), [(0, (1, 2, 3, 4))])
    before = protect(replace(now, count=np.array([98.0, 30, 30, 30, 8])))
    assert not hidden(before)
    protection = protect(now, earlier=[before.release()])
    assert hidden(protection) == {"x", "all"}, "a, b and c are known for good, so only the total is left to hide"
    assert holds(protection)
    assert not protection.given_away[COUNT].any()


def test_what_an_earlier_release_told_is_said_to_be_given_away() -> None:
    table = counts(a=3, b=20, c=30, d=40)
    before = protect(table, Rules(least_count=2, least_cohort=2))
    protection = protect(table, earlier=[before.release()])
    assert protection.given_away[COUNT][0]
    assert not proof_of_open(protection)


def proof_of_open(protection: Protection) -> set[str]:
    return {bounds.cell for bounds in proof(protection) if bounds.is_given_away}


def test_an_old_total_of_some_parts_counts_as_well() -> None:
    """A school joined the council: beside the old total, the new one tells the newcomer and nothing more."""
    names = ("old", "s1", "s2")
    before = protect(Table(names, np.array([33.0, 3, 30]), [(0, (1, 2))]))
    assert hidden(before) == {"s1", "s2"}
    now = Table(("new", "s1", "s2", "s3"), np.array([73.0, 3, 30, 40]), [(0, (1, 2, 3))])
    protection = protect(now, earlier=[before.release()])
    assert {"s1", "s2"} <= hidden(protection)
    loose = protect(now)
    attack = replace(loose, rows=protection.rows)
    assert holds(protection)
    assert holds(attack) == (hidden(loose) == hidden(protection))


def test_an_old_total_tells_what_its_unchanged_hidden_parts_come_to() -> None:
    """x and z were hidden together, then w is revised to 3: w is not given away by the old total of x and z."""
    names = ("all", "w", "x", "z", "y")
    before = protect(Table(names, np.array([67.0, 20, 3, 4, 40]), [(0, (1, 2, 3, 4))]))
    assert hidden(before) == {"x", "z"}
    now = Table(names, np.array([50.0, 3, 3, 4, 40]), [(0, (1, 2, 3, 4))])
    protection = protect(now, earlier=[before.release()])
    assert hidden(protection) == {"w", "x", "z", "all"}
    assert holds(protection)


def test_a_seed_gives_the_same_answer_again() -> None:
    table = at_random(random.Random(5))
    first, second = protect(table), protect(table)
    assert all((first.hidden[name] == second.hidden[name]).all() for name in first.hidden)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_the_moves_and_the_bounds_agree(seed: int) -> None:
    protection = protect(at_random(random.Random(seed), most_schools=3))
    assert holds(protection)
    assert not any(mask.any() for mask in protection.given_away.values())
    for bounds in proof(protection):
        open_ = bounds.is_given_away
        assert not open_ or bounds.cell in followed(protection, bounds.number)
        assert open_ or bounds.high - bounds.low >= 1 - 1e-6


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=4))
def test_brute_force_finds_nothing(leaves: list[tuple[int, int]]) -> None:
    names = [("c", school, group) for school in ("s1", "s2") for group in ("girls", "boys")]
    table = linked({name: (size, min(size, yes)) for name, (size, yes) in zip(names, leaves, strict=True)})
    protection = protect(table)
    found = {cell for cell, name in attacked(protection) if name == "reached"}
    assert found <= followed(protection, "reached")
    assert not {cell for cell, name in attacked(protection) if name == COUNT}


def test_brute_force_does_find_what_primary_hiding_alone_gives_away() -> None:
    table = linked(
        {
            ("c", "s1", "girls"): (3, 2),
            ("c", "s1", "boys"): (9, 5),
            ("c", "s2", "girls"): (8, 6),
            ("c", "s2", "boys"): (7, 6),
        }
    )
    protection = protect(table)
    small = table.count < 5
    bare = replace(protection, hidden=dict.fromkeys(protection.hidden, small))
    assert ("s1 girls", COUNT) in attacked(bare)
    assert not holds(bare)


@pytest.mark.proof("disclosure: no hidden number of a random linked table can be worked out", sample=60, full=10_000)
def test_no_hidden_number_of_random_linked_tables_can_be_worked_out(proof: Proof) -> None:
    for number in range(proof.count):
        protection = protect(at_random(proof.dice(number), most_pupils=20, most_schools=8))
        assert holds(protection), f"case {number}"
        assert not any(mask.any() for mask in protection.given_away.values()), f"case {number}"
        check_small(protection)


def check_small(protection: Protection) -> None:
    """By the rules read plainly: nothing shown is small."""
    reached = protection.table.numbers["reached"].value
    for cell in range(protection.table.size):
        count, yes = protection.table.count[cell], reached[cell]
        assert protection.hidden[COUNT][cell] or count == 0 or count >= 5
        if count and not protection.hidden["reached"][cell]:
            assert yes == 0 or yes >= 5
            assert count >= 10 or 0 < yes < count
