"""Evidence packs as the service counts them: years there are figures of, and what was issued and opened."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min

from gwella.core.clock import ZONE
from gwella.domain.figures.models import DataSet, Pack
from gwella.domain.schools.models.register import SchoolQuerySet


@dataclass(frozen=True, slots=True)
class PackYear:
    """One school year: how many schools within reach have a pack, how many opened theirs, when it was issued."""

    year: str
    schools: int
    issued: int
    opened: int
    first_on: date | None
    last_on: date | None


def years_with_figures() -> list[str]:
    """The school years of which outcomes are here, latest first. One query."""
    rows = DataSet.objects.filter(replaced_by=None, figured_at__isnull=False).order_by()
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def pack_years(schools: SchoolQuerySet) -> list[PackYear]:
    """Each year with figures, latest first, with the packs of these schools. Three queries."""
    total = schools.order_by().count()
    rows = Pack.objects.filter(school__in=schools.order_by().values("pk")).order_by()
    told = {
        row["year"]: row
        for row in rows.values("year").annotate(
            issued=Count("school", distinct=True), first=Min("issued_at"), last=Max("issued_at")
        )
    }
    opened = dict(
        rows.filter(openings__isnull=False).values_list("year").annotate(count=Count("school", distinct=True))
    )
    found = []
    for year in sorted({*years_with_figures(), *told}, reverse=True):
        row = told.get(year)
        days = [row[key].astimezone(ZONE).date() if row else None for key in ("first", "last")]
        found.append(PackYear(year, total, row["issued"] if row else 0, opened.get(year, 0), *days))
    return found


def packs_of(schools: SchoolQuerySet) -> list[Pack]:
    """The packs issued to these schools, latest year and edition first, with who opened them. Two queries."""
    rows = Pack.objects.filter(school__in=schools.order_by().values("pk"))
    return list(rows.order_by("-year", "-edition").prefetch_related("openings__opened_by"))
