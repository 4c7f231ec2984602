"""The schools as arrays, and how many pupils each takes in: what a life of a pupil is laid out over."""

from dataclasses import dataclass

import numpy as np

from gwella.twin.pupils.chance import Bools, Chance, Floats, Ints
from gwella.twin.region import Region, School

FIRST, LAST = -2, 13  # year groups: nursery 1 to year 13
PRU_ROLL = 24  # referral units publish no number; not the official value
NURSERY_SHARE = 0.9
SIXTH = (0.45, 0.35)  # of year 11 who stay for year 12, and on for year 13
MEAN_MEALS = 20.0  # per cent, where a school publishes none it is taken for this
YOUNGER_COHORTS = 0.010  # the share by which each year's children were fewer than the next's


@dataclass(frozen=True)
class Schools:
    """The served schools in order of number; every array has one element a school, places are into these arrays.

    `lead`: where its leavers mostly go (a place, or -1). `zone`: schools of one council and language share one.
    `before`: for a school that opens later, the two whose roll its pupils were on; otherwise itself twice.
    """

    numbers: list[str]
    phase: list[str]
    first: Ints
    last: Ints
    roll: Floats
    meals: Floats
    welsh: Floats
    zone: Ints
    council: Ints
    lead: Ints
    opened: Ints
    before: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, *phases: str) -> Bools:
        """Which schools are of one of these phases."""
        return np.array([p in phases for p in self.phase])


def lay_out(region: Region) -> Schools:
    """The served schools of the region."""
    schools = sorted((s for s in region.schools if s.served), key=lambda s: s.number)
    place = {s.number: i for i, s in enumerate(schools)}
    groups = np.array([_groups(s) for s in schools])
    councils = sorted({s.council for s in schools})
    council = np.array([councils.index(s.council) for s in schools])
    welsh = np.array([{"WM": 1.0, "DS": 0.5, "TR": 0.5, "AB": 0.5, "BB": 0.5}.get(s.medium, 0.0) for s in schools])
    opened = np.array([s.opened_on.year - (s.opened_on.month < 9) for s in schools])
    return Schools(
        numbers=[s.number for s in schools],
        phase=[s.phase for s in schools],
        first=groups[:, 0],
        last=groups[:, 1],
        roll=np.array([float(s.pupils or PRU_ROLL) for s in schools]),
        meals=np.array([float(s.fsm_pct) if s.fsm_pct is not None else MEAN_MEALS for s in schools]),
        welsh=welsh,
        zone=2 * council + (welsh == 1),
        council=council,
        lead=np.array([_lead(s, schools, region, place) for s in schools]),
        opened=opened,
        before=np.array([_before(i, schools, opened) for i in range(len(schools))]),
    )


def _groups(school: School) -> tuple[int, int]:
    if school.phase == "pru":
        return 9, 11
    if school.phase == "nursery":
        return -2, -1
    return school.age_from - 4, min(school.age_to - 5, LAST)


def _lead(school: School, schools: list[School], region: Region, place: dict[str, int]) -> int:
    """Infants go to the junior school on their site, the others to the secondary school of their cluster."""
    if school.school_type == "nursery_infants":
        beside = [s.number for s in schools if s.school_type == "juniors" and s.postcode == school.postcode]
        return place[beside[0]] if beside else -1
    leads = [c.lead for c in region.clusters if c.key == school.cluster]
    return place.get(leads[0], -1) if leads else -1


def _before(index: int, schools: list[School], opened: Ints) -> tuple[int, int]:
    school = schools[index]
    wide = 69 / 111  # a degree of longitude against one of latitude, at this latitude
    near = [
        ((s.lat - school.lat) ** 2 + ((s.lon - school.lon) * wide) ** 2, i)
        for i, s in enumerate(schools)
        if s.phase == school.phase
        and opened[i] <= 2012
        and s.age_from <= school.age_from
        and s.age_to >= school.age_to
        and s.medium == school.medium
        and (s.pupils or 0) >= 0.5 * (school.pupils or 0)
    ]
    found = [i for _, i in sorted(near)[:2]]
    if opened[index] <= 2012 or not found:
        return index, index
    return found[0], found[-1]


def weight(schools: Schools) -> Floats:
    """What a school's roll is divided by for the size of a full year group."""
    groups = np.arange(FIRST, LAST + 1)
    by_group = np.where(groups < 0, NURSERY_SHARE, 1.0)
    by_group[groups == 12] = SIXTH[0]
    by_group[groups == 13] = SIXTH[1]
    held = (groups >= schools.first[:, None]) & (groups <= schools.last[:, None])
    return np.asarray((held * by_group).sum(axis=1), dtype=np.float64)


def intake(schools: Schools, seed: int, cohort: int, until: int) -> Ints:
    """Pupils in a full year group of each school, of the children who reach Reception in the year `cohort`.

    The numbers add up, near enough, to the published roll in the year that starts in `until`.
    """
    chance = Chance(seed, "intake", cohort)
    size = schools.roll / weight(schools)
    middle = (schools.first + schools.last) / 2  # the year group in whose middle the roll is right
    years = cohort - (until - middle)
    size = size * (1 + YOUNGER_COHORTS * years)
    luck = chance.near(len(schools)) * np.minimum(0.35, 0.05 + 0.5 / np.sqrt(np.maximum(size, 1.0)))
    return chance.rounded(np.maximum(size * (1 + luck), 0.0))
