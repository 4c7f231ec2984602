"""Whether data and packs come in time: per data set the day promised and the day it came, packs issued and opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min

from gwella.domain.figures.models import DataSet, Pack
from gwella.domain.schools.models.register import SchoolQuerySet


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of one year for the schools in reach: how many schools have one, how many opened it, and when."""

    issued: int = 0
    opened: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """One data set. `first_on` is the day its first version came, which a promise is held against; `due_on` the first
    day any of its versions was promised for, so that a later version cannot move it; `latest` the version in force;
    `packs` those of its year.
    """

    latest: DataSet
    first_on: date
    due_on: date | None
    packs: Packs

    @property
    def days_late(self) -> int | None:
        """Days after the promise, below 0 before it; None where no day was promised."""
        return (self.first_on - self.due_on).days if self.due_on else None

    @property
    def days_to_pack(self) -> int | None:
        """Days from the data to the first pack of its year; None where there is no pack."""
        return (self.packs.first_at.date() - self.first_on).days if self.packs.first_at else None


def data_sets_in_time(schools: SchoolQuerySet) -> list[Came]:
    """Every data set in force, latest year first, with its year's packs for these schools; four queries."""
    rows = DataSet.objects.order_by()
    first = {
        (kind, year): (on, due)
        for kind, year, on, due in rows.values_list("kind", "year")
        .annotate(first=Min("received_on"), due=Min("due_on"))
        .order_by()
    }
    packs = _packs(schools)
    held = DataSet.objects.filter(replaced_by=None).order_by("-year", "kind")
    return [
        Came(data_set, *first[data_set.kind, data_set.year], packs.get(data_set.year, Packs())) for data_set in held
    ]


def _packs(schools: SchoolQuerySet) -> Mapping[str, Packs]:
    rows = Pack.objects.filter(school__in=schools.order_by().values("pk")).order_by()
    opened = dict(
        rows.filter(openings__isnull=False).values_list("year").annotate(count=Count("school", distinct=True))
    )
    told = rows.values_list("year").annotate(
        issued=Count("school", distinct=True), first=Min("issued_at"), last=Max("issued_at")
    )
    return {year: Packs(issued, opened.get(year, 0), first, last) for year, issued, first, last in told}
