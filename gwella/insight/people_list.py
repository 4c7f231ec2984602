"""The list of system leaders: what each brings, and what they carry of it. Page and files read this one list."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from gwella.core.collation import sort_keys
from gwella.core.text import fold
from gwella.domain.people.models import SystemLeader
from gwella.domain.people.rules import WELSH_LEVELS
from gwella.domain.places.models import Council
from gwella.domain.schools.models import SchoolLink
from gwella.domain.schools.rules import PHASES

# Whom the list is of at all, unless the reader says otherwise.
SCOPE: Mapping[str, str] = {"state": "now"}
FILTERS = ("phase", "welsh", "council")
SORTS = ("name", "days", "schools", "carried", "left", "welsh")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of the list: part of a name, values ticked by group, an order. None ticked means any."""

    query: str = ""
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "name"
    descending: bool = False

    def of(self, group: str) -> frozenset[str]:
        """The values that pass in a group; empty where all do."""
        return self.ticked.get(group) or (frozenset({SCOPE[group]}) if group in SCOPE else frozenset())


@dataclass(frozen=True, slots=True)
class Carried:
    """The schools a person looks after: how many, the sum of their ceilings in days, how many have no category yet."""

    schools: int = 0
    days: Decimal = Decimal(0)
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """One system leader. `councils` are (code, name in the reader's language); none means any of the service's.

    `state` is now, later (not begun) or left, on the day of the list.
    """

    user_id: int
    name: str
    days: Decimal
    phases: Sequence[str]
    subjects: Sequence[str]
    welsh_level: int
    base: str
    councils: Sequence[tuple[str, str]]
    starts_on: date | None
    ends_on: date | None
    state: str
    carried: Carried = Carried()

    @property
    def left(self) -> Decimal:
        """Days beyond the ceilings carried; below zero where ceilings exceed the days a year."""
        return self.days - self.carried.days

    def values(self, group: str) -> frozenset[str]:
        """What the person is in a group of the filters; whoever names no council may work in any."""
        match group:
            case "phase":
                return frozenset(self.phases)
            case "welsh":
                return frozenset({str(self.welsh_level)})
            case "council":
                return frozenset(code for code, _ in self.councils)
        return frozenset({self.state})

    def passes(self, group: str, wanted: frozenset[str]) -> bool:
        """Whether the person is any of what is wanted in a group."""
        anywhere = group == "council" and not self.councils
        return not wanted or anywhere or not wanted.isdisjoint(self.values(group))


class PeopleList:
    """The system leaders on a day, in the reader's language, as `wanted`. Four queries, made when it is made."""

    def __init__(self, wanted: Wanted, *, language: str, on: date, school_year: str) -> None:
        self.wanted, self.language, self.on, self.school_year = wanted, language, on, school_year
        self.councils = {c.code: c.name.in_language(language) for c in _served(language)}
        lines = [_line(leader, language, on) for leader in _leaders()]
        carried = carried_by(on=on, school_year=school_year)
        self.rows = [replace(line, carried=carried.get(line.user_id, Carried())) for line in lines]
        self._keys = dict(
            zip([r.name for r in self.rows], sort_keys([r.name for r in self.rows], language), strict=True)
        )
        words = fold(wanted.query).split()
        named = [row for row in self.rows if all(word in fold(f"{row.name} {row.base}") for word in words)]
        groups = (*FILTERS, *SCOPE)
        asked = {group: wanted.of(group) for group in groups}
        self.total = sum(row.passes("state", asked["state"]) for row in self.rows)
        self.counts: dict[str, Counter[str]] = {group: Counter() for group in groups}
        for group in groups:
            others = [other for other in groups if other != group]
            for row in named:
                if all(row.passes(other, asked[other]) for other in others):
                    self.counts[group].update(row.values(group) or (list(self.councils) if group == "council" else ()))
        found = [row for row in named if all(row.passes(group, asked[group]) for group in groups)]
        self.found = self._sorted(found)

    @property
    def scale(self) -> Decimal:
        """The longest bar of the list, in days."""
        return max((max(row.days, row.carried.days) for row in self.found), default=Decimal(1)) or Decimal(1)

    def _sorted(self, rows: list[LeaderLine]) -> list[LeaderLine]:
        by_name = sorted(rows, key=lambda row: (self._keys[row.name], row.user_id))
        keys: dict[str, Callable[[LeaderLine], Any]] = {
            "name": lambda row: self._keys[row.name],
            "days": lambda row: row.days,
            "schools": lambda row: row.carried.schools,
            "carried": lambda row: row.carried.days,
            "left": lambda row: row.left,
            "welsh": lambda row: row.welsh_level,
        }
        return sorted(by_name, key=keys[self.wanted.sort], reverse=self.wanted.descending)


def carried_by(*, on: date, school_year: str) -> dict[int, Carried]:
    """What each person looks after on a day, with the ceilings of the school year's categories; one query."""
    current = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    year = FilteredRelation("school__categories", condition=Q(school__categories__school_year=school_year))
    rows = (
        SchoolLink.objects.filter(current)
        .order_by()
        .annotate(this_year=year)
        .values("leader_id")
        .annotate(schools=Count("pk"), halves=Sum("this_year__ceiling_half_days"), decided=Count(F("this_year__pk")))
    )
    return {
        row["leader_id"]: Carried(row["schools"], Decimal(row["halves"] or 0) / 2, row["schools"] - row["decided"])
        for row in rows
    }


def choices(people: PeopleList) -> dict[str, dict[str, str]]:
    """Each group's values with their words (msgids, or names), in the order shown."""
    present = {value for row in people.rows for value in row.phases}
    return {
        "phase": {code: word for code, word in PHASES.items() if code in present},
        "welsh": {str(level): word for level, word in sorted(WELSH_LEVELS.items(), reverse=True)},
        "council": people.councils,
    }


def _served(language: str) -> list[Council]:
    return list(Council.objects.filter(is_served=True).order_by(f"sort_{language}", "code"))


def _leaders() -> QuerySet[SystemLeader]:
    rows = SystemLeader.objects.filter(user__is_active=True).select_related("user")
    return rows.prefetch_related("councils").order_by("pk")


def _line(leader: SystemLeader, language: str, on: date) -> LeaderLine:
    councils = sorted(leader.councils.all(), key=lambda c: c.sort_cy if language == "cy" else c.sort_en)
    state = "left" if leader.ends_on and leader.ends_on < on else "now"
    if leader.starts_on and leader.starts_on > on:
        state = "later"
    return LeaderLine(
        user_id=leader.user_id,
        name=leader.user.name,
        days=Decimal(leader.half_days) / 2,
        phases=[code for code in PHASES if code in leader.phases],
        subjects=sorted(leader.subjects),
        welsh_level=leader.welsh_level,
        base=leader.base_name,
        councils=[(council.code, council.name.in_language(language)) for council in councils],
        starts_on=leader.starts_on,
        ends_on=leader.ends_on,
        state=state,
    )
