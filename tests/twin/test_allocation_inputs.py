"""What the allocation starts from: need, capacity, limits that can all be kept, last year's links."""

from collections import Counter
from decimal import Decimal

import pytest

from gwella.twin import Region, generate
from gwella.twin.advisers import days_needed
from gwella.twin.yesterday import barred_pairs, eligible
from tests.twin.conftest import made


def _need(region: Region) -> dict[str, int]:
    return days_needed(region.schools, {c.school: c.colour for c in region.categories if c.year == region.year})


def test_need_and_capacity(region: Region) -> None:
    need = sum(_need(region).values())
    capacity = sum(leader.days for leader in region.leaders)
    assert 3000 <= need <= 3300
    assert Decimal("1.08") <= capacity / need <= Decimal("1.12")
    assert all(leader.days * 2 == int(leader.days * 2) for leader in region.leaders)
    assert len(region.leaders) == 60


@pytest.mark.parametrize(("seed", "schools"), [(1, 426), (2, 426), (3, 426), (4, 40), (5, 120), (3, 1500)])
def test_a_plan_that_covers_every_school_within_every_limit_exists(seed: int, schools: int) -> None:
    region, plan = made(seed, schools)
    barred = barred_pairs(region.leaders, region.interests, region.schools)
    leaders = {leader.person: leader for leader in region.leaders}
    load: Counter[str] = Counter()
    need = _need(region)
    for school in region.schools:
        if school.served:
            assert eligible(leaders[plan[school.number]], school, barred), school
            load[plan[school.number]] += need[school.number]
    assert sum(load.values()) == sum(need.values())
    assert all(load[key] <= leader.days for key, leader in leaders.items())


def test_serving_heads(region: Region) -> None:
    serving = [leader for leader in region.leaders if leader.own_school]
    heads = {p.school: p.person for p in region.posts if p.role == "headteacher"}
    assert 6 <= len(serving) <= 8
    for leader in serving:
        assert 18 <= leader.days <= 40
        assert heads[leader.own_school] == leader.person
        assert ("serving_head", leader.own_school) in {
            (i.kind, i.school) for i in region.interests if i.person == leader.person
        }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_most_of_last_years_links_can_stay(seed: int) -> None:
    region, _ = made(seed)
    barred = barred_pairs(region.leaders, region.interests, region.schools)
    leaders = {leader.person: leader for leader in region.leaders}
    schools = {s.number: s for s in region.schools}
    assert len(region.links) == len({k.school for k in region.links}) == 426
    stay = sum(k.until is None and eligible(leaders[k.person], schools[k.school], barred) for k in region.links)
    assert 0.85 < stay / 426 < 0.92
    assert all((k.until is None) == (k.person in leaders) for k in region.links)


def test_interests_bar_some_pairs_of_every_kind(region: Region) -> None:
    kinds = Counter(i.kind for i in region.interests)
    assert set(kinds) == {"governor", "relative", "employer", "child", "provider", "serving_head"}
    assert len({(i.person, i.school) for i in region.interests}) == len(region.interests)
    governing = {(p.person, p.school) for p in region.posts if p.role == "governor"}
    assert {(i.person, i.school) for i in region.interests if i.kind == "governor"} <= governing


def test_welsh_speakers_are_few_enough_to_matter(region: Region) -> None:
    speakers = sum(leader.welsh_level >= 4 for leader in region.leaders)
    assert 12 <= speakers <= 26


@pytest.mark.parametrize("advisers", [1, 40])
def test_too_few_or_too_many_advisers_are_refused(advisers: int) -> None:
    with pytest.raises(ValueError, match="advisers"):
        generate(1, 40, advisers)
