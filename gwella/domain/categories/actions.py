"""Every change to categories: brought in as published, or decided here step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import DataImport
from gwella.domain.categories.models import CategoryRecord, CategoryStep
from gwella.domain.schools.models import School


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A school's published category: number, colour, ceiling of days, and what led to it where that is known."""

    number: str
    category: str
    ceiling_days: Decimal
    capacity: str = ""
    standards_group: str = ""
    decided_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """What became of the categories brought in."""

    new: int
    changed: int
    unchanged: int


@transaction.atomic
def record_categories(
    categories: Sequence[CategoryFacts],
    *,
    school_year: str,
    framework: str,
    by: Actor,
    at: datetime,
    brought_by: DataImport | None = None,
    source: str = CategoryRecord.Source.PUBLISHED,
) -> CategoryCounts:
    """Keep a round's categories as published. A changed one adds a step; the earlier step stays. Schools are known."""
    schools = {s.number: s for s in School.objects.filter(number__in={c.number for c in categories})}
    known = {
        r.school_id: r
        for r in CategoryRecord.objects.filter(school_year=school_year, school__in=schools.values()).prefetch_related(
            "steps"
        )
    }
    fresh, changed, steps, subjects, unchanged = [], [], [], [], 0
    for facts in categories:
        school = schools[facts.number]
        found = known.get(school.pk)
        if found and found.category == facts.category:
            unchanged += 1
            continue
        was = found.category if found else ""
        if found is None:
            found = CategoryRecord(school=school, school_year=school_year)
            fresh.append(found)
        else:
            changed.append(found)
        position = len(found.steps.all()) + 1 if found.pk else 1
        _set(found, facts, framework, source, brought_by)
        steps.append(_step(found, position, was, facts, by, at))
        subjects.append(Subject("school", str(school.pk), {"category": facts.category, "was": was}))
    CategoryRecord.objects.bulk_create(fresh, batch_size=500)
    CategoryRecord.objects.bulk_update(
        changed, ["category", "capacity", "standards_group", "ceiling_half_days", "decided_on", "framework"]
    )
    for step in steps:
        step.record_id = step.record.pk
    CategoryStep.objects.bulk_create(steps, batch_size=500)
    if steps:
        record(
            "categories.imported",
            by=by,
            at=at,
            data={"count": len(steps), "school_year": school_year, "framework": framework},
            subjects=subjects,
        )
    return CategoryCounts(len(fresh), len(changed), unchanged)


def _set(
    found: CategoryRecord, facts: CategoryFacts, framework: str, source: str, brought_by: DataImport | None
) -> None:
    found.framework, found.source, found.brought_by = framework, source, brought_by
    found.category, found.capacity, found.standards_group = facts.category, facts.capacity, facts.standards_group
    found.ceiling_half_days = int(facts.ceiling_days * 2)
    found.decided_on = facts.decided_on


def _step(
    found: CategoryRecord, position: int, was: str, facts: CategoryFacts, by: Actor, at: datetime
) -> CategoryStep:
    return CategoryStep(
        record=found,
        position=position,
        step="published",
        was=was,
        became=facts.category,
        why=facts.why,
        taken_by_id=by.pk if by else None,
        taken_at=at,
    )
