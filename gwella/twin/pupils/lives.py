"""Where each invented pupil is, from nursery to year 13: stays at schools, by cohort.

A cohort is the children who reach Reception in one year. Schools take in pupils at their first year group; those
whose school ends move on to the next one, mostly of their cluster; places left are taken by newcomers. Some
change schools on the way, some leave and others come in their place.
"""

from dataclasses import dataclass, field

import numpy as np

from gwella.twin.pupils import roll
from gwella.twin.pupils.chance import Bools, Chance, Ints, place_in_group
from gwella.twin.pupils.roll import Schools

CHANGING = 0.06  # pupils who change schools within a phase; not the official value
REPLACED = {-1: 0.07, 0: 0.07, 3: 0.03, 7: 0.04}  # who leave on the way, by where their school starts
FAITHFUL = 0.93  # share of its places a school gives to its own cluster first


@dataclass
class Lives:
    """Every pupil and every stay. `cohort` and `first_school`: one a pupil. The others: one a stay, in which
    `pupil` was at `school` from year group `since` to `until`, both included. Places of pupils and schools.
    """

    cohort: Ints
    first_school: Ints
    first_group: Ints
    pupil: Ints
    school: Ints
    since: Ints
    until: Ints

    def __len__(self) -> int:
        return len(self.cohort)

    def school_at(self, group: int) -> Ints:
        """The school of each pupil in a year group, or -1."""
        found = np.full(len(self), -1, dtype=np.int64)
        here = (self.since <= group) & (self.until >= group)
        found[self.pupil[here]] = self.school[here]
        return found

    def stays_in(self, year: int) -> Ints:
        """The places of the stays that hold in the school year that starts in `year`."""
        group = year - self.cohort[self.pupil]
        return np.flatnonzero((self.since <= group) & (self.until >= group))


@dataclass
class _Cohort:
    """One cohort in the making; `open` stays run to the end of their school."""

    schools: Schools
    chance: Chance
    size: Ints
    count: int = 0
    stays: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)
    open: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))  # pupil, school

    def new(self, count: int) -> Ints:
        self.count += count
        return np.arange(self.count - count, self.count)

    def settle(self, pupil: Ints, school: Ints, since: int) -> None:
        """Pupils start at schools; some leave on the way and a newcomer takes the place."""
        last = self.schools.last[school]
        left = (self.chance.part(len(pupil)) < REPLACED.get(since, 0.0)) & (last > since)
        turn = since + 1 + (self.chance.part(len(pupil)) * (np.minimum(last, 11) - since)).astype(np.int64)
        until = np.where(left, turn - 1, last)
        stayed = pupil.copy()
        stayed[left] = self.new(int(left.sum()))
        self.stays.append((pupil, school, np.full(len(pupil), since), until))
        self.stays.append((stayed[left], school[left], turn[left], last[left]))
        self.open = (np.concatenate([self.open[0], stayed]), np.concatenate([self.open[1], school]))

    def leavers(self, last: tuple[int, ...]) -> tuple[Ints, Ints]:
        """Pupils whose school has ended, with that school; they are no longer open."""
        pupil, school = self.open
        gone = np.isin(self.schools.last[school], last)
        self.open = (pupil[~gone], school[~gone])
        order = self.chance.order(int(gone.sum()))
        return pupil[gone][order], school[gone][order]


def make_lives(schools: Schools, seed: int, first: int, until: int) -> Lives:
    """The lives of all who are at school in the years that start in `first` to `until`."""
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    counts: list[int] = []
    cohorts: list[int] = []
    for cohort in range(first - roll.LAST, until - roll.FIRST + 1):
        made = _make_cohort(schools, seed, cohort, until)
        pupil, school, since, last = (np.concatenate(column) for column in zip(*made.stays, strict=True))
        parts.append((pupil + sum(counts), school, since, last))
        counts.append(made.count)
        cohorts.append(cohort)
    pupil, school, since, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    total = sum(counts)
    order = np.lexsort((since, pupil))
    starts = order[np.concatenate([[True], np.diff(pupil[order]) > 0])]
    assert len(starts) == total
    return Lives(
        cohort=np.repeat(cohorts, counts),
        first_school=school[starts],
        first_group=since[starts],
        pupil=pupil,
        school=school,
        since=since,
        until=last,
    )


