"""Schools as a board needs them: category, ceiling and system leader of each, in one query whatever their number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation, Q, Subquery

from gwella.domain.categories.queries import framework_named
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import Contact, RoleGrant
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.frameworks.framework import Framework


@dataclass(frozen=True, slots=True)
class Keeps:
    """Who looks after a school, since when; `half_days` a year, None where nobody recorded them."""

    pk: int
    name: str
    email: str
    half_days: int | None
    since: date


@dataclass(frozen=True, slots=True)
class BoardSchool:
    """One school of a board, its names in the reader's language. `category` is empty until one is decided."""

    pk: int
    number: str
    name: str
    other_name: str
    council_id: int
    council_code: str
    council: str
    council_key: str
    phase: str
    medium: str
    is_placed: bool
    category: str
    ceiling: Decimal | None
    decided_on: date | None
    keeper: Keeps | None


class Board:
    """Schools on a day, by name in the reader's language, with the year's categories. One query, when it is made."""

    def __init__(self, schools: SchoolQuerySet, *, language: str, on: date, school_year: str) -> None:
        self.school_year = school_year
        self.framework_code = ""
        self.rows = self._read(schools, language, on)

    def _read(self, schools: SchoolQuerySet, language: str, on: date) -> list[BoardSchool]:
        other = "en" if language == "cy" else "cy"
        current = Q(links__starts_on__lte=on) & (Q(links__ends_on=None) | Q(links__ends_on__gte=on))
        year = FrameworkYear.objects.filter(school_year=self.school_year).values("framework")[:1]
        rows = schools.annotate(
            this_year=FilteredRelation("categories", condition=Q(categories__school_year=self.school_year)),
            link=FilteredRelation("links", condition=current),
            framework=Subquery(year),
            link_since=F("link__starts_on"),
        ).order_by(f"sort_{language}", "number", "-link_since")
        found: dict[int, BoardSchool] = {}
        for *facts, framework in rows.values_list(
            *("pk", "number", f"name_{language}", f"name_{other}"),
            *("council_id", "council__code", f"council__name_{language}", f"council__sort_{language}"),
            *("phase", "medium", "latitude", "this_year__category", "this_year__ceiling_half_days"),
            *("this_year__decided_on", "link__leader_id", "link__leader__name", "link__leader__email"),
            *("link__leader__system_leader__half_days", "link_since", "framework"),
        ):
            self.framework_code = framework or ""
            found.setdefault(facts[0], _school(facts))
        return list(found.values())

    @cached_property
    def framework(self) -> Framework | None:
        """The framework of the school year; None where none is named or it cannot be read."""
        return framework_named(self.framework_code) if self.framework_code else None

    @cached_property
    def codes(self) -> list[str]:
        """The categories' codes, best first, then any the framework does not know; "" (not decided) last."""
        scale = self.framework.categories if self.framework else None
        known = list(scale.codes) if scale else []
        return [*known, *sorted({row.category for row in self.rows} - set(known) - {""}), ""]

    def counts(self, rows: Iterable[BoardSchool] | None = None) -> Counter[str]:
        """How many schools of each category, of all or of some."""
        return Counter(row.category for row in (self.rows if rows is None else rows))

    @property
    def need(self) -> Decimal:
        """The sum of the ceilings in days; a ceiling is no promise."""
        return days_of(self.rows)

    @property
    def without_leader(self) -> list[BoardSchool]:
        """Schools nobody looks after."""
        return [row for row in self.rows if row.keeper is None]

    def by_council(self) -> dict[str, list[BoardSchool]]:
        """The schools of each council by its code, councils as the language's alphabet has them."""
        found: dict[str, list[BoardSchool]] = {}
        for row in sorted(self.rows, key=lambda row: row.council_key):
            found.setdefault(row.council_code, []).append(row)
        return found


def _school(facts: list[Any]) -> BoardSchool:
    pk, number, name, other_name, council_id, council_code, council, council_key, phase, medium, *rest = facts
    latitude, category, half_days, decided_on, leader, leader_name, email, leader_half_days, since = rest
    return BoardSchool(
        *(pk, number, name, other_name, council_id, council_code, council, council_key, phase, medium),
        is_placed=latitude is not None,
        category=category or "",
        ceiling=None if half_days is None else Decimal(half_days) / 2,
        decided_on=decided_on,
        keeper=Keeps(leader, leader_name, email, leader_half_days, since) if leader else None,
    )


def days_of(rows: Iterable[BoardSchool]) -> Decimal:
    """The sum of some schools' ceilings, in days."""
    return sum((row.ceiling for row in rows if row.ceiling is not None), Decimal(0))


def contacts_of(schools: Sequence[int], *, on: date) -> Mapping[int, list[Contact]]:
    """Who holds a post at each school on a day, by the school's key, governors apart; one query."""
    begun, not_over = Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on)
    found: dict[int, list[Contact]] = {pk: [] for pk in schools}
    rows = Contact.objects.filter(begun, not_over, school__in=schools, role__in=("head", "deputy", "chair", "clerk"))
    for contact in rows.order_by("name"):
        found[contact.school_id].append(contact)
    return found


def seniors_of(councils: Iterable[int], *, on: date) -> Mapping[int, RoleGrant]:
    """A senior system leader of each council on a day, by the council's key; one query."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    rows = RoleGrant.objects.filter(
        in_force, role="senior_system_leader", council__in=set(councils), user__is_active=True
    )
    return {grant.council_id: grant for grant in rows.select_related("user").order_by("-pk") if grant.council_id}
