"""Every change to categories: brought in as published, or decided here step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import DataImport
from gwella.core.verdict import ensure
from gwella.domain.categories.models import CategoryDifference, CategoryRecord, CategoryStep
from gwella.domain.categories.queries import held_categories
from gwella.domain.categories.rules.published import CategoryComparison, HeldCategory, compare_categories
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import can_decide_difference

_WRITTEN = [
    *("category", "capacity", "standards_group", "ceiling_half_days", "decided_on"),
    *("framework", "source", "brought_by"),
]


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
    """What became of the categories brought in. `asked`: decided otherwise here, so a person is asked."""

    new: int
    changed: int
    unchanged: int
    asked: int = 0


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
    """Keep a round's categories. A changed one adds a step; the earlier step stays. Schools are known.

    A published category never overwrites one that was decided here: it becomes a difference for a person to decide.
    """
    facts_of = {facts.number: facts for facts in categories}
    schools = {s.number: s for s in School.objects.filter(number__in=facts_of)}
    held = held_categories(school_year, facts_of)
    if source != CategoryRecord.Source.PUBLISHED:
        held = {number: HeldCategory(one.category) for number, one in held.items()}
    found = compare_categories(held, {number: facts.category for number, facts in facts_of.items()})
    rows = CategoryRecord.objects.filter(school_year=school_year, school__in=schools.values())
    known = {r.school_id: r for r in rows.prefetch_related("steps")}
    fresh = [CategoryRecord(school=schools[number], school_year=school_year) for number in found.new]
    changed = [known[schools[number].pk] for number in found.changed]
    steps, subjects = [], []
    for record_ in (*fresh, *changed):
        facts = facts_of[record_.school.number]
        was, position = record_.category, len(record_.steps.all()) + 1 if record_.pk else 1
        _set(record_, facts, framework, source, brought_by)
        steps.append(_step(record_, position, was, facts, by, at))
        subjects.append(Subject("school", str(record_.school_id), {"category": facts.category, "was": was}))
    CategoryRecord.objects.bulk_create(fresh, batch_size=500)
    CategoryRecord.objects.bulk_update(changed, _WRITTEN)
    for step in steps:
        step.record_id = step.record.pk
    CategoryStep.objects.bulk_create(steps, batch_size=500)
    records = {number: known[schools[number].pk] for number in (*found.to_ask, *found.settled)}
    subjects += _ask(found, records, facts_of, framework, brought_by)
    if found.changes_anything:
        data = {"count": len(steps), "school_year": school_year, "framework": framework}
        record("categories.imported", by=by, at=at, data=data, subjects=subjects)
    return CategoryCounts(len(fresh), len(changed), len(found.unchanged), len(found.to_ask))


def _ask(
    found: CategoryComparison,
    records: Mapping[str, CategoryRecord],
    facts_of: Mapping[str, CategoryFacts],
    framework: str,
    brought_by: DataImport | None,
) -> list[Subject]:
    """One open question for each school the list has otherwise than was decided here; moot and older ones go."""
    CategoryDifference.objects.filter(decision="", record__in=records.values()).delete()
    fresh = [
        CategoryDifference(
            record=records[number],
            ours=records[number].category,
            theirs=facts_of[number].category,
            standards_group=facts_of[number].standards_group,
            capacity=facts_of[number].capacity,
            ceiling_half_days=int(facts_of[number].ceiling_days * 2),
            framework=framework,
            brought_by=brought_by,
        )
        for number in found.to_ask
    ]
    CategoryDifference.objects.bulk_create(fresh, batch_size=500)
    return [Subject("school", str(d.record.school_id), {"held": d.ours, "asked": d.theirs}) for d in fresh]


@transaction.atomic
def decide_category_difference(
    difference: CategoryDifference, *, decision: str, reason: str, by: User, at: datetime
) -> CategoryDifference:
    """Keep what was decided here, or take what was published. Refused where somebody decided already.

    "take" adds the published category as a step with its reason; "keep" is not asked again until a list says
    something else.
    """
    difference = CategoryDifference.objects.select_for_update().get(pk=difference.pk)
    ensure(can_decide_difference(difference.decision, str(difference.decided_by or "")))
    if decision not in ("keep", "take"):
        raise ValueError(decision)
    held = CategoryRecord.objects.select_for_update().get(pk=difference.record_id)
    difference.decision, difference.reason = decision, reason
    difference.decided_by, difference.decided_at = by, at
    difference.save()
    if decision == "take":
        facts = CategoryFacts(
            number="",
            category=difference.theirs,
            ceiling_days=Decimal(difference.ceiling_half_days) / 2,
            capacity=difference.capacity,
            standards_group=difference.standards_group,
            decided_on=held.decided_on,
            why=reason,
        )
        was = held.category
        _set(held, facts, difference.framework, CategoryRecord.Source.PUBLISHED, difference.brought_by)
        held.save()
        _step(held, held.steps.count() + 1, was, facts, by, at).save()
    data = {
        "decision": decision,
        "was": difference.ours,
        "category": difference.theirs,
        "became": held.category,
        "school_year": held.school_year,
        "framework": held.framework,
        "reason": reason,
    }
    subjects = [Subject("school", str(held.school_id))]
    record("categories.difference_decided", by=by, at=at, data=data, subjects=subjects)
    return difference


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