def _make_cohort(schools: Schools, seed: int, cohort: int, until: int) -> _Cohort:
    made = _Cohort(schools, Chance(seed, "cohort", cohort), roll.intake(schools, seed, cohort, until))
    unit = schools.of("pru")
    for since in (-2, -1):
        size = np.where((schools.first == since) & ~unit, made.size, 0)
        part = np.where(schools.of("primary"), roll.NURSERY_SHARE, 1.0)  # not all come to a nursery class
        seats = _seats(made.chance.rounded(size * part))
        made.settle(made.new(len(seats)), seats, since)
    _take_in(made, 0, (-1,), keep=False)
    _take_in(made, 3, (2,), keep=True)
    _change(made, 1, 6)
    _take_in(made, 7, (6,), keep=False)
    _change(made, 8, 11)
    return made


def _seats(size: Ints) -> Ints:
    return np.repeat(np.arange(len(size)), size)


def _take_in(made: _Cohort, since: int, ended: tuple[int, ...], *, keep: bool) -> None:
    """Schools that start at `since` take in those whose school ended, then newcomers. Left over: gone, or
    (`keep`) taken beyond their number by primary schools of the zone.
    """
    schools = made.schools
    pupil, old = made.leavers(ended)
    size = np.where((schools.first == since) & ~schools.of("pru"), made.size, 0)
    if since == 0:  # nursery classes fill up in Reception
        grown = made.size * (1 - roll.NURSERY_SHARE) * schools.of("primary") * (schools.first == -1)
        size = size + made.chance.rounded(grown)
    wish = schools.lead[old]
    school = _first_choice(wish, size)
    size = size - np.bincount(school[school >= 0], minlength=len(size))
    rest = np.flatnonzero(school < 0)
    school[rest] = _by_zone(schools.zone[old[rest]], _seats(size)[made.chance.order(int(size.sum()))], schools)
    size = size - np.bincount(school[rest][school[rest] >= 0], minlength=len(size))
    if keep:
        rest = np.flatnonzero(school < 0)
        whole = (schools.first <= 0) & (schools.last == 6)
        seats = _seats(np.where(whole, made.size, 0))
        school[rest] = _by_zone(schools.zone[old[rest]], seats[made.chance.order(len(seats))], schools)
    fresh = _seats(size)
    placed = school >= 0
    made.settle(np.concatenate([pupil[placed], made.new(len(fresh))]), np.concatenate([school[placed], fresh]), since)


def _first_choice(wish: Ints, size: Ints) -> Ints:
    """The wished school for the first `FAITHFUL` of its places, -1 for the others."""
    known = np.where(wish < 0, len(size), wish)
    place, _ = place_in_group(known, np.arange(len(wish), dtype=np.float64))
    room = np.append(np.floor(size * FAITHFUL), 0)
    return np.where(place < room[known], wish, -1)


def _by_zone(wanted: Ints, seats: Ints, schools: Schools) -> Ints:
    """Seats (schools, in chance order) dealt to pupils who want a zone; -1 where the zone has none left."""
    found = np.full(len(wanted), -1, dtype=np.int64)
    offered = schools.zone[seats]
    for zone in np.unique(wanted):
        who, what = np.flatnonzero(wanted == zone), seats[offered == zone]
        count = min(len(who), len(what))
        found[who[:count]] = what[:count]
    return found


def _change(made: _Cohort, low: int, high: int) -> None:
    """Some of those at school in year groups `low` to `high` exchange schools in a ring, within zone and phase."""
    schools, chance = made.schools, made.chance
    pupil, school, since, until = (np.concatenate(column) for column in zip(*made.stays, strict=True))
    turn = chance.whole(len(pupil), low, high)
    plain = schools.of("primary") if high < 7 else schools.of("secondary")
    able: Bools = (chance.part(len(pupil)) < CHANGING) & (since < turn) & (until >= turn) & plain[school]
    moving = np.flatnonzero(able)
    span = schools.first[school] * 100 + schools.last[school]
    order = moving[np.lexsort((chance.part(len(moving)), turn[moving], span[moving], schools.zone[school[moving]]))]
    key = (schools.zone[school] * 10_000 + span) * 20 + turn
    new = school[order].copy()
    for ring in np.split(np.arange(len(order)), np.flatnonzero(np.diff(key[order])) + 1):
        new[ring] = np.roll(school[order[ring]], 1)
    after = (pupil[order], new, turn[order], until[order].copy())
    until[order] = turn[order] - 1
    made.stays = [(pupil, school, since, until), after]
    _follow(made, pupil[order], new)


def _follow(made: _Cohort, pupil: Ints, new: Ints) -> None:
    """Those who changed end their phase at the new school, so far as it is the stay that is still open."""
    who, where = made.open
    holder = np.full(made.count, -1, dtype=np.int64)
    holder[pupil] = new
    first, last = made.schools.first, made.schools.last
    later = holder[who]
    same = (later >= 0) & (first[later] == first[where]) & (last[later] == last[where])
    made.open = (who, np.where(same, later, where))
