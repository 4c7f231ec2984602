"""What was already so: declared interests, and who looked after each school last year."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwella.twin import land, shape
from gwella.twin.advisers import Caseload, appointed
from gwella.twin.dice import Dice
from gwella.twin.persons import SERVICE, People
from gwella.twin.region import Interest, Leader, Link, Post, School

KINDS, KIND_WEIGHTS = ("governor", "relative", "employer", "child", "provider"), (6, 5, 3, 4, 2)
DECLARE = 0.6  # share of the people who have something to declare
LEFT, BARRED, MOVED = 0.075, 0.03, 0.04  # shares of the schools whose adviser left, was barred since, merely changed
LEAVING = date(2019, 8, 31)


@dataclass(slots=True)
class Yesterday:
    """Interests and links, with the posts of those who have left or who govern a school."""

    interests: list[Interest]
    links: list[Link]
    posts: list[Post]


def eligible(leader: Leader, school: School, barred: frozenset[tuple[str, str]]) -> bool:
    """Whether the limits allow this pair: phase, Welsh, council, and nothing that bars it (see `barred_pairs`)."""
    return (
        school.phase in leader.phases
        and school.council in leader.councils
        and leader.welsh_level >= shape.WELSH_NEEDED[school.medium]
        and (leader.person, school.number) not in barred
    )


def barred_pairs(
    leaders: tuple[Leader, ...], interests: tuple[Interest, ...], schools: tuple[School, ...]
) -> frozenset[tuple[str, str]]:
    """(person, school) that interests bar: those declared, and for a serving head the own school, its cluster and
    every school within 3 km.
    """
    by_number = {s.number: s for s in schools}
    barred = {(i.person, i.school) for i in interests}
    for leader in leaders:
        own = by_number.get(leader.own_school)
        if own is None:
            continue
        for school in schools:
            near = land.distance_km((own.lat, own.lon), (school.lat, school.lon)) <= 3
            if near or (own.cluster and school.cluster == own.cluster):
                barred.add((leader.person, school.number))
    return frozenset(barred)


def remember(seed: int, found: list[Caseload], schools: tuple[School, ...], people: People) -> Yesterday:
    """Interests and last year's links that leave the plan behind the caseloads possible."""
    past = Yesterday([], [], [])
    _declare(Dice(seed, "interests"), found, schools, past)
    _look_back(Dice(seed, "links"), found, schools, people, past)
    return past


def _declare(dice: Dice, found: list[Caseload], schools: tuple[School, ...], past: Yesterday) -> None:
    for caseload in found:
        leader = appointed(caseload)
        if leader.own_school:
            past.interests.append(Interest(leader.person, leader.own_school, "serving_head", leader.since))
        if caseload is found[0] or not dice.chance(DECLARE):
            continue
        hers = {s.number for s in caseload.schools} | {leader.own_school}
        base = (leader.base_lat, leader.base_lon)
        near = sorted(
            (land.distance_km(base, (s.lat, s.lon)), s.number) for s in schools if s.served and s.number not in hers
        )
        for _, number in dice.shuffled(near[:25])[: dice.weighted((1, 2, 3), (5, 3, 1))]:
            _bar(dice, leader, number, past)


def _bar(dice: Dice, leader: Leader, number: str, past: Yesterday) -> None:
    kind = dice.weighted(KINDS, KIND_WEIGHTS)
    declared = date(2019, 9, dice.whole(2, 30))
    past.interests.append(Interest(leader.person, number, kind, declared))
    if kind == "governor":
        since = date(dice.whole(2016, 2019), 9, 1)
        past.posts.append(Post(leader.person, "governor", number, "", "la", since, None))


def _look_back(dice: Dice, found: list[Caseload], schools: tuple[School, ...], people: People, past: Yesterday) -> None:
    """Who had each school in 2018/19: mostly the one who can keep it."""
    total = sum(len(c.schools) for c in found)
    left = _left(dice, found, round(total * LEFT))
    interested = {(i.person, i.school) for i in past.interests}
    for index, caseload in enumerate(found):
        leader = appointed(caseload)
        who, until = leader.person, None
        if index in left:
            caseload.leader = replace(leader, since=LEAVING + timedelta(days=1))
            who, until = people.somebody(SERVICE, 0.4).key, LEAVING
            past.posts.append(Post(who, "system_leader", "", "", "", date(2014, 9, 1), LEAVING))
        for school in caseload.schools:
            year = dice.whole(2014, 2018)
            holder = who
            began = (until and date(2014, 9, 1)) or leader.since
            chance = dice.part()
            if index and not until and chance < BARRED + MOVED:
                other = appointed(found[1 + (index + dice.whole(1, 3)) % (len(found) - 1)])
                holder, began = other.person, other.since
                if chance < BARRED and (holder, school.number) not in interested and holder != who:
                    _bar(dice, other, school.number, past)
            past.links.append(Link(school.number, holder, max(date(year, 9, 1), began), until))
    past.links.sort(key=lambda link: link.school)


def _left(dice: Dice, found: list[Caseload], wanted: int) -> set[int]:
    """Caseloads whose former adviser has gone: whole ones, until enough schools are concerned."""
    gone: set[int] = set()
    count = 0
    for index in dice.shuffled(range(1, len(found))):
        size = len(found[index].schools)
        if not appointed(found[index]).own_school and count + size <= wanted + 2:
            gone.add(index)
            count += size
    return gone
