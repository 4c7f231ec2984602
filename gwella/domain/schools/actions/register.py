"""A register into our own: new schools, changed values, questions for people. Nothing is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from gwella.core.audit import Actor, Subject, record
from gwella.core.models import DataImport
from gwella.domain.places.models import Council
from gwella.domain.schools.actions.found import SchoolFacts, school_of
from gwella.domain.schools.actions.keys import set_keys
from gwella.domain.schools.models import HandCorrection, RegisterDifference, RegisterMissing, School
from gwella.domain.schools.rules import (
    REGISTER_FIELDS,
    FieldChange,
    HeldSchool,
    RegisterComparison,
    Value,
    shown_value,
)

Points = Mapping[str, tuple[float, float]]
PUBLISHED = "published."
_OWN_FIELDS = [name for name in REGISTER_FIELDS if name not in ("council", "state")]
_WRITTEN = [
    *_OWN_FIELDS,
    "council",
    "published",
    "latitude",
    "longitude",
    "sort_en",
    "sort_cy",
    "search_text",
    "brought_by",
]


def register_values(facts: SchoolFacts) -> dict[str, Value]:
    """What a register says of a school, flat by field, as `rules.compare_register` compares it."""
    values: dict[str, Value] = {name: getattr(facts, name) for name in _OWN_FIELDS}
    values |= {"council": facts.council, "address": list(facts.address)}
    return values | _flat(facts.published)


def held_schools() -> dict[str, HeldSchool]:
    """Every school as we hold it, by number, with what people have corrected and decided. Five queries."""
    corrected: dict[int, list[str]] = {}
    for school, name in HandCorrection.objects.values_list("school_id", "field"):
        corrected.setdefault(school, []).append(name)
    asked: dict[int, dict[str, Value]] = {}
    kept: dict[int, list[tuple[str, str]]] = {}
    for row in RegisterDifference.objects.filter(decision__in=("", "keep")):
        if row.decision:
            kept.setdefault(row.school_id, []).append((row.field, shown_value(row.theirs)))
        else:
            asked.setdefault(row.school_id, {})[row.field] = row.theirs
    missing = dict(RegisterMissing.objects.filter(outcome__in=("", "kept")).values_list("school_id", "outcome"))
    return {
        school.number: HeldSchool(
            values=_values_of(school),
            is_open=school.state == "open",
            corrected=corrected.get(school.pk, ()),
            asked=asked.get(school.pk, {}),
            kept=kept.get(school.pk, ()),
            is_missing=missing.get(school.pk) == "",
            may_be_absent=missing.get(school.pk) == "kept",
        )
        for school in School.objects.select_related("council")
    }


@transaction.atomic
def record_register(
    comparison: RegisterComparison,
    facts: Mapping[str, SchoolFacts],
    *,
    points: Points,
    brought_by: DataImport,
    by: Actor,
    at: datetime,
) -> None:
    """Write what a register changes, as compared in the same transaction.

    `facts` by number hold every school of the register, `points` postcodes with (latitude, longitude). Councils must
    be known. What a person's hand stands against becomes a question, a school no longer listed too.
    """
    councils = {council.code: council for council in Council.objects.all()}
    fresh = [
        school_of(_placed(facts[number], points), councils[facts[number].council], brought_by)
        for number in comparison.new
    ]
    touched = [
        *comparison.changed,
        *comparison.to_ask,
        *comparison.settled,
        *comparison.newly_missing,
        *comparison.returned,
    ]
    schools = {school.number: school for school in School.objects.filter(number__in=set(touched))}
    changed = [schools[number] for number in comparison.changed]
    for school in changed:
        _change(school, comparison.changed[school.number], councils, points, brought_by)
    set_keys([*fresh, *changed])
    School.objects.bulk_create(fresh, batch_size=500)
    _rewrite(changed)
    _ask(comparison, schools, brought_by)
    _note_missing(comparison, schools, brought_by, at)
    record(
        "register.imported",
        by=by,
        at=at,
        data={
            "file": brought_by.file_name,
            "new": len(fresh),
            "changed": len(changed),
            "missing": len(comparison.newly_missing),
        },
        subjects=_subjects(comparison, fresh, schools),
    )


@transaction.atomic
def place_schools(points: Points, *, by: Actor, at: datetime) -> int:
    """Give schools without a place that of their postcode. Returns how many."""
    schools = list(School.objects.filter(Q(latitude=None) | Q(longitude=None), postcode__in=points))
    for school in schools:
        school.latitude, school.longitude = points[school.postcode]
    School.objects.bulk_update(schools, ["latitude", "longitude"], batch_size=500)
    if schools:
        record(
            "schools.placed",
            by=by,
            at=at,
            data={"count": len(schools)},
            subjects=[Subject("school", str(school.pk)) for school in schools],
        )
    return len(schools)


def stored(value: Value) -> Value:
    """A value as a column of JSON holds it: nothing as an empty text."""
    return "" if value is None else value


def _values_of(school: School) -> dict[str, Value]:
    values: dict[str, Value] = {name: getattr(school, name) for name in _OWN_FIELDS}
    return values | {"council": school.council.code} | _flat(school.published)


def _flat(published: Mapping[str, Any]) -> dict[str, Value]:
    return {
        f"{PUBLISHED}{column}": [wording.get("en", ""), wording.get("cy", "")] for column, wording in published.items()
    }


def _placed(facts: SchoolFacts, points: Points) -> SchoolFacts:
    point = points.get(facts.postcode)
    return replace(facts, latitude=point[0], longitude=point[1]) if point else facts


def _change(
    school: School,
    changes: Iterable[FieldChange],
    councils: Mapping[str, Council],
    points: Points,
    brought_by: DataImport,
) -> None:
    for change in changes:
        if change.field.startswith(PUBLISHED) and isinstance(change.becomes, list):
            en, cy = change.becomes
            school.published = {**school.published, change.field.removeprefix(PUBLISHED): {"en": en, "cy": cy}}
        elif change.field == "council":
            school.council = councils[shown_value(change.becomes)]
        else:
            setattr(school, change.field, change.becomes)
        if change.field == "postcode":
            school.latitude, school.longitude = points.get(school.postcode, (None, None))
    school.brought_by = brought_by


def _rewrite(schools: Sequence[School]) -> None:
    """Write changed schools in few statements: known by their number, so without their keys."""
    copies = [School(**{name: getattr(school, name) for name in ("number", *_WRITTEN)}) for school in schools]
    School.objects.bulk_create(
        copies, update_conflicts=True, unique_fields=["number"], update_fields=_WRITTEN, batch_size=500
    )


def _ask(comparison: RegisterComparison, schools: Mapping[str, School], brought_by: DataImport) -> None:
    """One open question for each field a person corrected and the register has otherwise; moot ones go."""
    numbers = {*comparison.to_ask, *comparison.settled}
    waiting = {
        (row.school_id, row.field): row
        for row in RegisterDifference.objects.filter(decision="", school__number__in=numbers)
    }
    fresh = []
    for number, changes in comparison.to_ask.items():
        for change in changes:
            row = waiting.get((schools[number].pk, change.field))
            if row is None:
                row = RegisterDifference(school=schools[number], field=change.field)
                fresh.append(row)
            row.ours, row.theirs, row.brought_by = stored(change.was), stored(change.becomes), brought_by
    settled = [waiting[schools[number].pk, name].pk for number, names in comparison.settled.items() for name in names]
    RegisterDifference.objects.bulk_update(waiting.values(), ["ours", "theirs", "brought_by"], batch_size=500)
    RegisterDifference.objects.bulk_create(fresh, batch_size=500)
    RegisterDifference.objects.filter(pk__in=settled).delete()


def _note_missing(
    comparison: RegisterComparison, schools: Mapping[str, School], brought_by: DataImport, at: datetime
) -> None:
    RegisterMissing.objects.bulk_create(
        [RegisterMissing(school=schools[number], brought_by=brought_by) for number in comparison.newly_missing],
        batch_size=500,
    )
    RegisterMissing.objects.filter(outcome="", school__number__in=comparison.returned).update(
        outcome="returned", decided_at=at
    )


def _subjects(comparison: RegisterComparison, fresh: Sequence[School], schools: Mapping[str, School]) -> list[Subject]:
    """What the register meant for each school it touched."""
    meant: dict[str, dict[str, Any]] = {number: {} for number in schools}
    for number, changes in comparison.changed.items():
        meant[number]["changes"] = [
            {"field": c.field, "was": shown_value(c.was), "becomes": shown_value(c.becomes)} for c in changes
        ]
    for name, numbers in (
        ("asked", comparison.to_ask),
        ("is_missing", comparison.newly_missing),
        ("returned", comparison.returned),
    ):
        for number in numbers:
            meant[number][name] = True
    return [
        *(Subject("school", str(school.pk), {"is_new": True}) for school in fresh),
        *(Subject("school", str(schools[number].pk), data) for number, data in sorted(meant.items())),
    ]
