"""System leaders: a plan that covers every school is drawn up first, and people are made who could carry it out.

So a fully covered plan always exists, within each person's days, phases, Welsh, councils and interests.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal

from gwella.twin import land, shape
from gwella.twin.cast import PARTS
from gwella.twin.dice import Dice, shares
from gwella.twin.fixed import ANGHARADS, HOME
from gwella.twin.persons import SERVICE, People
from gwella.twin.region import Leader, Person, School
from gwella.twin.sites import Postcodes, towns

ANGHARAD = PARTS[0]
PHASE_GROUPS = (("nursery", "primary"), ("middle", "secondary"), ("special", "pru"))
ROUTE = ("992", "993", "994", "995", "991")  # round the region, so that neighbours follow each other
FRACTIONS, FRACTION_WEIGHTS = (1.0, 0.8, 0.6, 0.4), (6, 3, 2, 1)
SERVING_HEADS = 8 / 60
HEAD_FRACTION = 0.38
OTHER_SKILL = 0.16  # likelihood of each further group of phases
APART_KM = 3.2
SUBJECTS = (
    "welsh", "english", "mathematics", "science", "digital", "humanities", "arts", "languages", "health", "aln",
)  # fmt: skip
# Named in the examples: council, phase.
NAMED = (
    ("Rhian Cadwgan", "993", "primary"),
    ("Ifor Maddocks", "993", "primary"),
    ("Tudur Wynne", "992", "secondary"),
    ("Sioned Trahaearn", "994", "primary"),
    ("Emyr Tudur", "994", "secondary"),
)


@dataclass(slots=True)
class Caseload:
    """The schools one person could look after, and who that is."""

    schools: list[School]
    serving: bool = False
    leader: Leader | None = None
    days: int = 0
    clusters: set[str] = field(default_factory=set)

    def count(self, days: dict[str, int]) -> None:
        """Reckon days and clusters from the schools."""
        self.days = sum(days[s.number] for s in self.schools)
        self.clusters = {s.cluster for s in self.schools if s.cluster}


def appointed(caseload: Caseload) -> Leader:
    """The person behind a caseload. Raises ValueError before `Appointments` has made one."""
    if caseload.leader is None:
        raise ValueError("nobody has been appointed yet")
    return caseload.leader


def days_needed(schools: tuple[School, ...], colours: dict[str, str]) -> dict[str, int]:
    """The ceiling of days of each served school, by number."""
    return {s.number: shape.CEILINGS[colours.get(s.number, "")] for s in schools if s.served}


def caseloads(
    seed: int, schools: tuple[School, ...], days: dict[str, int], advisers: int, known: dict[str, str]
) -> list[Caseload]:
    """Every served school in one of `advisers` caseloads; Angharad's first, then along the route.

    Raises ValueError where there are not enough schools for so many people.
    """
    dice = Dice(seed, "caseloads")
    hers = {known[key] for key in ANGHARADS}
    served = [s for s in schools if s.served and s.number not in hers]
    if advisers < 2 or len(served) < 2 * advisers:
        raise ValueError("between two advisers and one for every two schools")
    heads = round(advisers * SERVING_HEADS)
    fractions = [HEAD_FRACTION] * heads
    fractions += [dice.weighted(FRACTIONS, FRACTION_WEIGHTS) for _ in range(advisers - 1 - heads)]
    fractions = dice.shuffled(fractions)
    found = [Caseload([s for s in schools if s.number in hers])]
    found += [
        Caseload(group, fraction == HEAD_FRACTION)
        for group, fraction in zip(_cut(_in_order(served), fractions, days), fractions, strict=True)
    ]
    for caseload in found:
        caseload.count(days)
    return found


def _in_order(served: list[School]) -> list[School]:
    """The schools so that those one person might have stand together: by skill, then round the region."""
    order: list[School] = []
    for skill in range(5):
        for council in ROUTE:
            left = [s for s in served if s.council == council and _skill(s) == skill]
            here = (left[0].lat, left[0].lon) if left else (0.0, 0.0)
            while left:
                nearest = min(left, key=lambda s: (land.distance_km(here, (s.lat, s.lon)), s.number))
                left.remove(nearest)
                order.append(nearest)
                here = (nearest.lat, nearest.lon)
    return order


def _skill(school: School) -> int:
    welsh = shape.WELSH_NEEDED[school.medium] > 0
    if school.phase in PHASE_GROUPS[2]:
        return 4
    if school.phase in PHASE_GROUPS[1]:
        return 1 if welsh else 0
    return 2 if welsh else 3


def _cut(order: list[School], fractions: list[float], days: dict[str, int]) -> list[list[School]]:
    """The line of schools cut into lengths whose days are in proportion to the fractions, none empty."""
    targets = shares(sum(days[s.number] for s in order), fractions)
    groups: list[list[School]] = []
    start, carried = 0, 0
    for index, target in enumerate(targets):
        last = len(order) - (len(targets) - index - 1)
        end, load = start, 0
        while end < last and (end == start or load + days[order[end].number] / 2 <= target + carried):
            load += days[order[end].number]
            end += 1
        end = last if index == len(targets) - 1 else end
        groups.append(order[start:end])
        carried += target - load
        start = end
    return groups


class Appointments:
    """Makes the person behind each caseload."""

    def __init__(self, seed: int, people: People, heads: dict[str, Person], schools: tuple[School, ...]) -> None:
        self._dice = Dice(seed, "advisers")
        self._people = people
        self._heads = heads
        self._schools = [s for s in schools if s.kind == "maintained" and s.number in heads]
        self._postcodes = Postcodes(Dice(seed, "bases"))
        self._towns = towns()
        self._busy: set[str] = set()

    def appoint(self, found: list[Caseload]) -> None:
        """Give every caseload its leader."""
        names = self._names(found)
        for index, caseload in enumerate(found):
            caseload.leader = self._leader(caseload, names.get(index, ""))

    def _names(self, found: list[Caseload]) -> dict[int, str]:
        """Which caseload goes to each person the examples name."""
        given = {0: ANGHARAD.name}
        for name, council, phase in NAMED:
            fits = [
                i for i, c in enumerate(found) if i not in given and not c.serving and c.schools[0].council == council
            ]
            fits = [i for i in fits if any(s.phase == phase for s in found[i].schools)] or fits
            if fits:
                welsh = [i for i in fits if any(s.medium == "WM" for s in found[i].schools)]
                given[(welsh or fits)[0]] = name
        return given

    def _leader(self, caseload: Caseload, name: str) -> Leader:
        dice, schools = self._dice, caseload.schools
        middle = (sum(s.lat for s in schools) / len(schools), sum(s.lon for s in schools) / len(schools))
        level = self._welsh_level(schools, angharad=name == ANGHARAD.name)
        own = self._own_school(caseload, middle) if caseload.serving else None
        if own:
            person = self._heads[own.number]
            base, postcode, lat, lon = own.town, own.postcode, own.lat, own.lon
        else:
            town = min(self._towns, key=lambda t: (land.distance_km((t.lat, t.lon), middle), t.name))
            base, postcode = town.name, self._postcodes.new(town.name)
            lat, lon = round(town.lat + dice.near(0.004), 5), round(town.lon + dice.near(0.006), 5)
            person = self._person(name, level)
        return Leader(
            person=person.key,
            days=self._days(caseload),
            phases=self._phases(schools),
            subjects=tuple(sorted(dice.shuffled(SUBJECTS)[: dice.whole(1, 3)])),
            welsh_level=level,
            councils=self._councils(schools, angharad=name == ANGHARAD.name),
            base_town=base,
            base_postcode=postcode,
            base_lat=lat,
            base_lon=lon,
            own_school=own.number if own else "",
            since=date(2018, 9, 1) if name == ANGHARAD.name else date(dice.whole(2013, 2018), 9, 1),
        )

    def _person(self, name: str, level: int) -> Person:
        if name:
            return self._people.named(name, SERVICE, "cy" if level >= 4 else "en")
        return self._people.somebody(SERVICE, 1.0 if level >= 4 else 0.1)

    def _days(self, caseload: Caseload) -> Decimal:
        exact = Decimal(str(caseload.days)) * Decimal(str(round(shape.SPARE_DAYS + self._dice.between(-0.03, 0.03), 3)))
        halves = (exact * 2).to_integral_value(ROUND_CEILING)
        return halves / 2

    def _phases(self, schools: list[School]) -> tuple[str, ...]:
        able = [g for g in PHASE_GROUPS if any(s.phase in g for s in schools)]
        able += [g for g in PHASE_GROUPS if g not in able and self._dice.chance(OTHER_SKILL)]
        return tuple(phase for group in PHASE_GROUPS if group in able for phase in group)

    def _welsh_level(self, schools: list[School], angharad: bool) -> int:
        if angharad:
            return 5
        if any(shape.WELSH_NEEDED[s.medium] for s in schools):
            return self._dice.whole(4, 5)
        return self._dice.weighted((0, 1, 2, 3, 4, 5), (12, 30, 28, 12, 8, 10))

    def _councils(self, schools: list[School], angharad: bool) -> tuple[str, ...]:
        if angharad:
            return ("991", HOME)
        agreed = {s.council for s in schools}
        # Special schools are few: whoever takes them works widely.
        rare = any(s.phase in PHASE_GROUPS[2] for s in schools)
        wish = self._dice.weighted((0, 1, 2, 5), (0, 1, 1, 6) if rare else (3, 3, 3, 5))
        agreed.update(self._dice.shuffled(ROUTE)[:wish])
        return tuple(sorted(agreed))

    def _own_school(self, caseload: Caseload, middle: tuple[float, float]) -> School | None:
        """The school a serving head leads: like those of the caseload, but apart from every one of them."""
        groups = [g for g in PHASE_GROUPS if any(s.phase in g for s in caseload.schools)]
        fits = [
            s
            for s in self._schools
            if s.number not in self._busy
            and any(s.phase in g for g in groups)
            and s.cluster not in caseload.clusters
            and all(land.distance_km((s.lat, s.lon), (c.lat, c.lon)) >= APART_KM for c in caseload.schools)
        ]
        if not fits:
            return None
        own = min(fits, key=lambda s: (land.distance_km((s.lat, s.lon), middle), s.number))
        self._busy.add(own.number)
        return own
