"""What we want to know of categories: this year's of many schools, and one school's with all that led to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, Q

from gwella.core.problems import BadInput
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.frameworks.framework import Framework
from gwella.frameworks.loader import load


@dataclass(frozen=True, slots=True)
class Decided:
    """A school's category in a year, and its ceiling of days."""

    category: str
    ceiling: Decimal
    decided_on: date | None


def framework_in_force(school_year: str) -> Framework | None:
    """The framework the service works under in a school year; None where none is named, or it cannot be read."""
    named = FrameworkYear.objects.filter(school_year=school_year).first()
    return _read(named.framework) if named else None


def _read(code: str) -> Framework | None:
    try:
        return load(code)
    except BadInput:
        return None


def framework_of(record: CategoryRecord) -> Framework | None:
    """The framework a category was decided under; None where it is no longer shipped."""
    return _read(record.framework)


def decided_in(school_year: str, schools: SchoolQuerySet) -> dict[int, Decided | None]:
    """What the year decided for each of the schools, by the school's key; None where nothing yet. One query."""
    this_year = FilteredRelation("categories", condition=Q(categories__school_year=school_year))
    rows = schools.order_by().annotate(this_year=this_year)
    return {
        pk: Decided(category, Decimal(half_days) / 2, decided_on) if category else None
        for pk, category, half_days, decided_on in rows.values_list(
            "pk", "this_year__category", "this_year__ceiling_half_days", "this_year__decided_on"
        )
    }


def categories_of(school: School) -> list[CategoryRecord]:
    """The school's categories, newest year first, each with its steps in order and who took them."""
    rows = CategoryRecord.objects.filter(school=school).select_related("brought_by").order_by("-school_year")
    return list(rows.prefetch_related("steps__taken_by"))
