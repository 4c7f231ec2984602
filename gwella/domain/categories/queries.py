"""What we want to know of categories: this year's of many schools, and one school's with all that led to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Q

from gwella.core.problems import BadInput
from gwella.domain.categories.models import CategoryDifference, CategoryRecord
from gwella.domain.categories.rules.published import HeldCategory
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
    return framework_named(named.framework) if named else None


def framework_named(code: str) -> Framework | None:
    """The framework of that code, under which something was decided; None where it is no longer shipped."""
    try:
        return load(code)
    except BadInput:
        return None


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


def held_categories(school_year: str, numbers: Collection[str]) -> dict[str, HeldCategory]:
    """The year's categories of those schools as `rules.published.compare_categories` wants them. Two queries."""
    asked: dict[int, str] = {}
    kept: dict[int, set[str]] = {}
    rows = CategoryDifference.objects.filter(record__school_year=school_year, decision__in=("", "keep"))
    for record, theirs, decision in rows.values_list("record_id", "theirs", "decision"):
        if decision:
            kept.setdefault(record, set()).add(theirs)
        else:
            asked[record] = theirs
    records = CategoryRecord.objects.filter(school_year=school_year, school__number__in=numbers)
    return {
        record.school.number: HeldCategory(
            record.category,
            record.source == CategoryRecord.Source.DECIDED,
            asked.get(record.pk, ""),
            frozenset(kept.get(record.pk, ())),
        )
        for record in records.select_related("school")
    }


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step that led to a category: from what (empty: nothing) to what, by whom (empty: brought in), when, why."""

    step: str
    was: str
    became: str
    why: str
    by: str
    by_role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YearOfCategory:
    """What was decided for a school in a school year, with the steps that led to it in their order."""

    school_year: str
    framework: str
    category: str
    capacity: str
    standards_group: str
    ceiling: Decimal
    source: str
    decided_on: date | None
    file_name: str
    steps: list[StepTaken]


def categories_of(school: School) -> list[YearOfCategory]:
    """The school's categories, newest year first; one query."""
    rows = CategoryRecord.objects.filter(school=school).order_by("-school_year", "steps__position")
    years: dict[str, YearOfCategory] = {}
    for row in rows.values(*_YEAR, *_STEP):
        year = years.get(row["school_year"]) or _year(row)
        years[year.school_year] = year
        if row["steps__step"]:
            year.steps.append(_step(row))
    return list(years.values())


_YEAR = (
    *("school_year", "framework", "category", "capacity", "standards_group", "ceiling_half_days"),
    *("source", "decided_on", "brought_by__file_name"),
)
_STEP = (
    *("steps__step", "steps__was", "steps__became", "steps__why"),
    *("steps__taken_by__name", "steps__taken_by_role", "steps__taken_at"),
)


def _year(row: Mapping[str, Any]) -> YearOfCategory:
    return YearOfCategory(
        school_year=row["school_year"],
        framework=row["framework"],
        category=row["category"],
        capacity=row["capacity"],
        standards_group=row["standards_group"],
        ceiling=Decimal(row["ceiling_half_days"]) / 2,
        source=row["source"],
        decided_on=row["decided_on"],
        file_name=row["brought_by__file_name"] or "",
        steps=[],
    )


def _step(row: Mapping[str, Any]) -> StepTaken:
    return StepTaken(
        step=row["steps__step"],
        was=row["steps__was"],
        became=row["steps__became"],
        why=row["steps__why"],
        by=row["steps__taken_by__name"] or "",
        by_role=row["steps__taken_by_role"],
        at=row["steps__taken_at"],
    )
