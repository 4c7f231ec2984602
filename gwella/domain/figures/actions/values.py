"""Figures published, and how schools stand beside others."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from gwella.core.audit import Actor, Subject, record
from gwella.core.bulk import insert_many
from gwella.domain.figures.models import (
    DataSet,
    EarlySign,
    FamilyPlace,
    Figure,
    FigureRevision,
    SignTest,
    SimilarSchool,
    Standing,
    StepResult,
)
from gwella.domain.schools.models import School

BATCH = 2000
FEW = 900  # keys a statement, which every database takes
# A final version that differs by less than this from the earlier one has changed nothing.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """One figure of a data set: a value or the reason for its absence. `place` as `models.Figure` says."""

    place: str
    year: str
    measure: str
    group: str
    span: int
    numerator: float | None
    cohort: int | None
    value: float | None
    pupils: int | None = None
    reason: str = ""
    hidden: bool = False


Identity = tuple[str, str, str, str, int]
_FIELDS = (
    *("data_set_id", "school_id", "place", "year", "measure", "group", "span"),
    *("numerator", "cohort", "pupils", "value", "reason", "hidden"),
)


@transaction.atomic
def publish_figures(data_set: DataSet, figures: Iterable[FigureFacts], *, by: Actor, at: datetime) -> int:
    """Put a data set's figures in place, whole, and list what they change beside the version before. Their number.

    Run again, it replaces its own figures and changes nothing else. What might not leave before, of this version or of
    the one before, may not until it has been worked out again which may.
    """
    schools = dict(School.objects.values_list("number", "pk"))
    earlier = _earlier(data_set)
    shut = _hidden(data_set) | (_hidden(earlier) if earlier else set())
    rows = [_row(data_set, facts, schools, shut) for facts in figures]
    # Nothing hangs on a figure's key, so nothing needs to be looked for before they go.
    data_set.figures.all()._raw_delete(data_set.figures.db)
    data_set.revisions.all()._raw_delete(data_set.revisions.db)
    count = insert_many(Figure, _FIELDS, rows)
    changes = _changes(data_set, rows, earlier) if earlier else []
    FigureRevision.objects.bulk_create(changes, batch_size=BATCH)
    data_set.figured_at = at
    data_set.save(update_fields=["figured_at"])
    touched = {change.school_id for change in changes if change.school_id}
    record(
        "figures.published",
        by=by,
        at=at,
        data={"kind": data_set.kind, "year": data_set.year, "count": count, "changes": len(changes)},
        subjects=[
            Subject("data_set", str(data_set.pk)),
            *(Subject("school", str(pk)) for pk in sorted(touched)),
        ],
    )
    return count


Row = tuple[Any, ...]


def _row(data_set: DataSet, facts: FigureFacts, schools: Mapping[str, int], shut: Set[Identity]) -> Row:
    """The values of `_FIELDS`."""
    kind, _, key = facts.place.partition(":")
    identity = (facts.place, facts.year, facts.measure, facts.group, facts.span)
    return (
        data_set.pk,
        schools.get(key) if kind == "school" else None,
        facts.place,
        facts.year,
        facts.measure,
        facts.group,
        facts.span,
        facts.numerator,
        facts.cohort,
        facts.pupils,
        facts.value,
        facts.reason,
        facts.hidden or identity in shut,
    )


def _earlier(data_set: DataSet) -> DataSet | None:
    """The latest earlier version that has figures."""
    versions = DataSet.objects.filter(kind=data_set.kind, year=data_set.year, version__lt=data_set.version)
    return versions.filter(figured_at__isnull=False).order_by("-version").first()


def _hidden(data_set: DataSet) -> Set[Identity]:
    """Its figures that may not leave."""
    rows = data_set.figures.filter(hidden=True).order_by()
    return set(rows.values_list("place", "year", "measure", "group", "span").iterator())


def _changes(data_set: DataSet, rows: Sequence[Row], earlier: DataSet) -> list[FigureRevision]:
    """What these figures change beside those of an earlier version."""
    told = earlier.figures.values_list("place", "year", "measure", "group", "span", "school_id", "value", "cohort")
    before: dict[Identity, tuple[Any, ...]] = {row[:5]: row[5:] for row in told.iterator()}
    after: dict[Identity, tuple[Any, ...]] = {row[2:7]: (row[1], row[10], row[8]) for row in rows}
    nothing = (None, None, None)
    return [
        _revision(data_set, earlier, identity, before.get(identity, nothing), after.get(identity, nothing))
        for identity in sorted(before.keys() | after.keys())
        if not _same(before.get(identity), after.get(identity))
    ]


def _same(was: tuple[Any, ...] | None, becomes: tuple[Any, ...] | None) -> bool:
    if was is None or becomes is None:
        return False
    (_, one, one_cohort), (_, other, other_cohort) = was, becomes
    alike = one == other or (one is not None and other is not None and abs(one - other) < SAME)
    return alike and one_cohort == other_cohort


def _revision(
    data_set: DataSet, earlier: DataSet, identity: Identity, was: tuple[Any, ...], becomes: tuple[Any, ...]
) -> FigureRevision:
    place, year, measure, group, span = identity
    return FigureRevision(
        data_set=data_set,
        earlier=earlier,
        school_id=becomes[0] or was[0],
        place=place,
        year=year,
        measure=measure,
        group=group,
        span=span,
        was=was[1],
        becomes=becomes[1],
        was_cohort=was[2],
        becomes_cohort=becomes[2],
    )


@transaction.atomic
def hide_figures(data_set: DataSet, hidden: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Say which figures of a data set may not leave, whole: `hidden` are their keys, all others may. Their number."""
    figures = data_set.figures
    figures.filter(hidden=True).update(hidden=False)
    keys = iter(sorted(hidden))
    count = 0
    while some := list(islice(keys, FEW)):
        count += figures.filter(pk__in=some).update(hidden=True)
    record(
        "figures.protected",
        by=by,
        at=at,
        data={"kind": data_set.kind, "year": data_set.year, "count": figures.count(), "hidden": count},
        subjects=[Subject("data_set", str(data_set.pk))],
    )
    return count


@transaction.atomic
def replace_comparisons(
    year: str,
    *,
    standings: Sequence[Standing],
    similar: Sequence[SimilarSchool],
    families: Sequence[FamilyPlace],
) -> None:
    """Put a year's worked-out comparisons in place of those before. The event is that of the figures they follow."""
    _replace(Standing, year, standings)
    _replace(SimilarSchool, year, similar)
    _replace(FamilyPlace, year, families)


@transaction.atomic
def replace_steps(year: str, steps: Sequence[StepResult]) -> None:
    """Put a year's computed steps of the frameworks (standards group, band) in place of those before."""
    _replace(StepResult, year, steps)


def _replace(model: Any, year: str, rows: Sequence[Any]) -> None:
    model.objects.filter(year=year).delete()
    model.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def replace_signs(signs: Sequence[EarlySign], tests: Sequence[SignTest]) -> None:
    """Put the early signs and their back-tests in place of those before. They follow from figures and records."""
    EarlySign.objects.all().delete()
    EarlySign.objects.bulk_create(signs, batch_size=BATCH)
    SignTest.objects.all().delete()
    SignTest.objects.bulk_create(tests, batch_size=BATCH)
