"""The learners who are most at risk, in one view: how many, how they do beside all pupils, how their groups overlap.

Counts below `LEAST` are blank. Schools are only counted, and only those within the reader's reach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gwella.domain.figures.models import DataSet, Figure
from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.domain.schools.models import School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.evidence.queries.overlaps import COMBINATIONS, LEAST, TRAIT_OF, code_of, too_small
from gwella.insight.evidence.boards import YEARS
from gwella.insight.evidence.measures import ORDER, MeasureWords, words_of
from gwella.insight.evidence.pieces import Point

GROUPS = tuple(TRAIT_OF.values())
SHARES: Mapping[str, str] = {f"{group}_share": group for group in GROUPS}
# The few main measures, and those of being at school at all.
BESIDE = ("fp_indicator", "ks2_csi", "ks3_csi", "level2_inclusive", "capped9")
WELLBEING = ("attendance_primary", "attendance_secondary", "persistent_absence", "exclusion_rate")


@dataclass(frozen=True, slots=True)
class Share:
    """A group in a year: how many pupils of years 1 to 11, and their share of all. No count: `reason` says why."""

    year: str
    count: int | None
    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure in the latest year it has: all pupils, and each group by its code."""

    measure: MeasureWords
    all: Point
    groups: Mapping[str, Point]

    def gap(self, group: str) -> float | None:
        """The group less all pupils, in the measure's unit."""
        value = self.groups[group].value
        return None if value is None or self.all.value is None else value - self.all.value


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many pupils are in all of these groups."""

    groups: tuple[str, ...]
    share: Share


@dataclass(frozen=True, slots=True)
class Counted:
    """A school in reach: pupils of each group; None where there are few, or where they would follow from the rest."""

    school: School
    counts: Mapping[str, int | None]


@dataclass(slots=True)
class Vulnerable:
    """The view of a place. `shares` of each group earliest first, `beside` in the order measures are told."""

    place: str
    shares: Mapping[str, Sequence[Share]]
    beside: Sequence[Beside] = ()
    overlaps: Sequence[Overlap] = ()
    schools: Sequence[Counted] = ()
    sets: Sequence[DataSet] = field(default_factory=list)

    @property
    def year(self) -> str:
        """The latest census."""
        return self.shares[GROUPS[0]][-1].year


def vulnerable_of(place: str, schools: SchoolQuerySet) -> Vulnerable | None:
    """The view of a place (`region`, `council:993`); `schools` are those in the reader's reach, in their order.

    At most five queries. None where no census has been worked out for the place.
    """
    rows = _rows(place)
    years = sorted({row.year for row in rows if row.measure in SHARES})[-YEARS:]
    if not years:
        return None
    found = {(row.measure, row.year, row.group): row for row in rows}
    shares = {group: [_share(found.get((code, year, "all")), year) for year in years] for code, group in SHARES.items()}
    view = Vulnerable(place, shares)
    view.beside = _beside(rows)
    view.overlaps = [
        Overlap(tuple(TRAIT_OF[name] for name in names), _share(row, years[-1]))
        for names in COMBINATIONS
        if (row := found.get((code_of(names), years[-1], "all")))
    ]
    if place.startswith("council:"):
        view.schools = _counted(schools.filter(council__code=place.partition(":")[2]), years[-1])
    sets = {row.data_set.pk: row.data_set for row in rows if row.measure in SHARES and row.year == years[-1]}
    latest = {row.measure: row for row in rows if any(row.measure == one.measure.code for one in view.beside)}
    view.sets = list((sets | {row.data_set.pk: row.data_set for row in latest.values()}).values())
    return view


def _rows(place: str) -> Sequence[Figure]:
    wanted = [*SHARES, *BESIDE, *WELLBEING, *(code_of(names) for names in COMBINATIONS)]
    rows = Figure.objects.told().filter(place=place, measure__in=wanted, span=1, group__in=("all", *GROUPS))
    rows = rows.filter(data_set__kind__in=PUPIL_KINDS)
    return list(rows.select_related("data_set").order_by("year"))


def _share(row: Figure | None, year: str) -> Share:
    if row is None:
        return Share(year, None, None, "x")
    if row.numerator is None or row.value is None:
        return Share(year, None, None, row.reason or "x")
    if row.numerator < LEAST:
        return Share(year, None, None, "c")
    return Share(year, round(row.numerator), row.value)


def _beside(rows: Sequence[Figure]) -> list[Beside]:
    """`rows` in the order of years: the latest of a measure stands."""
    latest = {row.measure: row.year for row in rows if row.group == "all" and row.measure in (*BESIDE, *WELLBEING)}
    held = {(row.measure, row.group): row for row in rows if latest.get(row.measure) == row.year}

    def point(code: str, group: str) -> Point:
        row = held.get((code, group))
        if row is None:
            return Point(latest[code], None, None, "x")
        if row.pupils is not None and row.pupils < LEAST:
            return Point(row.year, None, None, "c")
        return Point(row.year, row.value, row.pupils, row.reason)

    return [
        Beside(words_of(code), point(code, "all"), {group: point(code, group) for group in GROUPS})
        for code in sorted(latest, key=lambda code: (code in WELLBEING, ORDER.get(code, len(ORDER))))
    ]


def _counted(schools: SchoolQuerySet, year: str) -> list[Counted]:
    """Two queries. A group's one hidden school takes the next smallest with it, lest the council's count tell it."""
    reached = list(schools)
    rows = Figure.objects.told().filter(
        school__in=[school.pk for school in reached], measure__in=SHARES, group="all", span=1, year=year
    )
    counts: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
    for number, measure, count in rows.order_by().values_list("school__number", "measure", "numerator"):
        if count is not None:
            counts[SHARES[measure]][number] = round(count)
    hidden = {group: too_small(told) for group, told in counts.items()}
    return [
        Counted(
            school,
            {group: None if school.number in hidden[group] else counts[group].get(school.number) for group in GROUPS},
        )
        for school in reached
        if any(school.number in told for told in counts.values())
    ]
